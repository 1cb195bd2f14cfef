"""The way to the end (终止; rules, section 7): open → closing → closed, and never back."""

from ..errors import CasesOpen, FinishTooEarly, NotSupervision, PlanNotClosing, PlanNotOpen
from ..records import Account, MemberStatus, Stage
from .cases import UNPAID
from .state import Plan


def stop_joins(plan: Plan, by: Account) -> None:
    """Stop new joins, for good; a second time does no harm.

    Raises:
        NotSupervision, PlanNotOpen: in this order.
    """
    must_be_open_to(plan, by)
    plan.joins_stopped = True


def close(plan: Plan, by: Account) -> None:
    """Start the closing.

    Raises:
        NotSupervision, PlanNotOpen: in this order.
    """
    must_be_open_to(plan, by)
    begin(plan)


def must_be_open_to(plan: Plan, by: Account) -> None:
    """Operator and supervisor may act on an open plan.  Raises NotSupervision, PlanNotOpen."""
    if by not in (plan.roles.operator, plan.roles.supervisor):
        raise NotSupervision(by)
    if plan.stage != Stage.OPEN:
        raise PlanNotOpen


def begin(plan: Plan) -> None:
    """Start the closing, by whatever cause: operator, supervisor, or too few members.

    What was diagnosed before is still filed, decided, announced and paid; members still share it, and may leave.
    Cover, joins, returns and dues end now.
    """
    plan.stage = Stage.CLOSING
    plan.closing_at = plan.now


def finish(plan: Plan) -> None:
    """Close the plan, and divide the surplus among the active units, in whole base units.

    What cannot be divided, which is everything if nobody is left, goes to the backstop.

    Raises:
        PlanNotClosing, FinishTooEarly, CasesOpen: in this order.
    """
    earliest = earliest_finish(plan)
    if plan.now < earliest:
        raise FinishTooEarly(earliest)
    unpaid = sum(case.status in UNPAID for case in plan.cases)
    if unpaid:
        raise CasesOpen(unpaid)

    # `surplus = rebate × units + rest`, with a rest of less than a base unit for each unit.
    units = plan.units(MemberStatus.ACTIVE)
    plan.rebate = plan.surplus // units if units else 0
    plan.rebate_pool = plan.rebate * units
    plan.backstop += plan.surplus - plan.rebate_pool
    plan.surplus = 0
    plan.stage = Stage.CLOSED


def earliest_finish(plan: Plan) -> int:
    """When a closing plan may be finished: the run-off is over, and the last case filed is decided or expired.

    Raises:
        PlanNotClosing: the plan is open, or closed already.
    """
    if plan.stage != Stage.CLOSING or plan.closing_at is None:
        raise PlanNotClosing
    ends = [plan.closing_at + plan.terms.run_off]
    if plan.cases:
        ends.append(plan.cases[-1].filed_at + plan.terms.decision + plan.terms.notice)
    return max(ends)
