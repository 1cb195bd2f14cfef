"""Whether anybody makes the calendar run: announcements and payments are anyone's to call, once they are due."""

from collections.abc import Iterator

from ...money import DAY
from ...records import CaseStatus, Stage
from ..replay.state import Case
from .figure import Figure, Table
from .record import Record
from .thresholds import LATE, MEDIAN, PERIODS, judged, ranked

LEFT_LYING = 30 * DAY
"""A payment that anyone could have made for so long was forgotten."""


def figures(record: Record) -> Iterator[Figure]:
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
