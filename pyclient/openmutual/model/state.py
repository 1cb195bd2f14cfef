"""What a plan remembers: its members, its cases and its accounts, as simple as they can be said.

Every member carries their own money in `balance`; an announcement takes from each of them.  This is the dullest
reading of the rules, and that is its purpose: a ledger on a chain never touches a member to charge them, so
the two share no mathematics, and where they agree it is because the rules say so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..records import Account, Announcement, CaseStatus, Level, MemberStatus, Roles, Stage, StandingOrder, Terms
from .token import Token

T = TypeVar("T")

YEAR = 365 * 24 * 60 * 60
"""Seconds of a plan year (rules, section 5)."""


@dataclass(slots=True)
class Member:
    """One membership (rules, section 3).  A person who joins anew gets a new one.

    Attributes:
        balance: base units that are theirs.
        joined_at: when the membership began; cover begins a waiting period later.
        paid: shares and dues so far, back-pay included.
        cover_ended_at: the announcement at which they lapsed or left; None while cover runs.
        missed: what they would have paid since their lapse; they owe it if they come back.
    """

    units: int
    balance: int
    joined_at: int
    status: MemberStatus = MemberStatus.ACTIVE
    paid: int = 0
    cover_ended_at: int | None = None
    missed: int = 0


@dataclass(slots=True)
class Case:
    """One case (rules, section 4).

    Attributes:
        level: the level filed for; once approved, the level awarded.
        joined_at: when the membership began under which the case was filed.
        status: as it was last written; a filed case expires by time alone (:func:`cases.status_of`).
        rejected_at: when the panel said no.
        appealed: whether its claimant has been to the jury; they go once.
        announced_at: the announcement that charged for it.
        upheld: whether a jury has let it stand; nobody objects a second time.
        from_members, from_backstop: what it was granted, by whose money it is.
        claimant_paid, fee_paid: what was paid when it was settled.
    """

    claimant: Account
    beneficiary: Account
    level: Level
    joined_at: int
    diagnosed_at: int
    filed_at: int
    status: CaseStatus = CaseStatus.FILED
    rejected_at: int = 0
    appealed: bool = False
    announced_at: int = 0
    upheld: bool = False
    from_members: int = 0
    from_backstop: int = 0
    claimant_paid: int = 0
    fee_paid: int = 0

    @property
    def payout(self) -> int:
        """What the case was granted in all."""
        return self.from_members + self.from_backstop


@dataclass(slots=True)
class Dispute:
    """One dispute over a case (rules, section 4).

    Attributes:
        case: the case's number.
        bonded: who put up the bond: the objector, or the claimant who appeals.
        before: volunteers from before this time can be drawn.
        called_at: when the running draw was called for.
        drawn_at: when its jurors were drawn; None while they are not.
        round: 0 for the first draw, 1 for the second.
        jurors: those of the last draw; `sealed` their commitments, `votes` what they revealed (True: it pays).
    """

    case: int
    bonded: Account
    before: int
    called_at: int
    drawn_at: int | None = None
    round: int = 0
    jurors: tuple[Account, ...] = ()
    sealed: dict[Account, bytes] = field(default_factory=dict)
    votes: dict[Account, bool] = field(default_factory=dict)
    decided: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """The sponsor's notice of what it may take out of the backstop (rules, section 6).

    Attributes:
        amount: what may still be taken.
        at: when notice was given.
    """

    amount: int
    at: int


@dataclass(frozen=True, slots=True)
class Proposal(Generic[T]):
    """A change of role that waits until members had the time to leave (rules, section 8)."""

    value: T
    at: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What standing orders took from one wallet in one period."""

    period: int
    amount: int


@dataclass
class PlanState:
    """A deployed plan: its terms, who holds which power, and everything that has happened to it.

    Attributes:
        clock: reads the time, in Unix seconds.
        account: the plan's own account in the token.
        index: what a unit that was there from the start has paid so far; only reported, no balance hangs on it.
        last_announced_at: the deployment, before the first announcement.
        reached: whether the plan once had its minimum of members.
        below_since: the announcement since which it has had fewer; None while it has enough.
        rebate: base units a unit that a closed plan gives back.
        volunteers: since when each of them has been one; `barred` until when a silent juror is not drawn.
        nullifiers: who holds each of them, where an attestor vouches for members.
    """

    terms: Terms
    roles: Roles
    token: Token
    clock: Callable[[], int]
    account: Account

    members: dict[Account, Member] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    announcements: list[Announcement] = field(default_factory=list)

    # The jury, and one person, one membership.
    disputes: list[Dispute] = field(default_factory=list)
    volunteers: dict[Account, int] = field(default_factory=dict)
    barred: dict[Account, int] = field(default_factory=dict)
    nullifiers: dict[bytes, Account] = field(default_factory=dict)

    # Standing orders, by member.
    orders: dict[Account, StandingOrder] = field(default_factory=dict)
    taken: dict[Account, Taken] = field(default_factory=dict)

    # The calendar.
    index: int = 0
    deployed_at: int = 0
    last_announced_at: int = 0
    year: int = 0
    charged_this_year: int = 0

    # Money that is nobody's balance (rules, I1).
    surplus: int = 0
    backstop: int = 0
    operator_credit: int = 0
    operator_paid: int = 0
    bonds: int = 0
    rebate_pool: int = 0
    credits: dict[Account, int] = field(default_factory=dict)

    # Powers.
    notice: Notice | None = None
    successor: Proposal[Account] | None = None
    panel: Proposal[tuple[Account, ...]] | None = None

    # The way to the end.
    stage: Stage = Stage.OPEN
    joins_stopped: bool = False
    reached: bool = False
    below_since: int | None = None
    closing_at: int | None = None
    rebate: int = 0

    @property
    def now(self) -> int:
        """The time, in Unix seconds."""
        return self.clock()

    @property
    def period(self) -> int:
        """The number of the open period."""
        return len(self.announcements)

    def with_status(self, *statuses: MemberStatus) -> list[Member]:
        """All members who are one of these now."""
        return [member for member in self.members.values() if member.status in statuses]

    def count(self, *statuses: MemberStatus) -> int:
        """How many members are one of these now."""
        return len(self.with_status(*statuses))

    def units(self, *statuses: MemberStatus) -> int:
        """The units of all members who are one of these now."""
        return sum(member.units for member in self.with_status(*statuses))

    def status(self, person: Account) -> MemberStatus:
        """What the person is to the plan; `none` for somebody who never joined."""
        return self.members[person].status if person in self.members else MemberStatus.NONE
