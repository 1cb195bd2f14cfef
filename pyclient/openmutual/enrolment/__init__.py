"""Enrolment: an attestor vouches that one person holds one membership, without anybody learning who that is.

An attestor turns the number of an identity document into a nullifier with :func:`nullifier`, signs for whoever joins
with :func:`attest`, and forgets the number.  The joiner hands the word that comes back to the verb that joins, such as
:meth:`openmutual.protocol.Ledger.join`.
"""

from ..signing.typed_data import SigningDomain
from .attestation import Joining, SignedAttestation, attest, check_signature, read_attestation, write_attestation
from .nullifier import Document, NullifierKey, document, nullifier

__all__ = [
    "Document",
    "Joining",
    "NullifierKey",
    "SignedAttestation",
    "SigningDomain",
    "attest",
    "check_signature",
    "document",
    "nullifier",
    "read_attestation",
    "write_attestation",
]
