"""A trie cut into files for a site: whoever looks a member up loads a few small ones, however many members there are.

A shard is named by the hash of its topmost node, so its name tells its content: what a new block has not changed
keeps its name, and a page that meets a node it has not loaded knows what to load.  As a file each is a script of one
call (:func:`openmutual.portal.shards.script`).
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping

from rlp.codec import consume_length_prefix  # type: ignore[import-untyped]

from .trie import children, table

MOST_BYTES = 16_384
"""The largest subtree, in bytes of its nodes, that is one shard."""

LEVELS_AT_TOP = 2
"""Levels of nodes in the first shard of a large trie; further down, one whose subtree is too large holds one node."""

NAME_DIGITS = 32
"""Digits of a hash in a name."""


def name_of(digest: bytes) -> str:
    """The name of the shard that begins with a node of that hash."""
    return digest.hex()[:NAME_DIGITS]


def shards(root: bytes, nodes: Mapping[bytes, bytes]) -> Iterator[tuple[str, str]]:
    """A whole trie as shards: their names, and their nodes one after the other in base64.

    Args:
        root: the hash of the topmost node.
        nodes: all of the trie, by their hashes.
    """
    yield from _Cutter(nodes).cut(root, LEVELS_AT_TOP)


class ShardedTrie:
    """A trie that is read shard by shard; it is a source of nodes for :func:`.cut.cut`.

    Args:
        load: the nodes of a shard, in base64, by its name.
    """

    def __init__(self, load: Callable[[str], str]) -> None:
        self._load = load
        self._nodes: dict[bytes, bytes] = {}

    def node_of(self, digest: bytes) -> bytes:
        """A node by its hash.  Raises KeyError if it is in no shard, or its shard is not what its name says."""
        if digest not in self._nodes:
            self._nodes |= table(_split(b64decode(self._load(name_of(digest)))))
        return self._nodes[digest]


class _Cutter:
    """A trie, with the size of each subtree of more than one node."""

    def __init__(self, nodes: Mapping[bytes, bytes]) -> None:
        self._nodes = nodes
        self._children: dict[bytes, list[bytes]] = {}
        self._sizes: dict[bytes, int] = {}

    def cut(self, top: bytes, levels: int = 1) -> Iterator[tuple[str, str]]:
        """The shards of the subtree below a node, which holds so many levels itself if it is too large for one."""
        if self._size(top) <= MOST_BYTES:
            yield self._shard(top, list(self._all(top)))
            return
        held, below = [top], self._children[top]
        for _ in range(levels - 1):
            held += below
            below = [child for digest in below for child in self._children.get(digest, ())]
        yield self._shard(top, held)
        for child in below:
            yield from self.cut(child)

    def _shard(self, top: bytes, held: list[bytes]) -> tuple[str, str]:
        return name_of(top), b64encode(b"".join(map(self._nodes.__getitem__, held))).decode()

    def _all(self, top: bytes) -> Iterator[bytes]:
        yield top
        for child in self._children.get(top, ()):
            yield from self._all(child)

    def _size(self, top: bytes) -> int:
        if top in self._sizes:
            return self._sizes[top]
        below = list(children(self._nodes[top]))
        size = len(self._nodes[top]) + sum(map(self._size, below))
        if below:
            self._children[top], self._sizes[top] = below, size
        return size


def _split(nodes: bytes) -> Iterator[bytes]:
    """Nodes that stand one after the other."""
    start = 0
    while start < len(nodes):
        _, _, length, content = consume_length_prefix(nodes, start)
        yield nodes[start : content + length]
        start = content + length
