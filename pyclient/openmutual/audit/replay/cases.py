"""The life of a case: filed, decided by the panel, announced by the calendar, paid (rules, section 4)."""

from bisect import bisect_right

from ...events import (
    CaseDecided,
    CaseFiled,
    CasePaid,
    CaseSettled,
    CaseWithdrawn,
    EvidenceGranted,
    LogPosition,
    Queued,
)
from ...records import NOBODY, Account, CaseStatus, Level, MemberStatus, Stage
from .context import Context, Rules, call_for
from .panel import check_signers
from .state import Case, Membership, Period, ReplayedPlan

MOST_QUEUED = 65_535
"""Cases of one level that a period's queue can hold."""

OPEN = (
    CaseStatus.FILED,
    CaseStatus.APPEALED,
    CaseStatus.APPROVED,
    CaseStatus.ANNOUNCED,
    CaseStatus.CONTESTED,
)
"""Undecided, or on the way to be paid."""

STANDING = (MemberStatus.ACTIVE, MemberStatus.LEAVING, MemberStatus.LEFT, MemberStatus.LAPSED)
"""Neither withdrawn nor ended by a benefit: who left or lapsed keeps the membership until they withdraw."""


# what follows from time ------------------------------------------------------------------------------------------


def announcement_of(plan: ReplayedPlan, case: Case) -> Period | None:
    """The announcement of an approved case; None if there was none yet."""
    number = plan.announced_in.get(case.queue, -1)
    return plan.periods[number] if 0 <= number < len(plan.periods) else None


def announced_at(plan: ReplayedPlan, case: Case) -> int | None:
    """When an approved case was announced; None if it was not yet."""
    announced = announcement_of(plan, case)
    return announced.at if announced else None


def notice_ends(plan: ReplayedPlan, case: Case) -> int | None:
    """From when an announced case cannot be objected to any more; None if it was not announced yet."""
    announced = announced_at(plan, case)
    return None if announced is None else announced + plan.terms.notice


def decision_ends(plan: ReplayedPlan, case: Case) -> int:
    """From when the panel cannot decide a filed case any more."""
    return case.filed_at + plan.terms.decision


def status_at(plan: ReplayedPlan, case: Case, now: int) -> CaseStatus:
    """What a case is at a time, no earlier than the newest event: `announced` and `expired` follow from time."""
    if case.status is CaseStatus.APPROVED and announced_at(plan, case) is not None:
        return CaseStatus.ANNOUNCED
    if case.status is CaseStatus.FILED and now >= decision_ends(plan, case) + plan.terms.notice:
        return CaseStatus.EXPIRED
    return case.status


def payable_from(plan: ReplayedPlan, case: Case) -> int | None:
    """From when an announced case can be paid: the end of its notice, or of an objection to it."""
    ends = notice_ends(plan, case)
    return None if ends is None else max(ends, case.concluded_at if case.objected_at >= 0 else ends)


def is_appealable(plan: ReplayedPlan, case: Case, time: int) -> bool:
    """Rejected within the notice, or left undecided until it expires; and not appealed before."""
    if case.appealed:
        return False
    if case.status is CaseStatus.REJECTED:
        return time < case.rejected_at + plan.terms.notice
    return status_at(plan, case, time) is CaseStatus.FILED and time >= decision_ends(plan, case)


def payout_of(plan: ReplayedPlan, case: Case) -> tuple[int, int]:
    """What an announced case brings the claimant, and the operator; nothing if its level was not funded."""
    level = level_at(plan, case.level)
    announced = announcement_of(plan, case)
    funding = announced.funding.get(case.level) if announced else None
    if level is None or funding is None:
        return 0, 0
    payout = funding.by_members + funding.by_backstop
    benefit = min(level.benefit, payout)
    return benefit, payout - benefit


# finding one's way -----------------------------------------------------------------------------------------------


