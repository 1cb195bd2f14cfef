"""Merkle-Patricia tries as nodes by their hashes, followed from the root to one key.

Every node is asked for by its hash, down from a root that is proven, so each is a node of the chain's own.  The library
`trie` proves single keys too, but does not tell which nodes it went by: a proof here must hold those and no others,
and a site loads only those.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import rlp  # type: ignore[import-untyped]

from ...audit.hashing import EMPTY_ROOT, keccak
from ...audit.storage.layout import SLOT_BYTES

Item = bytes | list[Any]
"""What a node names: a hash, a value, nothing, or a node so short that it stands inside."""

NodeOf = Callable[[bytes], bytes]
"""A node by its hash.  Raises KeyError for one that is not there."""

WIDTH = 16
"""Children of a branch; behind them stands the value of a key that ends there."""

PAIR = 2
"""Items of a node that is no branch: digits of the key, and the value or the child that follows."""


class Used:
    """Nodes of a table as they are asked for: which of them were needed, each once, in the order of their first use.

    Attributes:
        nodes: by their hashes.
    """

    def __init__(self, node_of: NodeOf) -> None:
        self._node_of = node_of
        self.nodes: dict[bytes, bytes] = {}

    def __call__(self, digest: bytes) -> bytes:
        """A node by its hash.  Raises KeyError."""
        self.nodes[digest] = self._node_of(digest)
        return self.nodes[digest]


def table(nodes: Iterable[bytes]) -> dict[bytes, bytes]:
    """Nodes by their hashes."""
    return {keccak(node): node for node in nodes}


def follow(root: bytes, key: bytes, node_of: NodeOf) -> bytes:
    """What a trie holds under a key; empty if nothing.

    Args:
        root: the hash of its topmost node.
        key: in full.
        node_of: is asked for each node on the way down, once, in order.

    Raises:
        KeyError: a node is not there.
    """
    if root == EMPTY_ROOT:
        return b""
    node, digits = rlp.decode(node_of(root)), key.hex()
    while True:
        reference, digits, is_value = _step(node, digits)
        if is_value or not reference:
            return bytes(reference)
        node = reference if isinstance(reference, list) else rlp.decode(node_of(reference))


def slot_of(root: bytes, slot: int, node_of: NodeOf) -> int:
    """What a slot of a contract's storage holds; `root` is of its storage.  Raises KeyError, as `follow`."""
    held = follow(root, keccak(slot.to_bytes(SLOT_BYTES, "big")), node_of)
    return int.from_bytes(rlp.decode(held), "big") if held else 0


def children(node: bytes) -> Iterator[bytes]:
    """The hashes that a node names, also through nodes that stand inside it."""
    yield from _below(rlp.decode(node))


def _step(node: list[Item], digits: str) -> tuple[Item, str, bool]:
    """What follows in a node, the digits that are left, and whether it is a value; nothing where the key is not."""
    if len(node) > PAIR:
        return (node[int(digits[0], 16)], digits[1:], False) if digits else (node[WIDTH], "", True)
    path, ends = _path(node[0])
    if ends:
        return node[1] if path == digits else b"", "", True
    return (node[1], digits[len(path) :], False) if digits.startswith(path) else (b"", "", False)


def _below(node: list[Item]) -> Iterator[bytes]:
    if len(node) == PAIR:
        _, ends = _path(node[0])
        references = [] if ends else node[1:]
    else:
        references = node[:WIDTH]
    for reference in references:
        if isinstance(reference, list):
            yield from _below(reference)
        elif reference:
            yield reference


def _path(compact: Item) -> tuple[str, bool]:
    """The digits in a node, and whether the key ends with them."""
    digits = bytes(compact).hex()
    kind = int(digits[0], 16)
    return digits[1 if kind % 2 else 2 :], kind >= PAIR
