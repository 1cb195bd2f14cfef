"""Where output goes: the story to standard output, what is beside it to standard error, JSON to a file or alone.

Colours and progress are for terminals only; what is piped is plain text.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ..errors import FileError
from .result import spelled

if TYPE_CHECKING:
    from rich.console import Console

    from ..circle.currency import Currency

PIPED_WIDTH = 110
"""Columns of what is not read on a terminal."""

OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but the end of a line, what turns the direction of writing, and halves that stand for nothing."""

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

    color_system: Literal["auto"] | None = None if wants_no_colours() else "auto"
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, color_system=color_system)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console


def wants_no_colours() -> bool:
    """Whether the reader has asked for plain text: https://no-color.org."""
    return bool(os.environ.get("NO_COLOR"))


def shows_bars(console: "Console") -> bool:
    """Whether lines can be written over: on a terminal that obeys, where plain text was not asked for."""
    return console.is_terminal and console.color_system is not None


def print_line(console: "Console", words: str, style: str = "") -> None:
    """Print a line, or several: in one piece, so that programs find it whole; broken between words on a terminal.

    There a word that is longer than the screen is left to the terminal, which copies it in one piece.
    """
    from .wrapping import broken

    for line in harmless(words).splitlines():
        for part in broken(line, console.width) if console.is_terminal else [line]:
            console.print(part, style=style, soft_wrap=True)


def harmless(words: str) -> str:
    """Words of others, from a chain or a file, without what a terminal would obey or a reader be deceived by."""
    return OBEYED.sub("�", words)


def write_json(json_to: str | None, result: Any, currency: "Currency | None" = None) -> None:
    """Write a result where `--json` says, if it says anything; `currency`: of its amounts, to be named beside them.

    Raises:
        FileError: nothing can be written there.
    """
    told = result if currency is None else {"currency": currency.symbol or None, **result}
    spell = partial(spelled, currency=currency)
    text = OBEYED.sub(_escaped, json.dumps(told, indent=2, ensure_ascii=False, default=spell))
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

    It stands below what `console` prints, if that can show it, and else on standard error, if that can.
    """
    from rich.progress import BarColumn, Progress, TextColumn

    screen = console if shows_bars(console) else aside()
    bar = Progress(
        TextColumn("{task.description:>9}"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        console=screen,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not shows_bars(screen),
    )
    with bar:
        task = bar.add_task("", total=total)
        yield lambda words: bar.update(task, advance=1, description=words)
