"""Who decides: the panel of assessors (调查员; rules, section 4)."""

from ..errors import (
    AssessorsNotSorted,
    CaseNotFiled,
    DecisionTooLate,
    LevelEndsMembership,
    NoQuorum,
    NotAssessor,
    NotCovered,
    QueueFull,
)
from ..records import Account, CaseStatus, Level, MemberStatus
from .cases import case_numbered, level_named, status_of
from .state import Case, PlanState

MOST_QUEUED = 65_535
"""Cases that one level can hold in one queue."""


def decide(plan: PlanState, number: int, approve: bool, level_name: str, signers: list[Account]) -> None:
    """The panel's word on a case: approved at a level, which need not be the one filed for, or rejected.

    Raises:
        UnknownCase, CaseNotFiled, DecisionTooLate, UnknownLevel; when approving LevelEndsMembership, NotCovered;
        NoQuorum, AssessorsNotSorted, NotAssessor; when approving QueueFull: in this order.
    """
    # Is there something to decide, and still time?
    case = case_numbered(plan, number)
    if status_of(plan, case) != CaseStatus.FILED:
        raise CaseNotFiled(number)
    until = case.filed_at + plan.terms.decision
    if plan.now >= until:
        raise DecisionTooLate(until)
    # Could it be awarded, have enough assessors signed, and is there room in the queue?
    level = level_named(plan, level_name)
    if approve:
        must_be_awardable(case, level)
    must_be_quorum(plan, signers)
    if approve:
        must_have_room(plan, level)

    # Who has judged a case of this plan sits on no jury of it.  A rejected case keeps the level it was filed for.
    plan.signed.update(signers)
    if approve:
        award(plan, case, level)
    else:
        case.status, case.rejected_at = CaseStatus.REJECTED, plan.now


def must_be_awardable(case: Case, level: Level) -> None:
    """A level other than the one filed for may be awarded, within what the claimant asked for and was covered for.

    Raises:
        LevelEndsMembership: it would end a membership that the claimant did not put at stake.
        NotCovered: its own waiting period was not over at the diagnosis.
    """
    if level.ends_membership and not case.level.ends_membership:
        raise LevelEndsMembership(level.name)
    if case.membership.joined_at + level.waiting > case.diagnosed_at:
        raise NotCovered(case.claimant, case.diagnosed_at)


def must_be_quorum(plan: PlanState, signers: list[Account]) -> None:
    """Enough assessors, all different.

    Raises:
        NoQuorum: too few.
        AssessorsNotSorted: one of them twice.
        NotAssessor: a stranger; of the two, whichever comes first in the order of accounts.
    """
    if len(signers) < plan.terms.quorum:
        raise NoQuorum(len(signers), plan.terms.quorum)
    previous = None
    for signer in sorted(signers, key=account_order):
        if signer == previous:
            raise AssessorsNotSorted(signer)
        if signer not in plan.roles.assessors:
            raise NotAssessor(signer)
        previous = signer


def account_order(account: Account) -> tuple[int, str]:
    """The order of accounts: addresses as the numbers they are, before them other names by the alphabet."""
    return (int(account, 16), "") if account.startswith("0x") else (-1, account)


def must_have_room(plan: PlanState, level: Level) -> None:
    """A queue counts each level in sixteen bits.  Raises QueueFull."""
    queued = sum(case.status == CaseStatus.APPROVED and case.level == level for case in plan.cases)
    if queued >= MOST_QUEUED:
        raise QueueFull(level.name)


def award(plan: PlanState, case: Case, level: Level) -> None:
    """Put the case into the open period's queue at that level, and end the membership if the level does."""
    case.status, case.level = CaseStatus.APPROVED, level
    if level.ends_membership:
        end_membership(plan, case)


def end_membership(plan: PlanState, case: Case) -> None:
    """End the claimant's membership at once: they do not pay for their own case; what they hold stays theirs.

    It is the membership under which the case was filed: nobody withdraws past an undecided case.
    """
    member = case.membership
    member.status = MemberStatus.CLAIMED
    if member.ended_at is None:
        member.ended_at = plan.now
