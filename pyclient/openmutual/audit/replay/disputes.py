"""Objections and appeals: how a case comes before a jury, and what the verdict does to it (rules, section 4)."""

from bisect import bisect_right

from ...events import (
    BondReleased,
    CaseAppealed,
    CaseConcluded,
    CaseContested,
    DisputeDecided,
    DisputeOpened,
    LogPosition,
    ReasonAdded,
)
from ...records import NOBODY, Account, CaseStatus, MemberStatus, Verdict
from .candidates import may_object
from .cases import announcement_of, approve, is_appealable, is_of, known_case, notice_ends, other_open_case
from .context import CALLED, Context, Effect, Rules, call_for
from .payments import reward_of
from .seats import seats_before
from .state import Case, Dispute, Period, ReplayedPlan

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
    expected = context.blocks.number_seen(place.block) + BLOCKS_AHEAD
    context.findings.expect(block == expected, "draw-block", place, dispute=dispute, block=block, expected=expected)


def _new_dispute(number: int, case: int, pool: int, place: LogPosition, time: int) -> Dispute:
    return Dispute(
        number=number,
        case=case,
        pool=pool,
        draw_block=place.block + BLOCKS_AHEAD,
        since=time,
        opened_at=time,
    )


def contested(context: Context, event: CaseContested, time: int) -> None:
    """Somebody whom it concerns objects to an announced case."""
    plan, place, objector = context.plan, event.place, event.objector
    case = known_case(context, event.case_id, place)
    if case is None:
        return
    announced, until = announcement_of(plan, case), notice_ends(plan, case)
    if case.status is not CaseStatus.APPROVED or case.upheld or until is None:
        context.findings.add("contested-out-of-turn", place, case=case.number, at=time)
    else:
        context.findings.expect(time < until, "contested-too-late", place, case=case.number, until=until, at=time)
    _check_objector(context, case, objector, announced, place)
    dispute = _go_to_court(context, case, event, objector, announced.at if announced else 0)
    if dispute is not None and announced is not None:
        dispute.announced_in = announced.number
    case.status, case.objector, case.objected_at = CaseStatus.CONTESTED, objector, time


def _check_objector(
    context: Context, case: Case, objector: Account, announced: Period | None, place: LogPosition
) -> None:
    """Nobody who gains by the case, and somebody who came before its announcement and has paid for it or later."""
    facts = {"case": case.number, "objector": objector}
    is_party = objector in (case.claimant, case.beneficiary)
    context.findings.expect(not is_party, "own-case-contested", place, **facts)
    member = context.plan.members.get(objector)
    allowed = announced is None or may_object(context.plan, member, announced.number)
    context.findings.expect(is_party or allowed, "objector-may-not", place, **facts)


def reason_added(context: Context, event: ReasonAdded, time: int) -> None:
    """Somebody who could object too gives another reason, without a bond."""
    case = known_case(context, event.case_id, event.place)
    if case is None:
        return
    is_contested = case.status is CaseStatus.CONTESTED
    context.findings.expect(is_contested, "reason-out-of-turn", event.place, case=case.number, at=time)
    _check_objector(context, case, event.member, announcement_of(context.plan, case), event.place)


def appealed(context: Context, event: CaseAppealed, time: int) -> None:
    """A claimant whom the panel rejected, or let wait too long, goes to the jury."""
    plan, place = context.plan, event.place
    case = known_case(context, event.case_id, place)
    if case is None:
        return
    context.findings.expect(is_appealable(plan, case, time), "appealed-out-of-turn", place, case=case.number, at=time)
    _check_appellant(context, case, place)
    other = other_open_case(plan, case.claimant, time, case.number)
    if other is not None:
        facts = {"case": case.number, "claimant": case.claimant, "other": other.number, "at": time}
        context.findings.add("second-open-case", place, **facts)
    _go_to_court(context, case, event, case.claimant, case.filed_at)
    case.status, case.appealed = CaseStatus.APPEALED, True
    plan.last_case[case.claimant] = case.number


def _check_appellant(context: Context, case: Case, place: LogPosition) -> None:
    """The membership under which the case was filed still stands: not withdrawn, and not ended by a benefit."""
    member = context.plan.members.get(case.claimant)
    facts = {"case": case.number, "claimant": case.claimant}
    has_ended = member is not None and member.status is MemberStatus.CLAIMED
    context.findings.expect(not has_ended, "appealed-after-benefit", place, **facts)
    is_out = member is None or not is_of(member, case) or member.status is MemberStatus.WITHDRAWN
    context.findings.expect(has_ended or not is_out, "appealed-after-withdrawing", place, **facts)