def level_at(plan: ReplayedPlan, number: int) -> Level | None:
    """The level of that number; None if the plan has none."""
    return plan.terms.levels[number] if 0 <= number < len(plan.terms.levels) else None


def case_at(plan: ReplayedPlan, number: int) -> Case | None:
    """The case of that number; they ascend, with gaps only where the log has lost some."""
    if 0 <= number < len(plan.cases) and plan.cases[number].number == number:
        return plan.cases[number]
    place = bisect_right(plan.cases, number, key=lambda case: case.number) - 1
    return plan.cases[place] if place >= 0 and plan.cases[place].number == number else None


def known_case(context: Context, number: int, place: LogPosition) -> Case | None:
    """The case that an event is about; that nobody filed it is found."""
    case = case_at(context.plan, number)
    if case is None:
        context.findings.add("unknown-case", place, case=number)
    else:
        case.places.append(place)
    return case


def known_level(context: Context, number: int, place: LogPosition) -> Level | None:
    """The level that an event is about; that the plan has none such is found."""
    level = level_at(context.plan, number)
    context.findings.expect(level is not None, "unknown-level", place, level=number)
    return level


def other_open_case(plan: ReplayedPlan, member: Account, now: int, case: int = -1) -> Case | None:
    """The open case of a member beside one.  Only the last they filed or appealed can be open."""
    last = case_at(plan, plan.last_case.get(member, -1))
    is_open = last is not None and last.number != case and status_at(plan, last, now) in OPEN
    return last if is_open else None


def is_of(member: Membership, case: Case) -> bool:
    """Whether a case was filed under a membership."""
    return case.claimant == member.account and case.joined_at == member.joined_at


def undecided_case(plan: ReplayedPlan, member: Membership, now: int) -> Case | None:
    """The case of a membership that waits for the panel or a jury; None if there is none."""
    last = case_at(plan, plan.last_case.get(member.account, -1))
    waits = last is not None and status_at(plan, last, now) in (CaseStatus.FILED, CaseStatus.APPEALED)
    return last if waits and last is not None and is_of(member, last) else None


# filing ----------------------------------------------------------------------------------------------------------


def filed(context: Context, event: CaseFiled, time: int) -> None:
    """A member files a case."""
    plan, place = context.plan, event.place
    expected = plan.cases[-1].number + 1 if plan.cases else 0
    context.findings.expect(event.case_id == expected, "case-number", place, case=event.case_id, expected=expected)
    if event.case_id < expected:
        return
    level = known_level(context, event.level, place)
    _check_filing(context, event, time)
    _check_cover(context, event, level)
    _check_alone(context, event, time)
    member = plan.members.get(event.claimant)
    case = Case(
        number=event.case_id,
        claimant=event.claimant,
        beneficiary=event.beneficiary,
        filed_level=event.level,
        level=event.level,
        diagnosed_at=event.diagnosed_at,
        filed_at=time,
        joined_at=member.joined_at if member else 0,
        commitment=event.commitment,
        places=[place],
    )
    plan.cases.append(case)
    plan.last_case[event.claimant] = event.case_id


def _check_alone(context: Context, event: CaseFiled, time: int) -> None:
    """One open case a member; for filing, one taken back counts as open until its time to be decided is over."""
    plan, facts = context.plan, {"case": event.case_id, "claimant": event.claimant}
    other = other_open_case(plan, event.claimant, time)
    if other is not None:
        context.findings.add("second-open-case", event.place, **facts, other=other.number, at=time)
    back = case_at(plan, plan.taken_back.get(event.claimant, -1))
    if back is not None and time < decision_ends(plan, back):
        until = decision_ends(plan, back)
        context.findings.add("filed-after-taking-back", event.place, **facts, other=back.number, until=until)


