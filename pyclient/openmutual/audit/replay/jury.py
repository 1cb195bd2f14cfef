"""The jury (评审团): seats, the draw, sealed and opened votes, and the verdicts that follow (rules, section 4)."""

from ...events import (
    DisputeDecided,
    DrawRenewed,
    JurorsDrawn,
    LogPosition,
    QuorumMissed,
    Resigned,
    SeatLost,
    Volunteered,
    VoteCommitted,
    VoteRevealed,
)
from ...records import NOBODY, MemberStatus, Verdict
from .context import Context, Rules
from .disputes import VERDICTS, check_draw_block, dispute_at
from .lottery import MOST_LOOKS, could_be_drawn, drawn, qualifies, running_draw, silent
from .state import Dispute, Draw

BARRED_FOR = 90 * 24 * 60 * 60
"""How long a juror who did not reveal cannot be drawn, in seconds."""

IN_REACH, EVER_IN_REACH = 256, 8_191
"""How many blocks back a contract can see a block's hash on every chain, and with EIP-2935."""

MOST_SKIPPED = 1_024
"""Lost logs of volunteers that are made up for with empty seats."""

SEATS_LOST = "seats_lost"
"""Where lost seats wait for the count that took them, in `run.awaited`."""

NO_SEAL = bytes(32)
"""A commitment to nothing, which the jury takes for none."""


# volunteers ------------------------------------------------------------------------------------------------------


def volunteered(context: Context, event: Volunteered, time: int) -> None:
    """An active member takes the next seat."""
    plan, place, account = context.plan, event.place, event.member
    member = plan.members.get(account)
    active = member is not None and member.status is MemberStatus.ACTIVE
    context.findings.expect(active, "volunteer-not-active", place, member=account)
    context.findings.expect(account not in plan.seat_of, "volunteered-twice", place, member=account)
    expected = len(plan.seats)
    context.findings.expect(event.seat == expected, "seat-number", place, seat=event.seat, expected=expected)
    if event.seat < expected:
        return
    plan.seats += [NOBODY] * min(event.seat - expected, MOST_SKIPPED)
    plan.seat_of[account] = len(plan.seats)
    plan.seats.append(account)
    plan.seats_at.append((time, len(plan.seats)))


def resigned(context: Context, event: Resigned, _time: int) -> None:
    """A volunteer gives the seat up; its number is never used again."""
    seat = context.plan.seat_of.pop(event.member, None)
    if seat is None:
        context.findings.add("resigned-without-seat", event.place, member=event.member)
    else:
        context.plan.seats[seat] = NOBODY


# the draw --------------------------------------------------------------------------------------------------------


def known_dispute(context: Context, number: int, place: LogPosition) -> Dispute | None:
    """The dispute that an event is about; that nobody opened it is found."""
    dispute = dispute_at(context.plan, number)
    context.findings.expect(dispute is not None, "unknown-dispute", place, dispute=number)
    return dispute


def is_drawing(context: Context, dispute: Dispute, time: int) -> bool:
    """Whether the draw can be made now."""
    waits = dispute.verdict is None and running_draw(dispute) is None
    return waits and time < dispute.since + context.plan.terms.jury.commit


def renewed(context: Context, event: DrawRenewed, time: int) -> None:
    """Nobody drew while the block was in reach: another block is named."""
    place = event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    lost = place.block > dispute.draw_block + IN_REACH
    facts = {"dispute": dispute.number, "block": dispute.draw_block}
    context.findings.expect(lost and is_drawing(context, dispute, time), "draw-renewed-early", place, **facts)
    check_draw_block(context, dispute.number, event.block, place)
    dispute.draw_block = event.block


def jurors_drawn(context: Context, event: JurorsDrawn, time: int) -> None:
    """Jurors are drawn by the block named for it."""
    place = event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    in_turn = is_drawing(context, dispute, time) and event.round == dispute.round
    context.findings.expect(in_turn, "drawn-out-of-turn", place, dispute=dispute.number, at=time)
    _check_draw_block_age(context, dispute, place)
    dispute.round = event.round
    _check_lottery(context, dispute, event, time)
    dispute.draws.append(Draw(event.round, time, event.jurors))


