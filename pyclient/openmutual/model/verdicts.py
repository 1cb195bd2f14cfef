"""What a verdict does (rules, section 4, bond and rewards): to the case, to the bond, and for the jurors.

=========================  ================  =========================  =======================
verdict                    the case          rewards come out of        the rest of the bond
=========================  ================  =========================  =======================
objection fails            announced, for    the bond                   to the surplus
                           good
objection: no verdict      announced, for    the bond                   to the objector
                           good
objection: no jury         announced again   (nobody is rewarded)       whole, to the objector
objection succeeds         overturned        what members funded        whole, to the objector
appeal succeeds            approved          the bond                   to the claimant
appeal: no verdict         rejected          the bond                   to the claimant
appeal: no jury            rejected          (nobody is rewarded)       whole, to the claimant
appeal fails               rejected          the bond                   to the surplus
=========================  ================  =========================  =======================

So a bond is lost only to a jury's majority.
"""

from ..records import Account, CaseStatus, Verdict
from . import cash, panel
from .state import Case, Dispute, PlanState


def conclude(plan: PlanState, dispute: Dispute, verdict: Verdict, faithful: list[Account]) -> None:
    """Put a verdict in force; `faithful` are the jurors who revealed.  Without a verdict the panel's word stands.

    Raises:
        QueueFull: an appeal is won, but the queue has no room at its level; nothing has changed.
    """
    case = plan.cases[dispute.case]
    if case.status == CaseStatus.APPEALED:
        conclude_appeal(plan, dispute, case, verdict, faithful)
    else:
        conclude_objection(plan, dispute, case, verdict, faithful)
    dispute.decided = True


def conclude_appeal(plan: PlanState, dispute: Dispute, case: Case, verdict: Verdict, faithful: list[Account]) -> None:
    """Approve the case as it was filed, or leave it rejected for good.  Raises QueueFull."""
    if verdict == Verdict.PAYS:
        panel.must_have_room(plan, case.level)
        panel.award(plan, case, case.level)
    else:
        case.status = CaseStatus.REJECTED
    rest = plan.terms.jury.bond - reward(plan, faithful, plan.terms.jury.reward)
    release_bond(plan, dispute, rest, lost=verdict == Verdict.REFUSES)


def conclude_objection(
    plan: PlanState, dispute: Dispute, case: Case, verdict: Verdict, faithful: list[Account]
) -> None:
    """Overturn the case, or announce it again; after an objection that counts as not made, another may be."""
    rest = plan.terms.jury.bond
    if verdict == Verdict.REFUSES:
        overturn(plan, case, faithful)
    else:
        case.status, case.upheld = CaseStatus.ANNOUNCED, verdict != Verdict.NO_JURY
        rest -= reward(plan, faithful, plan.terms.jury.reward)
    release_bond(plan, dispute, rest, lost=verdict == Verdict.PAYS)


def overturn(plan: PlanState, case: Case, faithful: list[Account]) -> None:
    """Give back what was gathered for the case, each part to where it came from, after the jurors' reward.

    The reward comes out of what members funded, and never out of the backstop: if that is too little, each gets
    an equal part of it, rounded down.
    """
    each = min(plan.terms.jury.reward, case.from_members // len(faithful)) if faithful else 0
    case.status = CaseStatus.OVERTURNED
    plan.surplus += case.from_members - reward(plan, faithful, each)
    plan.backstop += case.from_backstop


def reward(plan: PlanState, faithful: list[Account], each: int) -> int:
    """Credit each juror, who collects it: no wallet can hold up a verdict.  Returns what it comes to."""
    for juror in faithful:
        cash.credit(plan, juror, each)
    return each * len(faithful)


def release_bond(plan: PlanState, dispute: Dispute, rest: int, lost: bool) -> None:
    """Let a bond go: what the jurors did not get of it goes back, or lowers the members' next share if it is lost."""
    plan.bonds -= plan.terms.jury.bond
    if lost:
        plan.surplus += rest
    else:
        cash.pay(plan, dispute.bonded, rest)
