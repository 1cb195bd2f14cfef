"""Objections and appeals: how a case comes before a jury, and what the verdict does to it (rules, section 4)."""

from bisect import bisect_right

from ...events import CaseAppealed, CaseConcluded, CaseContested, DisputeDecided, DisputeOpened, LogPosition
from ...records import NOBODY, Account, CaseStatus, MemberStatus, Verdict
from .cases import announced_at, approve, decision_ends, known_case, notice_ends, other_open_case, status_at
from .context import Context, Rules, call_for
from .lottery import faithful
from .state import Case, Dispute, ReplayedPlan

BLOCKS_AHEAD = 32
"""From the call for a draw to the block that draws."""

OPENED, VERDICTS = "disputes_opened", "verdicts"
"""Where disputes wait for their case, and verdicts to take effect, in `run.awaited`."""


def dispute_at(plan: ReplayedPlan, number: int) -> Dispute | None:
    """The dispute of that number; they ascend, with gaps only where the log has lost some."""
    if number < len(plan.disputes) and plan.disputes[number].number == number:
        return plan.disputes[number]
    place = bisect_right(plan.disputes, number, key=lambda dispute: dispute.number) - 1
    return plan.disputes[place] if place >= 0 and plan.disputes[place].number == number else None


def seats_before(plan: ReplayedPlan, moment: int) -> int:
    """How many seats were taken strictly before a moment."""
    place = bisect_right(plan.seats_at, moment - 1, key=lambda taken: taken[0])
    return plan.seats_at[place - 1][1] if place else 0


# going before the jury -------------------------------------------------------------------------------------------


def opened(context: Context, event: DisputeOpened, time: int) -> None:
    """The jury opens a dispute; whose it is, the desk says next."""
    plan, place = context.plan, event.place
    expected = plan.disputes[-1].number + 1 if plan.disputes else 0
    number = event.dispute_id
    context.findings.expect(number == expected, "dispute-number", place, dispute=number, expected=expected)
    if number < expected:
        return
    check_draw_block(context, number, event.block, place)
    dispute = _new_dispute(number, event.case_id, event.pool, place, time)
    dispute.draw_block = event.block
    plan.disputes.append(dispute)
    context.awaited.setdefault(OPENED, []).append(dispute)


def check_draw_block(context: Context, dispute: int, block: int, place: LogPosition) -> None:
    """The block that draws is named before it exists, always as far ahead."""
    expected = place.block + BLOCKS_AHEAD
    context.findings.expect(block == expected, "draw-block", place, dispute=dispute, block=block, expected=expected)


def _new_dispute(number: int, case: int, pool: int, place: LogPosition, time: int) -> Dispute:
    return Dispute(
        number=number,
        case=case,
        claimant=NOBODY,
        objector=NOBODY,
        pool=pool,
        draw_block=place.block + BLOCKS_AHEAD,
        since=time,
        opened_at=time,
    )


def contested(context: Context, event: CaseContested, time: int) -> None:
    """A member objects to an announced case."""
    plan, place, objector = context.plan, event.place, event.objector
    case = known_case(context, event.case_id, place)
    if case is None:
        return
    until = notice_ends(plan, case)
    if case.status is not CaseStatus.APPROVED or case.upheld or until is None:
        context.findings.add("contested-out-of-turn", place, case=case.number, at=time)
    else:
        context.findings.expect(time < until, "contested-too-late", place, case=case.number, until=until, at=time)
    context.findings.expect(objector != case.claimant, "own-case-contested", place, case=case.number, objector=objector)
    member = plan.members.get(objector)
    shares = member is not None and member.status in (MemberStatus.ACTIVE, MemberStatus.LEAVING)
    context.findings.expect(shares, "objector-not-member", place, case=case.number, objector=objector)
    _go_to_court(context, case, event, objector, seats_before(plan, announced_at(plan, case) or 0))
    case.status, case.objector, case.objected_at = CaseStatus.CONTESTED, objector, time


def appealed(context: Context, event: CaseAppealed, time: int) -> None:
    """A claimant whom the panel rejected, or let wait too long, goes to the jury."""
    plan, place = context.plan, event.place
    case = known_case(context, event.case_id, place)
    if case is None:
        return
    context.findings.expect(_is_appealable(plan, case, time), "appealed-out-of-turn", place, case=case.number, at=time)
    member = plan.members.get(case.claimant)
    ended = member is not None and member.status is MemberStatus.CLAIMED
    context.findings.expect(not ended, "appealed-after-benefit", place, case=case.number, claimant=case.claimant)
    other = other_open_case(plan, case.claimant, time, case.number)
    if other is not None:
        facts = {"case": case.number, "claimant": case.claimant, "other": other.number, "at": time}
        context.findings.add("second-open-case", place, **facts)
    _go_to_court(context, case, event, case.claimant, seats_before(plan, case.filed_at))
    case.status, case.appealed = CaseStatus.APPEALED, True
    plan.last_case[case.claimant] = case.number


def _is_appealable(plan: ReplayedPlan, case: Case, time: int) -> bool:
    """Rejected within the notice, or left undecided until it expires; and not appealed before."""
    if case.appealed:
        return False
    if case.status is CaseStatus.REJECTED:
        return time < case.rejected_at + plan.terms.notice
    return status_at(plan, case, time) is CaseStatus.FILED and time >= decision_ends(plan, case)


