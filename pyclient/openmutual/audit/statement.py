"""One member's own account, from the log alone: every payment in, every share and what it was for, what is left.

A small reckoning of its own: it follows one account through the events and needs no state of anybody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..events import (
    AccountReplaced,
    Announced,
    BenefitEndedMembership,
    CaseFiled,
    CaseSettled,
    ClosingStarted,
    Event,
    Joined,
    LeaveRequested,
    LogPosition,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ..records import Account, MemberStatus, Terms

LEVEL_BITS = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the account.

    Attributes:
        what: a key of the texts: joined, topped_up, reinstated, back_pay, share, dues, leaving, lapsed, replaced,
            benefit_ended, filed, paid, withdrawn, rebate.
        amount: what it changes in the balance, in base units; of a benefit paid out, what the patient got.
        balance: what is left afterwards, in base units.
        period: the announcement that it belongs to; -1 for none.
        cases: of a share, the cases that it paid for, by level.
    """

    at: int
    what: str
    amount: int
    balance: int
    place: LogPosition
    period: int = -1
    cases: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Statement:
    """A member's account.

    Attributes:
        member: whose.
        lines: in the order of the log.
        status: what they are now; `none` for somebody who never joined.
        brought: what they paid in, in all memberships.
        shared: what they paid for others and the operator, less what a closed plan gave back of it.
        taken: what they took out.  What was brought is shared, taken or still there.
    """

    member: Account
    lines: list[Line] = field(default_factory=list)
    status: MemberStatus = MemberStatus.NONE
    balance: int = 0
    brought: int = 0
    shared: int = 0
    taken: int = 0


def statement(member: Account, history: Iterable[tuple[Event, int]], terms: Terms) -> Statement:
    """The account of one member.

    Args:
        member: their address, written as in the events.
        history: the events of the plan's contracts with their times, in log order.
        terms: of the plan.
    """
    reckoning = _Reckoning(Statement(member), terms)
    for event, time in history:
        reckoning.take(event, time)
    return reckoning.told


@dataclass
class _Reckoning:
    """A statement being written.

    Attributes:
        units: the member's.
        is_closing: whether the closing has begun, in which leavers wait with cases that wait.
        cases: the member's own, by number.
    """

    told: Statement
    terms: Terms
    units: int = 0
    is_closing: bool = False
    cases: set[int] = field(default_factory=set)

    def take(self, event: Event, time: int) -> None:
        """One event; most are about others."""
        match event:
            case Announced():
                self._announced(event, time)
            case ClosingStarted():
                self.is_closing = True
            case Joined() if event.member == self.told.member:
                self._joined(event, time)
            case ToppedUp() if event.member == self.told.member:
                self._bring(event, time, "topped_up", event.amount)
            case Reinstated() if event.member == self.told.member:
                self._bring(event, time, "reinstated", event.amount)
                self._share(event, time, "back_pay", event.back_pay)
                self.told.status = MemberStatus.ACTIVE
            case LeaveRequested() if event.member == self.told.member:
                self.told.status = MemberStatus.LEAVING
                self._line(event, time, "leaving", 0)
            case AccountReplaced() if event.member == self.told.member:
                self.told.status = MemberStatus.WITHDRAWN
                self._line(event, time, "replaced", 0)
            case BenefitEndedMembership() if event.member == self.told.member:
                self.told.status = MemberStatus.CLAIMED
                self._line(event, time, "benefit_ended", 0)
            case Withdrawn() if event.member == self.told.member:
                self._withdrawn(event, time)
            case _:
                self._case(event, time)

    def _joined(self, event: Joined, time: int) -> None:
        tier = self.terms.tiers[event.tier] if event.tier < len(self.terms.tiers) else None
        self.units = tier.units if tier else 0
        self.told.status, self.told.balance = MemberStatus.ACTIVE, 0
        self._bring(event, time, "joined", event.deposit)

    def _announced(self, event: Announced, time: int) -> None:
        """Active and leaving members pay; then who holds less than the reserve has lapsed, and leavers are out.

        In a closing they are out only once no case waits for another plan year.
        """
        if self.told.status not in (MemberStatus.ACTIVE, MemberStatus.LEAVING):
            return
        figures, names = event.figures, [level.name for level in self.terms.levels]
        counts = {name: figures.queue >> LEVEL_BITS * level & 0xFFFF for level, name in enumerate(names)}
        cases = {name: count for name, count in counts.items() if count}
        if figures.share:
            self._share(event, time, "share", figures.share * self.units, cases)
        if figures.dues:
            self._share(event, time, "dues", figures.dues * self.units)
        if self.told.status is MemberStatus.LEAVING and not (self.is_closing and figures.waiting):
            self.told.status = MemberStatus.LEFT
        elif self.told.status is MemberStatus.ACTIVE and self.told.balance < self.units * self.terms.reserve:
            self.told.status = MemberStatus.LAPSED
            self._line(event, time, "lapsed", 0)

    def _withdrawn(self, event: Withdrawn, time: int) -> None:
        if event.rebate:
            self.told.balance += event.rebate
            self.told.shared -= event.rebate
            self._line(event, time, "rebate", event.rebate)
        self.told.balance -= event.amount + event.rebate
        self.told.taken += event.amount + event.rebate
        self._line(event, time, "withdrawn", -event.amount - event.rebate)
        if self.told.status is not MemberStatus.CLAIMED:
            self.told.status = MemberStatus.WITHDRAWN

    def _case(self, event: Event, time: int) -> None:
        """The member's own cases."""
        match event:
            case CaseFiled() if event.claimant == self.told.member:
                self.cases.add(event.case_id)
                self._line(event, time, "filed", 0)
            case CaseSettled() if event.case_id in self.cases:
                self._line(event, time, "paid", event.benefit)
            case _:
                pass

    def _bring(self, event: Event, time: int, what: str, amount: int) -> None:
        self.told.balance += amount
        self.told.brought += amount
        self._line(event, time, what, amount)

    def _share(self, event: Event, time: int, what: str, amount: int, cases: Mapping[str, int] | None = None) -> None:
        self.told.balance -= amount
        self.told.shared += amount
        period = event.period if isinstance(event, Announced) else -1
        self._line(event, time, what, -amount, period, cases)

    def _line(
        self,
        event: Event,
        time: int,
        what: str,
        amount: int,
        period: int = -1,
        cases: Mapping[str, int] | None = None,
    ) -> None:
        self.told.lines.append(Line(time, what, amount, self.told.balance, event.place, period, cases or {}))
