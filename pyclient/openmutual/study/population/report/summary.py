"""A simulation in words and tables, the same on a terminal and on a page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....money import DAY
from ..cohorts import Life, Period
from .phrases import SimulationPhrases


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
    yield words.say("year cost", total=words.money(paid), a_year=a_year, percent=words.percent(granted, due))
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
