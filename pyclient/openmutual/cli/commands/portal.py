"""`openmutual portal`: a plan as a site that anybody can look into, and whether a site is the true one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, print_line, stage, write_json
from ..errors import Commands, Exit
from ..language import speaking
from ..options import ADDRESS, Lang, RecordOptions, block_hash, counting, from_a_record

if TYPE_CHECKING:
    from ...portal.folder import Written

portal = typer.Typer(
    cls=Commands,
    name="portal",
    no_args_is_help=True,
    help="A site of a plan, for anyone to look into: plain files that need no server to be believed.",
)

What = Annotated[
    list[str], typer.Argument(metavar="LEDGER|FILE...", help="Addresses of plans' ledgers, or exported logs.")
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The site's folder: new, empty, or a site.")
]
PlanFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--plan", metavar="FILE", exists=True, dir_okay=False, help="A plan file that members were shown; repeatable."
    ),
]
CountFiles = Annotated[
    list[Path] | None,
    typer.Option(
        "--counts", metavar="FILE", exists=True, dir_okay=False, help="Members by tier and age, signed; repeatable."
    ),
]


@dataclass(frozen=True)
class BuildRequest:
    """What is asked for: plans, where they are read from, and the folder of their site."""

    source: RecordOptions
    what: Sequence[str]
    folder: Path
    plans: Sequence[Path]
    counts: Sequence[Path]

    def build(self) -> "Written":
        """Bring the site up to date.  Raises OpenMutualError, BadParameter."""
        from ...portal.building import build
        from ...portal.papers import gather

        extracts = [self.source.read(each)[0] for each in self.what]
        with TemporaryDirectory() as folder, counting() as progress:
            return build(gather(extracts, self.plans, self.counts, Path(folder)), self.folder, progress)

    def newest(self) -> int | None:
        """The newest final block of the node; None if all is read from files, or up to a block that was named."""
        from ...audit.extraction.collect import last_block
        from ...audit.source.rpc import RpcSource

        if self.source.rpc is None or self.source.block is not None or not any(map(ADDRESS.fullmatch, self.what)):
            return None
        node = RpcSource(self.source.rpc)
        return last_block(node, None, node.head())


@portal.command()
@from_a_record
def build(
    source: RecordOptions,
    what: What,
    output: Output,
    plan: PlanFiles = None,
    counts: CountFiles = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Build a site of one plan or several from their public logs, or bring it up to date.

    Each log is audited first; what is wrong with a plan, the site says. Only files that changed are written anew.
    """
    from ..output import Page
    from ..views.portal import show_written

    written = BuildRequest(source, what, output, plan or (), counts or ()).build()
    write_json(json, show_written(written, output, (lang or speaking()).value, Page(stage(json))))


@portal.command()
@from_a_record
def serve(  # noqa: PLR0913, PLR0917  an argument for each option
    source: RecordOptions,
    what: What,
    output: Output,
    plan: PlanFiles = None,
    counts: CountFiles = None,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two looks for a newer final block.")] = 60,
    lang: Lang = None,
) -> None:
    """Build a site and serve it over HTTP, and build it again at each new final block.

    /healthz says for which block it holds, with the status 503 while it cannot be brought up to date.
    """
    from ...portal.serving import Updates, expect_server, run
    from ..views.portal import say

    expect_server()
    request = BuildRequest(source, what, output, plan or (), counts or ())
    updates = Updates(request.newest, lambda: request.build().block, every, request.build().block)
    facts = {"address": f"http://{host}:{port}/", "folder": str(output), "block": updates.block}
    print_line(stage(), say("serves", (lang or speaking()).value, **facts))
    run(output, updates, host, port)


@portal.command()
def check(
    site: Annotated[Path, typer.Argument(metavar="DIR", help="The site's folder.", exists=True, file_okay=False)],
    trusted_block: Annotated[
        str | None,
        typer.Option("--trusted-block", metavar="HASH", help="The audited block's hash, known from elsewhere."),
    ] = None,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Tell a true site from an edited one: build it again from the log that it holds, and compare every file.

    The exit code is 0 if every file is as the log has it, 1 if any is not.
    """
    from ...portal.comparison import compare
    from ..output import Page
    from ..views.portal import show_comparison

    trusted = None if trusted_block is None else block_hash("--trusted-block", trusted_block)
    with counting() as progress:
        found = compare(site, trusted, progress)
    write_json(json, show_comparison(found, (lang or speaking()).value, Page(stage(json))))
    if found.differences:
        raise typer.Exit(Exit.REFUSED)
