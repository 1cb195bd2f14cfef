"""The public record of a plan, from a node or from an exported file: the options that all who read it share."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec

import typer

from .options import give_options

if TYPE_CHECKING:
    from ..audit.source.extract import Extract
    from ..audit.source.source import Source
    from ..protocol import Ledger, World

P = ParamSpec("P")

ADDRESS = re.compile("0x[0-9a-fA-F]{40}")


class Headers(StrEnum):
    """Which blocks' headers are read."""

    EVERY = "every"
    TOUCHED = "touched"


Rpc = Annotated[
    str | None, typer.Option("--rpc", metavar="URL", envvar="OPENMUTUAL_ON", help="A node to ask; it is not trusted.")
]
Since = Annotated[
    int, typer.Option("--since", min=0, envvar="OPENMUTUAL_SINCE", help="A block before the plan; saves reading.")
]
Block = Annotated[int | None, typer.Option("--block", min=0, help="Up to which block; else the newest final one.")]
At = Annotated[
    list[int] | None, typer.Option("--at", min=0, help="A block on the way to compare the state at; may be repeated.")
]
Which = Annotated[
    Headers,
    typer.Option(
        "--headers", help="Read every block's header, which shows that no log is kept back; or only those with logs."
    ),
]


ExportTo = Annotated[
    str | None, typer.Option("--export", metavar="FILE", help="Write the plan's public record, for `openmutual audit`.")
]
SHARED = {"rpc": Rpc, "block": Block, "at": At, "since": Since, "headers": Which}
DEFAULTS = {"rpc": None, "block": None, "at": None, "since": 0, "headers": Headers.EVERY}


@dataclass(frozen=True)
class RecordOptions:
    """Where a record is read from, and how closely.

    Attributes:
        rpc: a node's address; None for a file.
        block: the last block to read; None for the newest that is final.
        at: blocks on the way after which the state is asked for.
        since: a block before the plan.
    """

    rpc: str | None
    block: int | None
    at: tuple[int, ...]
    since: int
    headers: Headers

    def read(self, what: str) -> "tuple[Extract, Source | None]":
        """What is said of a plan: by a node of the ledger at that address, or by an exported file.

        Raises:
            BadParameter: an address without a node.
            ChainError, FileError: what is said cannot be used.
        """
        if ADDRESS.fullmatch(what):
            return self.collect(what)
        from ..audit.source.export_file import load

        return load(Path(what)), None

    def collect(self, ledger: str) -> "tuple[Extract, Source]":
        """What the node says of a plan.  Raises BadParameter, ChainError."""
        from ..audit.source.collect import collect
        from ..audit.source.rpc import RpcSource

        if self.rpc is None or not self.rpc.startswith(("http://", "https://")):
            raise typer.BadParameter("name a node of the plan's chain: http://…", param_hint="--rpc")
        source = RpcSource(self.rpc)
        with counting() as progress:
            every = self.headers is Headers.EVERY
            span = {"since": self.since, "block": self.block, "chosen": self.at}
            extract = collect(source, ledger, **span, every_header=every, progress=progress)  # type: ignore[arg-type]
        return extract, source


def from_a_record(command: Callable[Concatenate[RecordOptions, P], None]) -> Callable[..., None]:
    """Give a command the shared options; it takes :class:`RecordOptions` in their stead."""

    @wraps(command)
    def run(**options: Any) -> None:
        rpc, block, at, since, headers = (options.pop(name) for name in SHARED)
        command(RecordOptions(rpc, block, tuple(at or ()), since, headers), **options)  # type: ignore[call-arg]

    return give_options(run, command, SHARED, DEFAULTS)


def save_record(world: "World", ledger: "Ledger", on: str, file: str) -> None:
    """Write what the chain of a story says of its plan into a file, as `openmutual export` does.

    Raises:
        BadParameter: the story was told in the model, which keeps no log.
        FileError, ChainError: it cannot be written, or the node does not answer.
    """
    from ..audit.source.collect import collect
    from ..audit.source.embedded import EmbeddedSource
    from ..audit.source.export_file import save
    from ..audit.source.rpc import RpcSource
    from ..chain import ChainLedger, EmbeddedWorld

    if not isinstance(ledger, ChainLedger):
        raise typer.BadParameter("the model keeps no log; run the story on a chain", param_hint="--export")
    source = EmbeddedSource(world.node) if isinstance(world, EmbeddedWorld) else RpcSource(on)
    with counting() as progress:
        save(collect(source, ledger.site.ledger, since=ledger.site.since, progress=progress), Path(file))


@contextmanager
def counting() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error, if that is a terminal; yields what to tell of each part of a long work."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from .console import aside

    screen = aside()
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("")
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
