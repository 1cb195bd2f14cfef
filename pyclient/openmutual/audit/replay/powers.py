"""Who may stop joins, and how the operator's role changes hands (rules, section 8)."""

from ...events import JoiningStopped, OperatorProposed, OperatorSucceeded
from ...records import NOBODY, Account, Stage
from .context import Context, Rules
from .state import Plan


def is_supervision(plan: Plan, account: Account) -> bool:
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
    due = time + plan.terms.period + plan.terms.notice
    fits = event.earliest == due
    context.findings.expect(fits, "succession-delay-differs", event.place, said=event.earliest, due=due)
    plan.proposed_operator = event.successor, event.earliest


def operator_succeeded(context: Context, event: OperatorSucceeded, time: int) -> None:
    """The proposed successor takes over."""
    plan, place = context.plan, event.place
    successor, earliest = plan.proposed_operator
    proposed = event.operator == successor != NOBODY
    context.findings.expect(proposed, "successor-not-proposed", place, said=event.operator, proposed=successor)
    context.findings.expect(not proposed or time >= earliest, "succeeded-too-early", place, earliest=earliest, at=time)
    plan.operator, plan.proposed_operator = event.operator, (NOBODY, 0)


RULES: Rules = {
    JoiningStopped: joining_stopped,
    OperatorProposed: operator_proposed,
    OperatorSucceeded: operator_succeeded,
}
