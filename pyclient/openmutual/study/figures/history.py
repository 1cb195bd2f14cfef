"""Xianghubao as it was published, row by row, by the rules of its preset, and as one picture.

Three things are worked out for a row, as far as its inputs are known.

What a member pays.  A published total is split evenly and rounded up to a fen.  With cases and payers only, the share
lies between all cases at the lowest benefit and all at the highest, both with the fee.  Where the cases are those that
the table of incidence expects among members of the age mix of 2019, it is one number.

What a case was granted.  A printed share was rounded up to a fen, so the total lies within one fen a payer; less the
fee, by case, that is the mean aid.

How many cases there were to be.  The table of incidence, with the age mix of 2019, gives cases a year for each member.
A period is a 24th of a year.

The figures that are drawn stand in the picture's metadata as JSON, so that a picture can be compared with the rows it
was drawn from, wherever it was drawn: fonts differ from machine to machine.
"""

import csv
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from html import escape, unescape
from typing import Any

from ...render.vega import plain_svg
from ...resources import read_text
from .figure import aged, level_at, mean_rate, phrase, plan_section, preset, rate, rounded, yuan

XIANGHUBAO = "xianghubao"
AGES = "xianghubao-2019"
FEN = Fraction(1, 100)

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Published:
    """A row of the series: money in yuan, None where nothing was published.

    Attributes:
        date: ISO date, or year and month.
        a_year: the row is about a whole year, not a period.
    """

    date: str
    label: str
    members: int | None
    sharing: int | None
    cases: int | None
    share: Fraction | None
    total: Fraction | None
    status: str
    note: str
    source: str

    @property
    def a_year(self) -> bool:
        """Whether the row is about a whole year, not a period."""
        return self.label.startswith("YEAR")

    @property
    def day(self) -> str:
        """The date; a month of which no day is known stands at its middle."""
        return self.date if len(self.date) > len("2019-04") else f"{self.date}-15"


