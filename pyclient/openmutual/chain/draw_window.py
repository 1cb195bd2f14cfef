"""How long the block that is named for a draw can draw it on a chain: as long as contracts see its hash."""

from dataclasses import dataclass
from fractions import Fraction

from .node import Node

SEEN, SEEN_WITH_HISTORY = 256, 8_191
"""Blocks back of which a contract sees the hash: everywhere, and where the chain keeps them (EIP-2935)."""

HISTORY = "0x0000F90827F1C53a10cb7A02335B175320002935"
"""The contract that keeps them."""

MEASURED = 1_000
"""Over so many blocks the time between two is measured."""


@dataclass(frozen=True, slots=True)
class DrawWindow:
    """The time in which somebody must draw, or another block is to be named.

    Attributes:
        interval: seconds from one block to the next, on average.
        blocks: how many blocks it lasts, after the one that is named.
    """

    interval: Fraction
    blocks: int

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return int(self.interval * self.blocks)

    def within(self, commit: int) -> int:
        """How many of them fit into the time that a plan has for a draw, in seconds."""
        return commit // max(self.seconds, 1)


def draw_window(node: Node) -> DrawWindow:
    """Measured on the newest blocks.  Raises ChainError if the node does not answer."""
    head = node.head()
    first = max(0, head.number - MEASURED)
    interval = Fraction(head.time - node.block_time(first), max(head.number - first, 1))
    return DrawWindow(interval, SEEN_WITH_HISTORY if node.code(HISTORY) else SEEN)
