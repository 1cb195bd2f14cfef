"""Options that several commands share: languages, where a record is read from, what is assumed of people."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypedDict

import typer

from ..codec import from_hex
from ..locations import place
from .language import Language, say, speaking

if TYPE_CHECKING:
    from ..audit.crew import Crew
    from ..audit.source.export_parts import ExportParts
    from ..audit.source.extract import Extract
    from ..audit.source.rpc import RpcSource
    from ..audit.source.source import Source
    from ..plans.terms import Plan
    from ..protocol import Ledger, World
    from ..study.population.report.page import SimulationPhrases


Lang = Annotated[Language | None, typer.Option("--lang", help="The language to speak.", show_default="the terminal's")]


MaxFee = Annotated[
    str | None,
    typer.Option(
        "--max-fee",
        metavar="GWEI",
        envvar="OPENMUTUAL_MAX_FEE",
        help="The most to offer for a unit of gas, also for what is stuck.",
        show_default="four times what the chain asks",
    ),
]

GWEI = 10**9


def most_offered(max_fee: str | None) -> int:
    """What `--max-fee` says, in wei; 0 if it is not given.  Raises BadParameter, for 0 as well: that buys no gas."""
    if not max_fee:
        return 0
    most = wei("--max-fee", max_fee, GWEI)
    if not most:
        raise typer.BadParameter("nothing can be sent for 0; leave it out for no ceiling", param_hint="--max-fee")
    return most


def wei(option: str, written: str, unit: int) -> int:
    """An amount in a unit of ether, in wei.  Raises BadParameter."""
    try:
        wei = Decimal(written) * unit
    except ArithmeticError:
        wei = Decimal(-1)
    if not wei.is_finite() or wei < 0 or wei != int(wei):
        raise typer.BadParameter(f"{written!r} is no amount", param_hint=option)
    return int(wei)


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
SUFFIX = ".parquet"
"""How the name of an export ends that is one file, at a URL."""

PLAN_NAME = re.compile("[A-Za-z0-9_-]{1,64}")


class Headers(StrEnum):
    """Which blocks' headers are read."""

    EVERY = "every"
    TOUCHED = "touched"


Rpc = Annotated[
    str | None,
    typer.Option(
        "--rpc", metavar="NAME|URL", envvar="OPENMUTUAL_ON", help="A node to ask, or its network; it is not trusted."
    ),
]
Since = Annotated[
    int,
    typer.Option(
        "--since", min=0, metavar="BLOCK", envvar="OPENMUTUAL_SINCE", help="A block before the plan; saves reading."
    ),
]
Block = Annotated[
    int | None, typer.Option("--block", min=0, metavar="BLOCK", help="Up to which block; else the newest final one.")
]
At = Annotated[
    list[int] | None,
    typer.Option("--at", min=0, metavar="BLOCK", help="A block on the way to compare the state at; may be repeated."),
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

    def read(self, what: str, crew: "Crew | None" = None) -> "tuple[Extract, Source | None]":
        """What is said of a plan: by a node, of the plan of that name or address; or by an export.

        Args:
            what: a name or an address; or a file or a folder, by its path or by an fsspec URL, of which one that does
                not end with .parquet is a folder.
            crew: who reads the parts of a folder.

        Raises:
            BadParameter, ArgumentError: an address or a name without a node, or a name that is not known.
            ChainError, FileError: what is said cannot be used.
            ProtocolMissing, WorkerLost: it cannot be read.
        """
        if ADDRESS.fullmatch(what) or (PLAN_NAME.fullmatch(what) and not Path(what).exists()):
            return self.collect(what)
        from ..audit.source.export_file import load
        from ..audit.source.export_parts import load_parts

        where = place(what)
        if isinstance(where, Path):
            return load_parts(where, crew) if where.is_dir() else load(where), None
        return load(where) if where.name.endswith(SUFFIX) else load_parts(where, crew), None

    def collect(self, plan: str) -> "tuple[Extract, Source]":
        """What the node says of the plan of that name or address.  Raises BadParameter, ArgumentError, ChainError."""
        from ..audit.extraction.collect import collect

        options, ledger = self._located(plan)
        source, every = options._node(), self.headers is Headers.EVERY
        with counting() as progress:
            extract = collect(source, ledger, **options._span, every_header=every, progress=progress)
        return extract, source

    def append(self, plan: str, folder: Path) -> "ExportParts[Path]":
        """Export the plan of that name or address into a folder, or what has been added to it since.

        Raises:
            BadParameter, ArgumentError: not every header is wanted; or as :meth:`collect` does.
            ChainError, FileError: the node cannot be used, or the folder.
        """
        from ..audit.extraction.appending import append

        if self.headers is not Headers.EVERY:
            raise typer.BadParameter("parts are sealed with every header; or export to a file", param_hint="--headers")
        options, ledger = self._located(plan)
        with counting() as progress:
            return append(options._node(), ledger, folder, **options._span, progress=progress)

    def _located(self, plan: str) -> "tuple[RecordOptions, str]":
        """Where the plan of that name or address is read from, and its ledger's address."""
        from ..chain.addresses import checked_address, is_written_as_address

        return (self, checked_address(plan)) if is_written_as_address(plan) else self._named(plan)

    def _node(self) -> "RpcSource":
        from ..audit.source.rpc import RpcSource

        return RpcSource(self._url())

    @property
    def _span(self) -> Span:
        return {"since": self.since, "block": self.block, "chosen": self.at}

    def _url(self) -> str:
        if self.rpc is not None and self.rpc.startswith(("http://", "https://")):
            return self.rpc
        from ..errors import ArgumentError
        from ..project import Project
        from ..project.reach import network_of

        try:
            return network_of(Project.here(), self.rpc or "").url
        except ArgumentError as error:
            raise typer.BadParameter(f"name a node of the plan's chain: {error}", param_hint="--rpc") from None

    def _named(self, plan: str) -> "tuple[RecordOptions, str]":
        """Where the plan of a name is read from, and its ledger's address."""
        from ..project import Project
        from ..project.reach import network_of, reach
        from ..project.sites import site_named

        project = Project.here()
        network = network_of(project, self.rpc or "", plan)
        site = site_named(project, reach(network, None).node.chain_id, plan)
        return replace(self, rpc=network.url, since=max(self.since, site.since)), site.ledger


HASH = re.compile("(?:0[xX])?([0-9a-fA-F]{64})")


def block_hash(option: str, written: str) -> bytes:
    """A block's hash as people write it: small letters or capitals, with or without `0x`.  Raises BadParameter."""
    found = HASH.fullmatch(written.strip())
    if found is None:
        raise typer.BadParameter("a block's hash is 0x and 64 hexadecimal digits", param_hint=option)
    return from_hex(found[1])


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
    from ..audit.extraction.collect import collect
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

    from .console import aside, shows_bars

    screen = aside()
    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=not shows_bars(screen)) as bar:
        task = bar.add_task("")
        yield lambda what, done, of: bar.update(task, description=say(f"part_{what}"), completed=done, total=of)


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

    return simulation_phrases((lang or speaking()).value, plan.symbol, plan.decimals)
