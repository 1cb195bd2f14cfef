"""Taking one's money out (rules, sections 3 and 7; I6): never paused, in no state of the plan, by nobody."""

from ..errors import NothingToWithdraw
from ..records import Account, MemberStatus, Stage
from . import cash, enrolment
from .state import Member, Plan


def withdraw(plan: Plan, name: Account) -> int:
    """Pay out all that is theirs, in base units; returns it.

    - Who left or lapsed gets the balance, even of nothing: it is what makes them free to join anew.
    - Whose membership a benefit ended gets the balance, once, and stays `claimed`: their nullifier is never freed.
    - Who is active, or still leaving, gets it when the plan is closed; the active ones with their rebate.

    Raises:
        NothingToWithdraw: everybody else; above all an active member of a plan that goes on, who must leave first.
    """
    status = plan.status(name)
    closed = plan.stage == Stage.CLOSED
    gone = status in (MemberStatus.LEFT, MemberStatus.LAPSED)
    staying = status in (MemberStatus.ACTIVE, MemberStatus.LEAVING)
    ended = status == MemberStatus.CLAIMED and plan.members[name].balance > 0
    if not (gone or ended or (staying and closed)):
        raise NothingToWithdraw(name)

    # The rebate is drawn while the member is still active: only then is it theirs.
    member = plan.members[name]
    amount = member.balance
    if status == MemberStatus.ACTIVE:
        amount += draw_rebate(plan, member)
    if not ended:
        member.status = MemberStatus.WITHDRAWN
        enrolment.release(plan, name)
    member.balance = 0
    cash.pay(plan, name, amount)
    return amount


def draw_rebate(plan: Plan, member: Member) -> int:
    """Take an active member's part out of the rebate pool; returns what of it is theirs.

    The pool holds a part for every active unit.  The part of a member who joined too late is not theirs, and
    goes to the backstop.
    """
    part = member.units * plan.rebate
    due = rebate_due(plan, member)
    plan.rebate_pool -= part
    plan.backstop += part - due
    return due


def rebate_due(plan: Plan, member: Member) -> int:
    """What a closed plan gives this member back of the surplus; 0 in every other plan.

    Only active members who had joined at least `filing` before the closing: nobody can join at the last moment
    to share what others paid in.
    """
    if plan.closing_at is None or member.status != MemberStatus.ACTIVE:
        return 0
    early_enough = member.joined_at + plan.terms.filing <= plan.closing_at
    return member.units * plan.rebate if early_enough else 0
