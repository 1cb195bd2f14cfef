"""A terminal of a given width, and what a command looks like on it: a pseudo-terminal, read by an emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import sys
import termios
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import pyte
from rich.cells import cell_len

from openmutual.cli import app
from tests.cli.other_screens import Sheet, also_drawn

LINES = 24
"""Of the terminal; the emulator's screen is as long as what is printed, so that nothing scrolls away."""

ASKED, GONE = b": ", "\x04"
"""How a question ends, and what nobody's answer is."""

CONTROL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")
"""What a terminal obeys."""


@dataclass(frozen=True)
class Shown:
    """What a command has left on a terminal.

    Attributes:
        words: what was typed, without the name of the program.
        columns: of the terminal.
        code: the exit code.
        raw: all that came, with what a terminal obeys.
        lines: what can be read in the end, without the empty end of the screen.
        sheets: the same as terminals of other widths would show it.
    """

    words: tuple[str, ...]
    columns: int
    code: int
    raw: str
    lines: tuple[str, ...]
    sheets: tuple[Sheet, ...] = ()

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)

    @property
    def broken(self) -> list[str]:
        """The lines that the terminal had to break, because the command did not."""
        printed = re.split(r"[\r\n]+", CONTROL.sub("", self.raw))
        return [line for line in printed if cell_len(line) > self.columns]


def on_terminal(words: Sequence[object], columns: int, *answers: str, also: Sequence[int] = ()) -> Shown:
    """Run `openmutual` on a terminal so many columns wide, at which somebody answers questions and then goes away.

    What it shows is drawn on sheets of the widths `also` too.
    """
    told = tuple(str(word) for word in words)
    with _terminal(columns, answers) as received, also_drawn(also) as sheets:
        try:
            app(told, prog_name="openmutual")
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
    raw = b"".join(received).decode("utf-8")
    screen = pyte.Screen(columns, sum(1 + cell_len(line) // columns for line in raw.split("\n")))
    pyte.Stream(screen).feed(raw)
    lines = tuple("\n".join(line.rstrip() for line in screen.display).rstrip("\n").split("\n"))
    return Shown(told, columns, code, raw, lines, tuple(sheets))


@contextmanager
def _terminal(columns: int, answers: Sequence[str]) -> Iterator[list[bytes]]:
    """Let this process sit at a terminal of its own; what it writes there is in the list that is yielded, in the end."""
    keyboard, seat = pty.openpty()
    fcntl.ioctl(seat, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
    received: list[bytes] = []
    reader = threading.Thread(target=_read, args=(keyboard, received, [f"{answer}\n" for answer in answers]))
    reader.start()
    files = [os.dup(number) for number in range(3)]
    try:
        for number in range(3):
            os.dup2(seat, number)
        os.close(seat)
        with _streams():
            yield received
    finally:
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        reader.join()
        os.close(keyboard)


@contextmanager
def _streams() -> Iterator[None]:
    """Let Python read and write at the terminal."""
    with (
        open(0, encoding="utf-8", closefd=False) as stdin,
        open(1, "w", encoding="utf-8", closefd=False) as stdout,
        open(2, "w", encoding="utf-8", closefd=False) as stderr,
        patch.multiple(sys, stdin=stdin, stdout=stdout, stderr=stderr),
        # This is not the terminal that controls this process, which is where a hidden answer is read.
        patch("getpass.getpass", input),
    ):
        yield


def _read(keyboard: int, received: list[bytes], answers: list[str]) -> None:
    """Take in what is written until the terminal is left, and answer what is asked."""
    while True:
        try:
            received.append(os.read(keyboard, 65_536))
        except OSError:  # Linux says so where nobody sits at the terminal any more
            return
        if b"".join(received[-2:]).endswith(ASKED):
            os.write(keyboard, (answers.pop(0) if answers else GONE).encode())
