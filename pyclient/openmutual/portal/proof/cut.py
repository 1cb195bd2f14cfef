"""Proofs cut out of what an audit has proven and rebuilt, for any member, without asking a node again."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from ...audit.hashing import keccak, storage_root
from ...audit.proof.account import ProvenAccount, account_in
from ...audit.proof.headers import Header, header_of
from ...audit.replay.state import ReplayedPlan
from ...audit.source.extract import Extract, RawAccount
from ...audit.storage.expected import parts
from ...codec import from_hex
from ...errors import NotProvable
from ...records import Account
from .code import Immutables, immutables_of
from .file import BalanceProof, LedgerProof
from .standing import Standing, standing
from .trie import NodeOf, Used, follow, slot_of, table


@dataclass(frozen=True)
class ProvenLedger:
    """A ledger in a block, and everything that it stores.

    Attributes:
        place: what all proofs of its members have in common.
        root: of its storage trie.
        nodes: of that trie, by their hashes.
    """

    place: LedgerProof
    root: bytes
    nodes: Mapping[bytes, bytes]

    def proof_of(self, member: Account) -> BalanceProof:
        """The proof of what an account holds, or that it is no member's; `member` in any case of letters."""
        figures, used = cut(member.lower(), self.root, self.place.immutables, self.nodes.__getitem__)
        return BalanceProof(self.place, member.lower(), used, figures)


def cut(member: Account, root: bytes, immutables: Immutables, node_of: NodeOf) -> tuple[Standing, tuple[bytes, ...]]:
    """What a member holds by a storage trie, and the nodes that show it, each once, in the order of their first use.

    Raises:
        KeyError: a node is not there.
    """
    used = Used(node_of)
    figures = standing(member, lambda slot: slot_of(root, slot, used), immutables)
    return figures, tuple(used.nodes.values())


def account_of(address: Account, state_root: bytes, node_of: NodeOf) -> tuple[ProvenAccount | None, tuple[bytes, ...]]:
    """An account by the state's trie, and the nodes that show it; None if it is not there, or a node is missing."""
    used = Used(node_of)
    try:
        leaf = follow(state_root, keccak(from_hex(address)), used)
    except KeyError:
        leaf = b""
    return account_in(leaf) if leaf else None, tuple(used.nodes.values())


def proven_ledger(extract: Extract, plan: ReplayedPlan) -> ProvenLedger:
    """What proofs are cut from, after the last block of an extract.

    Args:
        extract: what is said of the plan.
        plan: what its log comes to, as an audit rebuilds it.

    Raises:
        NotProvable: the way from the block's hash down to the storage is broken; the reason says where.
    """
    ledger = extract.contracts.ledger
    encoded, header = _header(extract)
    said, account = _account(extract, header)
    code = extract.codes.get(ledger, b"")
    immutables = immutables_of(code) if keccak(code) == account.code_hash else None
    if immutables is None:
        raise NotProvable("code")
    nodes = _nodes(parts(extract.contracts)[ledger].slots(plan), said, account.storage_root)
    place = LedgerProof(extract.chain_id, ledger, extract.last, encoded, said.proof, immutables)
    return ProvenLedger(place, account.storage_root, nodes)


def _header(extract: Extract) -> tuple[bytes, Header]:
    """The header that hashes to the block's hash."""
    rows = extract.headers.filter(pl.col("number") == extract.last)["rlp"].to_list()
    for encoded in rows:
        header = header_of(encoded)
        if header is not None and header.hash == extract.block_hash:
            return encoded, header
    raise NotProvable("headers")


def _account(extract: Extract, header: Header) -> tuple[RawAccount, ProvenAccount]:
    """What is said of the ledger, without nodes that lead nowhere, and what is proven by it."""
    for said in extract.accounts:
        if (said.address, said.block) == (extract.contracts.ledger, extract.last):
            proven, used = account_of(said.address, header.state_root, table(said.proof).__getitem__)
            if proven is not None:
                return replace(said, proof=used), proven
    raise NotProvable("account")


def _nodes(slots: Mapping[int, int], said: RawAccount, root: bytes) -> dict[bytes, bytes]:
    """The trie of what the ledger must store, where that is what it stores; some chains keep slots that are empty."""
    for emptied in ((), said.emptied):
        nodes: dict[bytes, bytes] = {}
        if storage_root(slots, emptied, nodes) == root:
            return nodes
    raise NotProvable("storage")
