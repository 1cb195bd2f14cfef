"""Typed data (EIP-712) that people sign and others bring: decisions, enrolments, permits, calls."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Protocol

from eth_abi.abi import encode

from ..records import Account, Attestation

HASH_BYTES = 32

TypedData = Mapping[str, Any]
"""`domain`, `types` and `message`, as EIP-712 has them; what is signed is of the first of the types."""


@dataclass(frozen=True, slots=True)
class SigningDomain:
    """Where a signature counts: on one chain, for one contract."""

    chain_id: int
    contract: Account


@dataclass(frozen=True, slots=True)
class Decision:
    """What a panel decides.

    Attributes:
        level: the number of the level.
        report: the hash of the panel's report, 32 bytes.
    """

    case: int
    approve: bool
    level: int
    report: bytes


@dataclass(frozen=True, slots=True)
class Seal:
    """An assessor's signature under a decision."""

    assessor: Account
    signature: bytes


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an attestor vouches for: who joins, one or a batch, and on which conditions.

    Attributes:
        nullifiers: 32 bytes for each of the members, in their order.
        tier: the number of the tier that they join.
        payer: who alone can bring the attestor's word, and pays; the member, unless somebody enrols them.
        expiry: the first second in which the word does not hold, in Unix seconds.
    """

    members: tuple[Account, ...]
    nullifiers: tuple[bytes, ...]
    tier: int
    payer: Account
    expiry: int


@dataclass(frozen=True, slots=True)
class AccountCall:
    """One call in an account's name: whom, and with what data.  It carries no ether."""

    target: Account
    data: bytes


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls that an account signs and others bring, all or none.

    Attributes:
        nonce: their number: how many times calls were made for the account before.
        expiry: the first second in which they do not hold, in Unix seconds.
    """

    calls: tuple[AccountCall, ...]
    nonce: int
    expiry: int


class Signer(Protocol):
    """Whoever has keys."""

    def sign_typed_data(self, account: Account, data: TypedData) -> bytes:
        """Sign typed data: 65 bytes, `r`, `s`, `v`.  Raises ChainError without the key."""


def content_hash(content: bytes) -> bytes:
    """The hash that stands for a report or a reason: SHA-256, unless it is given as a hash of 32 bytes already."""
    return content if len(content) == HASH_BYTES else hashlib.sha256(content).digest()


def decision_data(domain: SigningDomain, decision: Decision) -> TypedData:
    """What an assessor signs at a desk."""
    fields = {"caseId": "uint256", "approve": "bool", "level": "uint256", "reportHash": "bytes32"}
    return _typed(_domain("openmutual case desk", domain), "Decision", fields, astuple(decision))


def enrolment_data(domain: SigningDomain, enrolment: Enrolment) -> TypedData:
    """What an attestor signs for people who join, at a plan's Enrolment contract."""
    people = {"members": "address[]", "nullifiers": "bytes32[]"}
    conditions = {"tier": "uint256", "payer": "address", "expiry": "uint256"}
    lists = list(enrolment.members), list(enrolment.nullifiers)
    values = *lists, enrolment.tier, enrolment.payer, enrolment.expiry
    return _typed(_domain("openmutual enrolment", domain), "Enrolment", people | conditions, values)


def attestation_data(attestation: Attestation | None) -> bytes:
    """An attestor's word as a joining call carries it; nothing where anyone may join."""
    if attestation is None:
        return b""
    fields = (list(attestation.nullifiers), attestation.expiry, attestation.signature)
    return encode(["(bytes32[],uint256,bytes)"], [fields])


def counts_data(domain: SigningDomain, at: int, table: str) -> TypedData:
    """What an attestor signs who tells the ages of members by tier: when they were counted, and the table."""
    fields = {"at": "uint256", "table": "string"}
    return _typed(_domain("openmutual counts", domain), "Counts", fields, (at, table))


def signer_of(data: TypedData, signature: bytes) -> Account | None:
    """Whose key has signed typed data; None if this is no signature."""
    from eth_account import Account as Accounts
    from eth_account.messages import encode_typed_data

    try:
        message = encode_typed_data(data["domain"], data["types"], data["message"])
        return str(Accounts.recover_message(message, signature=signature))
    except Exception:  # noqa: BLE001  eth_account's errors have no common base
        return None


def permit_data(token: Mapping[str, Any], permit: tuple[Account, Account, int, int, int]) -> TypedData:
    """What the holder of a token signs instead of an approval (ERC-2612).

    Args:
        token: the domain of its signatures, as it says itself.
        permit: owner, spender, amount, nonce and deadline.
    """
    fields = {"owner": "address", "spender": "address", "value": "uint256", "nonce": "uint256", "deadline": "uint256"}
    domain = {name: token[name] for name in ("name", "version", "chainId", "verifyingContract")}
    return _typed(domain, "Permit", fields, permit)


def calls_data(domain: SigningDomain, calls: Calls) -> TypedData:
    """What an account signs so that others may make calls in its name; the domain's contract is the account itself."""
    fields = {"calls": "Call[]", "nonce": "uint256", "expiry": "uint256"}
    each = [{"target": call.target, "data": call.data} for call in calls.calls]
    values = each, calls.nonce, calls.expiry
    typed = _typed(_domain("openmutual member account", domain), "Calls", fields, values)
    call = [{"name": "target", "type": "address"}, {"name": "data", "type": "bytes"}]
    return {**typed, "types": {**typed["types"], "Call": call}}


def seals_of(signer: Signer, data: TypedData, assessors: Sequence[Account]) -> list[Seal]:
    """Everybody's signature, in rising order of addresses; who is named twice stands there twice, to be refused."""
    ordered = sorted(assessors, key=lambda account: int(account, 16))
    return [Seal(assessor, signer.sign_typed_data(assessor, data)) for assessor in ordered]


def _domain(name: str, domain: SigningDomain) -> dict[str, Any]:
    return {"name": name, "version": "1", "chainId": domain.chain_id, "verifyingContract": domain.contract}


def _typed(domain: dict[str, Any], kind: str, fields: dict[str, str], values: tuple[Any, ...]) -> TypedData:
    return {
        "domain": domain,
        "types": {kind: [{"name": field, "type": of_type} for field, of_type in fields.items()]},
        "message": dict(zip(fields, values, strict=True)),
    }
