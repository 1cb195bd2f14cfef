"""The end of a plan (终止; rules, section 7): how the closing begins, when it is over, and who gets what is left.

What nobody needed goes back to those who brought it together, by what each of them shared: members who stay to the
end, and those who left or lapsed in the closing and have not taken their money before it was over.  Who joined at the
last moment has shared nothing, and gets nothing.
"""

from ..errors import CasesOpen, FinishTooEarly, PlanNotClosing
from ..records import NOBODY, MemberStatus, Stage
from .cases import UNPAID
from .state import Member, PlanState


def begin(plan: PlanState, period: int) -> None:
    """Start the closing, by whatever cause: operator, supervisor, or too few members.

    What was diagnosed before is still filed, decided, announced and paid; members still share it, and may leave.
    Cover, joins, returns and dues end now.

    Args:
        plan: the plan.
        period: the announcement that begins it, or the first one after it begins.
    """
    plan.stage = Stage.CLOSING
    plan.closing_at, plan.closing_in = plan.now, period


def finish(plan: PlanState) -> None:
    """Close the plan: the surplus goes back to those who shared; without a sponsor the backstop does, too.

    If nobody who is entitled has shared anything, the surplus goes to the backstop.

    Raises:
        PlanNotClosing, FinishTooEarly, CasesOpen: in this order.
    """
    earliest = earliest_finish(plan)
    if plan.now < earliest:
        raise FinishTooEarly(earliest)
    unpaid = sum(case.status in UNPAID for case in plan.cases)
    if unpaid:
        raise CasesOpen(unpaid)

    plan.stage = Stage.CLOSED
    open_rebate(plan, sum(part(plan, member) for member in plan.members.values()))


def open_rebate(plan: PlanState, shared: int) -> None:
    """Set aside what goes back to the members of a closed plan, who have `shared` so much together, in base units."""
    plan.rebate_shared = shared
    if shared == 0:
        plan.backstop += plan.surplus
    else:
        plan.rebate = plan.surplus
        if plan.roles.sponsor == NOBODY:
            plan.rebate += plan.backstop
            plan.backstop = 0
    plan.surplus = 0
    plan.rebate_pool = plan.rebate


def earliest_finish(plan: PlanState) -> int:
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


# --- what is left ----------------------------------------------------------------------------------------


def part(plan: PlanState, member: Member) -> int:
    """What a member of a closed plan has shared, in base units, if they are entitled to a rebate now; else 0."""
    if plan.stage != Stage.CLOSED:
        return 0
    if member.status in (MemberStatus.ACTIVE, MemberStatus.LEAVING):
        return member.shared
    gone_in_closing = member.cover_ended_in is not None and member.cover_ended_in >= plan.closing_in
    return member.shared if member.status in (MemberStatus.LEFT, MemberStatus.LAPSED) and gone_in_closing else 0


def rebate_due(plan: PlanState, member: Member) -> int:
    """What a closed plan gives this member back, in base units: `⌊rebate × part ÷ all parts⌋`.

    In a plan without a sponsor the last one entitled gets all that rounding has left in the pool.
    """
    shared = part(plan, member)
    if shared == 0:
        return 0
    if plan.roles.sponsor == NOBODY and is_last(plan, member):
        return plan.rebate_pool
    return plan.rebate * shared // plan.rebate_shared


def is_last(plan: PlanState, member: Member) -> bool:
    """Whether nobody else has a part of the pool any more."""
    return not any(part(plan, other) for other in plan.members.values() if other is not member)


def take_rebate(plan: PlanState, member: Member) -> int:
    """Take a member's rebate out of the pool; returns it.

    After the last one entitled, what rounding has left goes to the backstop.
    """
    due = rebate_due(plan, member)
    plan.rebate_pool -= due
    if part(plan, member) and is_last(plan, member):
        plan.backstop += plan.rebate_pool
        plan.rebate_pool = 0
    return due
