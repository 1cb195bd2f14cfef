"""One person is one member: nullifiers, and who goes on at another account (rules, section 3)."""

from collections import Counter
from typing import Any

from ...events import AccountReplaced, AttestationSpent, Joined, NullifierTaken
from ...records import NOBODY, CaseStatus, MemberStatus
from .cases import is_appealable, is_of, status_at
from .context import Context, Rules
from .members import JOINED, OVER, SHARING, known_member, step_off
from .state import Case, Membership, ReplayedPlan

TAKEN = "nullifiers_taken"
"""Where events wait in `context.awaited` for who joined."""

REPLACED = "replaced"
"""Where accounts that gave way wait in `context.awaited` for the one that has their nullifier now."""


def spent(context: Context, event: AttestationSpent, _time: int) -> None:
    """Each word of the attestor enrols once, so that nobody is enrolled again after they went."""
    used = context.plan.attestations
    context.findings.expect(event.words not in used, "attestation-used-twice", event.place, words=event.words)
    used.add(event.words)


def taken(context: Context, event: NullifierTaken, _time: int) -> None:
    """A new member takes the nullifier that stands for their person; one of a membership that is over is free.

    A benefit keeps it for good.
    """
    plan = context.plan
    holder = plan.nullifiers.get(event.nullifier)
    is_free = holder is None or holder.status is MemberStatus.WITHDRAWN
    facts = {"member": event.member, "holder": holder.account if holder else NOBODY, "nullifier": event.nullifier}
    context.findings.expect(is_free, "nullifier-held", event.place, **facts)
    waiting: list[AccountReplaced] = context.awaited.get(REPLACED, [])
    waiting[:] = [gone for gone in waiting if holder is None or gone.member != holder.account]
    member = plan.members.get(event.member)
    if member is not None:
        plan.nullifiers[event.nullifier] = member
    context.await_(TAKEN, event)


def replaced(context: Context, event: AccountReplaced, time: int) -> None:
    """The attestor vouches for a person at another account: the old one keeps its money, and is out."""
    place = event.place
    context.await_(REPLACED, event)
    member = known_member(context, event.member, place)
    if member is None:
        return
    _check_replacing(context, member, event, time)
    if member.over_at >= 0:
        return
    if member.status in SHARING:
        step_off(context.plan, member)
        member.end_index, member.shared_until = context.plan.index, context.plan.shares
    member.status, member.since, member.over_at, member.is_replaced = MemberStatus.WITHDRAWN, time, time, True


def _check_replacing(context: Context, member: Membership, event: AccountReplaced, time: int) -> None:
    """Only who has left, or lapsed so long ago that they cannot come back, and has no case that is not over."""
    plan, find, place = context.plan, context.findings, event.place
    if member.status not in OVER:
        find.add("replaced-still-member", place, member=event.member, status=str(member.status))
        return
    until = member.since + plan.terms.grace
    late = member.status is MemberStatus.LEFT or time >= until
    find.expect(late, "replaced-too-early", place, member=event.member, until=until, at=time)
    for case in plan.cases:
        if is_of(member, case) and _is_unresolved(plan, case, time):
            find.add("replaced-with-case", place, member=event.member, case=case.number)


def _is_unresolved(plan: ReplayedPlan, case: Case, time: int) -> bool:
    """Filed, appealed, approved and not announced, or still to be appealed."""
    undecided = status_at(plan, case, time) in (CaseStatus.FILED, CaseStatus.APPEALED, CaseStatus.APPROVED)
    return undecided or is_appealable(plan, case, time)


def match_nullifiers(context: Context) -> None:
    """One taken for each who joined, where there is an enrolment; an account gives way only to another."""
    wanted: list[Joined] = context.awaited.pop(JOINED, [])
    found: list[Any] = context.awaited.pop(TAKEN, [])
    missing = Counter(event.member for event in wanted) - Counter(event.member for event in found)
    surplus = Counter(event.member for event in found) - Counter(event.member for event in wanted)
    for counted, events, check in (
        (missing, wanted, "nullifier-missing"),
        (surplus, found, "nullifier-without-joining"),
    ):
        places = {event.member: event.place for event in events}
        for account in counted.elements():
            context.findings.add(check, places[account], member=account)
    for event in context.awaited.pop(REPLACED, []):
        context.findings.add("replaced-for-nobody", event.place, member=event.member)


RULES: Rules = {AttestationSpent: spent, NullifierTaken: taken, AccountReplaced: replaced}
