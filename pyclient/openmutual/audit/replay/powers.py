"""Who may stop joins, take over a role, fund or take the backstop; and how a plan closes (rules, sections 6 to 8)."""

from ...events import (
    BackstopFunded,
    BackstopNoticed,
    BackstopTaken,
    ClosingStarted,
    Finished,
    JoiningStopped,
    OperatorProposed,
    OperatorSucceeded,
)
from ...records import NOBODY, Account, CaseStatus, Stage
from .context import Context, Rules
from .rebates import all_weights, shared_by_gone
from .state import BackstopNotice, ReplayedPlan
from .transfers import pay, receive


def is_supervision(plan: ReplayedPlan, account: Account) -> bool:
    """Whether an account is the operator or the supervisor."""
    return account != NOBODY and account in (plan.operator, plan.roles.supervisor)


def joining_stopped(context: Context, event: JoiningStopped, _time: int) -> None:
    """New joins are stopped, for good."""
    plan, place = context.plan, event.place
    context.findings.expect(is_supervision(plan, event.by), "joins-stopped-by-stranger", place, by=event.by)
    context.findings.expect(plan.stage is Stage.OPEN, "joins-stopped-not-open", place, stage=str(plan.stage))
    plan.joins_stopped = True


def operator_proposed(context: Context, event: OperatorProposed, time: int) -> None:
    """A successor may take over, once members have had time to leave."""
    plan = context.plan
    due = force_of(plan, time)
    window = {"said": event.earliest, "said_end": event.until, "due": due.start, "due_end": due.stop}
    fits = (event.earliest, event.until) == (due.start, due.stop)
    context.findings.expect(fits, "succession-delay-differs", event.place, **window)
    plan.proposed_operator = event.successor, event.earliest, event.until


def force_of(plan: ReplayedPlan, time: int) -> range:
    """When what is proposed at a time can be taken up: from two periods and a notice later, for one period."""
    earliest = time + 2 * plan.terms.period + plan.terms.notice
    return range(earliest, earliest + plan.terms.period)


def operator_succeeded(context: Context, event: OperatorSucceeded, time: int) -> None:
    """The proposed successor takes over."""
    plan, place = context.plan, event.place
    successor, earliest, until = plan.proposed_operator
    proposed = event.operator == successor != NOBODY
    context.findings.expect(proposed, "successor-not-proposed", place, said=event.operator, proposed=successor)
    context.findings.expect(not proposed or time >= earliest, "succeeded-too-early", place, earliest=earliest, at=time)
    context.findings.expect(not proposed or time < until, "succeeded-too-late", place, until=until, at=time)
    plan.operator, plan.proposed_operator = event.operator, (NOBODY, 0, 0)


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
        plan.closing_in = len(plan.periods) - (event.by == NOBODY)


def finished(context: Context, event: Finished, time: int) -> None:
    """The run-off is over, and the surplus goes back to those who shared.

    In a plan without a sponsor what is left of the backstop goes with it.  Where nobody has shared anything, the
    surplus becomes backstop.
    """
    plan, money, find, place = context.plan, context.plan.money, context.findings, event.place
    find.expect(plan.stage is Stage.CLOSING, "finished-not-closing", place, stage=str(plan.stage))
    _check_moment(context, event, time)
    shared, all_ = all_weights(plan), money.surplus + money.backstop
    find.expect(event.rebate_shared == shared, "rebate-shared-differs", place, said=event.rebate_shared, due=shared)
    pool = (money.surplus if plan.roles.sponsor else all_) if event.rebate_shared else 0
    find.expect(event.rebate_pool == pool, "rebate-pool-differs", place, said=event.rebate_pool, due=pool)
    left = all_ - event.rebate_pool
    find.expect(event.backstop == left, "finish-backstop-differs", place, said=event.backstop, due=left)
    money.surplus, money.backstop, money.shared_by_gone = 0, event.backstop, shared_by_gone(plan)
    money.rebate = money.rebate_pool = event.rebate_pool
    money.rebate_shared = money.weight_left = event.rebate_shared
    plan.stage, plan.finished_at = Stage.CLOSED, time


