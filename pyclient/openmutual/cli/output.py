"""The look of all output: headings, days with what happened, and tables, on a terminal and in plain text alike."""

import time
from collections.abc import Iterable, Sequence
from functools import partial

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from .console import harmless
from .wrapping import Prose, broken, longest_piece

LEFT = 9
"""Columns for the day."""

FEW, MOST_PARTS = 6, 3
"""Rows that are better read as blocks, where a table is too wide; the most parts that it is divided into else."""

SHORT = 6
"""Columns of words that are not broken."""

NOTHING = ("", "–")
"""Cells that say nothing."""


class Page:
    """Prints from top to bottom.

    Args:
        console: where to.
        pace: seconds to rest before each item, so that it can be read.
    """

    def __init__(self, console: Console, pace: float = 0) -> None:
        self.console = console
        self._pace = pace

    def title(self, words: str) -> None:
        """What it is all about."""
        self._line(words, "bold")

    def heading(self, words: str) -> None:
        """The beginning of a part."""
        self.console.print()
        self._line(words, "bold cyan")

    def prose(self, words: str, style: str = "") -> None:
        """A paragraph."""
        self._indent("", Prose(harmless(words), style=style), 1)

    def item(self, left: str, words: str, style: str = "") -> None:
        """Words with something short on their left; further lines stay clear of it."""
        time.sleep(self._pace)
        self._indent(left, Prose(harmless(words), style=style), LEFT)

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[str]],
        total: Sequence[str] = (),
        words: Sequence[int] = (0,),
        gap: int = 3,
    ) -> None:
        """A table of numbers, and of words in the columns that `words` counts up; at most `gap` blanks between columns.

        Where it is too wide for the screen, many rows stand in several tables below one another, each with the first
        column, and few rows as blocks of lines: nothing is ever cut.
        """
        cells = [[harmless(cell) for cell in row] for row in rows]
        everything = [columns, *cells, *([total] if total else [])]
        gap = self._gap(everything, words, gap)
        widths = self._widths(everything, words, gap)
        if any(columns) and widths is None:
            self._divided(columns, cells, total, words)
            return
        if widths is None and self._breaks_beside_names(cells, gap):
            for name, value in cells:
                self._indent("", Prose(name, style="dim"), 1)
                self._indent("", Prose(value, overflow="fold"), 3)
            return
        table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim")
        for number, column in enumerate(columns):
            side: JustifyMethod = "left" if number in words else "right"
            is_whole = number not in words or number == 0
            width = widths[number] if widths is not None else None
            table.add_column(Prose(column), justify=side, no_wrap=is_whole, overflow="fold", width=width)
        for row in cells:
            table.add_row(*map(Prose, row))
        if total:
            table.add_row(*map(Prose, total), style="bold")
        self._indent("", table, 1)

    def _gap(self, rows: Sequence[Sequence[str]], words: Sequence[int], most: int) -> int:
        """The most blanks between columns at which no line breaks, else at which lines that break fit."""
        wide = sum(max(map(cell_len, column)) for column in zip(*rows, strict=True))
        whole = [gap for gap in range(most, 0, -1) if wide + gap * (len(rows[0]) - 1) <= self.console.width - 2]
        return whole[0] if whole else most if self._widths(rows, words, most) is not None else 1

    def _divided(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], total: Sequence[str], words: Sequence[int]
    ) -> None:
        """A table that is too wide: in parts, each with some of the columns, or row by row."""
        everything = [*rows, total] if total else [*rows]
        parts = self._parts([columns, *everything], words) if len(rows) > FEW else []
        for part in parts:
            if part is not parts[0]:
                self.blank()
            cut = partial(_picked, numbers=part)
            self.table(cut(columns), [cut(row) for row in rows], cut(total), _kinds(part, words))
        if not parts:
            for row in everything:
                self._block(columns, row)

    def _parts(self, rows: Sequence[Sequence[str]], words: Sequence[int]) -> list[list[int]]:
        """The columns of each part, the first one in all; none if it takes more than a few."""
        parts = [[0]]
        for number in range(1, len(rows[0])):
            if self._fits(rows, [*parts[-1], number], words):
                parts[-1].append(number)
            else:
                parts.append([0, number])
        return parts if len(parts) <= MOST_PARTS and all(self._fits(rows, part, words) for part in parts) else []

    def _fits(self, rows: Sequence[Sequence[str]], part: Sequence[int], words: Sequence[int]) -> bool:
        return self._widths([_picked(row, part) for row in rows], _kinds(part, words), 1) is not None

    def _widths(self, rows: Sequence[Sequence[str]], words: Sequence[int], gap: int) -> list[int] | None:
        """How wide each column is, none less than its longest number or word; None if the screen is too small."""
        widths, least = [], []
        for number, column in enumerate(zip(*rows, strict=True)):
            widths.append(max(map(cell_len, column)))
            breaks = number and number in words
            least.append(max(longest_piece(column), min(widths[-1], SHORT)) if breaks else widths[-1])
        excess = sum(widths) + gap * (len(widths) - 1) - (self.console.width - 2)
        for number in sorted(range(len(widths)), key=lambda number: least[number] - widths[number]):
            given_up = max(0, min(excess, widths[number] - least[number]))
            widths[number] -= given_up
            excess -= given_up
        return widths if excess <= 0 else None

    def _breaks_beside_names(self, rows: Sequence[Sequence[str]], gap: int) -> bool:
        """Whether a word that fits on the screen does not fit to the right of the rows' names."""
        least = max(cell_len(name) for name, _ in rows) + gap + 2
        words = (longest_piece([value]) for _, value in rows)
        return any(word + 4 <= self.console.width < word + least for word in words)

    def _block(self, columns: Sequence[str], row: Sequence[str]) -> None:
        """A row as lines, each with its column's name; cells that say nothing are left out."""
        block = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        block.add_column(no_wrap=True, style="dim")
        block.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=False):
            if cell not in NOTHING:
                block.add_row(Prose(column), Prose(cell))
        self._indent("", block, 1)
        self.blank()

    def _line(self, words: str, style: str) -> None:
        for line in broken(harmless(words), self.console.width):
            self.console.print(Text(line, style=style))

    def _indent(self, left: str, right: Text | Table, width: int) -> None:
        """Print line by line, so that no line ends in blanks."""
        room = self.console.options.update(width=self.console.width - width - 1)
        for number, line in enumerate(self.console.render_lines(right, room, pad=False)):
            margin = left if number == 0 else ""
            blanks = " " * (width - cell_len(margin))
            text = Text.assemble(blanks, (margin, "dim"), " ", *((part.text, part.style or "") for part in line))
            text.rstrip()
            self.console.print(text)


def _picked(row: Sequence[str], numbers: Sequence[int]) -> list[str]:
    """Some of a row's cells; none of a row that has none."""
    return [row[number] for number in numbers] if row else []


def _kinds(part: Sequence[int], words: Sequence[int]) -> list[int]:
    """Which of the columns of a part are of words, counted in it."""
    return [place for place, number in enumerate(part) if number in words]
