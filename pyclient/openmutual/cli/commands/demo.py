"""`openmutual demo`: a plan's whole life before one's eyes, and the proof that its money adds up."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, aside, print_line, stage, write_json, write_text
from ..errors import Exit
from ..language import speaking
from ..options import Lang, save_record

if TYPE_CHECKING:
    from ..demo.performance import Performance


def demo(
    seed: Annotated[int, typer.Option(min=0, help="Draws other people and other illnesses.")] = 1,
    members: Annotated[int, typer.Option(min=20, max=500, help="How many people found the plan.")] = 100,
    lang: Lang = None,
    pace: Annotated[float, typer.Option(min=0, max=10, help="Seconds from line to line, on a terminal.")] = 0.15,
    save: Annotated[str | None, typer.Option(metavar="FILE", help="Write the story as a scenario file.")] = None,
    portal: Annotated[
        Path | None,
        typer.Option("--portal", metavar="DIR", help="Build the plan's site in a folder, to look around in."),
    ] = None,
    json: JsonTo = None,
) -> None:
    """Watch a mutual-aid plan live on a real EVM, and check its books.

    People join; some fall ill; cases are judged, announced and paid.
    Reserves run low; the plan closes; everyone takes out what is theirs.
    At the end the books balance to the last fen, or the command fails.
    """
    from ...study.population import tell
    from ..demo.performance import perform
    from ..demo.world import demo_phrases
    from ..output import Page

    story = tell(members, seed)
    if save is not None:
        write_text(save, story.text)
    console = stage(json)
    words = demo_phrases((lang or speaking()).value, story.scenario.plan.decimals)
    performance = perform(story, Page(console, pace if console.is_terminal else 0), words)
    write_json(json, performance.to_json())
    if portal is not None:
        _build_site(performance, portal, words.language)
    if not performance.proof.holds:
        raise typer.Exit(Exit.REFUSED)


def _build_site(performance: "Performance", folder: Path, language: str) -> None:
    """The site of the demo's plan.  Raises NotASite, FileError."""
    from ...portal.building import build
    from ...portal.papers import Papers
    from ..views.portal import say

    with TemporaryDirectory() as papers:
        log, plan = Path(papers) / "log.parquet", Path(papers) / "plan.yaml"
        save_record(performance.world, performance.world.ledger, "", str(log))
        write_text(str(plan), performance.story.plan_file)
        build([Papers(log, plan)], folder)
    print_line(aside(), say("site", language, file=str(folder / "index.html")))
