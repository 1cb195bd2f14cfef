"""The look of all output: headings, days with what happened, and tables, on a terminal and in plain text alike."""

import time
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .console import harmless

LEFT = 9
"""Columns for the day."""


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
        self.console.print(Text(harmless(words), style="bold"))

    def heading(self, words: str) -> None:
        """The beginning of a part."""
        self.console.print()
        self.console.print(Text(harmless(words), style="bold cyan"))

    def prose(self, words: str, style: str = "") -> None:
        """A paragraph."""
        self._indent("", Text(harmless(words), style=style), 1)

    def item(self, left: str, words: str, style: str = "") -> None:
        """Words with something short on their left; further lines stay clear of it."""
        time.sleep(self._pace)
        self._indent(left, Text(harmless(words), style=style), LEFT)

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
        """A table of numbers, and of words in the columns that `words` counts up; `gap` blanks lie between columns."""
        table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim")
        for number, column in enumerate(columns):
            is_words = number in words
            table.add_column(column, justify="left" if is_words else "right", no_wrap=not is_words or number == 0)
        for row in rows:
            table.add_row(*(Text(harmless(cell)) for cell in row))
        if total:
            table.add_row(*total, style="bold")
        self._indent("", table, 1)

    def _indent(self, left: str, right: Text | Table, width: int) -> None:
        """Print line by line, so that no line ends in blanks."""
        room = self.console.options.update(width=self.console.width - width - 1)
        for number, line in enumerate(self.console.render_lines(right, room, pad=False)):
            margin = left if number == 0 else ""
            blanks = " " * (width - cell_len(margin))
            text = Text.assemble(blanks, (margin, "dim"), " ", *((part.text, part.style or "") for part in line))
            text.rstrip()
            self.console.print(text)
