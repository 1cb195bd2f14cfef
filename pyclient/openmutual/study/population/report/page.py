"""A simulation in words, tables and charts, on a terminal and as one page that needs nothing else."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ....i18n import Phrases
from ....money import DAY, grouped
from ....render.templates import environment, policy_hash
from ....render.vega import plain_svg
from ..cohorts import Life, Period

AREA = "simulation"
LARGE = 100_000
"""From here on nobody asks what stands behind the point."""


@dataclass(frozen=True, slots=True)
class SimulationPhrases(Phrases):
    """The sentences of a simulation, in the currency of its plan."""

    def money(self, amount: int) -> str:
        """An amount: `34,000`, `0.10`; large ones without what is behind the point."""
        text = grouped(amount, self.decimals)
        return text.partition(".")[0] if amount >= LARGE * 10**self.decimals else text

    def percent(self, part: int, whole: int) -> str:
        """A part of a whole, in per cent with one decimal, rounded down; 100 % of nothing."""
        thousandths = part * 1000 // whole if whole else 1000
        return f"{thousandths // 10}.{thousandths % 10} %"


def simulation_phrases(language: str, symbol: str, decimals: int) -> SimulationPhrases:
    """The sentences in `en` or `zh`."""
    return SimulationPhrases(AREA, language, decimals, symbol)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `words` are the columns that are no numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    words: tuple[int, ...] = ()


def title(life: Life, words: SimulationPhrases) -> str:
    """What has been simulated."""
    assumed = life.assumptions
    return words.say("title", plan=life.plan.title[words.language], members=f"{assumed.members:,}", years=assumed.years)


def intro(life: Life, words: SimulationPhrases) -> str:
    """What is drawn, and what follows."""
    return words.say("intro", seed=life.assumptions.seed)


def sentences(life: Life, words: SimulationPhrases) -> Iterator[str]:
    """What it came to."""
    if not life.periods:
        return
    last = life.periods[-1].made.at
    yield words.say(
        "came to", announced=len(life.periods), days=f"{last / DAY:g}", active=f"{life.periods[-1].active:,}"
    )
    paid = sum(period.made.share + period.made.dues for period in life.periods)
    due, granted = (sum(getattr(period, name) for period in life.periods) for name in ("due", "granted"))
    a_year = words.money(paid * 365 * DAY // last // life.plan.terms.step * life.plan.terms.step)
    cost = {"total": words.money(paid), "a_year": a_year}
    if due:
        yield words.say("year cost", **cost, percent=words.percent(granted, due))
    else:
        yield words.say("year cost without cases", **cost)
    hits = {cap: sum(cap in period.hits for period in life.periods) for cap in ("case", "period", "year")}
    count = sum(bool(period.hits) for period in life.periods)
    yield words.say("hits", count=count, **hits) if count else words.say("no hits")
    if life.spiral is None:
        yield words.say("no spiral")
    else:
        yield words.say("spiral", day=life.periods[life.spiral].made.at // DAY)
    if life.closed_at is not None:
        yield words.say("closed", day=life.closed_at)
    yield words.say("balance")


def announcements(life: Life, words: SimulationPhrases) -> Table:
    """A line for each announcement, with all its figures."""
    return _announcements(life.periods, tuple(COLUMNS), words)


def digest(life: Life, words: SimulationPhrases, most: int) -> Table:
    """What a terminal has room for: the main figures, of `most` announcements evenly chosen, and of the last."""
    every = -(-len(life.periods) // most)
    chosen = [period for period in life.periods if period.number % every == 0 or period is life.periods[-1]]
    return _announcements(chosen, DIGEST, words)


def _announcements(periods: Sequence[Period], columns: tuple[str, ...], words: SimulationPhrases) -> Table:
    rows = tuple(tuple(COLUMNS[column](period, words) for column in columns) for period in periods)
    return Table(words.say("announcements"), tuple(map(words.say, columns)), rows, words.say("note risk"))


def ages(life: Life, words: SimulationPhrases) -> Table:
    """What each band of ages paid and received, and what it got for one that it paid."""
    rows = [
        (name, words.money(paid), words.money(received), f"{received * 100 // paid / 100:.2f}" if paid else "–")
        for name, paid, received in life.band_totals()
    ]
    columns = tuple(words.say(column) for column in ("ages", "paid", "received", "ratio"))
    return Table(words.say("by age"), columns, tuple(rows))


def assumptions(life: Life, words: SimulationPhrases) -> Table:
    """What was assumed of people."""
    assumed = life.assumptions
    figures = {
        "illness": f"{float(assumed.illness):g}",
        "joining": f"{float(assumed.joining):.3%}",
        "leaving": f"{float(assumed.leaving):.3%}",
        "impatience": f"{float(assumed.impatience):.3%}",
        "patience": f"{float(assumed.patience):g}",
        "top_up": f"{float(assumed.top_up):.1%}",
        "return": f"{float(assumed.returning):.1%}",
        "put in": words.money(assumed.backstop),
    }
    rows = tuple((words.say(key), figure) for key, figure in figures.items())
    return Table(words.say("assumed"), ("", ""), rows, words=(0,))


def _caps(period: Period, words: SimulationPhrases) -> str:
    return ", ".join(words.say(f"cap {cap}") for cap in period.hits) or words.say("none")


def _granted(period: Period, words: SimulationPhrases) -> str:
    return words.percent(period.granted, period.due) if period.cases else words.say("none")


COLUMNS: Mapping[str, Callable[[Period, SimulationPhrases], str]] = {
    "period": lambda period, _: str(period.number),
    "day": lambda period, _: f"{period.made.at / DAY:.0f}",
    "members": lambda period, _: f"{period.members:,}",
    "joined": lambda period, _: f"{period.joined:,}",
    "left": lambda period, _: f"{period.left:,}",
    "lapsed": lambda period, _: f"{period.made.lapsed:,}",
    "returned": lambda period, _: f"{period.returned:,}",
    "cases": lambda period, _: f"{period.cases:,}",
    "share": lambda period, words: words.money(period.made.share),
    "collected": lambda period, words: words.money(period.made.collected),
    "granted": _granted,
    "backstop": lambda period, words: words.money(period.made.backstop_used),
    "surplus": lambda period, words: words.money(period.made.surplus),
    "cap": _caps,
    "risk": lambda period, _: f"{period.risk:,}",
}
"""How each column is told."""

DIGEST = ("period", "day", "members", "joined", "left", "lapsed", "cases", "share", "granted", "cap", "risk")


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


STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin-top: 2rem }
figure { margin: 1.5rem 0 } svg { max-width: 100%; height: auto }
.wide { overflow-x: auto } table { border-collapse: collapse; font-size: .85rem }
th, td { padding: .15rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid #e2e8f0 }
th:first-child, td:first-child { text-align: left }
pre { background: #f7fafc; padding: .75rem; overflow-x: auto }
"""


def render(life: Life, words: SimulationPhrases, command: str) -> str:
    """The page; `command` is what to type to get it again."""
    from markupsafe import Markup

    page = environment().get_template("simulation.html.jinja")
    # The pictures are drawn here from figures and escaped words; all other text is escaped by the template.
    charts = [{"name": words.say(f"chart {name}"), "picture": Markup(svg)} for name, svg in draw(life, words).items()]
    return page.render(
        language=words.language,
        title=title(life, words),
        intro=intro(life, words),
        sentences=list(sentences(life, words)),
        charts=charts,
        tables=[ages(life, words), assumptions(life, words), announcements(life, words)],
        repeat=words.say("repeat"),
        command=command,
        style=Markup(STYLE),
        style_hash=policy_hash(STYLE),
    )