def _check_filing(context: Context, event: CaseFiled, time: int) -> None:
    """When, and for whom, a case can be filed."""
    plan, terms, diagnosed = context.plan, context.plan.terms, event.diagnosed_at
    context.findings.expect(
        diagnosed <= time, "diagnosis-in-future", event.place, case=event.case_id, diagnosed=diagnosed, at=time
    )
    until = diagnosed + terms.filing
    context.findings.expect(time < until, "filed-too-late", event.place, case=event.case_id, until=until, at=time)
    run_off_over = plan.stage is Stage.CLOSING and time >= plan.closing_at + terms.run_off
    ended = plan.stage is Stage.CLOSED or run_off_over
    context.findings.expect(not ended, "filed-after-the-end", event.place, case=event.case_id, at=time)
    context.findings.expect(event.beneficiary != NOBODY, "no-beneficiary", event.place, case=event.case_id)


def _check_cover(context: Context, event: CaseFiled, level: Level | None) -> None:
    """The claimant must have been covered when the illness was diagnosed."""
    member = context.plan.members.get(event.claimant)
    begins = member.joined_at + (level.waiting if level else 0) if member else 0
    until = cover_ends(context.plan, member)
    covered = member is not None and begins <= event.diagnosed_at and (until is None or event.diagnosed_at < until)
    context.findings.expect(
        covered,
        "diagnosis-not-covered",
        event.place,
        case=event.case_id,
        claimant=event.claimant,
        diagnosed=event.diagnosed_at,
        level=event.level,
    )


def cover_ends(plan: ReplayedPlan, member: Membership | None) -> int | None:
    """When a membership's cover ended, as of now; None while it lasts, 0 if there is none to speak of."""
    if member is None or member.status not in STANDING:
        return 0
    ended = member.since if member.status in (MemberStatus.LEFT, MemberStatus.LAPSED) else None
    if plan.stage is Stage.OPEN:
        return ended
    return plan.closing_at if ended is None else min(ended, plan.closing_at)


def withdrawn(context: Context, event: CaseWithdrawn, time: int) -> None:
    """The claimant takes a case back that nobody has decided."""
    case = known_case(context, event.case_id, event.place)
    if case is None:
        return
    undecided = status_at(context.plan, case, time) is CaseStatus.FILED
    context.findings.expect(undecided, "withdrawn-after-decision", event.place, case=case.number, at=time)
    case.status = CaseStatus.WITHDRAWN
    context.plan.taken_back[case.claimant] = case.number


# deciding --------------------------------------------------------------------------------------------------------


def decided(context: Context, event: CaseDecided, time: int) -> None:
    """The panel approves or rejects."""
    case = known_case(context, event.case_id, event.place)
    check_signers(context, event)
    level = known_level(context, event.level, event.place)
    if case is None:
        return
    undecided = case.status is CaseStatus.FILED
    context.findings.expect(undecided, "decided-out-of-turn", event.place, case=case.number, at=time)
    until = decision_ends(context.plan, case)
    context.findings.expect(time < until, "decided-too-late", event.place, case=case.number, until=until, at=time)
    case.decided_at, case.approved_by_panel = time, event.approve
    case.assessors, case.report_hash = event.assessors, event.report_hash
    context.plan.judges.update(event.assessors)
    if event.approve:
        _check_award(context, case, event, level)
        approve(context, case, event.level, event.place)
    else:
        case.status, case.rejected_at = CaseStatus.REJECTED, time


def _check_award(context: Context, case: Case, event: CaseDecided, level: Level | None) -> None:
    """Another level than filed for: the member must be covered for it, and it ends a membership only if that did."""
    if level is None or event.level == case.filed_level:
        return
    filed_for = level_at(context.plan, case.filed_level)
    harsher = level.ends_membership and filed_for is not None and not filed_for.ends_membership
    facts = {"case": case.number, "level": event.level, "filed": case.filed_level}
    context.findings.expect(not harsher, "award-ends-membership", event.place, **facts)
    covered = case.diagnosed_at >= case.joined_at + level.waiting
    context.findings.expect(covered, "award-not-covered", event.place, **facts)


