"""Words that people sign and others bring to the chain (EIP-712): decisions, enrolments, reinstatements, permits."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import encode

from ..chain.signers import Keyring, Words
from ..records import Account, Attestation

HASH_BYTES = 32

Seal = tuple[Account, bytes]
"""An assessor and their signature."""

Decision = tuple[int, bool, int, bytes]
"""A case, whether it is approved, the number of the level, and the hash of the panel's report."""

Place = tuple[int, Account]
"""A chain and the contract on it that the words are for."""


def content_hash(content: bytes) -> bytes:
    """The hash that stands for a report or a reason: SHA-256, unless it is given as a hash of 32 bytes already."""
    return content if len(content) == HASH_BYTES else hashlib.sha256(content).digest()


def decision_words(place: Place, decision: Decision) -> Words:
    """What an assessor signs at a desk."""
    fields = {"caseId": "uint256", "approve": "bool", "level": "uint256", "reportHash": "bytes32"}
    return _words(_domain("openmutual case desk", place), "Decision", fields, decision)


def enrolment_words(place: Place, members: Sequence[Account], nullifiers: Sequence[bytes], expiry: int) -> Words:
    """What an attestor signs for people who join: who, a nullifier for each of them, and the last second it holds."""
    fields = {"members": "address[]", "nullifiers": "bytes32[]", "expiry": "uint256"}
    return _words(
        _domain("openmutual enrolment", place), "Enrolment", fields, (list(members), list(nullifiers), expiry)
    )


def attestation_data(attestation: Attestation | None) -> bytes:
    """An attestor's word as a joining call carries it; nothing where anyone may join."""
    if attestation is None:
        return b""
    fields = (list(attestation.nullifiers), attestation.expiry, attestation.signature)
    return encode(["(bytes32[],uint256,bytes)"], [fields])


def reinstatement_words(place: Place, reinstatement: tuple[Account, int, int, int]) -> Words:
    """What a lapsed member signs so that somebody else may bring them back: member, amount, limit of now, expiry."""
    fields = {"member": "address", "amount": "uint256", "limit": "uint256", "expiry": "uint256"}
    return _words(_domain("openmutual ledger", place), "Reinstatement", fields, reinstatement)


def permit_words(token: Mapping[str, Any], permit: tuple[Account, Account, int, int, int]) -> Words:
    """What the holder of a token signs instead of an approval (ERC-2612).

    Args:
        token: the domain of its signatures, as it says itself.
        permit: owner, spender, amount, nonce and deadline.
    """
    fields = {"owner": "address", "spender": "address", "value": "uint256", "nonce": "uint256", "deadline": "uint256"}
    domain = {name: token[name] for name in ("name", "version", "chainId", "verifyingContract")}
    return _words(domain, "Permit", fields, permit)


def sealed(keyring: Keyring, words: Words, signers: list[Account]) -> list[Seal]:
    """Everybody's signature, in rising order of addresses; who is named twice stands there twice, to be refused."""
    ordered = sorted(signers, key=lambda account: int(account, 16))
    return [(signer, keyring.sign_words(signer, words)) for signer in ordered]


def _domain(name: str, place: Place) -> dict[str, Any]:
    chain_id, contract = place
    return {"name": name, "version": "1", "chainId": chain_id, "verifyingContract": contract}


def _words(domain: dict[str, Any], kind: str, fields: dict[str, str], values: tuple[Any, ...]) -> Words:
    return {
        "domain": domain,
        "types": {kind: [{"name": field, "type": of_type} for field, of_type in fields.items()]},
        "message": dict(zip(fields, values, strict=True)),
    }
