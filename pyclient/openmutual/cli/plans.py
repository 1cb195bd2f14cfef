"""`openmutual plans` and `openmutual plan`: what plans there are, what one says, and whether a file is good."""

from typing import TYPE_CHECKING, Annotated

import typer

from .console import aside, stage
from .failures import Exit

if TYPE_CHECKING:
    from ..terms import Plan

plan = typer.Typer(name="plan", no_args_is_help=True, help="Look at one plan: a preset, or a file of your own.")

Named = Annotated[str, typer.Argument(metavar="PLAN", help="The name of a preset, or the path of a plan file.")]


def table() -> None:
    """List the plans that come with the package."""
    from ..terms import load_plan, preset_names
    from .page import Page
    from .tables import show_plans

    show_plans([load_plan(name) for name in preset_names()], Page(stage()))


@plan.command()
def show(name: Named) -> None:
    """Print the terms of a plan in full."""
    from ..terms import load_plan
    from .page import Page
    from .tables import show_plan

    show_plan(load_plan(name), Page(stage()))


@plan.command()
def check(
    file: Named,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if there is advice.")] = False,
) -> None:
    """Check a plan file: errors name the file, the line and the key; advice says what members may regret."""
    from ..advice import advice
    from ..population.setting import read_setting
    from ..terms import load_plan

    checked = load_plan(file)
    if checked.population is not None:
        read_setting(checked)
    found = advice(checked)
    for sentence in found:
        aside().print(f"advice: {sentence}", style="yellow", soft_wrap=True)
    stage().print(_verdict(checked, len(found)), style="green" if not found else "", soft_wrap=True)
    if found and strict:
        raise typer.Exit(Exit.REFUSED)


def _verdict(checked: "Plan", advised: int) -> str:
    count = {0: "nothing to advise", 1: "one piece of advice"}.get(advised, f"{advised} pieces of advice")
    return f"{checked.name}: the plan is valid, {count}; plan hash {checked.plan_hash.hex()}"
