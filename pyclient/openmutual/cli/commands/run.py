"""`openmutual run`: a scenario on any ledger, and what it came to."""

from typing import Annotated

import typer

from ..console import JsonTo, progress, stage, write_json
from ..options import ExportTo, save_record
from ..worlds import On, open_world


def run_scenario(
    scenario: Annotated[str, typer.Argument(help="The name of a scenario of the package, or the path of a file.")],
    on: On = "embedded",
    export: ExportTo = None,
    json: JsonTo = None,
) -> None:
    """Run a scenario file: the result is the same on the embedded chain, on a node, and in the model."""
    from ...scenario import Step, load_scenario, run
    from ..output import Page
    from ..views.moments import show_result

    story, console = load_scenario(scenario), stage(json)
    world = open_world(on)
    with progress(console, len(story.steps)) as advance:

        def collect(step: Step) -> None:
            advance(f"day {float(step.day):g}")

        result = run(story, world, collect)
    show_result(story, result, Page(console))
    if export is not None:
        save_record(world, result.ledger, on, export)
    write_json(json, result.to_json())


def scenarios() -> None:
    """List the scenarios that come with the package."""
    from ...scenario import load_scenario, scenario_names
    from ..output import Page
    from ..views.moments import show_scenarios

    show_scenarios([load_scenario(name) for name in scenario_names()], Page(stage()))
