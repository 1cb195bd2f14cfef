"""`openmutual simulate`: the years of a plan with as many members as one likes."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, progress, stage, write_json, write_text
from ..options import (
    Ages,
    Backstop,
    Illness,
    Impatience,
    Joining,
    Lang,
    Leaving,
    Members,
    Patience,
    Returning,
    TopUp,
    factor,
    words_for,
)
from .plans import Named

if TYPE_CHECKING:
    from ...plans.terms import Plan
    from ...study.population.cohorts import Assumptions, Life
    from ...study.population.report.page import SimulationPhrases
    from ..output import Page

FOR_REPEATING = (
    "plan",
    "members",
    "years",
    "seed",
    "ages",
    "illness",
    "joining",
    "leaving",
    "impatience",
    "patience",
    "top_up",
    "returning",
    "backstop",
)
"""What a simulation depends on; the rest says where its result goes."""

LINES = 24
"""The most announcements that a terminal shows."""


def simulate(  # noqa: PLR0913  the options of a command
    *,
    ctx: typer.Context,
    plan: Named,
    members: Members = 1_000_000,
    years: Annotated[int, typer.Option(min=1, max=10, help="How long the plan is watched.")] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Draws other lives.")] = 1,
    ages: Ages = "xianghubao-2019",
    illness: Illness = "1",
    joining: Joining = "0%",
    leaving: Leaving = "0.1%",
    impatience: Impatience = "0%",
    patience: Patience = "1",
    top_up: TopUp = "95%",
    returning: Returning = "50%",
    backstop: Backstop = "0",
    json: JsonTo = None,
    chart: Annotated[str | None, typer.Option(metavar="FILE", help="Write the charts as one SVG picture.")] = None,
    html: Annotated[str | None, typer.Option(metavar="FILE", help="Write one page with everything.")] = None,
    emit: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a small simulation as a scenario that any ledger can run.")
    ] = None,
    sample: Annotated[int, typer.Option(min=1, max=2000, help="Members of the scenario that --emit writes.")] = 500,
    lang: Lang = None,
) -> None:
    """Simulate a plan with any number of members, exact to the last member and the last fen.

    Ages and illness are drawn from public tables; leaving and topping up follow the options.
    Charges, caps, cuts, lapses and closings are those of the ledger: --emit writes a scenario to check it by.
    """
    from dataclasses import replace

    from ...money import parse_amount
    from ...plans.terms import load_plan
    from ...render.vega import expect_charts
    from ...statistics.incidence import load_ages
    from ...study.population.cohorts import Assumptions
    from ..output import Page

    if chart or html:
        expect_charts()
    loaded = load_plan(plan)
    assumed = Assumptions(
        members=members,
        years=years,
        seed=seed,
        ages=load_ages(ages),
        illness=factor(illness, "--illness"),
        joining=factor(joining, "--joining"),
        leaving=factor(leaving, "--leaving"),
        impatience=factor(impatience, "--impatience"),
        patience=factor(patience, "--patience"),
        top_up=factor(top_up, "--top-up"),
        returning=factor(returning, "--return"),
        backstop=parse_amount(backstop, loaded.decimals),
    )
    words, page = words_for(loaded, lang), Page(stage(json))
    life = _live(loaded, assumed, page)
    _show(life, words, page)
    _draw(life, words, chart, html, _command(ctx))
    result = life.to_json()
    if emit is not None:
        result["sample"] = _emit(emit, loaded, plan, replace(assumed, members=sample))
    write_json(json, result)


def _live(plan: "Plan", assumed: "Assumptions", page: "Page") -> "Life":
    """Simulate, with a bar."""
    from ...study.population.cohorts import simulate as live
    from ...study.population.cohorts.schedule import draw_up
    from ...study.population.plan_section import read_plan_section

    periods = draw_up(plan.terms, read_plan_section(plan).announcements).periods(assumed.years)
    with progress(page.console, periods) as advance:
        return live(plan, assumed, progress=lambda done, of: advance(f"{done}/{of}"))


def _show(life: "Life", words: "SimulationPhrases", page: "Page") -> None:
    """The simulation on a terminal."""
    from ...study.population.report import page as report

    page.title(report.title(life, words))
    page.prose(report.intro(life, words))
    for table in (report.digest(life, words, LINES), report.ages(life, words)):
        page.heading(table.title)
        page.table(table.columns, table.rows, words=table.words)
        if table.note:
            page.prose(table.note)
    page.blank()
    for sentence in report.sentences(life, words):
        page.prose(sentence)


def _draw(life: "Life", words: "SimulationPhrases", chart: str | None, html: str | None, command: str) -> None:
    """The simulation in files.  Raises FileError."""
    if chart is not None:
        from ...study.population.report.page import draw_sheet

        write_text(chart, draw_sheet(life, words) + "\n")
    if html is not None:
        from ...study.population.report.page import render

        write_text(html, render(life, words, command))


def _emit(target: str, plan: "Plan", name: str, assumed: "Assumptions") -> object:
    """Write the scenario of a sample; returns what it must come to.  Raises FileError."""
    import os

    from ...plans.terms import preset_names
    from ...study.population.cohorts.scenario_writer import simulate_sample

    reference = name if name in preset_names() else os.path.relpath(name, Path(target).parent)
    sample = simulate_sample(plan, Path(reference).as_posix(), assumed)
    write_text(target, sample.text)
    return sample.result.to_json()


def _command(ctx: typer.Context) -> str:
    """What to type for the same simulation."""
    typed = ["openmutual", "simulate", str(ctx.params["plan"])]
    for parameter in ctx.command.params:
        value = ctx.params.get(str(parameter.name))
        if parameter.name in FOR_REPEATING[1:] and value != parameter.default:
            typed += [parameter.opts[0], str(value)]
    return shlex.join(typed)
