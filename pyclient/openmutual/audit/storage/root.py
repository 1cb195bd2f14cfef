"""The root of a contract's storage, of any number of slots: hashed by compiled loops, bucket by bucket.

The trie's upper two levels part the slots into 256 buckets, by the first byte of their hashed places; each is sorted
and hashed by itself.  Some buckets that follow one another are a unit of work.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...abi.rlp import EMPTY, sequence, string
from ...locations import Location
from ..columnar.pieces import FIRST_BYTES, Cut, Piece, Range, cuts_of, ranges, read_rows
from ..crew import Crew
from ..hashing import EMPTY_ROOT, keccak
from ..kernels.compiled import Bytes, Integers, compiled
from ..kernels.keccak import keccak_rows
from ..kernels.trie import HASH, Items, name_of, root_into, scratch_for

SLOT = np.dtype([("key", "u1", HASH), ("value", "u1", HASH)])
"""A slot by the hash of its place, and its word."""

MOST_SLOTS = 1_000_000
"""Slots that are hashed at once, if no more of them have one first byte."""

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


@dataclass(frozen=True)
class BucketsToName:
    """Buckets of slots that follow one another, and where their slots lie."""

    place: Range
    cuts: tuple[Cut, ...]
    scratch: Location

    def __str__(self) -> str:
        return f"slots {self.place.first:02x} to {self.place.past - 1:02x}"

    def read(self) -> Slots:
        """The slots.  Raises ScratchLost."""
        return read_rows(self.scratch, self.cuts, SLOT)


def root_of_pieces(pieces: Sequence[Piece], crew: Crew) -> bytes:
    """The root of slots in pieces, by their keys.  Raises ScratchLost, WorkerLost."""
    work = [BucketsToName(place, cuts_of(pieces, place), crew.scratch) for place in ranges(pieces, MOST_SLOTS)]
    if len(work) == 1:
        return _root(work[0].read())
    names = [name for named in crew.each(name_buckets, work) for name in named]
    if not all(names):  # a branch that has fewer than two children is none
        return _root(np.concatenate([each.read() for each in work]))
    branches = [_reference(sequence([*names[at : at + 16], EMPTY])) for at in range(0, FIRST_BYTES, 16)]
    return keccak(sequence([*branches, EMPTY]))


def name_buckets(work: BucketsToName) -> list[bytes]:
    """How the trie names each of some buckets.  Raises ScratchLost."""
    slots = work.read()
    first = slots["key"][:, 0]
    order = np.argsort(first, kind="stable")
    ends = np.searchsorted(first[order], np.arange(work.place.first, work.place.past + 1))
    return [_name(slots[order[start:end]], 1) for start, end in pairwise(ends.tolist())]


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
    """As :func:`openmutual.audit.hashing.storage_root`."""
    held = {slot: value for slot, value in slots.items() if value}
    return _root(slots_of(dict.fromkeys(emptied, 0) | held))
