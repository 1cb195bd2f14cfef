"""The look of all output: headings, days with what happened, and tables, on a terminal and in plain text alike."""

import time
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from .console import harmless
from .wrapping import Prose, broken, longest_piece

LEFT = 9
"""Columns for the day."""

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
        """A table of numbers, and of words in the columns that `words` counts up; `gap` blanks lie between columns.

        Where it is too wide for the screen, each row stands as a block of lines: nothing is ever cut.
        """
        cells = [[harmless(cell) for cell in row] for row in rows]
        everything = [columns, *cells, *([total] if total else [])]
        widths = self._widths(everything, words, gap)
        if widths is None and gap > 1:
            gap = 1
            widths = self._widths(everything, words, gap)
        if any(columns) and widths is None:
            for row in [*cells, list(total)] if total else cells:
                self._block(columns, row)
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

    def _widths(self, rows: Sequence[Sequence[str]], words: Sequence[int], gap: int) -> list[int] | None:
        """How wide each column is, none less than its longest number or word; None if the screen is too small."""
        widths, least = [], []
        for number, column in enumerate(zip(*rows, strict=True)):
            widths.append(max(map(cell_len, column)))
            breaks = number and number in words
            least.append(longest_piece(column) if breaks else widths[-1])
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
