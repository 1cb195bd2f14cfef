"""The state after the last block of a made-up plan: the accounts of its contracts, and what the currency answers."""

from dataclasses import replace
from typing import Any

import rlp
from eth_utils.crypto import keccak

from benchmarks.made_blocks import Writer
from openmutual.audit.crew import Crew
from openmutual.audit.hashing import root_of
from openmutual.audit.pipeline import _Audit
from openmutual.audit.source import calls
from openmutual.audit.source.export_parts import load_parts
from openmutual.audit.source.extract import Answer, Extract, RawAccount
from openmutual.audit.storage.expected import parts as contracts_of
from openmutual.codec import from_hex


def tell_state(writer: Writer, crew: Crew, held: int) -> None:
    """A last block, and what the contracts hold after it, which is so much of the currency for the ledger."""
    seed = writer.seed
    accounts = _accounts(writer, crew)
    state = {keccak(from_hex(each.address)): _rlp_of(each) for each in accounts}
    root = root_of(state.items())
    writer.end(root)
    proof = [rlp.encode(node) for node in _nodes(state)]
    told = [replace(each, block=writer.number, proof=tuple(proof)) for each in accounts]
    writer.tell(told, _answers(seed, writer.number, held))


def _accounts(writer: Writer, crew: Crew) -> list[RawAccount]:
    """The contracts after the last block, with the roots that the auditor comes to, who is told of none."""
    writer.seal()
    writer.tell(writer.seed.accounts and [replace(each, block=writer.number) for each in writer.seed.accounts], ())
    told = replace(load_parts(writer.parts.folder, crew), accounts=())
    plan = _Audit(told, None, None, lambda *_: None, crew)._replay_in_columns()
    assert plan is not None, "the made-up plan is not as the rules have it"
    roots_of = {address: part.root(plan) for address, part in contracts_of(writer.seed.contracts).items()}
    return [
        replace(each, storage_root=roots_of.get(each.address, each.storage_root), emptied=())
        for each in writer.seed.accounts
    ]


def _rlp_of(account: RawAccount) -> bytes:
    return bytes(rlp.encode([account.nonce, account.balance, account.storage_root, account.code_hash]))


def _nodes(state: dict[bytes, bytes]) -> list[Any]:
    """All nodes of a small trie: more than any proof needs."""
    from trie.hexary import HexaryTrie

    trie = HexaryTrie({})
    for key, value in state.items():
        trie[key] = value
    return [rlp.decode(node) for node in trie.db.values()]


def _answers(seed: Extract, block: int, held: int) -> list[Answer]:
    """What the currency answers."""
    token = seed.contracts.token
    named = [replace(each, block=block) for each in seed.answers if each.data in {calls.decimals(), calls.symbol()}]
    first = [each for each in seed.answers if each.block == seed.first]
    balance = Answer(token, calls.balance_of(seed.contracts.ledger), block, held.to_bytes(32, "big"))
    return [*named, *first, balance]
