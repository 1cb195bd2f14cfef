"""How long people wait, and whether anybody makes the calendar run."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...money import DAY
from ...records import CaseStatus, Stage
from ..replay.state import Case
from .figure import FEW, LATE, MANY, MEDIAN, PERIODS, Figure, Judgement, Table, judged, ranked, share_of
from .record import Record, approved_at

SLOWEST = 5
"""How many of the slowest cases are told."""

UNHEARD = Fraction(1, 10)
"""A panel that lets more than one case in ten run out undecided is worth a look."""


def times_figures(record: Record) -> Iterator[Figure]:
    """From filing to payment, step by step and all in all."""
    yield _decision(record)
    yield _announcement(record)
    yield _payment(record)
    yield _whole_way(record)


def _decision(record: Record) -> Figure:
    terms, cases = record.plan.terms, record.plan.cases
    took = [case.decided_at - case.filed_at for case in cases if case.decided_at >= 0]
    unheard = sum(_is_unheard(case, record) for case in cases)
    facts = {"allowed": terms.decision, "unheard": unheard}
    slow = unheard >= FEW and share_of(unheard, len(took) + unheard) > UNHEARD
    return _spans("time-to-decision", took, judged(slow), facts)


def _is_unheard(case: Case, record: Record) -> bool:
    is_late = record.now >= case.filed_at + record.plan.terms.decision
    return is_late and case.decided_at < 0 and case.status is not CaseStatus.WITHDRAWN


def _announcement(record: Record) -> Figure:
    """The rules allow a period at most if the announcement is prompt; twice that says that nobody announced."""
    period = record.plan.terms.period
    cases = [case for case in record.plan.cases if record.announced_at(case) >= 0]
    took = [record.announced_at(case) - approved_at(case) for case in cases]
    slow = len(took) >= FEW and ranked(took, MEDIAN) > 2 * period
    return _spans("time-to-announcement", took, judged(slow), {"period": period})


def _payment(record: Record) -> Figure:
    """The notice has to run; as long again says that nobody settles."""
    notice = record.plan.terms.notice
    paid = [case for case in record.plan.cases if case.settled_at >= 0]
    took = [case.settled_at - record.announced_at(case) for case in paid]
    undisputed = [case.settled_at - record.announced_at(case) for case in paid if not case.disputes]
    slow = len(undisputed) >= FEW and ranked(undisputed, MEDIAN) > 2 * notice + record.plan.terms.period
    return _spans("time-to-payment", took, judged(slow), {"notice": notice})


def _whole_way(record: Record) -> Figure:
    terms = record.plan.terms
    paid = [case for case in record.plan.cases if case.settled_at >= 0]
    undisputed = [case.settled_at - case.filed_at for case in paid if not case.disputes]
    allowed = terms.decision + terms.period + terms.notice
    slow = len(undisputed) >= FEW and ranked(undisputed, MEDIAN) > allowed
    stuck = len(undisputed) >= MANY and ranked(undisputed, MEDIAN) > 2 * allowed
    slowest = sorted(paid, key=lambda case: (case.filed_at - case.settled_at, case.number))[:SLOWEST]
    rows = [_row(case, record) for case in slowest]
    took = [case.settled_at - case.filed_at for case in paid]
    table = Table(("case", "filed:time", "decided:time", "announced:time", "settled:time", "took:days"), rows)
    return _spans("time-from-filing-to-payment", took, judged(slow, stuck), {"allowed": allowed}, table)


def _row(case: Case, record: Record) -> tuple[int | None, ...]:
    decided = case.decided_at if case.decided_at >= 0 else None
    took = case.settled_at - case.filed_at
    return case.number, case.filed_at, decided, record.announced_at(case), case.settled_at, took


def _spans(
    key: str, took: list[int], judgement: Judgement, facts: dict[str, Any], table: Table | None = None
) -> Figure:
    """A figure on spans of time: their number, the median and what nineteen in twenty do not exceed."""
    if not took:
        return Figure(key, judgement, facts, wording="empty")
    spans = {"cases": len(took), "median": ranked(took, MEDIAN), "late": ranked(took, LATE)}
    return Figure(key, judgement, facts | spans, table)


LEFT_LYING = 30 * DAY
"""A payment that anyone could have made for so long was forgotten."""


def calendar_figures(record: Record) -> Iterator[Figure]:
    """Delays beyond the earliest moment."""
    yield _announcements(record)
    yield _settlements(record)


def _announcements(record: Record) -> Figure:
    plan = record.plan
    begins = [plan.opened_at, *(period.at for period in plan.periods)]
    delays = [period.at - begin - plan.terms.period for begin, period in zip(begins, plan.periods, strict=False)]
    queued = sum(plan.queue.values())
    is_due = plan.stage is not Stage.CLOSED and (queued or plan.units or plan.leaving_units)
    overdue = max(0, record.now - begins[-1] - plan.terms.period) if is_due else 0
    late = len(delays) >= PERIODS and ranked(delays, MEDIAN) > plan.terms.period
    waiting = queued > 0 and overdue > plan.terms.period
    facts = {"periods": len(delays), "overdue": overdue, "queued": queued}
    if delays:
        facts |= {"median": ranked(delays, MEDIAN), "late": ranked(delays, LATE), "longest": max(delays)}
    rows = [(period.number, period.at, delay) for period, delay in zip(plan.periods, delays, strict=True)]
    table = Table(("period", "announced:time", "delay:days"), rows)
    return Figure("announcement-delay", judged(late or waiting), facts, table, "sentence" if delays else "empty")


def _settlements(record: Record) -> Figure:
    paid = [case for case in record.plan.cases if case.settled_at >= 0]
    delays = [case.settled_at - record.payable_from(case) for case in paid]
    unpaid = [case for case in record.plan.cases if _is_payable(case, record)]
    waits = [record.now - record.payable_from(case) for case in unpaid]
    facts = {"cases": len(paid), "unpaid": len(unpaid), "longest_unpaid": max(waits, default=0)}
    if delays:
        facts |= {"median": ranked(delays, MEDIAN), "late": ranked(delays, LATE)}
    rows = [(case.number, record.payable_from(case), wait) for case, wait in zip(unpaid, waits, strict=True)]
    judgement = judged(max(waits, default=0) > LEFT_LYING)
    table = Table(("case", "payable_from:time", "waits:days"), rows)
    return Figure("settlement-delay", judgement, facts, table, "sentence" if delays else "empty")


def _is_payable(case: Case, record: Record) -> bool:
    """Announced, its notice over, and neither contested, struck out nor paid."""
    stands = case.status in (CaseStatus.APPROVED, CaseStatus.ANNOUNCED)
    return stands and record.announced_at(case) >= 0 and record.now >= record.payable_from(case)
