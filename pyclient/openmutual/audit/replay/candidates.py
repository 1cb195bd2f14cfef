"""Who may judge a dispute: what somebody was when it was opened, by the records as they stand when a draw looks.

Whatever a candidate does once the dispute is open changes nothing for it, so that nobody dodges a draw whose outcome
they know.  What happens in the second of the opening counts as after it (rules, section 4).
"""

from ...records import NOBODY, MemberStatus
from .state import Dispute, Membership, ReplayedPlan, Seat


def is_candidate(plan: ReplayedPlan, dispute: Dispute, seat: Seat) -> bool:
    """Whether who holds a seat may judge this dispute."""
    account = seat.holder
    member = plan.members.get(account)
    if member is None or account in (NOBODY, *dispute.parties, *plan.panel) or account in plan.judges:
        return False
    return _held_seat(dispute, seat) and not _is_barred(plan, dispute, seat) and _was_active(plan, dispute, member)


def _held_seat(dispute: Dispute, seat: Seat) -> bool:
    """Whether they took the seat before the case was announced, or filed, and had not resigned at the opening."""
    return seat.taken_at < dispute.before and not 0 <= seat.resigned_at < dispute.opened_at


def _is_barred(plan: ReplayedPlan, dispute: Dispute, seat: Seat) -> bool:
    return plan.barred.get(seat.holder, 0) > dispute.opened_at


def _was_active(plan: ReplayedPlan, dispute: Dispute, member: Membership) -> bool:
    """Whether they were active and past the waiting period at the opening, as the same member as today."""
    opened = dispute.opened_at
    joined_early = member.joined_at < dispute.before and member.joined_at + plan.terms.waiting <= opened
    is_same = member.reinstated_at < opened
    had_gone = 0 <= member.asked_at < opened or 0 <= member.over_at < opened
    return joined_early and is_same and not had_gone and not _had_lapsed(plan, dispute, member)


def _had_lapsed(plan: ReplayedPlan, dispute: Dispute, member: Membership) -> bool:
    """Whether they had lapsed at the opening; a lapse in the case's own announcement takes nobody's voice."""
    if not 0 <= member.lapsed_in < len(plan.periods):
        return False
    early = plan.periods[member.lapsed_in].at < dispute.opened_at
    return early and member.lapsed_in != dispute.announced_in


def may_object(plan: ReplayedPlan, member: Membership | None, announced_in: int) -> bool:
    """Whether a member may object to a case: they came before its announcement, and have paid for it or later."""
    if member is None or member.joined_at >= plan.periods[announced_in].at:
        return False
    if member.status in (MemberStatus.ACTIVE, MemberStatus.LEAVING):
        return True
    return member.status in (MemberStatus.LEFT, MemberStatus.LAPSED) and member.last_paid_in >= announced_in
