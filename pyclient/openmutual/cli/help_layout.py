"""What typer itself writes into help, in the reader's language; and lines that break where a script has no blanks."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from typer import rich_utils

from .wrapping import Prose

NAME_AND_HELP = 2
"""Columns of a table of commands."""

TYPERS_OWN = {
    "ARGUMENTS_PANEL_TITLE": "Arguments",
    "OPTIONS_PANEL_TITLE": "Options",
    "COMMANDS_PANEL_TITLE": "Commands",
    "ERRORS_PANEL_TITLE": "Error",
    "DEFAULT_STRING": "[default: {}]",
    "ENVVAR_STRING": "[env var: {}]",
    "REQUIRED_LONG_STRING": "[required]",
    "RICH_HELP": "Try [blue]'{command_path} {help_option}'[/] for help.",
    "ABORTED_TEXT": "Aborted.",
}
"""The constants that hold typer's words, and what they hold."""

SWITCH = "<bool>"
"""What typer writes where others have what is to be typed after them."""

NARROW = 70
"""With fewer columns inside its frame, an option has a line of its own, and its help the lines below."""


class FoldingTable(Table):
    """A table that cuts nothing, and breaks lines between Chinese characters too."""

    def __init__(self, *headers: Any, **options: Any) -> None:
        super().__init__(*headers, **options)
        self._listed: list[tuple[Any, ...]] = []

    def add_row(self, *cells: Any, **options: Any) -> None:
        """Add a row: what is typed, and last its help."""
        told = tuple(map(_prose, cells))
        self._listed.append(told)
        super().add_row(*told, **options)
        for column in self.columns:
            column.overflow = "fold"

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Side by side, or one below the other."""
        if options.max_width >= NARROW or len(self.columns) == NAME_AND_HELP:
            yield from super().__rich_console__(console, options)
            return
        for *typed, told in self._listed:
            yield Prose(" ").join(each for each in typed if each)
            yield Padding(told, (0, 0, 0, 4))


class FoldingPanel(Panel):
    """A frame around what is wrong, whose lines break as those of the table do."""

    def __init__(self, renderable: Any, *arguments: Any, **options: Any) -> None:
        super().__init__(_prose(renderable), *arguments, **options)


def write_help_in(words: Mapping[str, str], in_colours: bool) -> None:
    """Let help be written with these words by their English; with none, in typer's own."""
    rich_utils.COLOR_SYSTEM = "auto" if in_colours else None
    for name, english in TYPERS_OWN.items():
        setattr(rich_utils, name, words.get(english, english))
    # typer has no setting for how lines are broken.
    layout: Mapping[str, Any] = {"Table": FoldingTable, "Panel": FoldingPanel, "Columns": _in_one_text}
    for name, made_by in layout.items():
        setattr(rich_utils, name, made_by)


def _prose(cell: Any) -> Any:
    """A cell whose lines break where readers expect it; of an option that takes no value, none is named."""
    if isinstance(cell, Text):
        if cell.plain == SWITCH:
            return Prose()
        return Prose(cell.plain, cell.style, spans=cell.spans)
    return Prose(cell) if isinstance(cell, str) else cell


def _in_one_text(parts: Sequence[Text]) -> Text:
    return Text(" ", overflow="fold").join(parts)
