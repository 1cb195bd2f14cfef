"""The root of a Merkle-Patricia trie from all its items at once, compiled; see :mod:`openmutual.audit.hashing`.

The items are sorted by their keys, of which none begins with another.  A node is encoded into scratch and hashed at
once, so that no node is ever kept.
"""

from typing import NamedTuple

import numpy as np

from .compiled import Bytes, Integers, Words, compiled
from .keccak import keccak_into

MOST_DIGITS = 65
"""Digits of the longest key, 32 bytes, and one more."""

BRANCH = 600
"""More bytes than a branch can have, with 16 hashes."""

SPARE = 64
"""More bytes than a leaf has besides its value."""

PAYLOAD = 8
"""Where a node's payload begins in its scratch, so that its head can be put in front once its size is known."""

HASH = 32

LEAF = 2
"""How the path of a leaf is marked."""


class Items(NamedTuple):
    """The items of a trie.

    Attributes:
        keys: in rows, of which the first `digits` count.
        values: end to end, as they are put into leaves; the n-th lies from `ends[n]` to `ends[n + 1]`.
    """

    keys: Bytes
    digits: Integers
    values: Bytes
    ends: Integers


class Scratch(NamedTuple):
    """Room to work in.

    Attributes:
        branches: a row for each branch that stands open; `depths` the digit in which its children differ, `ends` where
            it ends so far, `children` how many it has.
        leaf: for the longest leaf.
        named: how a parent names the node that was sealed last.
        state: of the hash.
    """

    branches: Bytes
    depths: Integers
    ends: Integers
    children: Integers
    leaf: Bytes
    named: Bytes
    state: Words


@compiled
def put_head(buffer: Bytes, at: int, size: int, kind: int) -> int:
    """Write what stands before a payload of that size (0x80 for strings, 0xc0 for lists); returns where it ends."""
    if size <= 55:
        buffer[at] = kind + size
        return at + 1
    digits = 1 + (size > 0xFF) + (size > 0xFFFF) + (size > 0xFFFFFF)
    buffer[at] = kind + 55 + digits
    for place in range(digits):
        buffer[at + 1 + place] = (size >> (8 * (digits - 1 - place))) & 0xFF
    return at + 1 + digits


@compiled
def head_size(size: int) -> int:
    """How long the head of a payload of that size is."""
    if size <= 55:
        return 1
    return 2 + (size > 0xFF) + (size > 0xFFFF) + (size > 0xFFFFFF)


@compiled
def put_bytes(buffer: Bytes, at: int, data: Bytes, start: int, end: int) -> int:
    """Write `data[start:end]` as a string is encoded; returns where it ends."""
    size = end - start
    if size != 1 or data[start] >= 0x80:
        at = put_head(buffer, at, size, 0x80)
    for place in range(size):
        buffer[at + place] = data[start + place]
    return at + size


@compiled
def string_size(data: Bytes, start: int, end: int) -> int:
    """How long `data[start:end]` is once it is encoded as a string."""
    size = end - start
    return 1 if size == 1 and data[start] < 0x80 else head_size(size) + size


@compiled
def digit(keys: Bytes, row: int, depth: int) -> int:
    """A digit of a key, of which each byte holds two."""
    pair = keys[row, depth >> 1]
    return int(pair & 15 if depth & 1 else pair >> 4)


@compiled
def put_path(buffer: Bytes, at: int, keys: Bytes, row: int, start: int, end: int, kind: int) -> int:
    """Write the digits of a key from `start` to `end` as a node spells them: `kind` is 2 for a leaf, 0 on the way."""
    odd = (end - start) & 1
    size = 1 + ((end - start) >> 1)
    if size > 1:
        at = put_head(buffer, at, size, 0x80)
    buffer[at] = (kind + odd) * 16 + (digit(keys, row, start) if odd else 0)
    at += 1
    for place in range(start + odd, end, 2):
        buffer[at] = digit(keys, row, place) * 16 + digit(keys, row, place + 1)
        at += 1
    return at


@compiled
def seal(scratch: Scratch, node: Bytes, end: int) -> int:
    """Name a node, whose payload ends at `end`, as its parent does; returns how long that is.

    It is the node's hash, or the node itself where that is shorter.
    """
    start = PAYLOAD - head_size(end - PAYLOAD)
    put_head(node, start, end - PAYLOAD, 0xC0)
    if end - start < HASH:
        scratch.named[: end - start] = node[start:end]
        return end - start
    scratch.named[0] = 0x80 + HASH
    keccak_into(node, start, end, scratch.named, 1, scratch.state)
    return 1 + HASH


