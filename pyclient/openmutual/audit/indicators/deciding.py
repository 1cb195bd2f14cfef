"""Who decides: the panel, changes of those who hold power, objections, appeals and juries."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from typing import Any

from ...events import OperatorProposed, OperatorSucceeded, PanelProposed, PanelSeated
from ...records import NOBODY, Account, CaseStatus, Stage, Verdict
from ..replay.state import Case, Dispute, Draw
from .figure import FEW, MANY, Figure, Table, judged, share_of, tick
from .record import Record

APART = Fraction(1, 4)
"""So far from the panel's share of approvals, an assessor is worth a look."""

ALWAYS = Fraction(95, 100)
"""Where a pair signs nearly every decision, the others have no say."""

HARSH = Fraction(1, 4)
"""A panel that approves fewer than this refuses most of those who ask."""


def panel_figures(record: Record) -> Iterator[Figure]:
    """Decisions of the panel."""
    decided = [case for case in record.plan.cases if case.decided_at >= 0]
    yield _approvals(record, decided)
    yield _assessors(record, decided)
    yield _pairs(record, decided)


def _approvals(record: Record, decided: list[Case]) -> Figure:
    cases = record.plan.cases
    approved = sum(case.approved_by_panel is True for case in decided)
    share = share_of(approved, len(decided))
    facts = {
        "filed": len(cases),
        "decided": len(decided),
        "approved": approved,
        "share": share,
        "withdrawn": sum(case.status is CaseStatus.WITHDRAWN for case in cases),
    }
    odd = len(decided) >= MANY and (share == 1 or share < HARSH)
    return Figure("approvals", judged(odd), facts, wording="sentence" if decided else "empty")


def _assessors(record: Record, decided: list[Case]) -> Figure:
    """Every assessor who sat, also those who never signed."""
    signed = Counter(assessor for case in decided for assessor in case.assessors)
    approvals = Counter(assessor for case in decided if case.approved_by_panel for assessor in case.assessors)
    mean = share_of(sum(approvals.values()), sum(signed.values()))
    seated = dict.fromkeys(assessor for _, panel in record.plan.panels for assessor in panel)
    rows = [
        (who, signed[who], approvals[who], Fraction(approvals[who], signed[who]) if signed[who] else None)
        for who in dict.fromkeys([*seated, *signed])
    ]
    apart = [who for who, count, yes, _ in rows if count >= MANY and abs(Fraction(yes, count) - mean) > APART]
    facts = {"assessors": len(rows), "decisions": len(decided), "mean": mean, "apart": len(apart)}
    table = Table(("assessor:account", "decisions", "approvals", "share:percent"), rows)
    return Figure("assessors", judged(bool(apart)), facts, table, "sentence" if decided else "empty")


def _pairs(record: Record, decided: list[Case]) -> Figure:
    """Who signs with whom.  Where all must sign, or one is enough, there is nothing to see."""
    terms = record.plan.terms
    together = Counter(pair for case in decided for pair in combinations(sorted(case.assessors), 2))
    rows = [(one, other, count, Fraction(count, len(decided))) for (one, other), count in together.most_common()]
    most = rows[0][3] if rows else Fraction(0)
    telling = len(decided) >= MANY and 1 < terms.quorum < terms.assessors
    facts = {"decisions": len(decided), "most": most, "quorum": terms.quorum, "seats": terms.assessors}
    table = Table(("assessor:account", "other:account", "together", "share:percent"), rows)
    return Figure("signing-together", judged(telling and most >= ALWAYS), facts, table, "sentence" if rows else "empty")


def roles_figures(record: Record) -> Iterator[Figure]:
    """Who came into power, who is about to, and whether the plan is ending."""
    yield _changes(record)
    yield _closing(record)


def _changes(record: Record) -> Figure:
    """What is proposed is worth a look: members have two periods and a notice to leave before it is in force."""
    plan = record.plan
    pending = (plan.proposed_operator[0] != NOBODY) + bool(plan.proposed_panel[0])
    stopped = plan.joins_stopped and plan.stage is Stage.OPEN
    facts = {
        "operators": sum(1 for _ in record.of(OperatorSucceeded)),
        "panels": max(0, len(plan.panels) - 1),
        "pending": pending,
        "delay": 2 * plan.terms.period + plan.terms.notice,
    }
    rows = list(_rows(record))
    table = Table(("at:time", "in_force:plain", "operator:account", "assessor:account"), rows)
    return Figure("role-changes", judged(pending > 0 or stopped), facts, table, "stopped" if stopped else "sentence")


def _rows(record: Record) -> Iterator[tuple[Any, ...]]:
    """Each change, proposed or in force; a panel has a row for every assessor."""
    seated = 0
    for event, time in record.history:
        if isinstance(event, OperatorProposed):
            yield time, tick(False), event.successor, None
        elif isinstance(event, OperatorSucceeded):
            yield time, tick(True), event.operator, None
        elif isinstance(event, PanelProposed):
            yield from ((time, tick(False), None, assessor) for assessor in event.assessors)
        elif isinstance(event, PanelSeated):
            if seated:
                yield from ((time, tick(True), None, assessor) for assessor in event.assessors)
            seated += 1


def _closing(record: Record) -> Figure:
    """A closing is fair play; one that could have been finished long ago keeps people from their money."""
    plan, terms = record.plan, record.plan.terms
    due = plan.closing_at + terms.run_off + terms.decision + terms.notice + terms.period
    facts = {
        "at": plan.closing_at,
        "run_off": terms.run_off,
        "finished": plan.finished_at,
        "rebate": plan.money.rebate,
    }
    wording = {Stage.OPEN: "empty", Stage.CLOSING: "sentence", Stage.CLOSED: "done"}[plan.stage]
    overdue = plan.stage is Stage.CLOSING and record.now > due
    return Figure(
        "closing", judged(plan.stage is Stage.CLOSING, overdue and plan.money.promised == 0), facts, wording=wording
    )


OVERTURNED = Fraction(1, 2)
"""Where juries undo most of what a panel did and was asked about, the panel is worth a look."""

TURNOUT = Fraction(1, 2)
"""Where most jurors drawn stay silent, verdicts are those of a few."""


UNDECIDED = (Verdict.NONE, Verdict.NO_JURY)
"""What leaves the panel's word standing."""


def disputes_figures(record: Record) -> Iterator[Figure]:
    """Disputes and their juries."""
    draws = [(dispute, draw) for dispute in record.plan.disputes for draw in dispute.draws]
    yield _outcomes(record.plan.disputes)
    yield _turnout([(dispute, draw) for dispute, draw in draws if len(draw.jurors) >= record.plan.terms.jury.quorum])
    yield _overlap(record, draws)


def _is_appeal(dispute: Dispute) -> bool:
    return dispute.announced_in < 0


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
        "standing": sum(dispute.verdict in UNDECIDED for dispute in disputes),
        "open": sum(dispute.verdict is None for dispute in disputes),
    }
    table = Table(
        ("dispute", "case", "appeal:plain", "pays", "refuses", "won:plain"), [_row(dispute) for dispute in disputes]
    )
    return Figure("disputes", judged(odd), facts, table, "sentence" if disputes else "empty")


def _row(dispute: Dispute) -> tuple[int | str, ...]:
    """A dispute with the votes of its last draw."""
    votes = list(dispute.draws[-1].opened.values()) if dispute.draws else []
    won = "" if dispute.verdict in (None, *UNDECIDED) else "✓" if dispute.verdict is Verdict.PAYS else "✗"
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
