"""Draws, once more: whom the randomness of one block's header picks, call by call (rules, section 4).

Each call is worked out from where the last one stopped, so that one false call is one finding.
"""

from dataclasses import dataclass

from eth_utils.crypto import keccak

from ...codec import from_hex
from ...events import DrawRenewed, JurorsDrawn, LogPosition, SeedFixed
from ...records import Account
from .candidates import is_candidate
from .context import Context, Rules
from .disputes import check_draw_block, dispute_at
from .lottery import positions, seat_at
from .seats import seat_numbered
from .state import Dispute, Draw, ReplayedPlan

MOST_SEATS, MOST_POSITIONS = 128, 512
"""The most seats and positions that one call looks at."""

IN_REACH, EVER_IN_REACH = 256, 8_191
"""How many blocks back a contract can see a block's hash on every chain, and with EIP-2935."""

WORD = 32


# where a draw stands ---------------------------------------------------------------------------------------------


def running_draw(dispute: Dispute) -> Draw | None:
    """The draw of the dispute's round; None before its seed is fixed."""
    last = dispute.draws[-1] if dispute.draws else None
    return last if last is not None and last.round == dispute.round else None


def jury_of(plan: ReplayedPlan, dispute: Dispute, now: int) -> Draw | None:
    """The draw whose jurors judge: over by now, and with a quorum of them; None if there is no such jury."""
    draw = running_draw(dispute)
    is_over = draw is not None and (draw.completed_at >= 0 or now >= draw_ends(plan, dispute))
    return draw if is_over and draw is not None and len(draw.jurors) >= plan.terms.jury.quorum else None


def draw_ends(plan: ReplayedPlan, dispute: Dispute) -> int:
    """From when no draw can be made any more."""
    return dispute.since + plan.terms.jury.commit


def votes_from(plan: ReplayedPlan, draw: Draw) -> int:
    """When a jury begins to vote: once its draw is complete, or at the end of the time for it."""
    return draw.completed_at if draw.completed_at >= 0 else draw.since + plan.terms.jury.commit


def is_drawing(plan: ReplayedPlan, dispute: Dispute, now: int) -> bool:
    """Whether the draw can go on now."""
    draw = running_draw(dispute)
    is_open = dispute.verdict is None and (draw is None or draw.completed_at < 0)
    return is_open and now < draw_ends(plan, dispute)


def known_dispute(context: Context, number: int, place: LogPosition) -> Dispute | None:
    """The dispute that an event is about; that nobody opened it is found."""
    dispute = dispute_at(context.plan, number)
    context.findings.expect(dispute is not None, "unknown-dispute", place, dispute=number)
    return dispute


# the seed --------------------------------------------------------------------------------------------------------


def renewed(context: Context, event: DrawRenewed, time: int) -> None:
    """Nobody drew while the block was in reach: another block is named, unless the seed is fixed already."""
    place = event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    here = context.blocks.number_seen(place.block)
    is_lost = here > dispute.draw_block + IN_REACH and running_draw(dispute) is None
    facts = {"dispute": dispute.number, "block": dispute.draw_block}
    context.findings.expect(is_lost and is_drawing(context.plan, dispute, time), "draw-renewed-early", place, **facts)
    check_draw_block(context, dispute.number, event.block, place)
    dispute.draw_block = event.block


def seed_fixed(context: Context, event: SeedFixed, time: int) -> None:
    """The first call of a draw proves the randomness of the block named for it, and fixes the order for good."""
    place = event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    in_turn = running_draw(dispute) is None and is_drawing(context.plan, dispute, time)
    in_turn = in_turn and event.round == dispute.round
    context.findings.expect(in_turn, "seed-out-of-turn", place, dispute=dispute.number, at=time)
    _check_seed(context, dispute, event)
    dispute.round = event.round
    dispute.draws.append(Draw(event.round, dispute.since, event.seed))


def _check_seed(context: Context, dispute: Dispute, event: SeedFixed) -> None:
    """From a block before this one, not so far that its hash is lost, and as its header has it."""
    find, place, block = context.findings, event.place, dispute.draw_block
    facts = {"dispute": dispute.number, "block": block}
    here = context.blocks.number_seen(place.block)
    find.expect(0 < here - block <= EVER_IN_REACH, "draw-block-out-of-reach", place, **facts)
    randomness = context.blocks.randomness(block)
    if randomness is None or here != place.block:  # contracts count another chain's blocks, whose headers are not here
        return
    due = seed_of(context, dispute.number, event.round, randomness)
    find.expect(event.seed == due, "seed-differs", place, **facts, said=event.seed, due=due)