def _check_draw_block_age(context: Context, dispute: Dispute, place: LogPosition) -> None:
    """The block that draws lies before this one, and not so far that its hash is lost."""
    age = place.block - dispute.draw_block
    facts = {"dispute": dispute.number, "block": dispute.draw_block}
    context.findings.expect(0 < age <= EVER_IN_REACH, "draw-block-out-of-reach", place, **facts)


def _check_lottery(context: Context, dispute: Dispute, event: JurorsDrawn, time: int) -> None:
    """The very jurors; or, without the header of the block that drew them, at least such as could be drawn."""
    expected = drawn(context, dispute, time)
    if expected is not None:
        fair = event.jurors == expected
        context.findings.expect(fair, "lottery-differs", event.place, dispute=dispute.number, block=dispute.draw_block)
        return
    size, plan = context.plan.terms.jury.size, context.plan
    whole = len(event.jurors) == len(set(event.jurors)) == size
    facts = {"dispute": dispute.number, "count": len(set(event.jurors)), "expected": size}
    context.findings.expect(whole, "jury-size", event.place, **facts)
    seats = set(plan.seats[: dispute.pool])
    for juror in event.jurors:
        could = juror in seats and qualifies(plan, dispute, juror, time)
        context.findings.expect(could, "juror-not-eligible", event.place, dispute=dispute.number, juror=juror)


# the votes -------------------------------------------------------------------------------------------------------


def committed(context: Context, event: VoteCommitted, time: int) -> None:
    """A juror seals a vote."""
    draw = _draw_voted_in(context, event)
    if draw is None:
        return
    ends = draw.at + context.plan.terms.jury.commit
    facts = {"dispute": event.dispute_id, "juror": event.juror}
    context.findings.expect(draw.at <= time < ends, "sealed-out-of-time", event.place, **facts, at=time)
    again = draw.sealed.get(event.juror, NO_SEAL) != NO_SEAL
    context.findings.expect(not again, "sealed-twice", event.place, **facts)
    draw.sealed[event.juror] = event.commitment


def revealed(context: Context, event: VoteRevealed, time: int) -> None:
    """A juror opens the vote that they sealed."""
    draw = _draw_voted_in(context, event)
    if draw is None:
        return
    terms = context.plan.terms.jury
    starts = draw.at + terms.commit
    facts = {"dispute": event.dispute_id, "juror": event.juror}
    in_time = starts <= time < starts + terms.reveal
    context.findings.expect(in_time, "opened-out-of-time", event.place, **facts, at=time)
    sealed = draw.sealed.get(event.juror, NO_SEAL) != NO_SEAL
    context.findings.expect(sealed, "opened-without-seal", event.place, **facts)
    context.findings.expect(event.juror not in draw.opened, "vote-opened-twice", event.place, **facts)
    draw.opened[event.juror] = event.pays


def _draw_voted_in(context: Context, event: VoteCommitted | VoteRevealed) -> Draw | None:
    """The running draw of a dispute, of whose jurors a voter must be one."""
    dispute = known_dispute(context, event.dispute_id, event.place)
    if dispute is None:
        return None
    draw = running_draw(dispute) if dispute.verdict is None else None
    if draw is None or event.juror not in draw.jurors:
        context.findings.add("voter-not-juror", event.place, dispute=dispute.number, juror=event.juror)
        return None
    return draw


# counting --------------------------------------------------------------------------------------------------------


def seat_lost(context: Context, event: SeatLost, time: int) -> None:
    """A juror who did not reveal cannot be drawn for a while."""
    until = time + BARRED_FOR
    facts = {"juror": event.juror, "until": event.until, "expected": until}
    context.findings.expect(event.until == until, "seat-lost-for-another-time", event.place, **facts)
    context.plan.barred[event.juror] = event.until
    context.await_(SEATS_LOST, event)


def _check_seats_lost(context: Context, dispute: Dispute, place: LogPosition) -> None:
    """Exactly those drawn who did not reveal lose their seats when the votes are counted."""
    lost: list[SeatLost] = context.awaited.pop(SEATS_LOST, [])
    losers, expected = [event.juror for event in lost], silent(dispute)
    for juror in expected:
        kept = juror not in losers
        context.findings.expect(not kept, "seat-not-lost", place, dispute=dispute.number, juror=juror)
    for event in lost:
        if event.juror not in expected:
            context.findings.add("seat-lost-wrongly", event.place, juror=event.juror)


