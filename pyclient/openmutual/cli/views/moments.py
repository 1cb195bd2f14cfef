"""Times as people read them, and scenarios and results as tables."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

import typer

from ...i18n import texts
from ...i18n.sentences import status_in, translated
from ...money import grouped
from ..language import say, speaking

if TYPE_CHECKING:
    from ...scenario import Result, Scenario
    from ..output import Page

COLUMNS = ("period", "day", "units", "cases", "share", "dues", "collected", "backstop", "surplus", "lapsed")
"""Of the table of announcements."""

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def moment(at: int, now: int, language: str = "en") -> str:
    """A time in Unix seconds: `2026-03-05 14:00+08:00 (in 2 days)`."""
    return str(texts("moments", language)["moment"].format(at=local(at), far=relative(at - now, language)))


def local(at: int) -> str:
    """A time in Unix seconds as the local date and time, ISO 8601."""
    return datetime.fromtimestamp(at, UTC).astimezone().isoformat(" ", "minutes")


def local_date(at: int) -> str:
    """The local date of a time in Unix seconds, ISO 8601."""
    return datetime.fromtimestamp(at, UTC).astimezone().date().isoformat()


def relative(seconds: int, language: str = "en") -> str:
    """How far away a time is, in whole units rounded down: it never promises more time than there is."""
    words = texts("moments", language)
    for name, size in UNITS:
        count = abs(seconds) // size
        if count:
            span = words[name if count == 1 else f"{name}s"].format(count=count)
            return str(words["ahead" if seconds > 0 else "ago"].format(span=span))
    return str(words["now"])


def unix(option: str, written: str) -> int:
    """The Unix time of a local date, or a local date and time, ISO 8601.  Raises BadParameter."""
    try:
        if len(written) == len("2026-03-05"):
            day = date.fromisoformat(written)
            return int(datetime(day.year, day.month, day.day).astimezone().timestamp())
        return int(datetime.fromisoformat(written).astimezone().timestamp())
    except (ValueError, OverflowError):
        problem = f"{written!r} is no date; write 2026-03-05, or 2026-03-05T14:00"
        raise typer.BadParameter(problem, param_hint=option) from None


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
