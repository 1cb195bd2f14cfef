"""`openmutual demo`: a plan's whole life before one's eyes, and the proof that its money adds up."""

from typing import Annotated

import typer

from ..console import JsonTo, stage, write_json, write_text
from ..errors import Exit
from ..language import speaking
from ..options import Lang


def demo(
    seed: Annotated[int, typer.Option(min=0, help="Draws other people and other illnesses.")] = 1,
    members: Annotated[int, typer.Option(min=20, max=500, help="How many people found the plan.")] = 100,
    lang: Lang = None,
    pace: Annotated[float, typer.Option(min=0, max=10, help="Seconds from line to line, on a terminal.")] = 0.15,
    save: Annotated[str | None, typer.Option(metavar="FILE", help="Write the story as a scenario file.")] = None,
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
    if not performance.proof.holds:
        raise typer.Exit(Exit.REFUSED)
