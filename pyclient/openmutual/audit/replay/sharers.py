"""Who shares: members step onto the rung of their limit and off it, and the units are counted with them."""

from ...records import Account, MemberStatus
from .state import Membership, Plan

SHARING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
"""Who pays the next share."""


def balance(plan: Plan, member: Membership) -> int:
    """What a membership still holds, the rebate of a closed plan aside, in base units."""
    if member.status is MemberStatus.WITHDRAWN:
        return 0
    end = plan.index if member.status in SHARING else member.end_index
    return member.units * (member.limit - end) * plan.terms.step


def step_on(plan: Plan, member: Membership) -> None:
    """A member shares from the next announcement on."""
    plan.rungs.setdefault(member.limit, {})[member.account] = member.units
    plan.units += member.units
    plan.active += 1
    if plan.active >= enough(plan):
        plan.reached_minimum = True


def step_off(plan: Plan, member: Membership) -> None:
    """A member shares no more, or pays once more as a leaver."""
    if member.status is MemberStatus.LEAVING:
        plan.leavers.pop(member.account, None)
        plan.leaving_units -= member.units
    elif member.status is MemberStatus.ACTIVE:
        leave_rung(plan, member)
        plan.units -= member.units
        plan.active -= 1


def leave_rung(plan: Plan, member: Membership) -> None:
    """Off the rung of their limit."""
    rung = plan.rungs.get(member.limit, {})
    rung.pop(member.account, None)
    if not rung:
        plan.rungs.pop(member.limit, None)


def enough(plan: Plan) -> int:
    """How many members are enough: the minimum, and at least one."""
    return max(plan.terms.min_members, 1)


def passed(plan: Plan, floor: int, risen: int) -> list[Account]:
    """Who stands on the rungs from `floor` up to, not including, `risen`, the lowest first."""
    near = range(floor, risen) if risen - floor <= len(plan.rungs) else sorted(plan.rungs)
    return [account for limit in near if floor <= limit < risen for account in plan.rungs.get(limit, ())]
