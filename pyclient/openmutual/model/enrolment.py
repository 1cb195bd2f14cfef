"""Enrolment (rules, section 3): one person, one membership, where the plan names an attestor.

A nullifier stands for a person without telling who.  It is held by one membership at a time; withdrawing frees it,
but a membership that a benefit ended keeps it for ever.
"""

from ..errors import AttestationMissing, InvalidSignature, NullifierHeld, NullifiersMismatch, SignatureExpired
from ..records import NOBODY, Account, Attestation
from .state import Plan


def must_be_vouched_for(plan: Plan, names: list[Account], attestation: Attestation | None) -> dict[bytes, Account]:
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


def release(plan: Plan, name: Account) -> None:
    """Free the nullifier of somebody who has withdrawn."""
    plan.nullifiers = {nullifier: holder for nullifier, holder in plan.nullifiers.items() if holder != name}
