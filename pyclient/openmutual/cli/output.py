"""Where output goes and how it looks: headings, tables and progress on a terminal, clean JSON for machines.

Colours and progress are for terminals only; what is piped is plain text.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..errors import FileError

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 110
"""Columns of what is not read on a terminal."""

OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but the end of a line, and what turns the direction of writing."""

JsonTo = Annotated[
    str | None,
    typer.Option("--json", metavar="FILE", help="Write the result as JSON to FILE; - is standard output."),
]


def stage(json_to: str | None = None) -> "Console":
    """Where a command speaks: standard output, unless JSON goes there."""
    return _console(stderr=json_to == "-")


def aside() -> "Console":
    """Standard error: progress, warnings, errors."""
    return _console(stderr=True)


def _console(stderr: bool) -> "Console":
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console


def harmless(words: str) -> str:
    """Words of others, from a chain or a file, without what a terminal would obey or a reader be deceived by."""
    return OBEYED.sub("�", words)


def write_json(json_to: str | None, result: Any) -> None:
    """Write a result where `--json` says, if it says anything.  Raises FileError."""
    text = OBEYED.sub(_escaped, json.dumps(result, indent=2, ensure_ascii=False))
    if json_to == "-":
        typer.echo(text)
    elif json_to is not None:
        write_text(json_to, text + "\n")


def write_text(file: str, text: str) -> None:
    """Write a file.  Raises FileError."""
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(file, 0, "", f"cannot be written: {error.strerror}") from error


def _escaped(found: "re.Match[str]") -> str:
    return f"\\u{ord(found[0]):04x}"


@contextmanager
def progress(console: "Console", total: int) -> Iterator[Callable[[str], None]]:
    """A bar of so many steps, while somebody watches; yields what to call at each of them.

    It stands below what `console` prints, if that is a terminal, and else on standard error, if that is one.
    """
    from rich.progress import BarColumn, Progress, TextColumn

    screen = console if console.is_terminal else aside()
    bar = Progress(
        TextColumn("{task.description:>9}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        console=screen,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not screen.is_terminal,
    )
    with bar:
        task = bar.add_task("", total=total)
        yield lambda words: bar.update(task, advance=1, description=words)


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
