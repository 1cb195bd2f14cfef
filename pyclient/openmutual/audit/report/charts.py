"""The charts of the page: each an SVG inside an image, with words that say what it shows.

Each is drawn twice, for a screen and for a phone, whose width would make the other's letters too small to read.
Only here do numbers become floats, so that they can be drawn; every number that can be read off the page stands beside
the chart as it is.  A plan of many periods is drawn in groups of periods, and the caption says so.
"""

import base64
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ...i18n.formatter import SentenceFormatter
from ...render.vega import altair, to_svg
from .report import Report

MOST_MARKS = 120
"""The most periods that a chart draws one by one."""

HEIGHT = 220


@dataclass(frozen=True, slots=True)
class Room:
    """What a chart may take up, in CSS pixels.

    Attributes:
        plot: the width of a plot whose axis holds numbers alone; `bars` that of bars which are named on theirs.
        label: the width of such a name, which is broken into lines where it is longer.
    """

    plot: int
    bars: int
    label: int


SCREEN = Room(plot=560, bars=380, label=330)
PHONE = Room(plot=245, bars=150, label=135)

LINE = 16
"""The height of a line of a label."""

BLUE, ORANGE, GREEN, GREY = "#2f7fb8", "#d5762b", "#2a9d78", "#8a8f98"
"""Told apart by those who see no red or no green, and on white as on black."""

