"""A trie cut into shards: whoever looks something up loads little of it, and finds what the whole trie holds."""

from __future__ import annotations

from functools import cache, partial
from random import Random

import pytest
from trie import HexaryTrie  # type: ignore[attr-defined]

from openmutual.audit.hashing import EMPTY_ROOT, keccak, root_of, storage_root
from openmutual.portal.proof.cut import cut
from openmutual.portal.proof.shards import MOST_BYTES, ShardedTrie, name_of, shards
from openmutual.portal.proof.trie import follow, slot_of
from openmutual.records import MemberStatus

from .proven import STRANGER, ask_script, end_of

MEMBERS = 6_000


@cache
def large() -> tuple[bytes, dict[bytes, bytes], dict[int, int]]:
    """The root and the nodes of a large trie, and its slots."""
    chance = Random(7)
    slots = {chance.getrandbits(256): chance.getrandbits(230) for _ in range(MEMBERS)}
    nodes: dict[bytes, bytes] = {}
    return storage_root(slots, (), nodes), nodes, slots


@cache
def cut_up() -> dict[str, str]:
    root, nodes, _ = large()
    return dict(shards(root, nodes))


# --- a trie and its nodes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 17, 300])
def test_every_key_leads_to_what_the_library_finds(count: int) -> None:
    chance = Random(count)
    items = {keccak(chance.randbytes(8)): chance.randbytes(chance.choice((1, 1, 3, 40))) for _ in range(count)}
    # Keys that agree for long have short nodes, which stand inside their parents.
    items |= {bytes(31) + bytes((last,)): bytes((last,)) for last in (1, 2, 16)}
    nodes: dict[bytes, bytes] = {}
    root, library = root_of(items.items(), nodes), HexaryTrie({})
    for key, value in items.items():
        library[key] = value
    assert library.root_hash == root
    for key in (*items, bytes(32), bytes(31) + b"\x03", chance.randbytes(32)):
        assert follow(root, key, nodes.__getitem__) == items.get(key, b"") == library[key]


def test_nothing_is_under_any_key_of_an_empty_trie() -> None:
    assert follow(EMPTY_ROOT, bytes(32), {}.__getitem__) == b""


def test_a_key_whose_node_is_missing_is_told_by_the_node() -> None:
    root, nodes, slots = large()
    with pytest.raises(KeyError):
        slot_of(root, next(iter(slots)), {root: nodes[root]}.__getitem__)


def test_a_slot_that_a_chain_keeps_though_it_is_empty_holds_nothing() -> None:
    nodes: dict[bytes, bytes] = {}
    root = storage_root({1: 5}, (2,), nodes)
    assert [slot_of(root, slot, nodes.__getitem__) for slot in (1, 2, 3)] == [5, 0, 0]


# --- its shards ------------------------------------------------------------------------------------------------------


def test_a_small_trie_is_one_shard() -> None:
    nodes: dict[bytes, bytes] = {}
    root = storage_root({slot: slot for slot in range(1, 50)}, (), nodes)
    assert [name for name, _ in shards(root, nodes)] == [name_of(root)]


def test_every_node_is_in_one_shard_and_no_shard_is_large() -> None:
    _, nodes, _ = large()
    assert len(cut_up()) > 100
    assert max(len(text) * 3 // 4 for text in cut_up().values()) <= MOST_BYTES + 600
    assert sum(len(text.rstrip("=")) * 3 // 4 for text in cut_up().values()) == sum(map(len, nodes.values()))


def load(loaded: dict[str, str], name: str) -> str:
    """A shard by its name, which is noted."""
    return loaded.setdefault(name, cut_up()[name])


def test_a_look_up_loads_few_shards_and_finds_every_slot() -> None:
    root, _, slots = large()
    for slot in [*list(slots)[:40], 5]:
        loaded: dict[str, str] = {}
        assert slot_of(root, slot, ShardedTrie(partial(load, loaded)).node_of) == slots.get(slot, 0)
        assert len(loaded) <= 3
        assert sum(map(len, loaded.values())) < 40_000


def test_a_shard_that_is_not_what_its_name_says_is_refused() -> None:
    root, _, slots = large()
    other = next(text for name, text in cut_up().items() if name != name_of(root))
    with pytest.raises(KeyError):
        slot_of(root, next(iter(slots)), ShardedTrie(lambda _: other).node_of)


def test_what_has_not_changed_keeps_its_name() -> None:
    _, _, slots = large()
    nodes: dict[bytes, bytes] = {}
    root = storage_root(slots | {next(iter(slots)): 1}, (), nodes)
    after = dict(shards(root, nodes))
    assert len(after.items() - cut_up().items()) == 2


def test_the_script_finds_in_shards_what_python_cuts_from_the_whole() -> None:
    ledger = end_of("circle").ledger()
    base, members = ledger.place.to_json(), [*end_of("circle").plan.members, STRANGER]
    (found,) = ask_script(finds=[[base, dict(shards(ledger.root, ledger.nodes)), members]])["finds"]
    assert found["files"] == [ledger.proof_of(member).to_json() for member in members]
    assert {file["figures"]["status"] for file in found["files"]} >= {MemberStatus.ACTIVE, MemberStatus.NONE}


def test_python_cuts_from_shards_what_it_cuts_from_the_whole() -> None:
    ledger = end_of("circle").ledger()
    cut_up_now = dict(shards(ledger.root, ledger.nodes))
    for member in end_of("circle").plan.members:
        proof = ledger.proof_of(member)
        trie = ShardedTrie(cut_up_now.__getitem__)
        assert cut(member, ledger.root, ledger.place.immutables, trie.node_of) == (proof.figures, proof.storage)