def match_seats_lost(context: Context) -> None:
    """Seats that were lost although no votes were counted."""
    for event in context.awaited.pop(SEATS_LOST, []):
        context.findings.add("seat-lost-wrongly", event.place, juror=event.juror)


def quorum_missed(context: Context, event: QuorumMissed, time: int) -> None:
    """Too few votes were opened in the first draw: there is another one."""
    place = event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    draw = running_draw(dispute) if dispute.verdict is None else None
    missed = draw is not None and dispute.round == 0 and len(draw.opened) < context.plan.terms.jury.quorum
    context.findings.expect(missed, "quorum-not-missed", place, dispute=dispute.number)
    if draw is not None:
        _check_counting(context, dispute, draw, place, time)
    _check_seats_lost(context, dispute, place)
    check_draw_block(context, dispute.number, event.block, place)
    dispute.round, dispute.since, dispute.draw_block = 1, time, event.block


def _check_counting(context: Context, dispute: Dispute, draw: Draw, place: LogPosition, time: int) -> None:
    """Votes are counted once the time to open them is over."""
    terms = context.plan.terms.jury
    start = draw.at + terms.commit + terms.reveal
    context.findings.expect(time >= start, "counted-too-early", place, dispute=dispute.number, start=start, at=time)


def decided(context: Context, event: DisputeDecided, time: int) -> None:
    """A dispute ends: by its votes, or because nobody can be drawn or nobody drew."""
    place = event.place
    context.await_(VERDICTS, event)
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    draw = running_draw(dispute)
    if dispute.verdict is not None:
        context.findings.add("dispute-decided-twice", place, dispute=dispute.number)
    elif draw is None:
        _check_undrawn(context, dispute, event, time)
    else:
        _check_counting(context, dispute, draw, place, time)
        _check_verdict(context, dispute, draw, event)
    _check_seats_lost(context, dispute, place)
    dispute.verdict, dispute.decided_at = event.verdict, time


def _check_undrawn(context: Context, dispute: Dispute, event: DisputeDecided, time: int) -> None:
    """Without jurors the panel's word stands; before the time to draw is over, only if too few could be drawn."""
    none = event.verdict is Verdict.NONE
    context.findings.expect(none, "verdict-without-jurors", event.place, dispute=dispute.number)
    if not none or not is_drawing(context, dispute, time):
        return
    _check_draw_block_age(context, dispute, event.place)
    size, plan = context.plan.terms.jury.size, context.plan
    expected = drawn(context, dispute, time)
    if expected is not None:
        few = len(expected) < size
    else:
        few = dispute.pool > MOST_LOOKS or could_be_drawn(plan, dispute, time) < size
    context.findings.expect(few, "jurors-not-drawn", event.place, dispute=dispute.number, size=size)


def _check_verdict(context: Context, dispute: Dispute, draw: Draw, event: DisputeDecided) -> None:
    """The majority of the votes opened, if they are a quorum; a first missed quorum decides nothing."""
    votes = len(draw.opened)
    pays = sum(draw.opened.values())
    facts = {"dispute": dispute.number, "pays": pays, "refuses": votes - pays}
    if votes < context.plan.terms.jury.quorum and dispute.round == 0:
        context.findings.add("decided-without-quorum", event.place, **facts)
        return
    expected = majority(votes, pays) if votes >= context.plan.terms.jury.quorum else Verdict.NONE
    context.findings.expect(event.verdict is expected, "verdict-differs", event.place, **facts)


def majority(votes: int, pays: int) -> Verdict:
    """What most of the votes say; a tie says nothing."""
    if 2 * pays == votes:
        return Verdict.NONE
    return Verdict.PAYS if 2 * pays > votes else Verdict.REFUSES


RULES: Rules = {
    Volunteered: volunteered,
    Resigned: resigned,
    DrawRenewed: renewed,
    JurorsDrawn: jurors_drawn,
    VoteCommitted: committed,
    VoteRevealed: revealed,
    SeatLost: seat_lost,
    QuorumMissed: quorum_missed,
    DisputeDecided: decided,
}
