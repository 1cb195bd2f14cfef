"""The root of a trie from all its items, against the library that builds tries item by item."""

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from openmutual.abi.rlp import number, sequence, string
from openmutual.audit.hashing import EMPTY_ROOT, keccak, root_of, storage_root

WORDS = st.integers(0, 2**256 - 1)

few_digits = st.text("01f", max_size=8).filter(lambda digits: len(digits) % 2 == 0).map(bytes.fromhex)
"""Keys that lie close together, so that they share beginnings, and some end where others go on."""


def library_root(items: dict[bytes, bytes]) -> bytes:
    trie = HexaryTrie({})
    for key, value in items.items():
        trie[key] = value
    return trie.root_hash


@given(st.dictionaries(st.one_of(few_digits, st.binary(max_size=3)), st.binary(max_size=80), max_size=60))
def test_any_items_have_the_root_that_the_library_gives_them(items: dict[bytes, bytes]) -> None:
    assert root_of(items.items()) == library_root(items)


@given(st.dictionaries(st.binary(min_size=32, max_size=32), st.binary(min_size=1, max_size=120), max_size=80))
def test_hashed_keys_have_the_root_that_the_library_gives_them(items: dict[bytes, bytes]) -> None:
    assert root_of(items.items()) == library_root(items)


@given(st.dictionaries(WORDS, WORDS, max_size=40))
def test_slots_have_the_root_that_the_library_gives_them(slots: dict[int, int]) -> None:
    written = {keccak(slot.to_bytes(32, "big")): rlp.encode(value) for slot, value in slots.items() if value}
    assert storage_root(slots) == library_root(written)


def test_the_order_of_items_does_not_matter_and_the_last_of_a_key_counts() -> None:
    items = [(bytes([key]), bytes([key + 1])) for key in range(200)]
    assert root_of(reversed(items)) == root_of(items)
    assert root_of([(b"\x05", b"earlier"), *items]) == root_of(items)
    assert root_of([*items, (b"\x05", b"later")]) != root_of(items)


def test_nothing_has_the_empty_root() -> None:
    assert root_of([]) == root_of([(b"key", b"")]) == storage_root({7: 0}) == EMPTY_ROOT == library_root({})


def test_a_thousand_neighbouring_slots_have_the_root_that_the_library_gives_them() -> None:
    slots = {slot: 10**20 + slot for slot in range(1_000)}
    items = {keccak(slot.to_bytes(32, "big")): number(value) for slot, value in slots.items()}
    assert storage_root(slots) == library_root(items)


@pytest.mark.parametrize("length", [0, 1, 2, 55, 56, 255, 256, 65_536])
def test_strings_and_lists_of_any_length_are_written_as_the_library_writes_them(length: int) -> None:
    data = bytes([127]) * length
    assert string(data) == rlp.encode(data)
    assert sequence([string(b"ab")] * length) == rlp.encode([b"ab"] * length)


@given(WORDS)
def test_numbers_are_written_as_the_library_writes_them(value: int) -> None:
    assert number(value) == rlp.encode(value)
    assert string(value.to_bytes(32, "big")[-1:]) == rlp.encode(value.to_bytes(32, "big")[-1:])
