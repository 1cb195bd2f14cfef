"""`openmutual plan fair`, `plan solidarity` and `plan sharing`: who pays for whom, and what would be fair."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, stage, write_json, write_text
from ..language import Language, speaking
from ..options import Ages, Illness, Lang, factor
from .plans import Named

if TYPE_CHECKING:
    from ...plans.terms import Plan
    from ...statistics.incidence import Weights
    from ...study.fairness.bands import Band
    from ...study.fairness.cover import Balance
    from ...study.fairness.phrases import FairnessPhrases
    from ...study.fairness.remedy import Remedy, Varied
    from ...study.fairness.unravelling import Threshold

Bands = Annotated[
    str | None,
    typer.Option(
        "--bands", metavar="LIST", help="Who is told apart: 20-39,40-59f,40-59m.", show_default="ten ages in each"
    ),
]
MembersOfAPlan = Annotated[
    int | None,
    typer.Option("--members", help="How many members.", show_default="twice as many as pay the dearest case in full"),
]
Vary = Annotated[str, typer.Option("--vary", metavar="WHAT", help="What may change: units, benefit or deposit.")]
Chart = Annotated[str | None, typer.Option("--chart", metavar="FILE", help="Draw it, as SVG.")]

LEAST_MEMBERS = 1_000_000
"""Where nobody says how many there are, there are at least so many."""


@dataclass(frozen=True)
class Question:
    """A plan, its people and its bands, and who pays for whom in it today."""

    plan: "Plan"
    bands: "tuple[Band, ...]"
    ages: "Weights"
    illness: Fraction
    today: "Balance"
    words: "FairnessPhrases"


def fair(  # noqa: PLR0913  the options of a command
    *,
    plan: Named,
    bands: Bands = None,
    max_units: Annotated[int, typer.Option(help="The most units of a band, or parts of the highest benefit.")] = 20,
    members: MembersOfAPlan = None,
    illness: Illness = "1",
    ages: Ages = "xianghubao-2019",
    vary: Vary = "units",
    within: Annotated[
        str | None, typer.Option(metavar="RATE", help="How far a band may be off at most; else no plan is written.")
    ] = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Write the plan.")] = None,
    seeds: Annotated[
        int, typer.Option(min=0, max=100, help="Simulations for the impatience at which it unravels; 0 for none.")
    ] = 5,
    years: Annotated[int, typer.Option(min=1, max=10, help="Of each of these simulations.")] = 3,
    chart: Chart = None,
    json: JsonTo = None,
    lang: Lang = None,
) -> None:
    """Find the fairest whole units for each band of age and sex, and write the plan that has them.

    Of all choices within the bound it is the one whose largest |paid ÷ worth − 1| is the smallest.
    """
    from ...render.vega import expect_charts
    from ...study.fairness.charts import draw_subsidies
    from ...study.fairness.plan_file import plan_text
    from ...study.fairness.remedy import find_remedy
    from ..output import Page
    from ..views import fairness as view

    if chart:
        expect_charts()
    asked = _ask(plan, bands, members, (illness, ages), lang)
    remedy = find_remedy(asked.plan, asked.today, _varied(vary), max_units)
    bound = factor(within, "--within") if within is not None else None
    reached = bound is None or remedy.choice.largest <= bound
    page, words = Page(stage(json)), asked.words
    view.show_today(asked.plan, asked.today, asked.illness, words, page)
    view.show_remedy(asked.today, remedy, max_units, words, page)
    if bound is not None and not reached:
        page.prose(words.say("out of reach", within=words.percent(bound), largest=words.percent(remedy.choice.largest)))
    if out is not None and reached:
        write_text(out, plan_text(asked.plan, remedy))
        page.prose(words.say("written", file=out))
    thresholds = _unravel(asked, remedy, range(1, seeds + 1), years) if seeds and reached else ()
    if thresholds:
        view.show_thresholds(thresholds, years, words, page)
    if chart is not None:
        write_text(chart, draw_subsidies(asked.today, remedy.after, words) + "\n")
    write_json(json, view.fair_to_json(asked.today, remedy, reached, thresholds, asked.plan))


def solidarity(  # noqa: PLR0913  the options of a command
    *,
    plan: Named,
    young: Annotated[str, typer.Option(metavar="AGES", help="Who is young; all others are old.")] = "0-39",
    illness: Illness = "1",
    ages: Ages = "xianghubao-2019",
    interest: Annotated[str, typer.Option(metavar="RATE", help="That a reserve would earn in a year.")] = "3%",
    aversion: Annotated[
        str, typer.Option(metavar="FACTOR", help="Against the variance of a year's payment, for each unit of currency.")
    ] = "0.0001",
    chart: Chart = None,
    json: JsonTo = None,
    lang: Lang = None,
) -> None:
    """Show how much the young would pay for the old before a plan of their own is better for them, by its size."""
    from ...plans.terms import load_plan
    from ...render.vega import expect_charts
    from ...statistics.incidence import load_ages
    from ...study.fairness.bands import against_the_rest
    from ...study.fairness.charts import draw_solidarity
    from ...study.fairness.solidarity import Tastes
    from ...study.fairness.solidarity import solidarity as work_out
    from ..output import Page
    from ..views import fairness as view

    if chart:
        expect_charts()
    loaded, people, often = load_plan(plan), load_ages(ages), factor(illness, "--illness")
    tastes = Tastes(factor(interest, "--interest"), factor(aversion, "--aversion"))
    found = work_out(loaded, people, often, against_the_rest(young), tastes)
    words = _words(loaded, lang)
    view.show_solidarity(loaded, found, (young, often, tastes), words, Page(stage(json)))
    if chart is not None:
        write_text(chart, draw_solidarity(found, words) + "\n")
    write_json(json, view.solidarity_to_json(found, loaded))


def sharing(  # noqa: PLR0913  the options of a command
    *,
    plan: Named,
    bands: Bands = None,
    members: MembersOfAPlan = None,
    illness: Illness = "1",
    ages: Ages = "xianghubao-2019",
    draws: Annotated[int, typer.Option(min=1, max=10_000_000, help="Periods to simulate.")] = 200_000,
    seed: Annotated[int, typer.Option(min=0, help="Draws other periods.")] = 1,
    chart: Chart = None,
    json: JsonTo = None,
    lang: Lang = None,
) -> None:
    """Show which sharing rule a plan is: its properties, tried out on the model, beside the conditional mean."""
    from ...render.vega import expect_charts
    from ...study.fairness.benchmark import benchmark
    from ...study.fairness.charts import draw_sharing
    from ...study.fairness.properties import properties
    from ..output import Page
    from ..views import fairness as view

    if chart:
        expect_charts()
    asked = _ask(plan, bands, members, (illness, ages), lang)
    measured = benchmark(asked.plan, asked.today, asked.ages, asked.illness, (draws, seed))
    found = properties(asked.plan, asked.today)
    view.show_sharing(asked.plan, found, measured, asked.words, Page(stage(json)))
    if chart is not None:
        average = measured.average
        write_text(chart, draw_sharing(measured.bands, average.pays, average.mean, asked.words) + "\n")
    write_json(json, view.sharing_to_json(found, measured, asked.plan))


def _ask(plan: str, bands: str | None, members: int | None, people: tuple[str, str], lang: Language | None) -> Question:
    """What is asked; `people`: the factor of illness, and the table of ages."""
    from ...plans.explain import least_units
    from ...plans.terms import load_plan
    from ...statistics.incidence import load_ages
    from ...study.fairness.bands import default_bands, parse_bands
    from ...study.fairness.cover import weigh
    from ...study.population.plan_section import read_plan_section

    loaded, illness, ages = load_plan(plan), factor(people[0], "--illness"), load_ages(people[1])
    told_apart = parse_bands(bands) if bands is not None else default_bands(read_plan_section(loaded), ages)
    if members is None:
        units = weigh(loaded, told_apart, LEAST_MEMBERS, ages, illness).mean_units
        members = max(LEAST_MEMBERS, math.ceil(2 * least_units(loaded.terms) / units))
    today = weigh(loaded, told_apart, members, ages, illness)
    return Question(loaded, told_apart, ages, illness, today, _words(loaded, lang))


def _words(plan: "Plan", lang: Language | None) -> "FairnessPhrases":
    from ...study.fairness.phrases import fairness_phrases

    return fairness_phrases((lang or speaking()).value, plan.symbol, plan.decimals)


def _varied(text: str) -> "Varied":
    from ...study.fairness.remedy import Varied

    if text not in list(Varied):
        raise typer.BadParameter(f"can be {', '.join(Varied)}", param_hint="--vary")
    return Varied(text)


def _unravel(asked: Question, remedy: "Remedy", seeds: Sequence[int], years: int) -> "tuple[Threshold, Threshold]":
    """Where the plan unravels, before and after."""
    from ...study.fairness.plan_file import remedied
    from ...study.fairness.unravelling import in_bands, threshold
    from ...study.population.cohorts import Assumptions

    people = in_bands(asked.ages, asked.bands)
    assumed = Assumptions(asked.today.members, years, seeds[0], people, illness=asked.illness)
    plans = asked.plan, remedied(asked.plan, remedy)
    before, after = (threshold(plan, assumed, seeds) for plan in plans)
    return before, after
