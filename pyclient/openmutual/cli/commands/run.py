"""`openmutual run`: a scenario on any ledger, and what it came to."""

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Annotated, cast

import typer

from ...codec import to_hex
from ..console import JsonTo, progress, stage, write_json
from ..language import say
from ..options import ExportTo, save_record
from ..worlds import On, open_world

if TYPE_CHECKING:
    from ...chain import ChainWorld
    from ...protocol import World
    from ...scenario import Scenario

GONE_WITH_THE_COMMAND = ("embedded", "model")


def run_scenario(
    scenario: Annotated[str, typer.Argument(help="The name of a scenario of the package, or the path of a file.")],
    on: On = "embedded",
    export: ExportTo = None,
    again: Annotated[bool, typer.Option("--again", help="Begin anew on a node where a run was stopped.")] = False,
    json: JsonTo = None,
) -> None:
    """Run a scenario file: the result is the same on the embedded chain, on a node, and in the model.

    On a node, a story that was stopped halfway is not begun a second time without being told so.
    """
    from ...scenario import Step, load_scenario, run
    from ..output import Page
    from ..views.scenario import show_result

    story, console = load_scenario(scenario), stage(json)
    world = open_world(on)
    with _once(world, on, story, again), progress(console, len(story.steps)) as advance:

        def collect(step: Step) -> None:
            advance(say("on_day", day=f"{float(step.day):g}"))

        result = run(story, world, collect)
    show_result(story, result, Page(console))
    if export is not None:
        save_record(world, result.ledger, on, export)
    write_json(json, result.to_json())


def _once(world: "World", on: str, story: "Scenario", again: bool) -> AbstractContextManager[None]:
    """What holds a second run back where a first one was stopped: a chain that outlasts the command remembers it."""
    from ..errands import unbroken

    if on in GONE_WITH_THE_COMMAND:
        return nullcontext()
    return unbroken(cast("ChainWorld", world), ("run", story.name, to_hex(story.plan.plan_hash)), again)


def scenarios() -> None:
    """List the scenarios that come with the package."""
    from ...scenario import load_scenario, scenario_names
    from ..output import Page
    from ..views.scenario import show_scenarios

    show_scenarios([load_scenario(name) for name in scenario_names()], Page(stage()))
