"""What typer itself writes into help, in the reader's language; and lines that break where a script has no blanks."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.columns import Columns
from rich.table import Table
from rich.text import Text
from typer import rich_utils

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


class FoldingTable(Table):
    """A table that breaks lines inside words too: without blanks, all of a line would be one, and be cut."""

    def add_row(self, *cells: Any, **options: Any) -> None:
        """Add a row."""
        super().add_row(*cells, **options)
        for column in self.columns:
            column.overflow = "fold"


def write_help_in(words: Mapping[str, str], in_colours: bool) -> None:
    """Let help be written with these words by their English; with none, as typer writes it."""
    rich_utils.COLOR_SYSTEM = "auto" if in_colours else None
    for name, english in TYPERS_OWN.items():
        setattr(rich_utils, name, words.get(english, english))
    # typer has no setting for how lines are broken.
    layout: Mapping[str, Any] = {"Table": FoldingTable, "Columns": _in_one_text} if words else NORMAL
    for name, made_by in layout.items():
        setattr(rich_utils, name, made_by)


NORMAL: Mapping[str, Any] = {"Table": Table, "Columns": Columns}


def _in_one_text(parts: Sequence[Text]) -> Text:
    return Text(" ", overflow="fold").join(parts)
