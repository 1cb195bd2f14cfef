"""How long a block can draw: by the chain's pace, and by how far back its contracts see."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.chain.draw_window import HISTORY, MEASURED, DrawWindow, draw_window
from openmutual.chain.embedded import EmbeddedNode
from openmutual.chain.node import Block


class Paced(EmbeddedNode):
    """A chain of so many blocks, one in so many milliseconds."""

    def __init__(self, blocks: int, pace: int, history: bool) -> None:
        self._blocks, self._pace, self._history = blocks, pace, history

    def head(self) -> Block:
        return Block(self._blocks, self.block_time(self._blocks), b"")

    def block_time(self, number: int) -> int:
        return 1_600_000_000 + number * self._pace // 1_000

    def code(self, account: str) -> bytes:
        return b"\x33" if self._history and account == HISTORY else b""


@pytest.mark.parametrize(
    ("pace", "history", "seconds"),
    [(12_000, True, 98_292), (12_000, False, 3_072), (2_000, False, 512), (250, False, 64)],
)
def test_a_window_is_as_long_as_the_hash_is_seen(pace: int, history: bool, seconds: int) -> None:
    assert draw_window(Paced(5_000, pace, history)).seconds == seconds


def test_a_young_chain_is_measured_from_its_first_block() -> None:
    assert draw_window(Paced(MEASURED // 2, 3_000, False)).interval == 3
    assert draw_window(Paced(0, 3_000, False)).seconds == 0


def test_how_many_windows_a_plan_leaves_for_a_draw() -> None:
    assert DrawWindow(Fraction(12), 256).within(86_400) == 28
    assert DrawWindow(Fraction(0), 256).within(86_400) == 86_400
