"""`openmutual plans` and `openmutual plan`: what plans there are, what one says, and whether a file is good."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...codec import to_hex
from ...i18n.sentences import translated
from ..console import JsonTo, aside, print_line, stage, write_json
from ..errors import Exit
from ..language import say, speaking
from ..options import Lang

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

    shown, language = load_plan(name), (lang or speaking()).value
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
        advised = translated(sentence, speaking(), "advice")
        print_line(aside(), say("advice", advice=advised), "yellow")
    out, least = stage(json), least_members(checked.terms)
    print_line(out, say("least_members", plan=checked.name, least=f"{least:,}"))
    print_line(out, _verdict(checked, len(found)), "green" if not found else "")
    named = {"plan": checked.name, "plan_hash": to_hex(checked.plan_hash), "least_members": least}
    write_json(json, {"valid": True, **named, "advice": found})
    if found and strict:
        raise typer.Exit(Exit.REFUSED)


NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="A new file, such as mine.yaml.")]
NewName = Annotated[
    str | None, typer.Option("--name", help="The new plan's name.", show_default="the file's, without its end")
]
Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="A value of your own, such as caps.period=5; may be repeated."),
]


@plan.command()
def copy(like: Named, file: NewFile, name: NewName = None, changes: Changes = None) -> None:
    """Write a plan file like another one. What you change counts as your own, and no more as what its source says."""
    from ...plans.copying import copied

    _write(file, copied(like, name or file.stem, _pairs(changes)))


@plan.command()
def new(
    file: NewFile,
    like: Annotated[str, typer.Option("--from", metavar="PLAN", help="Whose values to begin with.")] = "circle",
    name: NewName = None,
    changes: Changes = None,
) -> None:
    """Begin a plan file of your own, with the values of another plan; all of them count as yours from then on."""
    from ...plans.copying import begun

    _write(file, begun(like, name or file.stem, _pairs(changes)))


def _pairs(changes: list[str] | None) -> dict[str, str]:
    """What stands in each `--set`, by key.  Raises BadParameter."""
    pairs = {}
    for change in changes or ():
        key, is_there, value = change.partition("=")
        if not is_there:
            raise typer.BadParameter(f"{change!r} is no change; write KEY=VALUE", param_hint="--set")
        pairs[key.strip()] = value.strip()
    return pairs


def _write(file: Path, text: str) -> None:
    """Write a new plan file, and say what to do with it.  Raises FileError."""
    from ...errors import FileError
    from ...files import PUBLIC, create

    try:
        create(file, text.encode(), PUBLIC)
    except FileExistsError:
        raise FileError(str(file), 0, "", "is there already; nothing was written over it") from None
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None
    print_line(stage(), say("plan_written", file=file))
    print_line(stage(), say("plan_next", file=file))


def _verdict(checked: "Plan", advised: int) -> str:
    count = say({0: "no_advice", 1: "one_advice"}.get(advised, "much_advice"), count=advised)
    return say("plan_is_valid", plan=checked.name, count=count, digest=checked.plan_hash.hex())
