"""What the jury's storage must hold."""

from collections.abc import Iterator

from ..replay.state import Dispute, Draw, ReplayedPlan
from .layout import WHOLE, Cell, word

NO_PERIOD = 2**32 - 1
"""What stands for the announcement of a case that was not announced, but appealed."""


def cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Everything that the jury stores; zeros where a variable was emptied again."""
    yield Cell("seatCount", (), {WHOLE: plan.seat_count})
    for seat in plan.seats:
        yield Cell("_seats", (seat.number,), {"account": word(seat.holder), "firstTakenAt": seat.first_taken_at})
    for account in dict.fromkeys((*plan.seat_of, *plan.barred)):
        yield Cell("_volunteers", (word(account),), _volunteer(plan, account))
    yield Cell("_disputeCount", (), {WHOLE: len(plan.disputes)})
    for dispute in plan.disputes:
        yield _dispute(dispute)
        for draw in dispute.draws:
            yield from _votes(plan, dispute, draw)


def _volunteer(plan: ReplayedPlan, account: str) -> dict[str, int]:
    seat = plan.seat_of.get(account)
    held = {"seatPlusOne": 0, "takenAt": 0, "resignedAt": 0}
    if seat is not None:
        held = {"seatPlusOne": seat.number + 1, "takenAt": seat.taken_at, "resignedAt": max(seat.resigned_at, 0)}
    return held | {"barredUntil": plan.barred.get(account, 0)}


def _dispute(dispute: Dispute) -> Cell:
    fields = {
        "caseId": dispute.case,
        "pool": dispute.pool,
        "before": dispute.before,
        "period": NO_PERIOD if dispute.announced_in < 0 else dispute.announced_in,
        "openedAt": dispute.opened_at,
        "since": dispute.since,
        "objector": word(dispute.objector),
        "round": dispute.round,
        "decided": dispute.verdict is not None,
        "drawBlock": dispute.draw_block,
    }
    return Cell("_disputes", (dispute.number,), fields | _draw(_running(dispute)))


def _draw(draw: Draw | None) -> dict[str, int]:
    """How far the draw of the running round is; its seed is kept for a second call only, and so is where it stopped."""
    draw = draw or Draw(0, 0, b"")
    votes = list(draw.opened.values())
    revealed = sum(1 << place for place, juror in enumerate(draw.jurors) if juror in draw.opened)
    return {
        "drawnAt": max(draw.completed_at, 0),
        "found": len(draw.jurors),
        "pays": votes.count(True),
        "refuses": votes.count(False),
        "position": draw.position,
        "looked": draw.looked,
        "revealed": revealed,
        "seed": int.from_bytes(draw.seed, "big") if draw.position else 0,
    }


def _running(dispute: Dispute) -> Draw | None:
    """The draw of the running round; None while that one is still to begin."""
    return next((draw for draw in dispute.draws if draw.round == dispute.round), None)


def _votes(plan: ReplayedPlan, dispute: Dispute, draw: Draw) -> Iterator[Cell]:
    """The seats of a round's jurors, and what they sealed, by their places in the draw."""
    where = dispute.number, draw.round
    held = (plan.seat_of.get(juror) for juror in draw.jurors)
    seats = {str(place): seat.number if seat else 0 for place, seat in enumerate(held)}
    yield Cell("_jurorSeats", where, seats)
    sealed = {place: draw.sealed.get(juror, b"") for place, juror in enumerate(draw.jurors)}
    yield Cell("_commitments", where, {str(place): int.from_bytes(seal, "big") for place, seal in sealed.items()})
