"""How the panel decides: all of it, each assessor, and who signs with whom."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from ...records import CaseStatus
from ..replay.state import Case
from .figure import Figure, Table
from .record import Record
from .thresholds import MANY, judged, share_of

APART = Fraction(1, 4)
"""So far from the panel's share of approvals, an assessor is worth a look."""

ALWAYS = Fraction(95, 100)
"""Where a pair signs nearly every decision, the others have no say."""

HARSH = Fraction(1, 4)
"""A panel that approves fewer than this refuses most of those who ask."""


def figures(record: Record) -> Iterator[Figure]:
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
