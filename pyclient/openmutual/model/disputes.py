"""Objection and appeal (rules, section 4): how a case comes before the jury.

Both cost a bond, so that nobody calls a jury together for nothing; both can be made once, but that an objection for
which no jury could sit counts as not made.
"""

from ..errors import (
    CaseNotAppealable,
    CaseNotContestable,
    MayNotObject,
    MembershipEnded,
    MembershipOver,
    NotClaimant,
    OwnCase,
)
from ..records import Account, CaseStatus, MemberStatus
from . import cash, jury
from .cases import case_numbered, is_appealable, must_have_none_open
from .state import Case, PlanState


def contest(plan: PlanState, objector: Account, number: int) -> int:
    """Object to an announced case within its notice, by anyone who shared in it; returns the dispute's number.

    Raises:
        UnknownCase, CaseNotContestable, OwnCase, MayNotObject: in this order.
    """
    case = case_numbered(plan, number)
    if case.status != CaseStatus.ANNOUNCED or case.upheld or plan.now >= case.announced_at + plan.terms.notice:
        raise CaseNotContestable(number)
    must_be_concerned(plan, objector, case)

    take_bond(plan, objector)
    case.status = CaseStatus.CONTESTED
    return jury.begin(plan, number, objector, before=case.announced_at, announced_in=case.announced_in)


def add_reason(plan: PlanState, member: Account, number: int) -> None:
    """Give a reason of one's own while a case is contested, by anyone who could have objected.  No rule reads it.

    Raises:
        UnknownCase, CaseNotContestable, OwnCase, MayNotObject: in this order.
    """
    case = case_numbered(plan, number)
    if case.status != CaseStatus.CONTESTED:
        raise CaseNotContestable(number)
    must_be_concerned(plan, member, case)


def must_be_concerned(plan: PlanState, name: Account, case: Case) -> None:
    """Who objects was a member before the announcement, paid for it or a later one, and has not taken their money.

    Raises:
        OwnCase: the claimant or the beneficiary.
        MayNotObject: everybody else who may not.
    """
    if name in (case.claimant, case.payee):
        raise OwnCase(name)
    status = plan.status(name)
    if status == MemberStatus.NONE or plan.members[name].joined_at >= case.announced_at:
        raise MayNotObject(name)
    paid_last = plan.members[name].cover_ended_in
    shares = status in (MemberStatus.ACTIVE, MemberStatus.LEAVING)
    gone = status in (MemberStatus.LAPSED, MemberStatus.LEFT)
    if not (shares or (gone and paid_last is not None and paid_last >= case.announced_in)):
        raise MayNotObject(name)


def appeal(plan: PlanState, claimant: Account, number: int) -> int:
    """Take one's rejected case, or one that the panel left undecided, to the jury; returns the dispute's number.

    Raises:
        UnknownCase, NotClaimant, CaseNotAppealable, MembershipEnded, MembershipOver, CaseAlreadyOpen: in this order.
    """
    case = case_numbered(plan, number)
    if claimant != case.claimant:
        raise NotClaimant(claimant)
    if not is_appealable(plan, case):
        raise CaseNotAppealable(number)
    if plan.status(claimant) == MemberStatus.CLAIMED:
        raise MembershipEnded(claimant)
    if plan.members[claimant] is not case.membership or case.membership.status == MemberStatus.WITHDRAWN:
        raise MembershipOver(claimant)
    must_have_none_open(plan, claimant, but=number)

    take_bond(plan, claimant)
    case.status, case.appealed = CaseStatus.APPEALED, True
    return jury.begin(plan, number, claimant, before=case.filed_at, announced_in=None)


def take_bond(plan: PlanState, payer: Account) -> None:
    """Take the bond out of the payer's wallet.  Raises OpenMutualError if it is not there."""
    cash.receive(plan, payer, plan.terms.jury.bond)
    plan.bonds += plan.terms.jury.bond
