"""Who decides and who vouches: the panel of assessors (调查员), and the attestor's word.

A nullifier stands for a person without telling who.  It is held by one membership at a time; withdrawing frees it,
but a membership that a benefit ended keeps it for ever.
"""

from ..errors import (
    AssessorsNotSorted,
    AttestationMissing,
    CaseNotFiled,
    DecisionTooLate,
    InvalidSignature,
    LevelEndsMembership,
    NoQuorum,
    NotAssessor,
    NotCovered,
    NullifierHeld,
    NullifiersMismatch,
    QueueFull,
    SignatureExpired,
)
from ..records import NOBODY, Account, Attestation, CaseStatus, Level, MemberStatus
from .cases import case_numbered, level_named, status_of
from .state import Case, PlanState


def must_be_vouched_for(plan: PlanState, names: list[Account], attestation: Attestation | None) -> dict[bytes, Account]:
    """The nullifiers that these people are to hold, by the attestor's word; none in a plan that anyone may join.

    In the model the signature is the attestor's account, in UTF-8.

    Raises:
        AttestationMissing, SignatureExpired, NullifiersMismatch, InvalidSignature, NullifierHeld: in this order; the
            last one also for a nullifier that the attestation names twice.
    """
    if plan.roles.attestor == NOBODY:
        return {}
    if attestation is None:
        raise AttestationMissing
    if plan.now > attestation.expiry:
        raise SignatureExpired(attestation.expiry)
    if len(attestation.nullifiers) != len(names):
        raise NullifiersMismatch(len(names), len(attestation.nullifiers))
    if attestation.signature != plan.roles.attestor.encode():
        raise InvalidSignature(plan.roles.attestor)
    taken: dict[bytes, Account] = {}
    for name, nullifier in zip(names, attestation.nullifiers, strict=True):
        if nullifier in plan.nullifiers or nullifier in taken:
            raise NullifierHeld(nullifier)
        taken[nullifier] = name
    return taken


def release(plan: PlanState, name: Account) -> None:
    """Free the nullifier of somebody who has withdrawn."""
    plan.nullifiers = {nullifier: holder for nullifier, holder in plan.nullifiers.items() if holder != name}


MOST_QUEUED = 65_535
"""Cases that one level can hold in one period."""


# --- deciding --------------------------------------------------------------------------------------------


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

    # A rejected case keeps the level that it was filed for.
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
    if case.joined_at + level.waiting > case.diagnosed_at:
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
    """The open period's queue counts each level in sixteen bits.  Raises QueueFull."""
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

    Only the very membership under which the case was filed.  If that was withdrawn since, or another has begun,
    nothing changes.
    """
    member = plan.members[case.claimant]
    if member.status != MemberStatus.WITHDRAWN and member.joined_at == case.joined_at:
        member.status = MemberStatus.CLAIMED
