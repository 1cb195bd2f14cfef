"""Changes of those who hold power, and the plan's end."""

from collections.abc import Iterator
from typing import Any

from ...events import OperatorProposed, OperatorSucceeded, PanelProposed, PanelSeated
from ...records import NOBODY, Stage
from .figure import Figure, Table
from .record import Record
from .thresholds import judged, tick


def figures(record: Record) -> Iterator[Figure]:
    """Who came into power, who is about to, and whether the plan is ending."""
    yield _changes(record)
    yield _closing(record)


def _changes(record: Record) -> Figure:
    """What is proposed is worth a look: members have a period and a notice to leave before it is in force."""
    plan = record.plan
    pending = (plan.proposed_operator[0] != NOBODY) + bool(plan.proposed_panel[0])
    stopped = plan.joins_stopped and plan.stage is Stage.OPEN
    facts = {
        "operators": sum(1 for _ in record.of(OperatorSucceeded)),
        "panels": max(0, len(plan.panels) - 1),
        "pending": pending,
        "delay": plan.terms.period + plan.terms.notice,
    }
    rows = list(_rows(record))
    table = Table(("at:time", "in_force:plain", "operator:account", "assessor:account"), rows)
    return Figure("role-changes", judged(pending > 0 or stopped), facts, table, "stopped" if stopped else "sentence")


def _rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Each change, proposed or in force; a panel has a row for every assessor."""
    seated = 0
    for event, time in record.history:
        if isinstance(event, OperatorProposed):
            yield time, tick(False), event.successor, None
        elif isinstance(event, OperatorSucceeded):
            yield time, tick(True), event.operator, None
        elif isinstance(event, PanelProposed):
            yield from ((time, tick(False), None, assessor) for assessor in event.assessors)
        elif isinstance(event, PanelSeated):
            if seated:
                yield from ((time, tick(True), None, assessor) for assessor in event.assessors)
            seated += 1


def _closing(record: Record) -> Figure:
    """A closing is fair play; one that could have been finished long ago keeps people from their money."""
    plan, terms = record.plan, record.plan.terms
    due = plan.closing_at + terms.run_off + terms.decision + terms.notice + terms.period
    facts = {
        "at": plan.closing_at,
        "run_off": terms.run_off,
        "finished": plan.finished_at,
        "rebate": plan.money.rebate_per_unit,
    }
    wording = {Stage.OPEN: "empty", Stage.CLOSING: "sentence", Stage.CLOSED: "done"}[plan.stage]
    overdue = plan.stage is Stage.CLOSING and record.now > due
    return Figure(
        "closing", judged(plan.stage is Stage.CLOSING, overdue and plan.money.promised == 0), facts, wording=wording
    )
