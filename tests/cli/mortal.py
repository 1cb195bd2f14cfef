"""The command line in processes of their own, which end at a chosen moment, as by `kill -9` or by Ctrl-C.

One process has imported everything already and forks for each command, so that a death costs little.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.main import get_command

ROOT = Path(__file__).parents[2]

ACTS = (("os", "fsync"), ("os", "replace"), ("os", "unlink"))
"""What changes the disk; beside what is handed in to a chain, nothing else outlives a process."""


@dataclass(frozen=True)
class End:
    """How a command has ended.

    Attributes:
        code: its exit code, or the number of the signal that ended it, below 0.
    """

    code: int
    out: str
    err: str


class Mortals:
    """Runs commands, each in a process of its own.

    Args:
        folder: for what they print.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.mortal"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, words: list[str], moment: int = 0, by: int = signal.SIGKILL) -> End:
        """Run a command, which gets a signal after that many acts on disk and chain; for 0, none."""
        return self._ends([self._order(0, words, moment, by)])[0]

    def together(self, *commands: list[str]) -> list[End]:
        """Run several commands at the same time."""
        return self._ends([self._order(number, words) for number, words in enumerate(commands)])

    def end(self) -> None:
        """No more commands."""
        self._server.stdin.close()
        self._server.wait()
        self._server.stdout.close()

    def _order(self, number: int, words: list[str], moment: int = 0, by: int = 0) -> dict[str, Any]:
        said = {stream: str(self._folder / f"{number}.{stream}") for stream in ("out", "err")}
        around = {"environment": dict(os.environ), "folder": str(Path.cwd())}
        return {"words": words, "moment": moment, "by": by, **said, **around}

    def _ends(self, orders: list[dict[str, Any]]) -> list[End]:
        print(json.dumps(orders), file=self._server.stdin, flush=True)
        codes = json.loads(self._server.stdout.readline())
        said = [[Path(order[stream]).read_text(encoding="utf-8") for stream in ("out", "err")] for order in orders]
        return [End(code, out, err) for code, (out, err) in zip(codes, said, strict=True)]


@contextmanager
def mortals(folder: Path) -> Iterator[Mortals]:
    """Somebody to run commands, for a while."""
    those = Mortals(folder)
    try:
        yield those
    finally:
        those.end()


def serve() -> None:
    """Fork for each of the commands that a line of standard input asks for, and answer how they ended."""
    command = _ready()
    while line := sys.stdin.readline():
        born = [_born(command, order) for order in json.loads(line)]
        ends = [os.waitpid(child, 0)[1] for child in born]
        print(json.dumps([os.waitstatus_to_exitcode(end) for end in ends]), flush=True)


def _born(command: Callable[..., Any], order: dict[str, Any]) -> int:
    """The process of a command."""
    child = os.fork()
    if not child:
        _live(command, order)
    return child


def _ready() -> Callable[..., Any]:
    """The command, with all that it would import and read first."""
    from openmutual import circle, cli, project
    from openmutual.i18n import texts

    for package in (circle, cli, project):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for area in ("commands", "moments", "next_steps", "screens", "statuses"):
        texts(area, "en")
    return get_command(cli.app)


def _live(command: Callable[..., Any], order: dict[str, Any]) -> None:
    """Be the process of one command; ends it."""
    for name, stream in (("out", 1), ("err", 2)):
        os.dup2(os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    if order["moment"]:
        _be_mortal(order["moment"], order["by"])
    try:
        command(order["words"], prog_name="openmutual")
    except SystemExit as end:
        # Taking the interpreter down properly lasts longer than the whole command.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(end.code or 0))


def _be_mortal(moment: int, by: int) -> None:
    """Get a signal right after the act of that number."""
    from openmutual.chain.json_rpc import RpcNode

    left = moment

    def mortal(act: Callable[..., Any]) -> Callable[..., Any]:
        def acts(*arguments: Any, **more: Any) -> Any:
            nonlocal left
            done = act(*arguments, **more)
            left -= 1
            if left == 0:
                os.kill(os.getpid(), by)
            return done

        return acts

    for module, name in ACTS:
        setattr(sys.modules[module], name, mortal(getattr(sys.modules[module], name)))
    RpcNode.submit = mortal(RpcNode.submit)  # type: ignore[method-assign]


if __name__ == "__main__":
    serve()
