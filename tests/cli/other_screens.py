"""What a command prints on one terminal, drawn on others as well: each heading, paragraph and table once more."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from rich.cells import cell_len
from rich.console import Console

from openmutual.cli.output import Page

DRAWN = ("title", "heading", "prose", "item", "table", "blank")
"""How a page is told what to show."""


@dataclass(frozen=True)
class Sheet:
    """A screen that nobody sits at.

    Attributes:
        columns: its width.
        pieces: what was drawn, a piece for each call of a page.
        tables: of each table that has any, the names of its columns, and the piece it was drawn as.
    """

    columns: int
    pieces: list[str] = field(default_factory=list)
    tables: list[tuple[Sequence[str], str]] = field(default_factory=list)

    @property
    def too_wide(self) -> list[str]:
        """Lines that do not fit."""
        return [line for piece in self.pieces for line in piece.splitlines() if cell_len(line) > self.columns]

    def draw(self, how: Callable[..., None], arguments: Sequence[Any], options: dict[str, Any]) -> None:
        """Draw what a page has just shown."""
        paper = io.StringIO()
        console = Console(file=paper, width=self.columns, highlight=False, markup=False, emoji=False)
        how(Page(console), *arguments, **options)
        self.pieces.append(paper.getvalue())
        if how.__name__ == "table" and any(arguments[0]):
            self.tables.append((arguments[0], paper.getvalue()))


@contextmanager
def also_drawn(widths: Sequence[int]) -> Iterator[list[Sheet]]:
    """Sheets of these widths, on which everything is drawn that pages show meanwhile."""
    sheets = [Sheet(columns) for columns in widths]
    busy: set[int] = set()
    with ExitStack() as stack:
        for name in DRAWN:
            stack.enter_context(patch.object(Page, name, _on_all(getattr(Page, name), sheets, busy)))
        yield sheets


def _on_all(how: Callable[..., None], sheets: Sequence[Sheet], busy: set[int]) -> Callable[..., None]:
    """Let a way of drawing draw on sheets too, but for what it calls itself."""

    def drawn(page: Page, *arguments: Any, **options: Any) -> None:
        held = [list(each) if isinstance(each, Iterator) else each for each in arguments]
        if busy:
            how(page, *held, **options)
            return
        busy.add(id(page))
        try:
            how(page, *held, **options)
            for sheet in sheets:
                sheet.draw(how, held, options)
        finally:
            busy.clear()

    return drawn
