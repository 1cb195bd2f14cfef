"""The attestor's word: one person, one membership (rules, section 3).

A nullifier stands for a person without telling who.  It is held by one membership at a time: one that is withdrawn
holds it no more, one that a benefit ended holds it for ever.  Who has lost the key of a membership that lapsed or was
left can be vouched for at a new account; the old one then keeps its money only.
"""

import hashlib
from dataclasses import dataclass

from ..errors import (
    AttestationMissing,
    AttestationUsed,
    GraceNotOver,
    InvalidSignature,
    NullifierHeld,
    NullifiersMismatch,
    SignatureExpired,
)
from ..records import NOBODY, Account, Attestation, MemberStatus
from . import cases
from .state import Member, PlanState


@dataclass(frozen=True, slots=True)
class Joining:
    """What an attestor's word is for: who joins which tier, and who alone can bring the word and pays."""

    payer: Account
    members: tuple[Account, ...]
    tier: str


def sign(attestor: Account, joining: Joining, nullifiers: tuple[bytes, ...], expiry: int) -> Attestation:
    """An attestor's word, as the model takes it: the signature is the signer's account and a hash of what it is for."""
    words = words_of(joining, nullifiers, expiry)
    return Attestation(nullifiers, expiry, attestor.encode() + words)


def words_of(joining: Joining, nullifiers: tuple[bytes, ...], expiry: int) -> bytes:
    """The hash of all that an attestor signs."""
    return hashlib.sha256(repr((joining, nullifiers, expiry)).encode()).digest()


def must_be_vouched_for(plan: PlanState, joining: Joining, word: Attestation | None) -> Attestation | None:
    """See that the attestor's word is for exactly this; returns it, or None in a plan that anyone may join.

    Raises:
        AttestationMissing, SignatureExpired, NullifiersMismatch, InvalidSignature, AttestationUsed: in this order;
            then, nullifier by nullifier, NullifierHeld for one named twice, and what :func:`must_be_free` raises.
    """
    attestor, names = plan.roles.attestor, joining.members
    if attestor == NOBODY:
        return None
    if word is None:
        raise AttestationMissing
    if plan.now >= word.expiry:
        raise SignatureExpired(word.expiry)
    if len(word.nullifiers) != len(names):
        raise NullifiersMismatch(len(names), len(word.nullifiers))
    words = words_of(joining, word.nullifiers, word.expiry)
    if word.signature != attestor.encode() + words:
        raise InvalidSignature(attestor)
    if word.signature in plan.words_used:
        raise AttestationUsed(words)
    for place, nullifier in enumerate(word.nullifiers):
        if nullifier in word.nullifiers[:place]:
            raise NullifierHeld(nullifier)
        must_be_free(plan, nullifier)
    return word


def must_be_free(plan: PlanState, nullifier: bytes) -> None:
    """No membership holds the nullifier that is not over for good.

    Raises:
        NullifierHeld: its holder is active or leaving, or a benefit ended the membership.
        GraceNotOver: its holder has lapsed, and can still come back.
        CaseUnresolved: of the old membership a case is filed, appealed or approved, or can still be appealed.
    """
    if nullifier not in plan.nullifiers:
        return
    account, member = plan.nullifiers[nullifier]
    if member.status == MemberStatus.WITHDRAWN:
        return
    if member.status not in (MemberStatus.LAPSED, MemberStatus.LEFT):
        raise NullifierHeld(nullifier)
    if member.status == MemberStatus.LAPSED and member.cover_ended_at is not None:
        until = member.cover_ended_at + plan.terms.grace
        if plan.now < until:
            raise GraceNotOver(account, until)
    cases.must_be_resolved(plan, member)


def admit(plan: PlanState, names: list[Account], word: Attestation) -> None:
    """Let the new members hold their nullifiers; a membership that still held one is over now, but for its money."""
    plan.words_used.add(word.signature)
    for name, nullifier in zip(names, word.nullifiers, strict=True):
        if nullifier in plan.nullifiers:
            replace(plan, plan.nullifiers[nullifier][1])
        plan.nullifiers[nullifier] = name, plan.members[name]


def replace(plan: PlanState, member: Member) -> None:
    """Count a membership that lapsed or was left as withdrawn, but for its money."""
    if member.status == MemberStatus.WITHDRAWN:
        return
    member.status, member.replaced = MemberStatus.WITHDRAWN, True
    if member.ended_at is None:
        member.ended_at = plan.now
