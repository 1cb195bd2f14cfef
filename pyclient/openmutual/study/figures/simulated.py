"""Xianghubao's published history beside a simulation of its preset, in numbers and as a picture.

What is assumed, and why.

Members.  As many pay at each announcement as were published: between two dated numbers as many as lie on the straight
line, from the least that the plan needs on the day it began.  Two rows are left out, `UNLIKE_OTHERS` says why.

Illness.  A half of the table of incidence is what a working paper allows for members who are healthier than the insured
of the table; a quarter is the round number next to the cases that were published for 2020.  Both are simulated.

Patience.  Nobody looks at the price, as the path of members has everybody in it who left; and all top up in time, as
shares were drawn from a payment account.  Newcomers have the ages of the study of 2019.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from ...money import DAY
from ..population.cohorts import Assumptions, Life, Period, simulate
from ..population.cohorts.schedule import ANNOUNCE, draw_up
from .figure import aged, phrase, plan_section, preset, yuan
from .history import AGES, BLUE, GOLD, GREY, RED, XIANGHUBAO, Row, Spec, Values, line, number, panel, read_series, sheet
from .history import values as published

BEGAN = date(2018, 10, 16)
ENDED = date(2022, 1, 21)
"""The launch, and the last notice."""

UNLIKE_OTHERS = {
    "2018-12-31": "counts members of the insurance before it, too",
    "2020-07-31": "is a round number that was passed long before",
}
"""Rows whose number of members is no point of the path."""

FACTORS: Mapping[str, Fraction] = {"quarter": Fraction(1, 4), "half": Fraction(1, 2)}
"""How often people fall ill, times the table of incidence."""

SEED = 1
YEARS = 4


@dataclass(frozen=True, slots=True)
class Beside:
    """A published row, and what the simulations come to by then: its announcement, or all of its year.

    Attributes:
        payers: at the announcement; for a year at its last one.
        shares: in yuan, by the name of the factor; `cases` alike.
        waiting: of those who fall ill, the part that is not covered yet.
    """

    row: Row
    payers: int
    shares: Mapping[str, Fraction]
    cases: Mapping[str, int]
    waiting: Fraction

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it; amounts in yuan as decimal texts."""
        published = self.row.to_json()
        return {
            "date": published["date"],
            "share": published["share"] or published["share_by_total"],
            "simulated_share": {name: f"{float(share):.2f}" for name, share in self.shares.items()},
            "cases": published["cases"],
            "simulated_cases": dict(self.cases),
            "simulated_payers": self.payers,
            "waiting_percent": f"{float(100 * self.waiting):.0f}",
        }


@cache
def lives() -> Mapping[str, Life]:
    """The simulations, by the name of their factor of illness."""
    members = path()
    return {
        name: simulate(
            preset(XIANGHUBAO),
            Assumptions(
                members=members[0],
                years=YEARS,
                seed=SEED,
                ages=aged(AGES),
                illness=factor,
                top_up=Fraction(1),
                path=members,
            ),
        )
        for name, factor in FACTORS.items()
    }


def path() -> tuple[int, ...]:
    """How many pay at each announcement of the simulation."""
    table = draw_up(preset(XIANGHUBAO).terms, plan_section(XIANGHUBAO).announcements)
    days = (table.at(number, ANNOUNCE) // DAY for number in range(table.periods(YEARS)))
    return tuple(_on_the_line(day) for day in days if day <= (ENDED - BEGAN).days)


def beside(rows: Sequence[Row]) -> list[Beside]:
    """Each row that has a share, or whose total gives one, with what is simulated for its date."""
    shared = [row for row in rows if row.published.share is not None or row.share_by_total is not None]
    return [_beside(row) for row in shared]


def announced_on(period: Period) -> date:
    """The day of an announcement."""
    return BEGAN + timedelta(seconds=period.made.at)


def share_of(period: Period) -> Fraction:
    """The share in yuan."""
    return yuan(preset(XIANGHUBAO), period.made.share)


def waiting(periods: Sequence[Period]) -> Fraction:
    """Of those who fall ill, the part that is not covered yet; none where nobody falls ill."""
    uncovered = sum(period.uncovered for period in periods)
    ill = uncovered + sum(period.cases for period in periods)
    return Fraction(uncovered, ill) if ill else Fraction(0)


def _beside(row: Row) -> Beside:
    times = {name: _times_of(row, life.periods) for name, life in lives().items()}
    some = next(iter(times.values()))
    return Beside(
        row=row,
        payers=some[-1].members,
        shares={name: sum(map(share_of, periods), Fraction(0)) for name, periods in times.items()},
        cases={name: sum(period.cases for period in periods) for name, periods in times.items()},
        waiting=waiting(some),
    )


def _times_of(row: Row, periods: Sequence[Period]) -> list[Period]:
    """The announcement next to the row's date, or those of its year."""
    published = row.published
    if published.a_year:
        return [period for period in periods if announced_on(period).year == int(published.date[:4])]
    day = date.fromisoformat(published.day)
    return [min(periods, key=lambda period: abs(announced_on(period) - day))]


def _on_the_line(day: int) -> int:
    """How many pay so many days after the launch."""
    points = _points()
    for (before, fewer), (after, more) in pairwise(points):
        if day <= after:
            return fewer + (more - fewer) * (day - before) // (after - before)
    return points[-1][1]


@cache
def _points() -> tuple[tuple[int, int], ...]:
    """Days after the launch, and how many paid."""
    points = [(0, preset(XIANGHUBAO).terms.min_members)]
    for row in read_series():
        count = row.sharing or row.members
        if count and row.date not in UNLIKE_OTHERS:
            points.append(((date.fromisoformat(row.day) - BEGAN).days, count))
    return tuple(points)


MILLION = 1_000_000

TITLE = phrase("xianghubao-as-published-and-as-simulated")
SHARE = phrase("share-of-a-period-yuan-published")
MEMBERS = phrase("members-who-share-in-millions-published")
WAITING = phrase("of-those-who-fall-ill-per")


def values(rows: Sequence[Row]) -> Values:
    """The figures to draw, each with its day: what was published, and what is simulated."""
    of_rows, simulated = published(rows), lives()
    quarter, half = simulated["quarter"], simulated["half"]
    return {
        "share": of_rows["share"],
        "quarter": _drawn_points(quarter, share_of),
        "half": _drawn_points(half, share_of),
        "members": of_rows["members"],
        "payers": _drawn_points(quarter, lambda period: Fraction(period.members, MILLION)),
        "waiting": _drawn_points(quarter, lambda period: 100 * waiting([period])),
    }


def draw(rows: Sequence[Row], language: str) -> str:
    """The picture, in `en` or `zh`.  Nothing is fetched for it."""
    drawn = values(rows)
    shares: list[Spec] = [
        line(drawn["half"], GREY, dots=False),
        line(drawn["quarter"], BLUE, dots=False),
        line(drawn["share"], RED),
    ]
    members = [line(drawn["payers"], BLUE, dots=False), line(drawn["members"], RED)]
    panels = [
        panel(SHARE.to(language), shares),
        panel(MEMBERS.to(language), members),
        panel(WAITING.to(language), [line(drawn["waiting"], GOLD, dots=False)]),
    ]
    return sheet(TITLE.to(language), panels, drawn)


def _drawn_points(life: Life, of: Callable[[Period], Fraction]) -> list[dict[str, Any]]:
    """A figure of every announcement."""
    return [{"day": announced_on(period).isoformat(), "value": number(of(period))} for period in life.periods]
