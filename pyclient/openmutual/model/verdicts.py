"""What a verdict does (rules, section 4, bond and rewards): to the case, to the bond, and for the jurors.

========================  =========================  ============================  =========================
verdict                   the case                   who revealed is paid from     the rest of the bond
========================  =========================  ============================  =========================
objection fails, or tie   announced again, payable   the bond                      to the surplus
objection succeeds        overturned                 what members funded           whole, to the objector
appeal succeeds           approved as filed          the bond                      to the claimant
appeal fails, or tie      rejected for good          the bond                      to the surplus
========================  =========================  ============================  =========================
"""

from ..records import Account, CaseStatus, Verdict
from . import cash, panel
from .state import Case, Dispute, PlanState


def conclude(plan: PlanState, dispute: Dispute, verdict: Verdict, faithful: list[Account]) -> None:
    """Put a verdict in force; `faithful` are the jurors who revealed.  Without a verdict the panel's word stands.

    Raises:
        QueueFull: an appeal is won, but the open period's queue has no room at its level; nothing has changed.
    """
    case = plan.cases[dispute.case]
    if case.status == CaseStatus.APPEALED and verdict == Verdict.PAYS:
        panel.must_have_room(plan, case.level)
        panel.award(plan, case, case.level)
        return_bond(plan, dispute, pay_from_bond(plan, faithful))
    elif case.status == CaseStatus.APPEALED:
        case.status = CaseStatus.REJECTED
        keep_bond(plan, pay_from_bond(plan, faithful))
    elif verdict == Verdict.REFUSES:
        overturn(plan, case, faithful)
        return_bond(plan, dispute, spent=0)
    else:
        case.status, case.upheld = CaseStatus.ANNOUNCED, True
        keep_bond(plan, pay_from_bond(plan, faithful))
    dispute.decided = True


def overturn(plan: PlanState, case: Case, faithful: list[Account]) -> None:
    """Give back what was gathered for the case, each part to where it came from, after the jurors' reward.

    The reward comes out of what members funded, and never out of the backstop: if that is too little, each gets
    an equal part of it, rounded down.
    """
    each = min(plan.terms.jury.reward, case.from_members // len(faithful)) if faithful else 0
    case.status = CaseStatus.OVERTURNED
    plan.surplus += case.from_members - pay_each(plan, faithful, each)
    plan.backstop += case.from_backstop


def pay_from_bond(plan: PlanState, faithful: list[Account]) -> int:
    """Pay the jurors' reward; returns what it comes to, which a bond always covers (`size × reward ≤ bond`)."""
    return pay_each(plan, faithful, plan.terms.jury.reward)


def pay_each(plan: PlanState, faithful: list[Account], reward: int) -> int:
    """Pay each juror; returns what it comes to."""
    for juror in faithful:
        cash.pay(plan, juror, reward)
    return reward * len(faithful)


def keep_bond(plan: PlanState, spent: int) -> None:
    """A lost bond: what the jurors did not get lowers the members' next share."""
    plan.bonds -= plan.terms.jury.bond
    plan.surplus += plan.terms.jury.bond - spent


def return_bond(plan: PlanState, dispute: Dispute, spent: int) -> None:
    """A bond that was put up for good reason: what is left of it goes back."""
    plan.bonds -= plan.terms.jury.bond
    cash.pay(plan, dispute.bonded, plan.terms.jury.bond - spent)
