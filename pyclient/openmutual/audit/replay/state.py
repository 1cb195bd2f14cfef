"""What a plan has come to, as the audit rebuilds it from the log: members, periods, cases, disputes, money.

Money is in base units; the index and limits are in steps, as the contracts count them.  Times are Unix seconds.
Accounts are hex strings just as the events have them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...events import LogPosition
from ...records import NOBODY, Account, CaseStatus, MemberStatus, Roles, Stage, Terms, Verdict
from .others import Others


@dataclass(slots=True)
class Membership:
    """One membership; who withdraws and joins anew has another.

    Attributes:
        joined: where the log says so; `joined_in` the period that was open then.
        limit: the index at which the money would be used up.
        shared_before: all shares of a unit when they joined, in steps; `shared_until` when they last paid, -1 while
            they go on paying.
        since: when `status` began; of a lapse or a leaving in effect, the time of that announcement.
        asked_at: when they asked to leave, `asked_in` the period that was open then; -1 if they did not.
        left_in: the period whose announcement let them go; -1 if none did.
        lapsed_in: the period whose announcement lapsed them; -1 if none did, or they came back.
        reinstated_at: when they last came back from a lapse; -1 if never.
        over_at: when it was withdrawn, replaced or ended by a benefit; -1 before.
        unpaid_from: of one that a benefit ended, the first period that it did not pay; -1 of any other.
        is_replaced: whether its person goes on at another account; its money waits here.
        is_emptied: whether its money was taken out.
        end_index: where the index stood when they last paid, once they are left, lapsed, claimed or withdrawn.
        brought: deposit and top-ups; `taken` what was withdrawn.
        rebate: what a closed plan added to that.
    """

    account: Account
    tier: int
    units: int
    limit: int
    joined_at: int
    joined: LogPosition
    joined_in: int = 0
    shared_before: int = 0
    shared_until: int = -1
    status: MemberStatus = MemberStatus.ACTIVE
    since: int = 0
    asked_at: int = -1
    asked_in: int = -1
    left_in: int = -1
    lapsed_in: int = -1
    reinstated_at: int = -1
    over_at: int = -1
    unpaid_from: int = -1
    is_replaced: bool = False
    is_emptied: bool = False
    end_index: int = -1
    brought: int = 0
    taken: int = 0
    rebate: int = 0

    @property
    def last_paid_in(self) -> int:
        """The announcement that ended their paying, by a lapse or a leaving; -1 if none did."""
        return max(self.left_in, self.lapsed_in)


@dataclass(frozen=True, slots=True)
class Funding:
    """What one case of a level gets in an announcement: from members, and from the backstop."""

    by_members: int
    by_backstop: int


@dataclass(slots=True)
class Period:
    """One announcement, with every figure recomputed by the rules, section 5.

    Attributes:
        units: who paid, in units (U); `members` how many active members there were, `leavers` how many left with it.
        queue: cases announced, by level; `waiting` those that wait for another plan year instead.
        queue_began: the period in which that queue began.
        holds_leavers: whether leavers stay until a queue that waits is announced.
        share: what a unit paid for cases; `dues` what it paid to the operator.
        need, pot, gap, means: the quantities of the rules (need, pot, G, B).
        index: where it stood afterwards, in steps; `shares` all shares of a unit by then, dues left out.
        funding: what a case gets, by level.
        drawn: what the backstop paid.
        lapsed: who lapsed, with `lapsed_units` together; `others_lapsed` how many of those who are not kept one by one.
        case_capped: whether the cap per case bound; `period_capped` likewise.
        concluded: how many of its cases were paid or overturned, by level.
    """

    number: int
    at: int
    place: LogPosition
    units: int
    members: int
    leavers: int
    queue: dict[int, int]
    need: int
    share: int
    dues: int
    pot: int
    gap: int
    means: int
    index: int
    surplus_before: int
    surplus: int
    backstop_before: int
    drawn: int
    funding: dict[int, Funding]
    lapsed: tuple[Account, ...] = ()
    lapsed_units: int = 0
    others_lapsed: int = 0
    case_capped: bool = False
    period_capped: bool = False
    waiting: dict[int, int] = field(default_factory=dict)
    queue_began: int = -1
    holds_leavers: bool = False
    shares: int = 0
    concluded: dict[int, int] = field(default_factory=dict)

    @property
    def lapsed_members(self) -> int:
        """How many lapsed."""
        return len(self.lapsed) + self.others_lapsed

    @property
    def collected(self) -> int:
        """What all units paid for cases."""
        return self.share * self.units

    @property
    def waits(self) -> bool:
        """Whether its cases wait, since the year's cap has no room for them."""
        return bool(self.waiting)

    @property
    def is_cut(self) -> bool:
        """Whether members' money fell short of what the cases needed."""
        return self.pot < self.need