def _go_to_court(context: Context, case: Case, event: CaseContested | CaseAppealed, party: Account, pool: int) -> None:
    """The jury has opened a dispute of that case, with the right pool; the ledger takes the bond."""
    dispute = _opened_for(context, case, event)
    if dispute is not None:
        facts = {"dispute": dispute.number, "pool": dispute.pool, "expected": pool}
        context.findings.expect(dispute.pool == pool, "pool-differs", event.place, **facts)
        dispute.claimant, dispute.objector = case.claimant, party
    case.disputes.append(event.dispute_id)
    call_for(context, case.number, event.place, "bond_taken", payer=party)


def _opened_for(context: Context, case: Case, event: CaseContested | CaseAppealed) -> Dispute | None:
    """The dispute that the jury opened for a case just before."""
    waiting: list[Dispute] = context.awaited.get(OPENED, [])
    for dispute in waiting:
        if (dispute.number, dispute.case) == (event.dispute_id, case.number):
            waiting.remove(dispute)
            return dispute
    context.findings.add("dispute-not-opened", event.place, case=case.number, dispute=event.dispute_id)
    return None


def match_disputes(context: Context) -> None:
    """Disputes that were opened for no objection and no appeal."""
    for dispute in context.awaited.pop(OPENED, []):
        place = LogPosition(context.contracts.jury, context.plan.block, 0)
        context.findings.add("dispute-without-case", place, dispute=dispute.number, case=dispute.case)


# the verdict takes effect ----------------------------------------------------------------------------------------


def concluded(context: Context, event: CaseConcluded, time: int) -> None:
    """The desk carries out the jury's verdict."""
    case = known_case(context, event.case_id, event.place)
    if case is None:
        return
    decided = _decided_for(context, case)
    if decided is None:
        context.findings.add("concluded-without-verdict", event.place, case=case.number)
    else:
        same = decided.verdict is event.verdict
        context.findings.expect(same, "verdict-not-followed", event.place, decided.place, case=case.number)
    _conclude(context, case, event.verdict, event.place, time)


def _decided_for(context: Context, case: Case) -> DisputeDecided | None:
    """What the jury has just said of a case."""
    waiting: list[DisputeDecided] = context.awaited.get(VERDICTS, [])
    for decided in waiting:
        dispute = dispute_at(context.plan, decided.dispute_id)
        if dispute is not None and dispute.case == case.number:
            waiting.remove(decided)
            return decided
    return None


def match_verdicts(context: Context) -> None:
    """Verdicts that the desk did not carry out in the same transaction; they hold all the same."""
    plan = context.plan
    for decided in context.awaited.pop(VERDICTS, []):
        dispute = dispute_at(plan, decided.dispute_id)
        if dispute is None:
            continue
        context.findings.add("verdict-not-carried-out", decided.place, dispute=decided.dispute_id)
        case = known_case(context, dispute.case, decided.place)
        if case is not None:
            _conclude(context, case, decided.verdict, decided.place, plan.now)


def _conclude(context: Context, case: Case, verdict: Verdict, place: LogPosition, time: int) -> None:
    """What a verdict does: an appeal is won or lost, an announced case upheld or overturned."""
    dispute = dispute_at(context.plan, case.disputes[-1]) if case.disputes else None
    jurors = faithful(dispute) if dispute else ()
    case.concluded_at = time
    if case.status is CaseStatus.APPEALED:
        if verdict is Verdict.PAYS:
            approve(context, case, case.level, place)
        else:
            case.status = CaseStatus.REJECTED
        _release_bond(context, case, case.claimant if verdict is Verdict.PAYS else NOBODY, jurors, place)
    elif case.status is CaseStatus.CONTESTED:
        if verdict is Verdict.REFUSES:
            case.status = CaseStatus.OVERTURNED
            _overturn(context, case, jurors, place)
        else:
            case.status, case.upheld = CaseStatus.APPROVED, True
            _release_bond(context, case, NOBODY, jurors, place)
    else:
        context.findings.add("concluded-out-of-turn", place, case=case.number)


def _release_bond(
    context: Context, case: Case, owner: Account, jurors: tuple[Account, ...], place: LogPosition
) -> None:
    """Jurors are paid out of the bond; the rest goes to its owner, or with a lost one to the surplus."""
    call_for(context, case.number, place, "bond_released", owner=owner)
    _reward(context, case, jurors, place)


def _overturn(context: Context, case: Case, jurors: tuple[Account, ...], place: LogPosition) -> None:
    """Jurors are paid out of what members funded; what is left goes back, and the bond to the objector."""
    call_for(context, case.number, place, "overturned", period=case.period, level=case.level)
    _reward(context, case, jurors, place)
    call_for(context, case.number, place, "bond_released", owner=case.objector)


def _reward(context: Context, case: Case, jurors: tuple[Account, ...], place: LogPosition) -> None:
    for juror in jurors:
        call_for(context, case.number, place, "jurors_paid", juror=juror)


RULES: Rules = {
    DisputeOpened: opened,
    CaseContested: contested,
    CaseAppealed: appealed,
    CaseConcluded: concluded,
}
