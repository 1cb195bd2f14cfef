"""Where output goes: the story to standard output, what is beside it to standard error, JSON to a file or alone.

Colours and progress are for terminals only; what is piped is plain text.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import FileError

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 110
"""Columns of what is not read on a terminal."""

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


def write_json(json_to: str | None, result: Any) -> None:
    """Write a result where `--json` says, if it says anything.  Raises FileError."""
    text = json.dumps(result, indent=2, ensure_ascii=False)
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
