"""Scenarios, and what their runs have come to, as tables."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...i18n.sentences import status_in, translated
from ...money import grouped
from ..language import say, speaking

if TYPE_CHECKING:
    from ...scenario import Result, Scenario
    from ..output import Page

COLUMNS = ("period", "day", "units", "cases", "share", "dues", "collected", "backstop", "surplus", "lapsed")
"""Of the table of announcements."""


def show_scenarios(scenarios: "Iterable[Scenario]", page: "Page") -> None:
    """What each scenario tells."""
    rows = [
        [each.name, each.plan.name, str(len(each.steps)), translated(each.about, speaking(), "scenarios")]
        for each in scenarios
    ]
    page.table([say(name) for name in ("scenario", "plans_plan", "steps", "about")], rows, words=(0, 1, 3))


def show_result(scenario: "Scenario", result: "Result", page: "Page") -> None:
    """What a run has come to: announcements, cases, refusals, the books."""
    money = partial(grouped, decimals=result.decimals)
    page.title(say("result", scenario=scenario.name, plan=scenario.plan.name, symbol=scenario.plan.symbol))
    if result.periods:
        page.blank()
        page.table([say(name) for name in COLUMNS], _period_rows(result), words=())
    if result.cases:
        page.blank()
        rows = [
            [n, status_in(speaking(), c.status), money(c.claimant_paid), money(c.fee_paid)]
            for n, c in result.cases.items()
        ]
        page.table([say(name) for name in ("case", "status", "claimant", "operator")], rows, words=(0, 1))
    page.blank()
    for number, error in result.refused:
        step = scenario.steps[number]
        page.prose(say("refused_as_told", verb=step.verb, day=f"{float(step.day):g}", error=error), "yellow")
    books = result.books
    page.prose(
        say(
            "books",
            members=f"{books.members:,}",
            units=f"{books.units:,}",
            held=money(books.token_balance),
            surplus=money(books.surplus),
            backstop=money(books.backstop),
            promised=money(books.promised),
            operator=money(books.operator_credit),
        )
    )


def _period_rows(result: "Result") -> Iterator[list[str]]:
    money = partial(grouped, decimals=result.decimals)
    for day, made in result.periods:
        cases = ", ".join(f"{count} {level}" for level, count in made.cases.items())
        amounts = (made.share, made.dues, made.collected, made.backstop_used, made.surplus)
        start = [str(made.period), f"{float(day):g}", f"{made.units:,}", cases or "–"]
        yield [*start, *(money(amount) for amount in amounts), str(made.lapsed)]