@dataclass(frozen=True, slots=True)
class Row:
    """A published row, and what the rules make of it; None where its inputs were not published.

    Attributes:
        payers: how many shared; `payers_by` says where that is from.
        share_between: the least and the most that these cases can cost a payer.
        share_by_mix: what they cost if members fall ill as the table of incidence says.
        share_by_total: what the published total costs a payer.
        aid_between: what a case was granted on average, by the published share or total.
        expected: cases that the table of incidence expects.
        fits: whether the published share lies where the rules put it.
    """

    published: Published
    payers: int | None
    payers_by: str
    share_between: Interval | None
    share_by_mix: Fraction | None
    share_by_total: Fraction | None
    aid_between: Interval | None
    expected: Fraction | None
    fits: bool | None

    @property
    def of_expected(self) -> Fraction | None:
        """Published cases for each that the table expects."""
        cases = self.published.cases
        return Fraction(cases) / self.expected if cases is not None and self.expected else None

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it; amounts in yuan as decimal texts."""
        of_expected = self.of_expected
        return {
            "date": self.published.date,
            "label": self.published.label,
            "payers": self.payers,
            "payers_by": self.payers_by,
            "cases": self.published.cases,
            "share": _said(self.published.share, 2),
            "total": _said(self.published.total, 0),
            "share_between": [_said(each, 2) for each in self.share_between] if self.share_between else None,
            "share_by_mix": _said(self.share_by_mix, 2),
            "share_by_total": _said(self.share_by_total, 2),
            "aid_between": [_said(each, 0) for each in self.aid_between] if self.aid_between else None,
            "expected_cases": _said(self.expected, 0),
            "of_expected_percent": _said(of_expected * 100, 1) if of_expected is not None else None,
            "fits": self.fits,
            "status": self.published.status,
            "source": self.published.source,
        }


def history() -> list[Row]:
    """Every published row with what the rules make of it, in the order of time."""
    series = read_series()
    return [_row(published, *_payers(number, series)) for number, published in enumerate(series)]


@cache
def read_series() -> tuple[Published, ...]:
    """The published rows."""
    raw = read_text("xhb_series.csv")
    rows = csv.DictReader(line for line in raw.splitlines() if not line.startswith("#"))
    return tuple(
        Published(
            date=row["date"],
            label=row["period_label"],
            members=_whole(row["members_total"]),
            sharing=_whole(row["members_sharing"]),
            cases=_whole(row["cases_in_period"]),
            share=Fraction(row["share_per_member_yuan"]) if row["share_per_member_yuan"] else None,
            total=Fraction(row["total_to_share_yuan"]) if row["total_to_share_yuan"] else None,
            status=row["status"],
            note=row["note"],
            source=row["source"],
        )
        for row in rows
    )


def mean_due() -> Fraction:
    """What a case costs on average, with its fee, if members of the mix of 2019 fall ill as the table says."""
    people, plan = aged(AGES), preset(XIANGHUBAO)
    cases = {who: weight * rate(*who) for who, weight in people.items()}
    dues = sum((count * yuan(plan, level_at(XIANGHUBAO, age).due) for (age, _), count in cases.items()), Fraction(0))
    return dues / sum(cases.values())


def _row(published: Published, payers: int | None, payers_by: str) -> Row:
    shares = mixed = expected = None
    if payers and published.cases:
        low, high = _dues()
        shares = _share(published.cases * low, payers), _share(published.cases * high, payers)
        mixed = _share(published.cases * mean_due(), payers)
    if payers and published.cases is not None:
        a_year = 1 if published.a_year else plan_section(XIANGHUBAO).announcements
        expected = payers * mean_rate(aged(AGES)) / a_year
    fits = shares[0] <= published.share <= shares[1] if shares and published.share is not None else None
    by_total = _share(published.total, payers) if payers and published.total is not None else None
    return Row(published, payers, payers_by, shares, mixed, by_total, _aid(published, payers), expected, fits)


def _payers(number: int, series: tuple[Published, ...]) -> tuple[int | None, str]:
    """How many shared in a row, and how that is known."""
    row = series[number]
    if row.sharing or row.members:
        return row.sharing or row.members, "payers" if row.sharing else "members"
    if row.a_year:
        year = [each.sharing or each.members for each in series if each.date[:4] == row.date[:4]]
        known = [count for count in year if count]
        return sum(known) // len(known), "mean of the year's dates"
    if not row.cases and row.total is None:
        return None, ""
    before = [each.sharing or each.members for each in series[:number]]
    return next(count for count in reversed(before) if count), "last known"


def _dues() -> Interval:
    """Benefit and fee of the cheapest and of the dearest level."""
    plan = preset(XIANGHUBAO)
    dues = [yuan(plan, level.due) for level in plan.terms.levels]
    return min(dues), max(dues)


def _share(total: Fraction, payers: int) -> Fraction:
    """Rounded up to a fen."""
    return -(-total / payers // FEN) * FEN


def _aid(published: Published, payers: int | None) -> Interval | None:
    """The mean aid of a case, from the total if it was published, or else from a share that was rounded up."""
    level = preset(XIANGHUBAO).terms.level("young")
    of_aid = Fraction(level.benefit, level.due)
    if not published.cases:
        return None
    if published.total is not None:
        aid = published.total * of_aid / published.cases
        return aid, aid
    if published.share is None or payers is None:
        return None
    least, most = ((published.share - less) * payers * of_aid / published.cases for less in (FEN, Fraction(0)))
    return least, most


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None


def _said(number: Fraction | None, places: int) -> str | None:
    if number is None:
        return None
    return f"{float(rounded(number, places)):.{places}f}"


WIDTH, HEIGHT = 620, 180
FIRST, LAST = {"year": 2018, "month": 10}, {"year": 2022, "month": 3}
"""The months from which and to which the picture goes."""

BLUE, RED, GREY, GOLD = "#2b6cb0", "#c53030", "#a0aec0", "#b7791f"
TITLE = phrase("xianghubao-as-published-and-by-its")
MEMBERS = phrase("members-who-share-in-millions")
SHARE = phrase("share-of-a-period-yuan-rings")
CASES = phrase("cases-in-per-cent-of-what")

Values = dict[str, list[dict[str, Any]]]
Spec = dict[str, Any]


def values(rows: Sequence[Row]) -> Values:
    """The figures to draw: `members`, `share`, `rules` and `cases`, each with its day; a year by its mean."""
    drawn: Values = {"members": [], "share": [], "rules": [], "cases": []}
    for row in rows:
        published, day = row.published, _day(row.published)
        parts = plan_section("xianghubao").announcements if published.a_year else 1
        if row.payers and not published.a_year and row.payers_by != "last known":
            drawn["members"].append({"day": day, "value": number(Fraction(row.payers, 1_000_000))})
        share = published.share if published.share is not None else row.share_by_total
        year = {"year": True} if published.a_year else {}
        if share is not None:
            drawn["share"].append({"day": day, "value": number(share / parts), **year})
        if row.share_between and row.share_by_mix is not None:
            low, high = (number(each / parts) for each in row.share_between)
            drawn["rules"].append({"day": day, "low": low, "high": high, "mix": number(row.share_by_mix / parts)})
        if row.of_expected is not None:
            drawn["cases"].append({"day": day, "value": number(row.of_expected * 100), **year})
    return drawn


def draw(rows: Sequence[Row], language: str) -> str:
    """The picture, in `en` or `zh`.  Nothing is fetched for it."""
    drawn = values(rows)
    panels = [
        panel(MEMBERS.to(language), [line(drawn["members"], BLUE)]),
        panel(SHARE.to(language), [*_rules(drawn["rules"]), line(drawn["share"], RED)]),
        panel(CASES.to(language), [line(drawn["cases"], GOLD)]),
    ]
    return sheet(TITLE.to(language), panels, drawn)


def sheet(title: str, panels: list[Spec], drawn: Values) -> str:
    """Panels below each other as one picture, which carries its figures."""
    spec = {
        "title": {"text": title, "fontSize": 16, "offset": 12},
        "spacing": 24,
        "vconcat": panels,
    }
    return _with_data(plain_svg(spec), drawn) + "\n"


def drawn_in(picture: str) -> Any:
    """The figures in the metadata of a picture."""
    found = re.search("<metadata>(.*?)</metadata>", picture, re.DOTALL)
    return json.loads(unescape(found[1])) if found else None


def _with_data(picture: str, drawn: Values) -> str:
    start = picture.index(">", picture.index("<svg")) + 1
    return f"{picture[:start]}<metadata>{escape(json.dumps(drawn), quote=False)}</metadata>{picture[start:]}"


def panel(title: str, layers: list[Spec]) -> Spec:
    """One drawing of the picture, with its axis of time."""
    return {"title": {"text": title, "fontSize": 12}, "width": WIDTH, "height": HEIGHT, "layer": layers}


def line(points: list[dict[str, Any]], colour: str, dots: bool = True) -> Spec:
    """A line through what is dated, with a dot for each date if there are to be dots; a ring for the mean of a year."""
    axes = {"x": _time(), "y": _amount("value")}
    through = {"type": "line", "color": colour, "point": {"color": colour, "filled": True} if dots else False}
    ring = {"type": "point", "color": colour, "filled": False, "size": 70}
    return {
        "data": {"values": points},
        "encoding": axes,
        "layer": [
            {"transform": [{"filter": "!datum.year"}], "mark": through},
            {"transform": [{"filter": "datum.year"}], "mark": ring},
        ],
    }


def _rules(intervals: list[dict[str, Any]]) -> list[Spec]:
    """A thick line from the least to the most, and a bar at what the mix of cases gives."""
    data = {"data": {"values": intervals}}
    span = {"x": _time(), "y": _amount("low"), "y2": {"field": "high"}}
    mix = {"x": _time(), "y": _amount("mix")}
    return [
        {**data, "mark": {"type": "rule", "color": GREY, "strokeWidth": 5, "opacity": 0.5}, "encoding": span},
        {**data, "mark": {"type": "tick", "color": "#4a5568", "thickness": 2, "size": 14}, "encoding": mix},
    ]


def _time() -> Spec:
    scale = {"type": "utc", "domain": [{**day, "date": 1, "utc": True} for day in (FIRST, LAST)]}
    axis = {"format": "%Y-%m", "labelOverlap": True}
    return {"field": "day", "type": "temporal", "title": None, "axis": axis, "scale": scale}


def _amount(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "title": None}


def _day(row: Published) -> str:
    """A year stands in its middle."""
    return f"{row.date[:4]}-07-01" if row.a_year else row.day


def number(exact: Fraction) -> float:
    """As it is drawn: to four decimals."""
    return float(rounded(exact, 4))
