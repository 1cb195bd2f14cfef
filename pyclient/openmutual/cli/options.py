"""Options that several commands share: languages, where a record is read from, what is assumed of people."""

import inspect
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypedDict

import typer

from ..codec import from_hex

if TYPE_CHECKING:
    from ..audit.source.export_parts import ExportParts
    from ..audit.source.extract import Extract
    from ..audit.source.rpc import RpcSource
    from ..audit.source.source import Source
    from ..plans.terms import Plan
    from ..protocol import Ledger, World
    from ..study.population.report.page import SimulationPhrases


class Language(StrEnum):
    """What a command speaks."""

    EN = "en"
    ZH = "zh"


Lang = Annotated[Language | None, typer.Option("--lang", help="The language to speak.", show_default="the terminal's")]


def language_here() -> Language:
    """What the terminal is set to."""
    here = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.ZH if here.startswith("zh") else Language.EN


MUST_BE_GIVEN = inspect.Parameter.empty
"""The default of an option that has none."""


def give_options(
    run: Callable[..., None], command: Callable[..., Any], kinds: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Callable[..., None]:
    """Let `run` show the options of `command`, but for its first parameter, and the shared ones after them.

    Args:
        run: takes all of them by name.
        command: whose own options come first.
        kinds: the shared options, by name.
        defaults: what each is if it is not given.
    """
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=defaults[name])
        for name, kind in kinds.items()
    ]
    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    run.__signature__ = inspect.Signature([*keyword, *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*keyword, *shared)}
    return run


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


class Span(TypedDict):
    """Which blocks are read."""

    since: int
    block: int | None
    chosen: tuple[int, ...]


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
        """What is said of a plan: by a node of the ledger at that address, or by an export, one file or a folder.

        Raises:
            BadParameter: an address without a node.
            ChainError, FileError: what is said cannot be used.
        """
        if ADDRESS.fullmatch(what):
            return self.collect(what)
        from ..audit.source.export_file import load
        from ..audit.source.export_parts import load_parts

        path = Path(what)
        return load_parts(path) if path.is_dir() else load(path), None

    def collect(self, ledger: str) -> "tuple[Extract, Source]":
        """What the node says of a plan.  Raises BadParameter, ChainError."""
        from ..audit.source.collect import collect

        source, every = self._node(), self.headers is Headers.EVERY
        with counting() as progress:
            extract = collect(source, ledger, **self._span, every_header=every, progress=progress)
        return extract, source

    def append(self, ledger: str, folder: Path) -> "ExportParts":
        """Export a plan into a folder, or what was added since.  Raises BadParameter, ChainError, FileError."""
        from ..audit.source.appending import append

        if self.headers is not Headers.EVERY:
            raise typer.BadParameter("parts are sealed with every header; or export to a file", param_hint="--headers")
        source = self._node()
        with counting() as progress:
            return append(source, ledger, folder, **self._span, progress=progress)

    def _node(self) -> "RpcSource":
        from ..audit.source.rpc import RpcSource

        if self.rpc is None or not self.rpc.startswith(("http://", "https://")):
            raise typer.BadParameter("name a node of the plan's chain: http://…", param_hint="--rpc")
        return RpcSource(self.rpc)

    @property
    def _span(self) -> Span:
        return {"since": self.since, "block": self.block, "chosen": self.at}


HASH_BYTES = 32


def block_hash(option: str, written: str) -> bytes:
    """A block's hash as people write it.  Raises BadParameter."""
    try:
        value = from_hex(written)
    except ValueError:
        value = b""
    if len(value) != HASH_BYTES:
        raise typer.BadParameter("a block's hash is 0x and 64 hexadecimal digits", param_hint=option)
    return value


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


Members = Annotated[
    int, typer.Option("--members", min=1, help="How many members; 100_000_000 can be written like this.")
]
Illness = Annotated[
    str, typer.Option("--illness", metavar="FACTOR", help="How often people fall ill, times the table: 0.5 or 50%.")
]
Ages = Annotated[
    str, typer.Option("--ages", metavar="TABLE", help="Ages and sexes: a table of the package, or a CSV file.")
]

Joining = Annotated[
    str, typer.Option("--joining", metavar="RATE", help="Newcomers in a period, as a part of the founders.")
]
Leaving = Annotated[str, typer.Option("--leaving", metavar="RATE", help="Leave in a period, whatever it costs.")]
Impatience = Annotated[
    str,
    typer.Option(
        "--impatience",
        metavar="RATE",
        help="Leave besides, for each unit of the currency that a period cost too much.",
    ),
]
Patience = Annotated[
    str,
    typer.Option(
        "--patience", metavar="FACTOR", help="What members bear: so many times what their cover is worth to them."
    ),
]
TopUp = Annotated[str, typer.Option("--top-up", metavar="RATE", help="Top up in time, of those who run low.")]
Returning = Annotated[str, typer.Option("--return", metavar="RATE", help="Come back in a period, of those who lapsed.")]
Backstop = Annotated[str, typer.Option("--backstop", metavar="AMOUNT", help="What sponsors put in at the beginning.")]

FINEST = 9
"""Decimals that a factor may have."""


def factor(text: str, option: str) -> Fraction:
    """The exact number of `0.5`, or of `50%`.  Raises BadParameter."""
    from ..errors import AmountError
    from ..money import parse_amount

    try:
        number = Fraction(parse_amount(text.removesuffix("%"), FINEST), 10**FINEST)
    except AmountError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    return number / 100 if text.endswith("%") else number


def words_for(plan: "Plan", lang: Language | None) -> "SimulationPhrases":
    """The words of a language for the amounts of a plan."""
    from ..study.population.report.page import simulation_phrases

    return simulation_phrases((lang or language_here()).value, plan.symbol, plan.decimals)
