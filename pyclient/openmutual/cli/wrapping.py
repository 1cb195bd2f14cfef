"""Lines of text, broken where readers expect it: at blanks, and between the characters of scripts that have none.

Rich breaks at blanks alone, so that a sentence of Chinese is one word to it.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from rich.cells import cell_len, chop_cells
from rich.console import Console, ConsoleOptions
from rich.containers import Lines
from rich.measure import Measurement
from rich.text import Text

WIDE = "\u2e80-\uffff"
OPENING, CLOSING = r"（《「『【〔“‘(\[", r"，。、；：？！）》」』】〕”’…)\]"
"""What stays with the next character, and what with the one before: no line ends or begins with it."""

PIECE = re.compile(rf"\s*[{OPENING}]*(?:[{WIDE}]|[^\s{WIDE}]+)[{CLOSING}]*\s*")


class Prose(Text):
    """A text of any script, whose lines are broken where readers expect it."""

    def wrap(self, console: Console, width: int, *, no_wrap: bool | None = None, **options: Any) -> Lines:
        """Its lines on a screen so many columns wide; a word that is longer than a line goes on in the next one."""
        if self.no_wrap or no_wrap:
            return super().wrap(console, width, no_wrap=True, **options)
        parts = [part for line in self.split(allow_blank=True) for part in line.divide(_folds(line.plain, width))]
        for part in parts:
            part.rstrip_end(width)
        options["justify"] = options.get("justify") or self.justify
        return Text("\n").join(parts).wrap(console, width, **options)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """How narrow it can be, and how wide it need be."""
        return Measurement(longest_piece([self.plain]), max(map(cell_len, self.plain.splitlines()), default=0))


def longest_piece(texts: Sequence[str]) -> int:
    """Columns of the longest part of any of the texts that is not to be broken."""
    return max((cell_len(piece.strip()) for text in texts for piece in PIECE.findall(text)), default=0)


def broken(text: str, width: int) -> list[str]:
    """The lines of a text; a word that is longer than a line stays whole, and alone."""
    breaks = [0, *_breaks(PIECE.findall(text), width), len(text)]
    return [text[start:end].rstrip() for start, end in pairwise(breaks)]


def _folds(text: str, width: int) -> list[int]:
    """Where a line is to be broken, as offsets in it, and its words too that are longer than a line."""
    return _breaks([part for piece in PIECE.findall(text) for part in _parts(piece, width)], width)


def _parts(piece: str, width: int) -> list[str]:
    """A piece, or the parts of one that is longer than a line: of a path, its folders."""
    if cell_len(piece.rstrip()) <= width:
        return [piece]
    return [part for folder in re.findall("[^/]*/?", piece) for part in chop_cells(folder, width) if part]


def _breaks(pieces: Iterable[str], width: int) -> list[int]:
    """The offsets of those pieces that begin a line."""
    found, used, start = [], 0, 0
    for piece in pieces:
        if used and used + cell_len(piece.rstrip()) > width:
            found.append(start)
            used = 0
        used += cell_len(piece)
        start += len(piece)
    return found