@dataclass(slots=True)
class Case:
    """One case; times are -1 until it happened.

    Attributes:
        level: the level it stands at now: the one filed for, or the one awarded.
        joined_at: of the membership that it was filed under.
        status: the last that somebody did to it; `announced` and `expired` follow from time and are never written.
        upheld: whether a jury let it stand after an objection.
        queue: the period in which the queue began that holds it; -1 while it was never approved.
        places: the logs that tell of it, in order.
    """

    number: int
    claimant: Account
    beneficiary: Account
    filed_level: int
    level: int
    diagnosed_at: int
    filed_at: int
    joined_at: int
    commitment: bytes
    places: list[LogPosition] = field(default_factory=list)
    status: CaseStatus = CaseStatus.FILED
    decided_at: int = -1
    approved_by_panel: bool | None = None
    rejected_at: int = -1
    assessors: tuple[Account, ...] = ()
    report_hash: bytes = b""
    appealed: bool = False
    upheld: bool = False
    objector: Account = NOBODY
    objected_at: int = -1
    disputes: list[int] = field(default_factory=list)
    concluded_at: int = -1
    queue: int = -1
    settled_at: int = -1
    benefit_paid: int = 0
    fee_paid: int = 0


@dataclass(slots=True)
class Seat:
    """A volunteer's seat, theirs for good; nobody's where the log has lost who took it.

    Attributes:
        number: from 0, in the order in which they were first taken; `first_taken_at` when, `taken_at` the last time.
        resigned_at: when it was given up the last time; -1 while it is held.
    """

    number: int
    holder: Account
    first_taken_at: int
    taken_at: int
    resigned_at: int = -1


@dataclass(slots=True)
class Draw:
    """One draw of a dispute, made in as many calls as it takes.

    Attributes:
        since: when it was called for.
        seed: what the order of the seats follows from.
        position: where the next call goes on, with so many seats `looked` at; no call goes on from the last one.
        jurors: those found so far.
        completed_at: when all were found, or all seats looked at; -1 before.
        sealed: what they sealed; `opened` what they opened (true: the case stands).
    """

    round: int
    since: int
    seed: bytes
    position: int = 0
    looked: int = 0
    jurors: list[Account] = field(default_factory=list)
    completed_at: int = -1
    sealed: dict[Account, bytes] = field(default_factory=dict)
    opened: dict[Account, bool] = field(default_factory=dict)


@dataclass(slots=True)
class Dispute:
    """One dispute.

    Attributes:
        parties: claimant, beneficiary and objector: nobody of them judges.
        objector: who put up the bond; of an appeal the claimant.
        pool: how many of the first seats may be drawn.
        before: the second in which the case was announced, or filed for an appeal; candidates came earlier.
        announced_in: the period whose announcement that was; -1 for an appeal.
        draw_block: the block whose randomness draws; `since` when that was called for.
        round: 0, or 1 after a missed quorum; `draws` those whose seed was fixed so far.
        verdict: None until it is decided.
    """

    number: int
    case: int
    pool: int
    draw_block: int
    since: int
    opened_at: int
    parties: tuple[Account, ...] = ()
    objector: Account = NOBODY
    before: int = 0
    announced_in: int = -1
    round: int = 0
    draws: list[Draw] = field(default_factory=list)
    verdict: Verdict | None = None
    decided_at: int = -1


@dataclass(slots=True)
class BackstopNotice:
    """What the sponsor may take out, and when; no amount means no notice."""

    amount: int = 0
    opens: int = 0
    closes: int = 0


@dataclass(slots=True)
class Money:
    """The ledger's own accounts, members' balances aside.

    Attributes:
        credits: jurors' rewards, and payments that the token refused, by owner; `credited` all of them together.
        rebate: the whole pool of a closed plan; `rebate_pool` what is left of it.
        rebate_shared: what all those have shared who have a part in it; `weight_left` who of them is still there.
        shared_by_gone: what those of them have shared who had gone in the closing.
        member_funds: what all current members and former ones have not yet taken out, kept up with every event.
        promised: announced and unpaid payouts.
        held: what the ledger must hold by its own events, all in all.
        gifts: what was sent to the ledger by plain transfers; it belongs to nobody.
    """

    surplus: int = 0
    backstop: int = 0
    operator_credit: int = 0
    operator_paid: int = 0
    bonds: int = 0
    credits: dict[Account, int] = field(default_factory=dict)
    rebate: int = 0
    rebate_pool: int = 0
    rebate_shared: int = 0
    weight_left: int = 0
    shared_by_gone: int = 0
    member_funds: int = 0
    promised: int = 0
    held: int = 0
    credited: int = 0
    gifts: int = 0

    @property
    def obligations(self) -> int:
        """What the ledger owes to anybody, or keeps for members and patients (invariant I1)."""
        owed = self.member_funds + self.promised + self.operator_credit + self.bonds + self.credited
        return owed + self.surplus + self.rebate_pool + self.backstop


