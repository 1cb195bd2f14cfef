"""The charts of a simulation, as SVG: drawn from the figures on record, and from nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from ....money import DAY
from ....render.vega import plain_svg
from ..cohorts import Life, Period
from .phrases import SimulationPhrases

WIDTH, HEIGHT = 620, 190
BLUE, RED, GREY, GOLD = "#2b6cb0", "#c53030", "#4a5568", "#b7791f"

Spec = dict[str, Any]


def draw(life: Life, words: SimulationPhrases) -> Mapping[str, str]:
    """Each chart as an SVG picture, by its name: `share`, `members`, `granted`, `risk` and `ages`."""
    return {name: plain_svg(spec) for name, spec in _charts(life, words).items()}


def draw_sheet(life: Life, words: SimulationPhrases) -> str:
    """All charts below each other in one SVG picture."""
    title = words.say(
        "title",
        plan=life.plan.title[words.language],
        members=f"{life.assumptions.members:,}",
        years=life.assumptions.years,
    )
    return plain_svg(
        {"title": {"text": title, "fontSize": 16}, "vconcat": list(_charts(life, words).values()), "spacing": 24}
    )


def _charts(life: Life, words: SimulationPhrases) -> dict[str, Spec]:
    lines = {"share": RED, "members": BLUE, "granted": GOLD, "risk": GREY}
    charts = {name: _over_time(life, name, colour, words) for name, colour in lines.items()}
    return {**charts, "ages": _by_age(life, words)}


def _over_time(life: Life, name: str, colour: str, words: SimulationPhrases) -> Spec:
    """A line over the days, with a mark at each announcement at which a cap cut the cases."""
    values = [
        {"day": period.made.at / DAY, "value": _figure(period, name, 10**words.decimals), "cut": bool(period.hits)}
        for period in life.periods
    ]
    style = {"share": ",.2f", "granted": ".0%"}.get(name, "~s")
    axes = {
        "x": {"field": "day", "type": "quantitative", "title": words.say("axis day")},
        "y": {"field": "value", "type": "quantitative", "title": _axis(name, words), "axis": _scale(style, words)},
    }
    marks: list[Spec] = [{"mark": {"type": "line", "color": colour, "interpolate": "step-before"}, "encoding": axes}]
    if name == "share":
        dots = {"mark": {"type": "point", "filled": True, "size": 28, "color": GREY}, "encoding": axes}
        marks.append({**dots, "transform": [{"filter": "datum.cut"}]})
    if name == "members" and life.spiral is not None:
        marks += _flag(life.periods[life.spiral], words.say("chart spiral"))
    return _sized(words.say(f"chart {name}"), values, {"layer": marks})


def _flag(period: Period, words: str) -> list[Spec]:
    """A line across a chart over time at an announcement, with words beside it."""
    data = {"values": [{"day": period.made.at / DAY, "words": words}]}
    place = {"x": {"field": "day", "type": "quantitative"}}
    label = {"type": "text", "align": "left", "dx": 5, "color": RED}
    return [
        {"data": data, "mark": {"type": "rule", "color": RED, "strokeDash": [4, 4]}, "encoding": place},
        {"data": data, "mark": label, "encoding": {**place, "y": {"value": 12}, "text": {"field": "words"}}},
    ]


def _scale(style: str, words: SimulationPhrases) -> Spec:
    """How figures stand at an axis: large ones as millions and billions, and not as mega and giga."""
    label = "datum.label"
    for sign in ("k", "M", "G", "T"):
        label = f"replace({label}, '{sign}', '{words.say(f'axis {sign}')}')"
    return {"format": style, "labelExpr": label}


def _axis(name: str, words: SimulationPhrases) -> str | None:
    return words.say("axis money") if name == "share" else None


def _figure(period: Period, name: str, unit: int) -> float:
    match name:
        case "share":
            return (period.made.share + period.made.dues) / unit
        case "members":
            return float(period.members)
        case "granted":
            return period.granted / period.due if period.due else 1.0
        case _:
            return float(period.risk)


def _by_age(life: Life, words: SimulationPhrases) -> Spec:
    """Two bars for each band of ages: what it paid, what it received."""
    unit = 10**words.decimals
    values = [
        {"ages": ages, "kind": words.say(kind), "amount": amount / unit}
        for ages, paid, received in life.band_totals()
        for kind, amount in (("paid", paid), ("received", received))
    ]
    kinds = [words.say("paid"), words.say("received")]
    encoding = {
        "x": {"field": "ages", "type": "ordinal", "title": words.say("ages"), "axis": {"labelAngle": 0}},
        "xOffset": {"field": "kind", "sort": kinds},
        "y": {"field": "amount", "type": "quantitative", "title": words.say("axis money"), "axis": _scale("~s", words)},
        "color": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": kinds, "range": [BLUE, GOLD]}},
    }
    return _sized(words.say("chart ages"), values, {"mark": "bar", "encoding": encoding})


def _sized(title: str, values: Iterable[Mapping[str, Any]], spec: Spec) -> Spec:
    return {"title": title, "width": WIDTH, "height": HEIGHT, "data": {"values": list(values)}, **spec}
