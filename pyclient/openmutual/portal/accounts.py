"""Every member's account, small: what they did themselves, and in which announcements they paid.

A page adds what each announcement charged (`data/portal/account.js`), so that one more announcement changes no account
but of those who lapse or leave with it.  What comes out is what :mod:`openmutual.audit.statement` tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from .. import events
from ..audit.replay.state import ReplayedPlan
from ..audit.report.cases import level_name
from ..events import Event, LogPosition
from ..records import Account

MOST_LINES = 400
"""With more lines, top-ups in a row become one: anybody can top anybody up by the smallest unit, again and again."""

PERIODS_A_SHARD = 500

Line = list[Any]
"""What happened, when, the amount in base units as text, and block and place of its log.

A run of announcements that were paid is `pays`, the first, the last (None while it goes on), and the units.
"""


@dataclass
class _Account:
    """An account being written.

    Attributes:
        pays_from: the first announcement not told yet that they pay; None while they do not pay.
        cases: their own.
    """

    units: int = 0
    pays_from: int | None = None
    lines: list[Line] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)

    def add(self, what: str, time: int, amount: int, place: LogPosition) -> None:
        """A line."""
        self.lines.append([what, time, str(amount), place.block, place.index])

    def tell_shares(self, up_to: int) -> None:
        """The announcements that they have paid and that are not told yet, before number `up_to`."""
        if self.pays_from is not None and self.pays_from < up_to:
            self.lines.append(["pays", self.pays_from, up_to - 1, self.units])
            self.pays_from = up_to

    def stop(self) -> None:
        """They pay no more."""
        self.pays_from = None

    def finished(self) -> list[Line]:
        """All lines; the last run of shares stays open while they go on paying."""
        going_on: list[Line] = [] if self.pays_from is None else [["pays", self.pays_from, None, self.units]]
        lines = self.lines if len(self.lines) <= MOST_LINES else list(_joined_up(self.lines))
        return [*lines, *going_on]


def _joined_up(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines with top-ups in a row as one, which stands where the last of them stood."""
    for what, run in groupby(lines, key=itemgetter(0)):
        told = list(run)
        if what == "topped_up":
            yield [what, told[-1][1], str(sum(int(line[2]) for line in told)), *told[-1][3:]]
        else:
            yield from told


def accounts(history: Iterable[tuple[Event, int]], plan: ReplayedPlan) -> Mapping[Account, list[Line]]:
    """The accounts of all who were ever members, by address in lower-case hex.

    Args:
        history: every event of the plan with its time, in log order.
        plan: as replayed to the end of the same history.
    """
    writer = _Writer(plan)
    for event, time in history:
        writer.take(event, time)
    return {account: told.finished() for account, told in writer.told.items()}


class _Writer:
    """Goes through the log once and hands every event to the account that it is about."""

    def __init__(self, plan: ReplayedPlan) -> None:
        self.told: dict[Account, _Account] = {}
        self._plan = plan
        self._announced = 0
        self._claimant: dict[int, Account] = {}
        self._leavers: dict[int, list[Account]] = {}
        for member in plan.memberships():
            if member.left_in >= 0:
                self._leavers.setdefault(member.left_in, []).append(member.account)

    def take(self, event: Event, time: int) -> None:
        """One event."""
        match event:
            case events.Announced():
                self._end_with(event, time)
            case events.Joined():
                self._joined(event, time)
            case events.ToppedUp():
                self._own(event.member, event, time, "topped_up", event.amount)
            case events.Reinstated():
                self._own(event.member, event, time, "reinstated", event.amount)
                self._own(event.member, event, time, "back_pay", -event.back_pay)
                self._account(event.member).pays_from = self._announced
            case events.LeaveRequested():
                self._own(event.member, event, time, "leaving")
            case events.Withdrawn():
                self._withdrawn(event, time)
            case _:
                self._other(event, time)

    def _other(self, event: Event, time: int) -> None:
        match event:
            case events.AccountReplaced():
                self._end(event.member, event, time, "replaced")
            case events.BenefitEndedMembership():
                self._end(event.member, event, time, "benefit_ended")
            case events.CaseFiled():
                self._claimant[event.case_id] = event.claimant
                self._own(event.claimant, event, time, "filed")
            case events.CaseSettled() if event.case_id in self._claimant:
                self._own(self._claimant[event.case_id], event, time, "paid", event.benefit)

    def _account(self, member: Account) -> _Account:
        return self.told.setdefault(member.lower(), _Account())

    def _own(self, member: Account, event: Event, time: int, what: str, amount: int = 0) -> None:
        account = self._account(member)
        account.tell_shares(self._announced)
        account.add(what, time, amount, event.place)

    def _end(self, member: Account, event: Event, time: int, what: str, amount: int = 0) -> None:
        self._own(member, event, time, what, amount)
        self._account(member).stop()

    def _joined(self, event: events.Joined, time: int) -> None:
        self._own(event.member, event, time, "joined", event.deposit)
        tiers, account = self._plan.terms.tiers, self._account(event.member)
        account.units = tiers[event.tier].units if event.tier < len(tiers) else 0
        account.pays_from = self._announced

    def _withdrawn(self, event: events.Withdrawn, time: int) -> None:
        if event.rebate:
            self._own(event.member, event, time, "rebate", event.rebate)
        self._end(event.member, event, time, "withdrawn", -event.amount - event.rebate)

    def _end_with(self, event: events.Announced, time: int) -> None:
        """Who lapses or leaves with an announcement has paid it."""
        self._announced += 1
        periods = self._plan.periods
        lapsed = periods[event.period].lapsed if event.period < len(periods) else ()
        for member in lapsed:
            self._end(member, event, time, "lapsed")
        for member in self._leavers.get(event.period, ()):
            self._end(member, event, time, "left")


def announcements(plan: ReplayedPlan) -> Iterator[list[Any]]:
    """What each announcement charged a unit, in base units as text, for which cases, when and where in the log."""
    for period in plan.periods:
        cases = {level_name(plan.terms, level): count for level, count in period.queue.items() if count}
        place = period.place
        yield [period.at, str(period.share), str(period.dues), cases, place.block, place.index]