def _check_moment(context: Context, event: Finished, time: int) -> None:
    plan, place = context.plan, event.place
    earliest = _earliest_end(plan)
    context.findings.expect(time >= earliest, "finished-too-early", place, earliest=earliest, at=time)
    unpaid = sum(case.status in UNPAID for case in plan.cases)
    context.findings.expect(unpaid == 0, "finished-with-unpaid-cases", place, unpaid=unpaid)


def _earliest_end(plan: ReplayedPlan) -> int:
    quiet = plan.terms.decision + plan.terms.notice
    last_filed = max((case.filed_at + quiet for case in plan.cases), default=0)
    return max(plan.closing_at + plan.terms.run_off, last_filed)


def end(context: Context) -> None:
    """A closing that was due with an announcement came with it."""
    place = context.awaited.pop("closing", None)
    if place is not None:
        plan = context.plan
        context.findings.add("closing-missed", place, members=plan.active, since=plan.below_since)


def backstop_funded(context: Context, event: BackstopFunded, _time: int) -> None:
    """Anybody may, until the plan is closed."""
    plan, place = context.plan, event.place
    context.findings.expect(plan.stage is not Stage.CLOSED, "backstop-funded-closed", place, payer=event.payer)
    plan.money.backstop += event.amount
    receive(context, event.payer, event.amount, place)


def backstop_noticed(context: Context, event: BackstopNoticed, time: int) -> None:
    """The sponsor gives notice, or calls it off by an amount of 0."""
    plan, terms, place = context.plan, context.plan.terms, event.place
    context.findings.expect(plan.roles.sponsor != NOBODY, "notice-without-sponsor", place, amount=event.amount)
    opens = time + terms.period + terms.notice if event.amount else 0
    closes = opens + terms.period if opens else 0
    fits = (event.opens, event.closes) == (opens, closes)
    window = {"said": event.opens, "said_end": event.closes, "due": opens, "due_end": closes}
    context.findings.expect(fits, "notice-window-differs", place, **window)
    plan.notice = BackstopNotice(event.amount, event.opens, event.closes)


def backstop_taken(context: Context, event: BackstopTaken, time: int) -> None:
    """Within the notice, or what is left of a closed plan."""
    plan, find, place = context.plan, context.findings, event.place
    sponsor = event.sponsor == plan.roles.sponsor != NOBODY
    find.expect(sponsor, "backstop-taken-by-stranger", place, by=event.sponsor, amount=event.amount)
    if plan.stage is not Stage.CLOSED:
        _use_notice(context, event, time)
    held = plan.money.backstop
    find.expect(event.amount <= held, "backstop-overdrawn", place, amount=event.amount, held=held)
    plan.money.backstop -= event.amount
    pay(context, event.sponsor, event.amount, place)


def _use_notice(context: Context, event: BackstopTaken, time: int) -> None:
    notice, find, place = context.plan.notice, context.findings, event.place
    if not notice.opens <= time < notice.closes:
        find.add("backstop-taken-unnoticed", place, amount=event.amount, opens=notice.opens, closes=notice.closes)
        return
    within = event.amount <= notice.amount
    find.expect(within, "backstop-taken-above-notice", place, amount=event.amount, noticed=notice.amount)
    notice.amount = max(0, notice.amount - event.amount)


RULES: Rules = {
    JoiningStopped: joining_stopped,
    OperatorProposed: operator_proposed,
    OperatorSucceeded: operator_succeeded,
    ClosingStarted: closing_started,
    Finished: finished,
    BackstopFunded: backstop_funded,
    BackstopNoticed: backstop_noticed,
    BackstopTaken: backstop_taken,
}