def _go_to_court(
    context: Context, case: Case, event: CaseContested | CaseAppealed, objector: Account, before: int
) -> Dispute | None:
    """The jury has opened a dispute of that case, with the seats taken before it; the ledger takes the bond."""
    dispute = _opened_for(context, case, event)
    if dispute is not None:
        pool = seats_before(context.plan, before)
        facts = {"dispute": dispute.number, "pool": dispute.pool, "expected": pool}
        context.findings.expect(dispute.pool == pool, "pool-differs", event.place, **facts)
        dispute.parties = case.claimant, case.beneficiary, objector
        dispute.objector, dispute.before = objector, before
    case.disputes.append(event.dispute_id)
    call_for(context, case.number, event.place, "bond_taken", payer=objector)
    return dispute


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
    """What a verdict does: an appeal is won or lost; an announced case is overturned, or stands.

    A bond is lost only to a majority.  An objection for which no jury could sit counts as not made.
    """
    jurors = _faithful(context.plan, case)
    case.concluded_at = time
    if case.status is CaseStatus.APPEALED:
        if verdict is Verdict.PAYS:
            approve(context, case, case.level, place)
        else:
            case.status = CaseStatus.REJECTED
        _release_bond(context, case, NOBODY if verdict is Verdict.REFUSES else case.claimant, jurors, place)
    elif case.status is CaseStatus.CONTESTED and verdict is Verdict.REFUSES:
        case.status = CaseStatus.OVERTURNED
        _overturn(context, case, jurors, place)
    elif case.status is CaseStatus.CONTESTED:
        case.status, case.upheld = CaseStatus.APPROVED, verdict is not Verdict.NO_JURY
        _release_bond(context, case, NOBODY if verdict is Verdict.PAYS else case.objector, jurors, place)
    else:
        context.findings.add("concluded-out-of-turn", place, case=case.number)


def _faithful(plan: ReplayedPlan, case: Case) -> tuple[Account, ...]:
    """The jurors of the last draw who revealed, in the order in which they were drawn."""
    dispute = dispute_at(plan, case.disputes[-1]) if case.disputes else None
    draw = dispute.draws[-1] if dispute and dispute.draws and dispute.draws[-1].round == dispute.round else None
    return tuple(juror for juror in draw.jurors if juror in draw.opened) if draw else ()


def _release_bond(
    context: Context, case: Case, owner: Account, jurors: tuple[Account, ...], place: LogPosition
) -> None:
    """Jurors are rewarded out of the bond; the rest goes to its owner, or with a lost one to the surplus."""
    if owner != NOBODY and _is_lost(context):
        context.findings.add("bond-lost-wrongly", place, case=case.number, owner=owner)
        owner = NOBODY
    call_for(context, case.number, place, "bond_released", owner=owner)
    _reward(context, case, jurors, place, reward_of(context.plan.terms.jury, len(jurors)))


def _is_lost(context: Context) -> bool:
    """Whether the ledger has let a bond go to the surplus that no verdict of this transaction has lost yet."""
    effects: list[Effect] = context.awaited.get(CALLED, [])
    released: list[BondReleased] = context.awaited.get("bond_released", [])
    lost = [effect for effect in effects if effect.kind == "bond_released" and effect.words["owner"] == NOBODY]
    return sum(event.owner == NOBODY for event in released) > len(lost)


def _overturn(context: Context, case: Case, jurors: tuple[Account, ...], place: LogPosition) -> None:
    """Jurors are rewarded out of what members funded; what is left goes back, and the bond to the objector."""
    announced = announcement_of(context.plan, case)
    funding = announced.funding.get(case.level) if announced else None
    number = announced.number if announced else -1
    call_for(context, case.number, place, "overturned", period=number, level=case.level)
    each = reward_of(context.plan.terms.jury, len(jurors), funding.by_members if funding else 0)
    _reward(context, case, jurors, place, each)
    call_for(context, case.number, place, "bond_released", owner=case.objector)


def _reward(context: Context, case: Case, jurors: tuple[Account, ...], place: LogPosition, each: int) -> None:
    """Every juror gets as much; of nothing the ledger says nothing."""
    for juror in jurors if each else ():
        call_for(context, case.number, place, "jurors_rewarded", juror=juror)


RULES: Rules = {
    DisputeOpened: opened,
    CaseContested: contested,
    CaseAppealed: appealed,
    CaseConcluded: concluded,
    ReasonAdded: reason_added,
}
