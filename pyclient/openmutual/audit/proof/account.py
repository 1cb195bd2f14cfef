"""What an account proof (`eth_getProof`) proves: the account under a state root, or that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

import rlp  # type: ignore[import-untyped]
from trie.exceptions import BadTrieProof
from trie.hexary import HexaryTrie

from ...records import Account
from .encoding import keccak
from .trie import EMPTY_ROOT

NO_CODE = keccak(b"")
"""The hash of the code of an account that has none."""


@dataclass(frozen=True, slots=True)
class ProvenAccount:
    """An account as the state has it; `balance` in wei."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


ABSENT = ProvenAccount(0, 0, EMPTY_ROOT, NO_CODE)
"""An account that was never used."""


def proven_account(state_root: bytes, address: Account, proof: Sequence[bytes]) -> ProvenAccount | None:
    """The account that the nodes prove under the root; None if they prove nothing."""
    try:
        nodes = [rlp.decode(node) for node in proof]
        held = HexaryTrie.get_from_proof(state_root, keccak(bytes.fromhex(address[2:])), nodes)  # type: ignore[no-untyped-call]
        return _account(rlp.decode(held)) if held else ABSENT
    except (BadTrieProof, rlp.DecodingError, ValueError):
        return None


def _account(fields: Sequence[bytes]) -> ProvenAccount:
    nonce, balance, storage_root, code_hash = fields
    return ProvenAccount(int.from_bytes(nonce, "big"), int.from_bytes(balance, "big"), storage_root, code_hash)
