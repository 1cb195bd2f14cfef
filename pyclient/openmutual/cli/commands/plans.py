"""`openmutual plans` and `openmutual plan`: what plans there are, what one says, and whether a file is good."""

from typing import TYPE_CHECKING, Annotated

import typer

from ...codec import to_hex
from ..console import JsonTo, aside, stage, write_json
from ..errors import Exit
from ..options import Lang, language_here

if TYPE_CHECKING:
    from ...plans.terms import Plan

plan = typer.Typer(name="plan", no_args_is_help=True, help="Look at one plan: a preset, or a file of your own.")

Named = Annotated[str, typer.Argument(metavar="PLAN", help="The name of a preset, or the path of a plan file.")]


def table(json: JsonTo = None) -> None:
    """List the plans that come with the package, and the platforms of which too little is known for one."""
    from ...plans.presets import platforms
    from ...plans.terms import load_plan, preset_names
    from ..output import Page
    from ..views.plan import plan_to_json, show_plans, show_platforms

    plans, others = [load_plan(name) for name in preset_names()], platforms()
    page = Page(stage(json))
    show_plans(plans, page)
    show_platforms(others, page)
    write_json(
        json, {"plans": [plan_to_json(each) for each in plans], "platforms": [each.to_json() for each in others]}
    )


@plan.command()
def show(name: Named, lang: Lang = None, json: JsonTo = None) -> None:
    """Say in plain sentences what a plan's rules are, and where each of them comes from."""
    from ...plans.explain import explain
    from ...plans.terms import load_plan
    from ..output import Page
    from ..views.plan import charter_to_json, show_charter

    shown, language = load_plan(name), (lang or language_here()).value
    clauses = explain(shown, language)
    show_charter(shown, clauses, language, Page(stage(json)))
    write_json(json, charter_to_json(shown, clauses))


@plan.command()
def check(
    file: Named,
    members: Annotated[
        int | None, typer.Option("--members", min=1, help="How many it has or will have.", show_default="as it says")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 if there is advice.")] = False,
    json: JsonTo = None,
) -> None:
    """Check a plan file: all errors name the file, the line and the key; advice says what members may regret."""
    from ...errors import FileError
    from ...plans.explain import advice, least_members
    from ...plans.terms import load_plan
    from ...study.population.plan_section import read_plan_section
    from ..views.plan import published

    try:
        checked = load_plan(file)
        if checked.population is not None:
            read_plan_section(checked)
    except FileError as error:
        mistakes = [
            {"file": each.file, "line": each.line, "key": each.key, "problem": each.problem} for each in error.mistakes
        ]
        write_json(json, {"valid": False, "mistakes": mistakes})
        raise
    found = advice(checked, members if members is not None else published(checked, "members") or 0)
    for sentence in found:
        aside().print(f"advice: {sentence}", style="yellow", soft_wrap=True)
    out, least = stage(json), least_members(checked.terms)
    out.print(f"{checked.name}: it takes {least:,} members to pay the dearest case in full", soft_wrap=True)
    out.print(_verdict(checked, len(found)), style="green" if not found else "", soft_wrap=True)
    named = {"plan": checked.name, "plan_hash": to_hex(checked.plan_hash), "least_members": least}
    write_json(json, {"valid": True, **named, "advice": found})
    if found and strict:
        raise typer.Exit(Exit.REFUSED)


def _verdict(checked: "Plan", advised: int) -> str:
    count = {0: "nothing to advise", 1: "one piece of advice"}.get(advised, f"{advised} pieces of advice")
    return f"{checked.name}: the plan is valid, {count}; plan hash {checked.plan_hash.hex()}"