def approve(context: Context, case: Case, level: int, place: LogPosition) -> None:
    """Queue a case at a level; that may end the membership it was filed under."""
    plan = context.plan
    case.status, case.level, case.queue = CaseStatus.APPROVED, level, open_queue(context)
    call_for(context, case.number, place, "queued", period=case.queue, level=level)
    terms = level_at(plan, level)
    if terms is not None and terms.ends_membership and _ends_membership(context, case):
        call_for(context, case.number, place, "ended", member=case.claimant)


def open_queue(context: Context) -> int:
    """The period in which the queue began that the next case joins: the open one, unless an earlier one waits."""
    plan = context.plan
    return plan.queue_began if any(plan.queue.values()) else len(plan.periods)


def _ends_membership(context: Context, case: Case) -> bool:
    """Whether the membership that a case was filed under stands, or stood until this very transaction ended it."""
    member = context.plan.members.get(case.claimant)
    if member is None or member.joined_at != case.joined_at:
        return False
    just_ended = any(ended.member == case.claimant for ended in context.awaited.get("ended", ()))
    return just_ended or member.status in STANDING


def queued(context: Context, event: Queued, _time: int) -> None:
    """The ledger counts a case in the queue."""
    plan, began = context.plan, open_queue(context)
    context.await_("queued", event)
    fits = event.period == began
    context.findings.expect(fits, "queued-for-another-period", event.place, period=event.period, expected=began)
    if known_level(context, event.level, event.place) is None:
        return
    count = plan.queue.get(event.level, 0)
    context.findings.expect(count < MOST_QUEUED, "queue-too-long", event.place, level=event.level, most=MOST_QUEUED)
    plan.queue_began = began
    plan.queue[event.level] = count + 1


# paying ----------------------------------------------------------------------------------------------------------


def settled(context: Context, event: CaseSettled, time: int) -> None:
    """An announced case is paid."""
    plan, place = context.plan, event.place
    case = known_case(context, event.case_id, place)
    if case is None:
        return
    if status_at(plan, case, time) is CaseStatus.ANNOUNCED:
        start = payable_from(plan, case) or 0
        context.findings.expect(time >= start, "settled-too-early", place, case=case.number, start=start, at=time)
        benefit, fee = _paid_by_ledger(context, case) or payout_of(plan, case)
        context.findings.expect(
            (event.benefit, event.fee) == (benefit, fee),
            "settled-otherwise",
            place,
            case=case.number,
            paid=event.benefit,
            paid_fee=event.fee,
            benefit=benefit,
            fee=fee,
        )
    else:
        context.findings.add("settled-out-of-turn", place, case=case.number, at=time)
    announced = plan.announced_in.get(case.queue, case.queue)
    call_for(context, case.number, place, "paid", payee=case.beneficiary, period=announced, level=case.level)
    case.status, case.settled_at = CaseStatus.SETTLED, time
    case.benefit_paid, case.fee_paid = event.benefit, event.fee


def _paid_by_ledger(context: Context, case: Case) -> tuple[int, int] | None:
    """What the ledger has just paid for such a case; whether that is right is looked at where it says so."""
    paid: list[CasePaid] = context.awaited.get("paid", [])
    announced = context.plan.announced_in.get(case.queue, -1)
    such = [event for event in paid if (event.period, event.level) == (announced, case.level)]
    return (such[-1].benefit, such[-1].fee) if such else None


def granted(context: Context, event: EvidenceGranted, _time: int) -> None:
    """One more reader of the evidence, which is nobody's business but the claimant's."""
    known_case(context, event.case_id, event.place)


RULES: Rules = {
    CaseFiled: filed,
    CaseWithdrawn: withdrawn,
    CaseDecided: decided,
    Queued: queued,
    CaseSettled: settled,
    EvidenceGranted: granted,
}
