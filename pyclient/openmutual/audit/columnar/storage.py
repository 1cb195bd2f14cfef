"""The root of a contract's storage, of any number of slots: hashed by compiled loops, in buckets on the disk.

The trie's upper two levels part the slots into 256 buckets, by the first byte of their hashed places; each is sorted
and hashed by itself.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...abi.rlp import EMPTY, sequence, string
from ..proof.encoding import EMPTY_ROOT, keccak
from .compiled import Bytes, Integers, compiled
from .keccak import keccak_rows
from .spill import PARTS, Spill
from .trie import HASH, Items, name_of, root_into, scratch_for

SLOT = np.dtype([("key", "u1", HASH), ("value", "u1", HASH)])
"""A slot by the hash of its place, and its word."""

MOST_WAITING = 1_000_000
"""Slots that wait in the memory."""

Slots = NDArray[np.void]


def slots_of(words: Mapping[int, int]) -> Slots:
    """Slots by their places."""
    places, values = (
        np.frombuffer(b"".join(number.to_bytes(HASH, "big") for number in numbers), np.uint8).reshape(-1, HASH)
        for numbers in (words.keys(), words.values())
    )
    return hashed(places, values)


def hashed(places: Bytes, values: Bytes) -> Slots:
    """Slots by the hashes of their places."""
    slots = np.empty(len(places), SLOT)
    slots["key"], slots["value"] = keccak_rows(np.ascontiguousarray(places)), values
    return slots


class Buckets:
    """Slots by the first byte of their keys, in files of a folder as soon as they are too many for the memory."""

    def __init__(self, folder: Path) -> None:
        self._spill = Spill(folder, SLOT, "key", MOST_WAITING)

    def add(self, slots: Slots) -> None:
        """Keep more slots.  Raises OSError."""
        self._spill.add(slots)

    def root(self) -> bytes:
        """The root of all of them.  Raises OSError."""
        spill = self._spill
        if not spill.is_stored:
            return _root(spill.waiting())
        spill.finish()
        names = [_name(spill.part(bucket), 1) for bucket in range(PARTS)]
        if not all(names):
            return _root(np.concatenate([spill.part(bucket) for bucket in range(PARTS)]))
        branches = [_reference(sequence([*names[at : at + 16], EMPTY])) for at in range(0, PARTS, 16)]
        return keccak(sequence([*branches, EMPTY]))


def _reference(node: bytes) -> bytes:
    """How a parent names a node: by its hash, or by the node itself where that is shorter."""
    return node if len(node) < HASH else string(keccak(node))


def _name(slots: Slots, depth: int) -> bytes:
    """How a branch at a depth names the node of slots that agree in the digits up to there; empty if there are none."""
    if not len(slots):
        return b""
    items, scratch = _items(slots), scratch_for(HASH + 1)
    size = name_of(items, scratch, len(slots), depth)
    return bytes(scratch.named[:size])


def _root(slots: Slots) -> bytes:
    if not len(slots):
        return EMPTY_ROOT
    root = np.empty(HASH, np.uint8)
    root_into(_items(slots), scratch_for(HASH + 1), len(slots), root, 0)
    return bytes(root)


def _items(slots: Slots) -> Items:
    """Slots as the items of a trie, in the order of their keys."""
    keys = np.ascontiguousarray(slots["key"])
    words = keys.view(">u8").reshape(-1, 4)
    order = np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0]))
    values, ends = encoded_values(np.ascontiguousarray(slots["value"])[order])
    return Items(keys[order], np.full(len(slots), 2 * HASH, np.int64), values, ends)


@compiled
def encoded_values(words: Bytes) -> tuple[Bytes, Integers]:
    """Words as the encodings of numbers, end to end, and where each ends, after a 0."""
    values, ends = np.empty(len(words) * (HASH + 1), np.uint8), np.zeros(len(words) + 1, np.int64)
    at = 0
    for row in range(len(words)):
        start = 0
        while start < HASH and words[row, start] == 0:
            start += 1
        size = HASH - start
        if size != 1 or words[row, start] >= 0x80:
            values[at] = 0x80 + size
            at += 1
        values[at : at + size] = words[row, start:]
        at += size
        ends[row + 1] = at
    return values[:at], ends


def root_of_slots(slots: Mapping[int, int], emptied: Collection[int] = ()) -> bytes:
    """As :func:`openmutual.audit.proof.encoding.storage_root`."""
    held = {slot: value for slot, value in slots.items() if value}
    return _root(slots_of(dict.fromkeys(emptied, 0) | held))
