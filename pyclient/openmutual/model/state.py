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
        joined_at: when the membership began; cover begins a waiting period later.  `joined_in` is the period that was
            open then.
        paid: shares and dues so far, back-pay included; `shared` the same without dues.
        cover_ended_at: the announcement at which they lapsed or left; None while cover runs.  `cover_ended_in` is its
            number.
        missed: what they would have paid since their lapse, and owe if they come back; `missed_shares` without dues.
        ended_at: when they asked to leave; of who did not, when the membership was over.
        reinstated_at: when they last came back after a lapse.
        replaced: whether their person is a member at another account now; the money still waits for them here.
    """

    units: int
    balance: int
    joined_at: int
    joined_in: int
    status: MemberStatus = MemberStatus.ACTIVE
    paid: int = 0
    shared: int = 0
    cover_ended_at: int | None = None
    cover_ended_in: int | None = None
    missed: int = 0
    missed_shares: int = 0
    ended_at: int | None = None
    reinstated_at: int | None = None
    replaced: bool = False


@dataclass(slots=True)
class Case:
    """One case (rules, section 4).

    Attributes:
        level: the level filed for; once approved, the level awarded.
        membership: the one under which the case was filed.
        status: as it was last written; a filed case expires by time alone (:func:`cases.status_of`).
        rejected_at: when the panel said no.
        appealed: whether its claimant has been to the jury; they go once.
        announced_at: the announcement that charged for it; `announced_in` is its number.
        upheld: whether an objection to it has failed; nobody objects a second time.
        from_members, from_backstop: what it was granted, by whose money it is.
        claimant_paid, fee_paid: what was paid when it was settled.
    """

    claimant: Account
    beneficiary: Account
    level: Level
    membership: Member
    diagnosed_at: int
    filed_at: int
    status: CaseStatus = CaseStatus.FILED
    rejected_at: int = 0
    appealed: bool = False
    announced_at: int = 0
    announced_in: int = 0
    upheld: bool = False
    from_members: int = 0
    from_backstop: int = 0
    claimant_paid: int = 0
    fee_paid: int = 0

    @property
    def payout(self) -> int:
        """What the case was granted in all."""
        return self.from_members + self.from_backstop

    @property
    def payee(self) -> Account:
        """Who is paid."""
        return self.beneficiary or self.claimant


@dataclass(frozen=True, slots=True)
class Seat:
    """A volunteer's seat, theirs for ever.

    Attributes:
        taken_at: when it was taken for the first time.
    """

    account: Account
    taken_at: int


@dataclass(slots=True)
class Volunteer:
    """What is on record of a volunteer.

    Attributes:
        taken_at: when they last took their seat.
        resigned_at: when they resigned; None if they have not since.
        barred_until: until when they are not drawn, for having been silent.
    """

    taken_at: int
    resigned_at: int | None = None
    barred_until: int = 0


@dataclass(slots=True)
class Dispute:
    """One dispute over a case (rules, section 4).

    Attributes:
        case: the case's number.
        bonded: who put up the bond: the objector, or the claimant who appeals.
        before: candidates took their seat, and joined, before this time.
        announced_in: the announcement of the case; None for an appeal.
        opened_at: when it began.
        called_at: when the running draw was called for.
        seed: what the running draw's order of seats follows from; None before its first call.
        position: where in that order the next call goes on; `looked` counts the seats looked at.
        drawn_at: when a call completed the draw; None while none has.
        round: 0 for the first draw, 1 for the second.
        jurors: those of the last draw; `sealed` their commitments, `votes` what they revealed (True: it pays).
    """

    case: int
    bonded: Account
    before: int
    announced_in: int | None
    opened_at: int
    called_at: int
    seed: bytes | None = None
    position: int = 0
    looked: int = 0
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
        index: what a unit that was there from the start has paid so far, `shares` the same without dues; only
            reported, no balance hangs on them.
        last_announced_at: the deployment, before the first announcement.
        enough: announcements in a row after which the plan had its minimum of members; two are the most that count.
        below_since: the announcement since which it has had fewer; None while it has enough.
        closing_in: the announcement that began the closing, or the first one after it began.
        rebate: base units that a closed plan gives back in all; `rebate_shared` is what those had shared who get them.
        seats: the volunteers' seats, in the order in which they were first taken.
        signed: who has ever signed a decision.
        nullifiers: the membership that took each of them last, where an attestor vouches for members, and its account.
        words_used: attestations that have been brought.
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
    seats: list[Seat] = field(default_factory=list)
    volunteers: dict[Account, Volunteer] = field(default_factory=dict)
    signed: set[Account] = field(default_factory=set)
    nullifiers: dict[bytes, tuple[Account, Member]] = field(default_factory=dict)
    words_used: set[bytes] = field(default_factory=set)

    # Standing orders, by member.
    orders: dict[Account, StandingOrder] = field(default_factory=dict)
    taken: dict[Account, Taken] = field(default_factory=dict)

    # The calendar.
    index: int = 0
    shares: int = 0
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
    enough: int = 0
    below_since: int | None = None
    closing_at: int | None = None
    closing_in: int = 0
    rebate: int = 0
    rebate_shared: int = 0

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
