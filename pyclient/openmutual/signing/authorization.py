"""Authorizations (EIP-7702): an account lets a code run as itself, by a signature that anybody may bring.

Whoever signs one gives that code everything the account has.  So the code's address is worth a look before: see
:func:`openmutual.chain.relay.is_member_account`.
"""

from dataclasses import dataclass
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_keys.datatypes import Signature
from eth_keys.exceptions import BadSignature
from eth_utils.address import to_canonical_address, to_checksum_address
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError

from ..records import NOBODY, Account

MAGIC = b"\x05"
"""What comes first in the bytes that are signed."""

DELEGATION = b"\xef\x01\x00"
"""What comes first in the code of an account that has delegated; the address of its delegate follows."""

ADDRESS_BYTES = 20


def delegate_in(code: bytes) -> Account:
    """Whose code runs as an account that has this code; nobody's, if it has not delegated."""
    is_delegated = code.startswith(DELEGATION) and len(code) == len(DELEGATION) + ADDRESS_BYTES
    return to_checksum_address(code[len(DELEGATION) :]) if is_delegated else NOBODY


@dataclass(frozen=True, slots=True)
class Authorization:
    """Which code is to run as an account.

    Attributes:
        chain_id: where.
        delegate: the address of the code.
        nonce: how many transactions the account has sent; with its next one the authorization is void.
    """

    chain_id: int
    delegate: Account
    nonce: int

    @property
    def digest(self) -> bytes:
        """What the account's key signs."""
        words = rlp.encode([self.chain_id, to_canonical_address(self.delegate), self.nonce])
        return keccak(MAGIC + words)


@dataclass(frozen=True, slots=True)
class SignedAuthorization:
    """An authorization with its signature: 65 bytes, `r`, `s`, and the parity of `y`, 0 or 1."""

    authorization: Authorization
    signature: bytes

    @property
    def authority(self) -> Account:
        """The account that has signed; nobody, if this is no signature."""
        try:
            signature = Signature(self.signature)
            return signature.recover_public_key_from_msg_hash(self.authorization.digest).to_checksum_address()
        except (BadSignature, ValidationError, TypeError):
            return NOBODY

    def fields(self) -> dict[str, Any]:
        """By the names that transactions have for them."""
        return {
            "chainId": self.authorization.chain_id,
            "address": self.authorization.delegate,
            "nonce": self.authorization.nonce,
            "yParity": self.signature[64],
            "r": int.from_bytes(self.signature[:32]),
            "s": int.from_bytes(self.signature[32:64]),
        }
