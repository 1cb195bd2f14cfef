"""`openmutual cost`: what a chain takes for a plan, from the recorded gas of its transactions."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from ..console import JsonTo, stage, write_json
from ..options import Ages, Illness, Lang, Members, factor, words_for
from .plans import Named

if TYPE_CHECKING:
    from ...study.population.cost import Bill, Line
    from ...study.population.report.page import SimulationPhrases
    from ..output import Page


def cost(  # noqa: PLR0913  the options of a command
    *,
    plan: Named,
    members: Members,
    gas_price: Annotated[str, typer.Option(metavar="GWEI", help="The price of one gas.")],
    token_price: Annotated[
        str, typer.Option(metavar="PRICE", help="The price of the chain's own coin, in the plan's currency.")
    ],
    top_ups: Annotated[str, typer.Option(metavar="TIMES", help="How often a member tops up in a year.")] = "4",
    stay: Annotated[str, typer.Option(metavar="YEARS", help="How long members stay.")] = "3",
    illness: Illness = "1",
    ages: Ages = "xianghubao-2019",
    json: JsonTo = None,
    lang: Lang = None,
) -> None:
    """Show what a plan on a chain costs a member in a year: one transaction each, in batches, by standing order."""
    from ...money import parse_amount
    from ...plans.terms import load_plan
    from ...statistics.incidence import load_ages
    from ...study.population.cost import GWEI, Prices, bill
    from ..output import Page

    loaded = load_plan(plan)
    prices = Prices(parse_amount(gas_price, GWEI), parse_amount(token_price, loaded.decimals))
    habits = factor(stay, "--stay"), factor(top_ups, "--top-ups"), factor(illness, "--illness")
    result = bill(loaded, members, prices, load_ages(ages), habits)
    _show(result, (stay, top_ups), words_for(loaded, lang), Page(stage(json)))
    write_json(json, result.to_json())


def _show(result: "Bill", habits: tuple[str, str], words: "SimulationPhrases", page: "Page") -> None:
    """The bill on a terminal."""
    from ...statistics.incidence import MILLION

    told = result.to_json()
    members = f"{result.members:,}"
    page.title(words.say("cost title", plan=result.plan.title[words.language], members=members))
    announcements, cases = f"{float(result.announcements):.4g}", f"{float(result.cases * MILLION):,.0f}"
    prices = {"gas": told["gas_price_gwei"], "coin": told["token_price"]}
    page.prose(words.say("cost prices", **prices, announcements=announcements))
    page.prose(words.say("cost habits", stay=habits[0], top_ups=habits[1], cases=cases))
    page.blank()
    columns = [words.say(column) for column in ("action", "times", "gas each", "gas year", "cost year")]
    rows = [_row(words.say(line.action), line, result) for line in result.lines]
    page.table(columns, rows, _total(words.say("together"), result.gas, result))
    page.blank()
    by_hand = _row(words.say("by hand"), result.top_up, result)
    by_order = [_row(words.say(line.action), line, result) for line in result.orders]
    together = _total(words.say("by order"), result.orders_gas, result)
    page.table([words.say("filling"), *columns[1:]], [by_hand, *by_order], together)
    page.blank()
    for name, gas in (("batched", result.batched_gas), ("ordered", result.ordered_gas)):
        page.prose(f"{words.say(name)}: {float(gas):,.1f} gas, {result.money(gas)} {result.plan.symbol}")
    page.prose(words.say("cost note"))
    page.prose(words.say("order note"))


def _row(action: str, line: "Line", result: "Bill") -> tuple[str, ...]:
    a_year = line.gas_a_year
    return action, f"{float(line.times):.6f}", f"{float(line.gas):,.0f}", f"{float(a_year):,.1f}", result.money(a_year)


def _total(what: str, gas: Fraction, result: "Bill") -> tuple[str, ...]:
    return what, "", "", f"{float(gas):,.1f}", result.money(gas)
