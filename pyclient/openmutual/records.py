"""Frozen records that every part speaks of: terms, members, cases, announcements, the books.

Money is in base units of the plan's currency, per-unit money too (always whole steps); times are Unix seconds.
An account is a string: a checksummed address on a chain, any name in the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Account = str

NOBODY: Account = ""
"""The role that a plan leaves empty (the zero address on a chain)."""


class Stage(StrEnum):
    """Where a plan stands; a one-way street (rules, section 7)."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class MemberStatus(StrEnum):
    """What a member is now.  `left` and `lapsed` are reached without a call of the member's own."""

    NONE = "none"
    ACTIVE = "active"
    LEAVING = "leaving"
    LEFT = "left"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"


class CaseStatus(StrEnum):
    """The life of a case (rules, section 4).  `announced` and `expired` are reached by time alone."""

    FILED = "filed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    APPEALED = "appealed"
    ANNOUNCED = "announced"
    CONTESTED = "contested"
    SETTLED = "settled"
    OVERTURNED = "overturned"


class DisputeStage(StrEnum):
    """Where a dispute stands; all but `decided` are reached by the draw and by time alone."""

    DRAWING = "drawing"
    COMMITTING = "committing"
    REVEALING = "revealing"
    COUNTING = "counting"
    DECIDED = "decided"


class Verdict(StrEnum):
    """What a jury says of the claimant's case; `none` leaves the panel's word standing.

    `no_jury`: none could be drawn at first; an objection counts as not made, an appeal as without a verdict.
    """

    NONE = "none"
    PAYS = "pays"
    REFUSES = "refuses"
    NO_JURY = "no_jury"


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier (档): how much a member carries, and the least they must bring."""

    name: str
    units: int
    deposit: int


@dataclass(frozen=True, slots=True)
class Level:
    """A level of benefit (互助金标准); `waiting` is the level's own, already defaulted to the plan's."""

    name: str
    benefit: int
    fee: int
    ends_membership: bool
    waiting: int

    @property
    def due(self) -> int:
        """What a case of this level asks of the members: benefit and fee."""
        return self.benefit + self.fee


@dataclass(frozen=True, slots=True)
class JuryTerms:
    """The jury's size, quorum, bond, reward and its two stages."""

    size: int
    quorum: int
    bond: int
    reward: int
    commit: int
    reveal: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a plan (公约; rules, section 2), as the ledger holds them.

    0 means "none" for the case, year and backstop cap.
    """

    step: int
    tiers: tuple[Tier, ...]
    levels: tuple[Level, ...]
    case_cap: int
    period_cap: int
    year_cap: int
    backstop_cap: int
    dues: int
    waiting: int
    period: int
    notice: int
    grace: int
    filing: int
    decision: int
    run_off: int
    min_members: int
    assessors: int
    quorum: int
    jury: JuryTerms

    @property
    def reserve(self) -> int:
        """What each unit must hold: one whole period, at the cap."""
        return self.period_cap + self.dues

    def tier(self, name: str) -> Tier:
        """The tier of that name.  Raises KeyError."""
        return {tier.name: tier for tier in self.tiers}[name]

    def level(self, name: str) -> Level:
        """The level of that name.  Raises KeyError."""
        return {level.name: level for level in self.levels}[name]


@dataclass(frozen=True, slots=True)
class Roles:
    """Who holds which power (rules, section 8).  An empty name leaves a role empty."""

    operator: Account
    assessors: tuple[Account, ...]
    supervisor: Account = NOBODY
    sponsor: Account = NOBODY
    attestor: Account = NOBODY


@dataclass(frozen=True, slots=True)
class Attestation:
    """An attestor's word for people who join, one or a batch (rules, section 3); for one payer, one tier, and once.

    Attributes:
        nullifiers: 32 bytes for each of them, in their order; they stand for people without telling who.
        expiry: the first second in which it does not hold.
        signature: the attestor's; in the model what :func:`openmutual.model.enrolment.sign` makes instead.
    """

    nullifiers: tuple[bytes, ...]
    expiry: int
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """What a member allows to be taken from their wallet into their own reserve, by anyone's hand.

    Attributes:
        target: the balance up to which the reserve is filled.
        most_per_period: the most that is taken between two announcements.
    """

    target: int
    most_per_period: int


@dataclass(frozen=True, slots=True)
class MemberState:
    """One member.

    Attributes:
        balance: what the member could take out, were they free to go; the rebate of a closed plan included.
        paid: shares and dues of this membership so far, back-pay included.
        joined_at: when this membership began.
    """

    status: MemberStatus
    units: int
    balance: int
    paid: int
    joined_at: int


@dataclass(frozen=True, slots=True)
class CaseState:
    """One case; `claimant_paid` and `fee_paid` are 0 until it is settled."""

    claimant: Account
    level: str
    status: CaseStatus
    claimant_paid: int
    fee_paid: int


@dataclass(frozen=True, slots=True)
class DisputeState:
    """One dispute.

    Attributes:
        case: the case it is about.
        ends: when its stage is over; 0 once decided.
        round: 0 for the first draw, 1 for the second.
        jurors: the jurors of the last draw.
        pays: votes revealed for the claimant; `refuses` those against.
    """

    case: int
    stage: DisputeStage
    ends: int
    round: int
    jurors: tuple[Account, ...]
    pays: int
    refuses: int


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one announcement did.

    Attributes:
        units: the units that paid (U of the rules).
        cases: cases announced, by level; levels without a case are left out.
        waiting: cases that wait instead, because the year's cap has too little left, in the same way.
        share: what each unit paid for cases; `dues` what it paid to the operator.
        collected: `share` of all units together.
        payout: what one case of each level gets (benefit and fee together).
        surplus: what stood in the surplus afterwards.
        lapsed: members who lapsed.
    """

    period: int
    at: int
    units: int
    cases: Mapping[str, int]
    waiting: Mapping[str, int]
    share: int
    dues: int
    collected: int
    payout: Mapping[str, int]
    backstop_used: int
    surplus: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Books:
    """The ledger's own accounts.

    Attributes:
        index: the share index, base units per unit; `shares` the same without dues.
        members: active members; `units` their units; `leaving_units` those of leavers who pay once more.
        promised: announced and unpaid payouts.
        credits: rewards of jurors, and payments that the token refused, waiting for their owners.
        rebate_shared: what all who have a part in the rebate pool had shared when the plan closed, units × base units.
        token_balance: what the token says the ledger holds.
    """

    stage: Stage
    period: int
    index: int
    shares: int
    members: int
    units: int
    leaving_units: int
    surplus: int
    backstop: int
    promised: int
    operator_credit: int
    operator_paid: int
    bonds: int
    credits: int
    rebate_pool: int
    rebate_shared: int
    token_balance: int


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole state at one moment: what a result file is written from, and what chain and model are compared by."""

    books: Books
    members: Mapping[Account, MemberState] = field(default_factory=dict)
    cases: Mapping[int, CaseState] = field(default_factory=dict)
    announcements: tuple[Announcement, ...] = ()
