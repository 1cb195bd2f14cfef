"""What the case desk's storage must hold."""

from collections.abc import Iterator

from ...records import Account, CaseStatus
from ..replay.state import Case, ReplayedPlan
from .layout import WHOLE, Cell, word

PROGRESS = {
    CaseStatus.FILED: 0,
    CaseStatus.APPROVED: 1,
    CaseStatus.REJECTED: 2,
    CaseStatus.WITHDRAWN: 3,
    CaseStatus.APPEALED: 4,
    CaseStatus.CONTESTED: 6,
    CaseStatus.OVERTURNED: 8,
    CaseStatus.SETTLED: 9,
}
"""What somebody has done to a case, as the desk numbers it."""

DENIED, UPHELD = 5, 7
"""Rejected by the jury as well; approved by it after an objection."""

UNPAID = (CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.APPEALED, CaseStatus.CONTESTED)
"""What a closing waits for."""


def cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Everything that the desk stores; zeros where a variable was emptied again."""
    unpaid = sum(case.status in UNPAID for case in plan.cases)
    last = max((case.filed_at for case in plan.cases), default=0)
    yield Cell("_docket", (), {"filed": len(plan.cases), "unpaid": unpaid, "lastFiledAt": last})
    rejected: dict[Account, int] = {}
    for case in plan.cases:
        before = rejected.get(case.claimant, -1) + 1
        if case.rejected_at >= 0:
            rejected[case.claimant] = case.number
        yield from _case(case, before)
    for claimant, number in plan.last_case.items():
        numbers = {"last": number + 1, "lastRejected": rejected.get(claimant, -1) + 1}
        numbers["lastTakenBack"] = plan.taken_back.get(claimant, -1) + 1
        yield Cell("_claimants", (word(claimant),), numbers)
    yield from _panels(plan)


def _case(case: Case, rejected_before: int) -> Iterator[Cell]:
    """A case; if it was rejected, with the number, plus one, of its claimant's rejected case before it, or 0."""
    yield Cell(
        "_cases",
        (case.number,),
        {
            "claimant": word(case.claimant),
            "level": case.level,
            "progress": _progress(case),
            "filedAt": case.filed_at,
            "queuedIn": max(case.queue, 0),
        },
    )
    times = {"diagnosedAt": case.diagnosed_at, "joinedAt": case.joined_at}
    yield Cell("_grounds", (case.number,), {"beneficiary": word(case.beneficiary), **times})
    is_rejected = case.rejected_at >= 0
    rejection = {"previous": rejected_before, "time": case.rejected_at} if is_rejected else {"previous": 0, "time": 0}
    yield Cell("_rejections", (case.number,), rejection)


def _progress(case: Case) -> int:
    if case.status is CaseStatus.REJECTED and case.appealed:
        return DENIED
    if case.status is CaseStatus.APPROVED and case.upheld:
        return UPHELD
    return PROGRESS[case.status]


def _panels(plan: ReplayedPlan) -> Iterator[Cell]:
    """Every assessor there ever was, with their last panel and whether they ever signed; and who is proposed."""
    yield Cell("_panel", (), {WHOLE: len(plan.panels)})
    seated = {assessor: number for number, (_, panel) in enumerate(plan.panels, start=1) for assessor in panel}
    for assessor in dict.fromkeys((*seated, *plan.judges)):
        record = {"panel": seated.get(assessor, 0), "signed": assessor in plan.judges}
        yield Cell("_assessors", (word(assessor),), record)
    proposed, earliest, _ = plan.proposed_panel
    yield Cell("_proposed", (), {WHOLE: len(proposed)})
    for place, assessor in enumerate(proposed):
        yield Cell("_proposed", (place,), {WHOLE: word(assessor)})
    yield Cell("_proposedFrom", (), {WHOLE: earliest})
