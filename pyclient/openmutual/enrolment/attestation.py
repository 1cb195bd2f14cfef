"""Attestations: an attestor's signature for people who join, and the JSON file in which it goes to them.

The file holds addresses, nullifiers, a tier, an expiry and a signature, all of which the chain will hold too, and no
number of a document.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..codec import to_hex
from ..errors import EnrolmentError
from ..files import replace
from ..plans.document import Value, read_document
from ..records import Account, Attestation
from ..signing import typed_data
from ..signing.typed_data import Enrolment, Signer, SigningDomain
from .nullifier import Document, NullifierKey, nullifier

FORMAT = "openmutual attestation 3"
LATEST = 2**53
"""No expiry is later: JSON readers everywhere still count it exactly."""

MOST_TIERS = 16


@dataclass(frozen=True, slots=True)
class Joining:
    """How people are to join: what an attestor's word is for, besides who they are.

    Attributes:
        tier: the number of the tier, from 0.
        payer: who alone can bring the word, and pays.
        expiry: the first second in which it does not hold, Unix time.
        plan_hash: of the plan file in which the tier has its number, 32 bytes.
    """

    tier: int
    payer: Account
    expiry: int
    plan_hash: bytes


@dataclass(frozen=True, slots=True)
class SignedAttestation:
    """An attestor's word with all that it is for.

    Attributes:
        domain: the chain, and the plan's Enrolment contract.
        enrolment: who joins, and on which conditions.
        signature: the attestor's.
        plan_hash: of the plan file in which the tier has its number, 32 bytes.  It is not signed.
    """

    domain: SigningDomain
    enrolment: Enrolment
    signature: bytes
    plan_hash: bytes

    @property
    def word(self) -> Attestation:
        """What the joining call carries."""
        return Attestation(self.enrolment.nullifiers, self.enrolment.expiry, self.signature)

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        return {
            "format": FORMAT,
            "chain": self.domain.chain_id,
            "enrolment": self.domain.contract,
            "plan": to_hex(self.plan_hash),
            "members": list(self.enrolment.members),
            "nullifiers": [to_hex(one) for one in self.enrolment.nullifiers],
            "tier": self.enrolment.tier,
            "payer": self.enrolment.payer,
            "expiry": self.enrolment.expiry,
            "signature": to_hex(self.signature),
        }


def attest(
    signer: tuple[Signer, Account],
    key: NullifierKey,
    domain: SigningDomain,
    people: Sequence[tuple[Account, Document]],
    joining: Joining,
) -> SignedAttestation:
    """Vouch for people, one or a batch that is to join in one call.

    Args:
        signer: the attestor's account, and the keyring that has its key.
        key: the attestor's nullifier key.
        domain: the chain, and the plan's Enrolment contract.
        people: account and identity document of each; the documents go no further than this function.
        joining: which tier they join, who pays, and until when.

    Raises:
        EnrolmentError: there is nobody, somebody is named twice, or an account is no address.
        ChainError: the keyring does not have the attestor's key.
    """
    members = tuple(_address(member) for member, _ in people)
    nullifiers = tuple(nullifier(key, domain, document) for _, document in people)
    if not members or len(set(members)) < len(members) or len(set(nullifiers)) < len(nullifiers):
        raise EnrolmentError("an attestation is for at least one person, and names no account or document twice")
    keyring, attestor = signer
    enrolment = Enrolment(members, nullifiers, joining.tier, _address(joining.payer), joining.expiry)
    signature = keyring.sign_typed_data(attestor, typed_data.enrolment_data(domain, enrolment))
    return SignedAttestation(domain, enrolment, signature, joining.plan_hash)


def check_signature(signed: SignedAttestation, attestor: Account) -> None:
    """See that an attestor's own key made the signature; a contract's (ERC-1271) only its chain can check.

    Raises:
        EnrolmentError: it did not.
    """
    words = typed_data.enrolment_data(signed.domain, signed.enrolment)
    found = typed_data.signer_of(words, signed.signature)
    if found is None:
        raise EnrolmentError("the attestation holds no signature")
    if found.lower() != attestor.lower():
        raise EnrolmentError(f"the attestation is not signed by {attestor}, or was changed since")


def write_attestation(file: Path, signed: SignedAttestation) -> None:
    """Write an attestation for the joiner.  Raises EnrolmentError."""
    try:
        replace(file, (json.dumps(signed.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise EnrolmentError(f"{file} cannot be written: {error.strerror}") from None


def read_attestation(file: Path) -> SignedAttestation:
    """An attestation out of its file.  Raises FileError."""
    fields = read_document(file).fields(
        ["format", "chain", "enrolment", "plan", "members", "nullifiers", "tier", "payer", "expiry", "signature"]
    )
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    members = tuple(_account(value) for value in fields["members"].items())
    nullifiers = tuple(value.data(32) for value in fields["nullifiers"].items())
    if not members or len(members) != len(nullifiers):
        raise fields["nullifiers"].error("must be as many as the members, and at least one")
    domain = SigningDomain(fields["chain"].whole(1, 2**64 - 1), _account(fields["enrolment"]))
    tier, payer = fields["tier"].whole(0, MOST_TIERS - 1), _account(fields["payer"])
    enrolment = Enrolment(members, nullifiers, tier, payer, fields["expiry"].whole(0, LATEST))
    return SignedAttestation(domain, enrolment, fields["signature"].data(), fields["plan"].data(32))


def _account(value: Value) -> Account:
    from eth_utils.address import to_checksum_address

    return to_checksum_address(value.data(20))


def _address(account: Account) -> Account:
    """The account with its checksum; one that is written with a checksum must have the right one."""
    from eth_utils.address import to_checksum_address

    if not re.fullmatch("0x[0-9A-Fa-f]{40}", account):
        raise EnrolmentError(f"{account[:80]!a} is no address")
    checked = to_checksum_address(account)
    if account not in {checked, checked.lower()}:
        raise EnrolmentError(f"{account} is no address: its checksum is wrong, so a digit may be")
    return checked