@compiled
def agreement(items: Items, row: int) -> int:
    """How many digits a key shares with the next."""
    depth, most = 0, min(items.digits[row], items.digits[row + 1])
    while depth < most and digit(items.keys, row, depth) == digit(items.keys, row + 1, depth):
        depth += 1
    return depth


@compiled
def open_branch(scratch: Scratch, level: int, depth: int) -> None:
    """Begin a branch whose children differ in the digit at `depth`."""
    scratch.depths[level], scratch.ends[level], scratch.children[level] = depth, PAYLOAD, 0


@compiled
def add_child(scratch: Scratch, level: int, child: int, size: int) -> None:
    """Put the node that was named last, so many bytes, under a digit of a branch; 17 children end it."""
    node, at = scratch.branches[level], scratch.ends[level]
    for _ in range(scratch.children[level], child):
        node[at] = 0x80
        at += 1
    node[at : at + size] = scratch.named[:size]
    scratch.ends[level], scratch.children[level] = at + size, child + 1


@compiled
def name_leaf(items: Items, scratch: Scratch, row: int, depth: int) -> int:
    """Name the leaf of an item below a branch at that depth; returns how long the name is."""
    past = put_path(scratch.leaf, PAYLOAD, items.keys, row, depth + 1, items.digits[row], LEAF)
    past = put_bytes(scratch.leaf, past, items.values, items.ends[row], items.ends[row + 1])
    return seal(scratch, scratch.leaf, past)


@compiled
def name_branch(items: Items, scratch: Scratch, level: int, row: int, above: int) -> int:
    """Name a branch that holds a row, below another one at the depth `above`, with what lies between them."""
    add_child(scratch, level, 17, 0)
    size, depth = seal(scratch, scratch.branches[level], scratch.ends[level]), scratch.depths[level]
    if depth == above + 1:
        return size
    past = put_path(scratch.leaf, PAYLOAD, items.keys, row, above + 1, depth, 0)
    scratch.leaf[past : past + size] = scratch.named[:size]
    return seal(scratch, scratch.leaf, past + size)


@compiled
def name_of(items: Items, scratch: Scratch, end: int, base: int) -> int:
    """Name the node of the first `end` items, of which there must be one; returns how long the name is.

    It stands below a branch at the depth `base`, in whose digit and those before they agree; at -1 it is the root.

    One walk over the items: branches that hold the row stand open, each level deeper than the one before, and a branch
    is named as soon as the next key leaves it.
    """
    level, size = -1, 0
    for row in range(end):
        after = agreement(items, row) if row + 1 < end else base
        depth = scratch.depths[level] if level >= 0 else base
        if after > depth:
            level, depth = level + 1, after
            open_branch(scratch, level, depth)
        size = name_leaf(items, scratch, row, depth)
        while level >= 0 and depth > base:
            add_child(scratch, level, digit(items.keys, row, depth), size)
            if depth == after:
                break
            above = max(after, scratch.depths[level - 1] if level > 0 else base)
            size = name_branch(items, scratch, level, row, above)
            level, depth = level - 1, above
            if above > base and (level < 0 or scratch.depths[level] < above):
                level += 1
                open_branch(scratch, level, above)
    return size


@compiled
def scratch_for(longest: int) -> Scratch:
    """Scratch for tries whose longest value has so many bytes."""
    branches, depths = np.empty((MOST_DIGITS, BRANCH), np.uint8), np.empty((3, MOST_DIGITS), np.int64)
    leaf, named, state = np.empty(longest + SPARE, np.uint8), np.empty(1 + HASH, np.uint8), np.zeros(25, np.uint64)
    return Scratch(branches, depths[0], depths[1], depths[2], leaf, named, state)


@compiled
def root_into(items: Items, scratch: Scratch, end: int, out: Bytes, at: int) -> None:
    """Write the root of the first `end` items, of which there must be one, to `out` from `at` on."""
    size = name_of(items, scratch, end, -1)
    if size > HASH:
        out[at : at + HASH] = scratch.named[1:]
    else:
        keccak_into(scratch.named, 0, size, out, at, scratch.state)
