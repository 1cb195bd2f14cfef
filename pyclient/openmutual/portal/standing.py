"""Where a case stands: its deadlines, and what can be done about it at the audited block."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..audit.replay.cases import decision_ends, is_appealable, notice_ends, payable_from, status_at
from ..audit.replay.disputes import dispute_at
from ..audit.replay.draws import draw_ends, jury_of, votes_from
from ..audit.replay.state import Case, Dispute, ReplayedPlan
from ..records import NOBODY, CaseStatus


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time until which, or from which, something can be done; `what` is a key of the words, under `deadlines`."""

    what: str
    at: int


def deadlines(case: Case, plan: ReplayedPlan, now: int) -> Iterator[Deadline]:
    """Until when what can be, or could be, done about a case, in the order of its life.

    Args:
        case: of the plan.
        plan: as replayed.
        now: the time of the audited block, in Unix seconds.
    """
    yield Deadline("decision", decision_ends(plan, case))
    if case.rejected_at >= 0:
        yield Deadline("appeal", case.rejected_at + plan.terms.notice)
    elif case.decided_at < 0 and case.status is CaseStatus.FILED:
        yield Deadline("appeal", decision_ends(plan, case) + plan.terms.notice)
    if ends := notice_ends(plan, case):
        yield Deadline("objection", ends)
    if open_dispute := running_dispute(case, plan):
        yield from _in_court(open_dispute, plan, now)
    elif payable := payable_from(plan, case):
        yield Deadline("payment", payable)


def _in_court(dispute: Dispute, plan: ReplayedPlan, now: int) -> Iterator[Deadline]:
    jury = jury_of(plan, dispute, now)
    if jury is None:
        yield Deadline("draw", draw_ends(plan, dispute))
        return
    sealing = votes_from(plan, jury) + plan.terms.jury.commit
    yield Deadline("sealing", sealing)
    yield Deadline("opening", sealing + plan.terms.jury.reveal)


def running_dispute(case: Case, plan: ReplayedPlan) -> Dispute | None:
    """The dispute over a case that has no verdict yet."""
    last = dispute_at(plan, case.disputes[-1]) if case.disputes else None
    return last if last is not None and last.verdict is None else None


def _waits_for(dispute: Dispute, plan: ReplayedPlan, now: int) -> str:
    """What a running dispute waits for."""
    jury = jury_of(plan, dispute, now)
    if jury is None:
        return "draw" if now < draw_ends(plan, dispute) else "count"
    sealing = votes_from(plan, jury) + plan.terms.jury.commit
    if now < sealing:
        return "seal"
    return "open" if now < sealing + plan.terms.jury.reveal else "count"


def next_steps(case: Case, plan: ReplayedPlan, now: int) -> list[str]:
    """What can be done about a case now, keys of the commands (:mod:`openmutual.portal.acting`)."""
    status = status_at(plan, case, now)
    if dispute := running_dispute(case, plan):
        return [_waits_for(dispute, plan, now)]
    if is_appealable(plan, case, now):
        return ["appeal"]
    if status is CaseStatus.ANNOUNCED:
        payable = payable_from(plan, case) or 0
        return ["settle"] if now >= payable else ["object"] if case.objector == NOBODY else []
    return {CaseStatus.FILED: ["decide", "take_back"], CaseStatus.APPROVED: ["announce"]}.get(status, [])
