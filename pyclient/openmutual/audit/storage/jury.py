"""What the jury's storage must hold."""

from collections.abc import Iterator

from ..replay.state import Dispute, Draw, ReplayedPlan
from .layout import WHOLE, Cell, word


def cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Everything that the jury stores; zeros where a variable was emptied again."""
    for seat, holder in enumerate(plan.seats):
        yield Cell("_seats", (seat,), {WHOLE: word(holder)})
    for account in dict.fromkeys((*plan.seat_of, *plan.barred)):
        seat = plan.seat_of.get(account, -1)
        volunteer = {"seatPlusOne": seat + 1, "barredUntil": plan.barred.get(account, 0)}
        yield Cell("_volunteers", (word(account),), volunteer)
    yield from _seats_at(plan)
    yield Cell("_disputeCount", (), {WHOLE: len(plan.disputes)})
    for dispute in plan.disputes:
        yield _dispute(dispute)
        yield from _jurors(dispute)
        yield from _votes(dispute)


def _seats_at(plan: ReplayedPlan) -> Iterator[Cell]:
    """How many seats there were when; of those taken in one second, only the last count is kept."""
    counts = dict(plan.seats_at)
    yield Cell("_seatsAt._checkpoints", (), {WHOLE: len(counts)})
    for place, (time, count) in enumerate(counts.items()):
        yield Cell("_seatsAt._checkpoints", (place,), {"_key": time, "_value": count})


def _dispute(dispute: Dispute) -> Cell:
    draw = _running(dispute)
    votes = list(draw.opened.values()) if draw else []
    return Cell(
        "_disputes",
        (dispute.number,),
        {
            "caseId": dispute.case,
            "pool": dispute.pool,
            "drawBlock": dispute.draw_block,
            "since": dispute.since,
            "claimant": word(dispute.claimant),
            "drawnAt": draw.at if draw else 0,
            "round": dispute.round,
            "decided": dispute.verdict is not None,
            "pays": votes.count(True),
            "refuses": votes.count(False),
            "objector": word(dispute.objector),
        },
    )


def _running(dispute: Dispute) -> Draw | None:
    """The draw of the running round, or of the last; None while that one is still to be made."""
    return next((draw for draw in dispute.draws if draw.round == dispute.round), None)


def _jurors(dispute: Dispute) -> Iterator[Cell]:
    draw = _running(dispute)
    jurors = draw.jurors if draw else ()
    yield Cell("_jurors", (dispute.number,), {WHOLE: len(jurors)})
    for place, juror in enumerate(jurors):
        yield Cell("_jurors", (dispute.number, place), {WHOLE: word(juror)})


def _votes(dispute: Dispute) -> Iterator[Cell]:
    """The votes of all draws: who is drawn again begins anew, who is not keeps the vote of the first draw."""
    last = {juror: draw for draw in dispute.draws for juror in draw.jurors}
    for juror, draw in last.items():
        sealed = draw.sealed.get(juror, b"")
        vote = {"roundPlusOne": draw.round + 1, "revealed": juror in draw.opened}
        commitment = {"commitment": int.from_bytes(sealed, "big")}
        yield Cell("_votes", (dispute.number, word(juror)), {**vote, **commitment})