DARK = (
    "<style>@media (prefers-color-scheme: dark){text{fill:#d6d3cb}"
    ".role-axis-grid line{stroke:#3a3d40}.role-axis-domain line,.role-axis-tick line{stroke:#85898d}}</style>"
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart.

    Attributes:
        source: the image as a `data:` address; `narrow` the same for a phone.
        alt: what it shows, in words and numbers.
        note: what a reader must know of how it was drawn; may be empty.
    """

    title: str
    source: str
    narrow: str
    alt: str
    note: str


class Charts:
    """Draws the charts of one report in one language.

    Args:
        words: the texts of the report in that language.
    """

    def __init__(self, report: Report, words: Mapping[str, Any], wording: SentenceFormatter) -> None:
        self._report = report
        self._words = words
        self._wording = wording

    def pictures(self) -> dict[str, Picture]:
        """Every chart for which there is something to draw, by the section it belongs to."""
        report = self._report
        drawn: dict[str, Picture] = {}
        if any(_float(line.amount) for line in report.flow.came_in):
            drawn["flow"] = self._flow()
        if report.periods.rows:
            drawn["periods"], drawn["members"] = self._shares(), self._members()
        if report.reserves.rows:
            drawn["reserves"] = self._reserves()
        if report.cases.rows:
            drawn["cases"] = self._cases()
        return drawn

    def _flow(self) -> Picture:
        words, flow = self._words["flow"], self._report.flow
        parts = {"came_in": ("in", BLUE), "went_out": ("out", ORANGE), "held": ("held", GREEN)}
        said, bars = {"symbol": self._report.subject.symbol}, []
        for part, (heading, _) in parts.items():
            lines = [line for line in getattr(flow, part) if _float(line.amount)]
            named = [f"{words['lines'][line.key]} {self._wording.amount(line.amount)}" for line in lines]
            said[part] = "; ".join(named) or self._words["none"]
            bars += [
                {"part": words[heading], "line": words["lines"][line.key], "amount": _float(line.amount)}
                for line in lines
            ]
        colours = [colour for _, colour in parts.values()]
        order = [words[name] for name, _ in parts.values()]
        return self._picture(words, said, lambda room: _flow_chart(bars, order, colours, room))

    def _shares(self) -> Picture:
        words, terms = self._words["periods"], self._report.terms
        periods = self._report.periods.rows
        shares = [Decimal(period.share) for period in periods]
        facts = {
            "least": str(min(shares)),
            "most": str(max(shares)),
            "last": str(shares[-1]),
            "count": len(shares),
            "cap": terms.period_cap,
            "bound": sum("period" in period.bound_by for period in periods),
            "symbol": self._report.subject.symbol,
        }
        numbers = [period.number for period in periods]
        rows, size = grouped(numbers, {words["share"]: [float(share) for share in shares]}, max)
        cap = _float(terms.period_cap)
        return self._picture(words, facts, lambda room: _bars_below_cap(rows, words, cap, room), size, "most")

    def _reserves(self) -> Picture:
        words, rows = self._words["reserves"], self._report.reserves.rows
        held, owed = ([Decimal(getattr(row, name)) for row in rows] for name in ("held", "owed"))
        facts = {
            "symbol": self._report.subject.symbol,
            "count": len(rows),
            "held": str(held[-1]),
            "least_held": str(min(held)),
            "owed": str(owed[-1]),
            "most_owed": str(max(owed)),
        }
        series = {words["held"]: [float(each) for each in held], words["owed"]: [float(each) for each in owed]}
        marks, size = grouped([row.period for row in rows], series, _last)
        return self._picture(words, facts, lambda room: _lines(marks, self._words, (BLUE, ORANGE), room), size, "last")

    def _members(self) -> Picture:
        words, periods = self._words["members"], self._report.periods.rows
        facts = {
            "first": periods[0].members,
            "last": periods[-1].members,
            "count": len(periods),
            "lapsed": sum(period.lapsed for period in periods),
            "leavers": sum(period.leavers for period in periods),
        }
        numbers = [period.number for period in periods]
        active, size = grouped(numbers, {words["active"]: [float(each.members) for each in periods]}, _last)
        gone = {
            words["lapsed"]: [float(period.lapsed) for period in periods],
            words["leavers"]: [float(period.leavers) for period in periods],
        }
        left = grouped(numbers, gone, sum)[0]
        return self._picture(words, facts, lambda room: _members_chart(active, left, self._words, room), size, "last")

    def _cases(self) -> Picture:
        words = self._words["cases"]
        counts = [count for count in self._report.cases.funnel if count.number]
        named = [f"{words['funnel'][count.key]} {self._wording.count(count.number)}" for count in counts]
        bars = [{"stage": words["funnel"][count.key], "cases": count.number} for count in counts]
        facts = {"numbers": "; ".join(named)}
        return self._picture(words, facts, lambda room: _funnel_chart(bars, words["number"], room))

    def _picture(
        self,
        words: Mapping[str, Any],
        facts: Mapping[str, Any],
        chart: Callable[[Room], Any],
        size: int = 1,
        how: str = "",
    ) -> Picture:
        alike = self._words["periods"]
        note = self._wording.fill(alike["grouped"], {"size": size, "how": alike["how"][how]}) if size > 1 else ""
        wide, narrow = (_image(chart(room)) for room in (SCREEN, PHONE))
        return Picture(words["chart"], wide, narrow, self._wording.fill(words["alt"], facts), note)


def grouped(
    numbers: Sequence[int], series: Mapping[str, Sequence[float]], of_group: Callable[[Sequence[float]], float]
) -> tuple[list[dict[str, Any]], int]:
    """Marks for a chart, and how many periods each of them stands for.

    A mark has the period it ends with, the name of its series and the value that `of_group` makes of its periods.
    """
    size = -(-len(numbers) // MOST_MARKS)
    marks = [
        {"period": numbers[min(start + size, len(numbers)) - 1], "series": name, "value": of_group(part)}
        for name, values in series.items()
        for start in range(0, len(numbers), size)
        if (part := values[start : start + size])
    ]
    return marks, size


def _last(values: Sequence[float]) -> float:
    return values[-1]


def _float(amount: str) -> float:
    return float(Decimal(amount))


def _flow_chart(bars: list[dict[str, Any]], order: list[str], colours: list[str], room: Room) -> Any:
    alt = altair()

    named = _named(bars, "line", room)
    return (
        alt.Chart({"values": named}, width=room.bars, height=alt.Step(6 + LINE * _lines_of(named, "line")))
        .mark_bar()
        .encode(
            x=alt.X("amount:Q", title=None, axis=alt.Axis(tickCount=room.bars // 75)),
            y=alt.Y("line:N", title=None, sort=None, axis=_labelled(named, "line")),
            color=alt.Color("part:N", legend=None, scale=alt.Scale(domain=order, range=colours)),
            row=alt.Row("part:N", title=None, sort=order, header=alt.Header(labelAngle=0, labelAlign="left")),
        )
        .resolve_scale(y="independent")
    )


def _bars_below_cap(marks: list[dict[str, Any]], words: Mapping[str, Any], cap: float, room: Room) -> Any:
    alt = altair()

    bars = alt.Chart({"values": marks}, width=room.plot, height=HEIGHT).mark_bar(color=BLUE)
    share = bars.encode(x=_by_period(words), y=alt.Y("value:Q", title=words["share"]))
    line = alt.Chart({"values": [{"cap": cap, "name": words["cap"]}]})
    rule = line.mark_rule(color=ORANGE, strokeWidth=2, strokeDash=[6, 4]).encode(y="cap:Q")
    label = line.mark_text(color=ORANGE, align="left", x=4, dy=-7, fontSize=13).encode(y="cap:Q", text="name:N")
    return share + rule + label


def _lines(marks: list[dict[str, Any]], words: Mapping[str, Any], colours: Sequence[str], room: Room) -> Any:
    alt = altair()

    names = list(dict.fromkeys(mark["series"] for mark in marks))
    base = alt.Chart({"values": marks}, width=room.plot, height=HEIGHT).encode(
        x=_by_period(words["periods"]),
        y=alt.Y("value:Q", title=None),
        color=alt.Color("series:N", title=None, scale=alt.Scale(domain=names, range=list(colours))),
        strokeDash=alt.StrokeDash("series:N", title=None, scale=alt.Scale(domain=names, range=[[1, 0], [6, 4]])),
    )
    return base.mark_line(strokeWidth=2.5, point=alt.OverlayMarkDef(size=30, filled=True))


def _members_chart(
    active: list[dict[str, Any]], gone: list[dict[str, Any]], words: Mapping[str, Any], room: Room
) -> Any:
    alt = altair()

    period = _by_period(words["periods"])
    above = alt.Chart({"values": active}, width=room.plot, height=HEIGHT - 60).mark_bar(color=GREEN)
    below = alt.Chart({"values": gone}, width=room.plot, height=70).mark_bar()
    names = list(dict.fromkeys(mark["series"] for mark in gone))
    colour = alt.Color("series:N", title=None, scale=alt.Scale(domain=names, range=[ORANGE, GREY]))
    return alt.vconcat(
        above.encode(x=period, y=alt.Y("value:Q", title=words["members"]["active"], axis=_counting(active))),
        below.encode(x=period, y=alt.Y("value:Q", title=None, axis=_counting(gone)), color=colour),
    ).resolve_legend(color="independent")


def _funnel_chart(bars: list[dict[str, Any]], title: str, room: Room) -> Any:
    alt = altair()

    named = _named(bars, "stage", room)
    height = alt.Step(10 + LINE * _lines_of(named, "stage"))
    base = alt.Chart({"values": named}, width=room.bars, height=height).encode(
        y=alt.Y("stage:N", title=None, sort=None, axis=_labelled(named, "stage")),
        x=alt.X("cases:Q", title=title, axis=_whole(max(bar["cases"] for bar in bars))),
    )
    return base.mark_bar(color=BLUE) + base.mark_text(align="left", dx=5, fontSize=13).encode(text="cases:Q")


def _by_period(words: Mapping[str, Any]) -> Any:
    alt = altair()

    axis = alt.Axis(labelAngle=0, labelOverlap=True)
    return alt.X("period:O", title=words["number"], axis=axis, scale=alt.Scale(padding=0.3))


def _counting(marks: list[dict[str, Any]]) -> Any:
    return _whole(max(mark["value"] for mark in marks))


def _whole(most: float) -> Any:
    """An axis of whole numbers only."""
    alt = altair()

    return alt.Axis(tickCount=max(1, min(int(most), 5)), format=",d")


def _named(bars: Sequence[Mapping[str, Any]], key: str, room: Room) -> list[dict[str, Any]]:
    """The bars, each with its name in lines that are not wider than there is room."""
    return [{**bar, key: "\n".join(_broken(bar[key], room.label))} for bar in bars]


def _broken(label: str, most: int) -> list[str]:
    wide = _width(label) / max(len(label), 1)
    return textwrap.wrap(label, max(int(most / wide), 1)) or [""]


def _width(label: str) -> float:
    """In pixels, in whatever font the reader has."""
    return sum(15 if ord(letter) > 0x2E80 else 8.5 for letter in label)


def _lines_of(named: Iterable[Mapping[str, Any]], key: str) -> int:
    return max(len(str(bar[key]).splitlines()) for bar in named)


def _labelled(named: Iterable[Mapping[str, Any]], key: str) -> Any:
    """An axis with room for its labels."""
    alt = altair()

    widest = max(_width(line) for bar in named for line in bar[key].split("\n"))
    return alt.Axis(minExtent=widest, labelLimit=widest, labelExpr="split(datum.label, '\\n')", labelBaseline="middle")


def _image(chart: Any) -> str:
    styled = (
        chart.configure(background="transparent", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", gridColor="#e3e0d8")
        .configure_legend(orient="top", labelFontSize=13, labelLimit=300)
        .configure_header(labelFontSize=13, labelFontWeight="bold", labelOrient="top", labelAnchor="start")
    )
    svg = to_svg(styled.to_dict())
    opening, rest = svg.split(">", 1)
    drawing = base64.b64encode(f"{opening}>{DARK}{rest}".encode()).decode()
    return f"data:image/svg+xml;base64,{drawing}"
