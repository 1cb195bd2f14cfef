"""Objections, appeals, and the juries that decide them."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from ...records import Account, Verdict
from ..replay.state import Dispute, Draw
from .figure import Figure, Table
from .record import Record
from .thresholds import FEW, MANY, judged, share_of, tick

OVERTURNED = Fraction(1, 2)
"""Where juries undo most of what a panel did and was asked about, the panel is worth a look."""

TURNOUT = Fraction(1, 2)
"""Where most jurors drawn stay silent, verdicts are those of a few."""


def figures(record: Record) -> Iterator[Figure]:
    """Disputes and their juries."""
    draws = [(dispute, draw) for dispute in record.plan.disputes for draw in dispute.draws]
    yield _outcomes(record.plan.disputes)
    yield _turnout(draws)
    yield _overlap(record, draws)


def _is_appeal(dispute: Dispute) -> bool:
    return dispute.objector == dispute.claimant


def _outcomes(disputes: list[Dispute]) -> Figure:
    objections = [dispute for dispute in disputes if not _is_appeal(dispute)]
    appeals = [dispute for dispute in disputes if _is_appeal(dispute)]
    overturned = sum(dispute.verdict is Verdict.REFUSES for dispute in objections)
    won = sum(dispute.verdict is Verdict.PAYS for dispute in appeals)
    odd = len(disputes) >= FEW and share_of(overturned + won, len(disputes)) > OVERTURNED
    facts = {
        "objections": len(objections),
        "overturned": overturned,
        "appeals": len(appeals),
        "won": won,
        "standing": sum(dispute.verdict is Verdict.NONE for dispute in disputes),
        "open": sum(dispute.verdict is None for dispute in disputes),
    }
    table = Table(
        ("dispute", "case", "appeal:plain", "pays", "refuses", "won:plain"), [_row(dispute) for dispute in disputes]
    )
    return Figure("disputes", judged(odd), facts, table, "sentence" if disputes else "empty")


def _row(dispute: Dispute) -> tuple[int | str, ...]:
    """A dispute with the votes of its last draw."""
    votes = list(dispute.draws[-1].opened.values()) if dispute.draws else []
    won = "" if dispute.verdict in (None, Verdict.NONE) else "✓" if dispute.verdict is Verdict.PAYS else "✗"
    return dispute.number, dispute.case, tick(_is_appeal(dispute)), votes.count(True), votes.count(False), won


def _turnout(draws: list[tuple[Dispute, Draw]]) -> Figure:
    """Of the draws whose votes are over: those of decided disputes, and those that another draw followed."""
    over = [draw for dispute, draw in draws if dispute.verdict is not None or draw is not dispute.draws[-1]]
    drawn = Counter(juror for draw in over for juror in draw.jurors)
    opened = Counter(juror for draw in over for juror in draw.opened)
    seats, votes = sum(drawn.values()), sum(opened.values())
    turnout = share_of(votes, seats)
    rows = [(juror, count, opened[juror], count - opened[juror]) for juror, count in drawn.most_common()]
    facts = {
        "draws": len(over),
        "seats": seats,
        "votes": votes,
        "turnout": turnout,
        "silent": sum(opened[juror] == 0 for juror in drawn),
        "repeated": sum(draw.round > 0 for draw in over),
    }
    table = Table(("juror:account", "drawn", "opened", "missed"), rows)
    judgement = judged(seats >= MANY and turnout < TURNOUT)
    return Figure("jury-turnout", judgement, facts, table, "sentence" if over else "empty")


def _overlap(record: Record, draws: list[tuple[Dispute, Draw]]) -> Figure:
    """Five draws from many volunteers that always find the same people were not drawn by lot."""
    drawn = Counter[Account](juror for _, draw in draws for juror in draw.jurors)
    size = record.plan.terms.jury.size
    pool = min((dispute.pool for dispute, _ in draws), default=0)
    odd = len(draws) >= FEW and pool >= 10 * size and len(drawn) <= 2 * size
    facts = {
        "draws": len(draws),
        "jurors": len(drawn),
        "most": max(drawn.values(), default=0),
        "pool": pool,
    }
    return Figure("juror-overlap", judged(odd), facts, wording="sentence" if draws else "empty")
