"""How a plan closes: who may start it, and when it may end (rules, section 7)."""

from ...events import ClosingStarted, Finished
from ...records import NOBODY, CaseStatus, Stage
from .context import Context, Rules
from .powers import is_supervision
from .state import Plan

UNPAID = (CaseStatus.APPROVED, CaseStatus.CONTESTED, CaseStatus.APPEALED)
"""Cases that hold up the end; an announced one counts as approved here."""


def closing_started(context: Context, event: ClosingStarted, time: int) -> None:
    """By the operator, the supervisor, or by itself, when there were too few members for too long."""
    plan, find, place = context.plan, context.findings, event.place
    find.expect(plan.stage is Stage.OPEN, "closing-not-open", place, stage=str(plan.stage))
    if event.by == NOBODY:
        due = context.awaited.pop("closing", None) is not None
        find.expect(due, "closing-without-cause", place, members=plan.active, since=plan.below_since)
    else:
        find.expect(is_supervision(plan, event.by), "closing-by-stranger", place, by=event.by)
    if plan.stage is Stage.OPEN:
        plan.stage, plan.closing_at = Stage.CLOSING, time


def finished(context: Context, event: Finished, time: int) -> None:
    """The run-off is over, and the surplus goes back to the members."""
    plan, money, find, place = context.plan, context.plan.money, context.findings, event.place
    find.expect(plan.stage is Stage.CLOSING, "finished-not-closing", place, stage=str(plan.stage))
    _check_moment(context, event, time)
    rebate = money.surplus // plan.units if plan.units else 0
    fits = event.rebate_per_unit == rebate
    find.expect(fits, "rebate-per-unit-differs", place, said=event.rebate_per_unit, due=rebate)
    pool = event.rebate_per_unit * plan.units
    find.expect(event.rebate_pool == pool, "rebate-pool-differs", place, said=event.rebate_pool, due=pool)
    rest = money.surplus - event.rebate_pool
    find.expect(event.to_backstop == rest, "finish-rest-differs", place, said=event.to_backstop, due=rest)
    money.surplus = 0
    money.rebate_per_unit, money.rebate_pool = event.rebate_per_unit, event.rebate_pool
    money.backstop += event.to_backstop
    plan.stage, plan.finished_at = Stage.CLOSED, time


def _check_moment(context: Context, event: Finished, time: int) -> None:
    plan, place = context.plan, event.place
    earliest = _earliest_end(plan)
    context.findings.expect(time >= earliest, "finished-too-early", place, earliest=earliest, at=time)
    unpaid = sum(case.status in UNPAID for case in plan.cases)
    context.findings.expect(unpaid == 0, "finished-with-unpaid-cases", place, unpaid=unpaid)


def _earliest_end(plan: Plan) -> int:
    quiet = plan.terms.decision + plan.terms.notice
    last_filed = max((case.filed_at + quiet for case in plan.cases), default=0)
    return max(plan.closing_at + plan.terms.run_off, last_filed)


def end(context: Context) -> None:
    """A closing that was due with an announcement came with it."""
    place = context.awaited.pop("closing", None)
    if place is not None:
        plan = context.plan
        context.findings.add("closing-missed", place, members=plan.active, since=plan.below_since)


RULES: Rules = {ClosingStarted: closing_started, Finished: finished}