def seed_of(context: Context, dispute: int, round_: int, randomness: bytes) -> bytes:
    """What the order of the seats follows from."""
    jury = from_hex(context.contracts.jury).rjust(WORD, b"\0")
    return keccak(randomness + jury + dispute.to_bytes(WORD, "big") + round_.to_bytes(WORD, "big"))


# the calls -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """What a call comes to: the jurors found, where it stops, and how many seats were looked at by then."""

    jurors: tuple[Account, ...]
    position: int
    looked: int
    is_complete: bool


def due_look(plan: ReplayedPlan, dispute: Dispute, draw: Draw) -> Look:
    """What a call must come to that goes on where the last one stopped."""
    wanted = plan.terms.jury.size - len(draw.jurors)
    jurors: list[Account] = []
    position, looked = draw.position, draw.looked
    last_seat, last_position = min(looked + MOST_SEATS, dispute.pool), position + MOST_POSITIONS
    while len(jurors) < wanted and looked < last_seat and position < min(last_position, positions(dispute.pool)):
        number = seat_at(draw.seed, position, dispute.pool)
        position += 1
        if number >= dispute.pool:
            continue
        looked += 1
        seat = seat_numbered(plan, number)
        if seat is None:
            plan.others.miss_seat()
        elif is_candidate(plan, dispute, seat):
            jurors.append(seat.holder)
    return Look(tuple(jurors), position, looked, len(jurors) == wanted or looked == dispute.pool)


def jurors_drawn(context: Context, event: JurorsDrawn, time: int) -> None:
    """One call of a draw: the seats that the order has next, and of them who may judge."""
    plan, place = context.plan, event.place
    dispute = known_dispute(context, event.dispute_id, place)
    if dispute is None:
        return
    draw = running_draw(dispute)
    if draw is None or draw.round != event.round:
        context.findings.add("drawn-without-seed", place, dispute=dispute.number)
        return
    in_turn = is_drawing(plan, dispute, time)
    context.findings.expect(in_turn, "drawn-out-of-turn", place, dispute=dispute.number, at=time)
    due = due_look(plan, dispute, draw)
    if in_turn:
        _check_look(context, dispute, event, due)
    draw.jurors += event.jurors
    if event.complete:
        draw.completed_at = time
    else:
        draw.position, draw.looked = event.position, draw.looked + _seats_between(dispute, draw, event.position)


def _seats_between(dispute: Dispute, draw: Draw, position: int) -> int:
    """How many seats a call looked at that stopped at a position; of a false one no more than may be."""
    stop = min(position, draw.position + MOST_POSITIONS, positions(dispute.pool))
    return sum(seat_at(draw.seed, each, dispute.pool) < dispute.pool for each in range(draw.position, stop))


def _check_look(context: Context, dispute: Dispute, event: JurorsDrawn, due: Look) -> None:
    """Everybody whom the order brings, in that order, and nobody else; and no end before its time."""
    find, place, facts = context.findings, event.place, {"dispute": dispute.number}
    strangers, missed = _without(event.jurors, due.jurors), _without(due.jurors, event.jurors)
    for juror in strangers:
        find.add("juror-not-drawn", place, **facts, juror=juror)
    # Each of them may stand in the place of one who was missed.
    passed_over = missed[len(strangers) :] if event.position >= due.position else []
    for juror in passed_over:
        find.add("candidate-passed-over", place, **facts, juror=juror)
    in_order = bool(strangers or missed) or event.jurors == due.jurors
    find.expect(in_order, "jurors-out-of-order", place, **facts)
    if strangers or passed_over or not in_order:
        return
    stop = {"said": event.position, "due": due.position}
    find.expect(event.position >= due.position, "draw-stopped-early", place, **facts, **stop)
    find.expect(event.position <= due.position, "draw-went-too-far", place, **facts, **stop)
    if event.position == due.position:
        find.expect(event.complete == due.is_complete, "draw-end-differs", place, **facts)


def _without(some: tuple[Account, ...], others: tuple[Account, ...]) -> list[Account]:
    return [account for account in dict.fromkeys(some) if account not in others]


RULES: Rules = {DrawRenewed: renewed, SeedFixed: seed_fixed, JurorsDrawn: jurors_drawn}
