"""What a closed plan gives back, to whom, and to each in proportion to what they have shared (rules, section 7)."""

from ...records import MemberStatus, Stage
from .state import Membership, ReplayedPlan

STAYING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
GONE = (MemberStatus.LEFT, MemberStatus.LAPSED)


def weight(plan: ReplayedPlan, member: Membership) -> int:
    """What a membership has shared, in steps: units times all shares from joining until they last paid (w)."""
    until = plan.shares if member.shared_until < 0 else member.shared_until
    return member.units * (until - member.shared_before)


def is_entitled(plan: ReplayedPlan, member: Membership) -> bool:
    """Whether a membership has a part in what a closing leaves: who stayed, and who went in the closing itself."""
    went_in_closing = member.status in GONE and 0 <= plan.closing_in <= member.last_paid_in
    return member.status in STAYING or went_in_closing


def all_weights(plan: ReplayedPlan) -> int:
    """What all those entitled have shared together (W)."""
    kept = sum(weight(plan, member) for member in plan.members.values() if is_entitled(plan, member))
    return kept + plan.others.weight


def shared_by_gone(plan: ReplayedPlan) -> int:
    """What those entitled have shared together who went in the closing itself."""
    gone = (member for member in plan.members.values() if member.status in GONE and is_entitled(plan, member))
    return sum(weight(plan, member) for member in gone) + plan.others.weight_of_gone


def rebate_of(plan: ReplayedPlan, member: Membership) -> tuple[int, int]:
    """A membership's part of the rebate pool, and what goes to the backstop besides.

    Rounding leaves a few base units in the pool when the last one goes who has a part in it: backstop, or theirs in a
    plan without a sponsor.
    """
    money = plan.money
    shared = _part(plan, member)
    if not shared:
        return 0, 0
    rebate = money.rebate * shared // money.rebate_shared
    rest = money.rebate_pool - rebate if shared == money.weight_left else 0
    return (rebate, rest) if plan.roles.sponsor else (rebate + rest, 0)


def take_rebate(plan: ReplayedPlan, member: Membership) -> None:
    """A membership's part is gone from those still there."""
    plan.money.weight_left -= _part(plan, member)


def _part(plan: ReplayedPlan, member: Membership) -> int:
    """What a membership has shared, if that gives it a part in a closed plan's surplus."""
    counts = plan.stage is Stage.CLOSED and plan.money.rebate_shared > 0 and is_entitled(plan, member)
    return weight(plan, member) if counts else 0
