"""Objection and appeal (rules, section 4): how a case comes before the jury.

Both cost a bond, so that nobody calls a jury together for nothing; both can be made once.
"""

from ..errors import CaseNotAppealable, CaseNotContestable, MembershipEnded, NotActive, NotClaimant, OwnCase
from ..records import Account, CaseStatus, MemberStatus
from . import cash, jury
from .cases import case_numbered, must_have_none_open, status_of
from .state import Case, PlanState


def contest(plan: PlanState, objector: Account, number: int) -> int:
    """Object to an announced case within its notice, by any member who shares; returns the dispute's number.

    Raises:
        UnknownCase, CaseNotContestable, OwnCase, NotActive: in this order.
    """
    case = case_numbered(plan, number)
    if case.status != CaseStatus.ANNOUNCED or case.upheld or plan.now >= case.announced_at + plan.terms.notice:
        raise CaseNotContestable(number)
    if objector == case.claimant:
        raise OwnCase(objector)
    if plan.status(objector) not in (MemberStatus.ACTIVE, MemberStatus.LEAVING):
        raise NotActive(objector)

    take_bond(plan, objector)
    case.status = CaseStatus.CONTESTED
    return jury.begin(plan, number, objector, before=case.announced_at)


def appeal(plan: PlanState, claimant: Account, number: int) -> int:
    """Take one's rejected case, or one that the panel left undecided, to the jury; returns the dispute's number.

    Raises:
        UnknownCase, NotClaimant, CaseNotAppealable, MembershipEnded, CaseAlreadyOpen: in this order.
    """
    case = case_numbered(plan, number)
    if claimant != case.claimant:
        raise NotClaimant(claimant)
    if not is_appealable(plan, case):
        raise CaseNotAppealable(number)
    if plan.status(claimant) == MemberStatus.CLAIMED:
        raise MembershipEnded(claimant)
    must_have_none_open(plan, claimant, but=number)

    take_bond(plan, claimant)
    case.status, case.appealed = CaseStatus.APPEALED, True
    return jury.begin(plan, number, claimant, before=case.filed_at)


def is_appealable(plan: PlanState, case: Case) -> bool:
    """Within `notice` of the panel's no, or from the end of its time until the case expires; once in any case."""
    status = status_of(plan, case)
    if status == CaseStatus.REJECTED:
        return not case.appealed and plan.now < case.rejected_at + plan.terms.notice
    return status == CaseStatus.FILED and plan.now >= case.filed_at + plan.terms.decision


def take_bond(plan: PlanState, payer: Account) -> None:
    """Take the bond out of the payer's wallet.  Raises OpenMutualError if it is not there."""
    cash.receive(plan, payer, plan.terms.jury.bond)
    plan.bonds += plan.terms.jury.bond
