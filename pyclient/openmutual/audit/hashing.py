"""What Ethereum hashes: Keccak-256, and the root of a Merkle-Patricia trie from all its items at once.

A proof of a large plan hashes millions of short strings.  The hash of `eth_utils` chooses a backend anew each time;
written for byte strings alone, it is several times faster.

The library `trie` inserts one item after the other and hashes its way up each time: 20,000 items with hashed keys take
it six seconds.  With all items sorted, every node is made once, from the bottom up: 500,000 take three to four.  The
library is what the tests compare with, and it reads the single proofs of accounts (:mod:`.proof.account`).

Keys are spelled in hexadecimal here, so that a digit is a step down the trie.
"""

from collections.abc import Collection, Iterable, Mapping

from sha3 import keccak_256  # type: ignore[import-untyped]

from ..abi.rlp import EMPTY, number, sequence, string


def keccak(data: bytes) -> bytes:
    """The Keccak-256 hash."""
    digest: bytes = keccak_256(data).digest()
    return digest


EMPTY_ROOT = keccak(EMPTY)
"""The root of a trie without items."""

HASH_BYTES = 32


def root_of(items: Iterable[tuple[bytes, bytes]], kept: dict[bytes, bytes] | None = None) -> bytes:
    """The root of a trie that maps each key to its value.

    As in the tries of the chain, an item without a value is not there; of two with the same key, the last counts.
    All nodes, by their hashes, are put into `kept`, for whoever proves single keys by them.
    """
    values = {key.hex(): value for key, value in items}
    digits = sorted(key for key, value in values.items() if value)
    if not digits:
        return EMPTY_ROOT
    return _Trie(digits, [values[key] for key in digits], kept).root()


def storage_root(
    slots: Mapping[int, int], emptied: Collection[int] = (), kept: dict[bytes, bytes] | None = None
) -> bytes:
    """The storage root of a contract whose slots hold these numbers; a slot that holds 0 is not there.

    But on chains that keep `emptied` slots: there they hold the encoding of 0.  `kept` takes nodes as in `root_of`.
    """
    held = {slot: value for slot, value in slots.items() if value}
    stored = dict.fromkeys(emptied, 0) | held
    return root_of(((keccak(slot.to_bytes(32, "big")), number(value)) for slot, value in stored.items()), kept)


class _Trie:
    """The items of a trie in the order of their keys; a node stands for a run of them."""

    def __init__(self, digits: list[str], values: list[bytes], kept: dict[bytes, bytes] | None) -> None:
        self._digits = digits
        self._values = values
        self._kept = kept

    def root(self) -> bytes:
        """The hash of the topmost node, which is hashed however short it is."""
        return self._hash(self.node(0, len(self._digits), 0))

    def node(self, start: int, end: int, depth: int) -> bytes:
        """The node for the items from `start` up to `end`, whose keys agree in the first `depth` digits."""
        first = self._digits[start]
        if end - start == 1:
            return sequence((string(_path(first[depth:], 0x20)), string(self._values[start])))
        common = _agreement(first, self._digits[end - 1], depth)
        if common > depth:
            return sequence((string(_path(first[depth:common], 0)), self._reference(start, end, common)))
        return self._branch(start, end, depth)

    def _branch(self, start: int, end: int, depth: int) -> bytes:
        """A node with a child for each digit that occurs; a key that ends here is its first item."""
        digits = self._digits
        children = [EMPTY] * 17
        if len(digits[start]) == depth:
            children[16] = string(self._values[start])
            start += 1
        while start < end:
            digit = digits[start][depth]
            after = start + 1
            while after < end and digits[after][depth] == digit:
                after += 1
            children[int(digit, 16)] = self._reference(start, after, depth + 1)
            start = after
        return sequence(children)

    def _reference(self, start: int, end: int, depth: int) -> bytes:
        """How a parent names the node: by its hash, or by the node itself where that is shorter."""
        node = self.node(start, end, depth)
        return node if len(node) < HASH_BYTES else b"\xa0" + self._hash(node)

    def _hash(self, node: bytes) -> bytes:
        digest = keccak(node)
        if self._kept is not None:
            self._kept[digest] = node
        return digest


def _agreement(one: str, other: str, depth: int) -> int:
    """How many digits two keys share, which share `depth` of them; the first and the last of a run stand for all."""
    most = min(len(one), len(other))
    while depth < most and one[depth] == other[depth]:
        depth += 1
    return depth


def _path(digits: str, kind: int) -> bytes:
    """Digits as a node spells them: `kind` is 0x20 for the end of a key, 0 on the way."""
    if len(digits) % 2:
        return bytes.fromhex(f"{kind // 16 + 1:x}{digits}")
    return bytes((kind,)) + bytes.fromhex(digits)
