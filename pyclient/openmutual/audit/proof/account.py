"""What an account proof (`eth_getProof`) proves: the account under a state root, or that there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

import rlp  # type: ignore[import-untyped]
from eth_utils.exceptions import ValidationError
from trie.exceptions import BadTrieProof, InvalidNode
from trie.exceptions import ValidationError as WrongNode
from trie.hexary import HexaryTrie

from ...codec import from_hex
from ...records import Account
from ..hashing import EMPTY_ROOT, keccak

NO_CODE = keccak(b"")
"""The hash of the code of an account that has none."""

NO_PROOF = (
    *(BadTrieProof, InvalidNode, WrongNode, ValidationError),
    *(rlp.DecodingError, ValueError, TypeError, IndexError, RecursionError),
)
"""What comes of nodes that prove nothing: the library takes for granted that each has the form of a node."""

NONCE_BYTES = 8
WORD = 32


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
        held = HexaryTrie.get_from_proof(state_root, keccak(from_hex(address)), nodes)  # type: ignore[no-untyped-call]
        return account_in(held) if held else ABSENT
    except NO_PROOF:
        return None


def account_in(leaf: bytes) -> ProvenAccount | None:
    """The account in a leaf of the state's trie; None if it has the form of none."""
    nonce, balance, storage_root, code_hash = map(bytes, rlp.decode(leaf))
    sizes = len(storage_root), len(code_hash), len(nonce) <= NONCE_BYTES, len(balance) <= WORD
    if sizes != (WORD, WORD, True, True):
        return None
    return ProvenAccount(int.from_bytes(nonce, "big"), int.from_bytes(balance, "big"), storage_root, code_hash)