@dataclass(slots=True)
class ReplayedPlan:
    """The whole state of a plan.

    Attributes:
        opened: the place of `PlanOpened`; `opened_at` its time.
        plan_hash: the sha256 hash that the plan committed to.
        now: the time of the newest event; `block` its block.
        index: in steps; `shares` the part of it that was for cases.
        units: of active members; `leaving_units` of leavers who pay once more.
        active: how many active members there are.
        members: by account, the newest membership of each; `former` holds the earlier ones.
        rungs: members by limit and account: who is active, and below the floor who lapsed there.
        leavers: who asked to leave and still pays.
        found_enough: how many announcements in a row have found enough members; two stay two for good.
        queue: cases that wait to be announced, by level; `queue_began` the period in which the last queue began.
        announced_in: by the period in which a queue began, the period that announced it.
        year: the plan year (0, 1, …) of the last announcement; `charged` the shares of a unit in it, in base units.
        announced_at: the time of the last announcement, or of the opening.
        below_since: since when there are fewer than the minimum; 0 for not.
        closing_in: the announcement that began the closing, or the next one after that; -1 while the plan is open.
        last_case: the case that a member filed or appealed last; none other of theirs can be open.
        taken_back: the case that a member took back last.
        seats: jurors' seats in the order of their numbers, of holders who are kept one by one; `seat_count` of all.
        judges: who ever signed a decision; `barred` until when a juror cannot be drawn.
        nullifiers: the membership that took each last; `attestations` the attestor's words that were used, by hash.
        others: members who are not kept one by one; all sums count them.
        proposed_operator: with the time from which, and until which; `proposed_panel` likewise.
    """

    terms: Terms
    roles: Roles
    plan_hash: bytes
    opened: LogPosition
    opened_at: int
    now: int = 0
    block: int = 0
    stage: Stage = Stage.OPEN
    joins_stopped: bool = False
    closing_at: int = 0
    closing_in: int = -1
    finished_at: int = 0
    index: int = 0
    shares: int = 0
    units: int = 0
    leaving_units: int = 0
    active: int = 0
    found_enough: int = 0
    below_since: int = 0
    year: int = 0
    charged: int = 0
    announced_at: int = 0
    money: Money = field(default_factory=Money)
    notice: BackstopNotice = field(default_factory=BackstopNotice)
    members: dict[Account, Membership] = field(default_factory=dict)
    former: list[Membership] = field(default_factory=list)
    rungs: dict[int, dict[Account, Membership]] = field(default_factory=dict)
    leavers: dict[Account, Membership] = field(default_factory=dict)
    queue: dict[int, int] = field(default_factory=dict)
    queue_began: int = 0
    announced_in: dict[int, int] = field(default_factory=dict)
    periods: list[Period] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    last_case: dict[Account, int] = field(default_factory=dict)
    taken_back: dict[Account, int] = field(default_factory=dict)
    disputes: list[Dispute] = field(default_factory=list)
    operator: Account = NOBODY
    proposed_operator: tuple[Account, int, int] = (NOBODY, 0, 0)
    panel: tuple[Account, ...] = ()
    panels: list[tuple[int, tuple[Account, ...]]] = field(default_factory=list)
    proposed_panel: tuple[tuple[Account, ...], int, int] = ((), 0, 0)
    judges: set[Account] = field(default_factory=set)
    seats: list[Seat] = field(default_factory=list)
    seat_count: int = 0
    seat_of: dict[Account, Seat] = field(default_factory=dict)
    barred: dict[Account, int] = field(default_factory=dict)
    nullifiers: dict[bytes, Membership] = field(default_factory=dict)
    attestations: set[bytes] = field(default_factory=set)
    others: Others = field(default_factory=Others)

    @property
    def reserve_steps(self) -> int:
        """What each unit must hold, in steps."""
        return self.terms.reserve // self.terms.step

    @property
    def floor(self) -> int:
        """The lowest limit that does not lapse, in steps."""
        return self.index + self.reserve_steps

    def memberships(self) -> Iterator[Membership]:
        """Every membership there ever was, of those that are kept one by one."""
        yield from self.former
        yield from self.members.values()
