"""Xianghubao's history as one SVG picture: members, shares, and cases beside what the table of incidence expects.

The figures that are drawn stand in the picture's metadata as JSON, so that a picture can be compared with the rows it
was drawn from, wherever it was drawn: fonts differ from machine to machine.
"""

import json
import re
from collections.abc import Sequence
from fractions import Fraction
from html import escape, unescape
from typing import Any

from ...i18n import Bilingual
from ...render.vega import plain_svg
from .figure import rounded
from .history import Published, Row
from .rules import setting

WIDTH, HEIGHT = 620, 180
FIRST, LAST = {"year": 2018, "month": 10}, {"year": 2022, "month": 3}
"""The months from which and to which the picture goes."""

BLUE, RED, GREY, GOLD = "#2b6cb0", "#c53030", "#a0aec0", "#b7791f"
TITLE = Bilingual("Xianghubao, as published and by its rules", "相互宝：公开数据与规则复算")
MEMBERS = Bilingual("Members who share, in millions", "分摊成员，百万人")
SHARE = Bilingual(
    "Share of a period, yuan; rings are means of a year; grey: what the cases can cost by the rules; bar: by the mix",
    "每期每人分摊，元；圆环为年均；灰色为按规则可能的范围，横线为按发生率表的构成",
)
CASES = Bilingual("Cases, in per cent of what the table of incidence expects", "案件数占发生率表预期的百分比")

Values = dict[str, list[dict[str, Any]]]
Spec = dict[str, Any]


def values(rows: Sequence[Row]) -> Values:
    """The figures to draw: `members`, `share`, `rules` and `cases`, each with its day; a year by its mean."""
    drawn: Values = {"members": [], "share": [], "rules": [], "cases": []}
    for row in rows:
        published, day = row.published, _day(row.published)
        parts = setting("xianghubao").announcements if published.a_year else 1
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
