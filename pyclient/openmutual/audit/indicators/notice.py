"""Whether the sponsor is always on its way out: a notice that never ends warns nobody of anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ...events import BackstopFunded, BackstopNoticed, BackstopTaken
from ...records import NOBODY
from .figure import PERIODS, Figure, Judgement, Table, judged
from .record import Record

MOSTLY = Fraction(1, 2)
"""A sponsor that could leave soon for more than half of the time gives support that can be called back."""

ALWAYS = Fraction(95, 100)
"""A notice that runs nearly all the time is no notice."""


@dataclass(slots=True)
class _Notice:
    """A notice from when it was given to when it ended: by its window, by another notice, or by all being taken."""

    given: int
    amount: int
    opens: int
    ended: int
    taken: int = 0


def notice_figures(record: Record) -> Iterator[Figure]:
    """The time in which a notice was running, of all the time in which there was a backstop to leave."""
    notices = list(_notices(record))
    since = next((time for _, time in record.of(BackstopFunded)), record.now)
    until = record.cover_closes
    spans = [min(each.ended, until) - max(each.given, since) for each in notices]
    running, whole = sum(span for span in spans if span > 0), max(until - since, 0)
    share = Fraction(running, whole) if whole else Fraction(0)
    terms = record.plan.terms
    facts = {"notices": len(notices), "share": share, "delay": terms.period + terms.notice}
    telling = whole >= PERIODS * terms.period
    judgement = judged(telling and share > MOSTLY, telling and share >= ALWAYS)
    rows = [(each.given, each.amount, each.opens, each.ended, each.taken) for each in notices]
    table = Table(("given:time", "amount:money", "opens:time", "ended:time", "taken:money"), rows)
    if record.plan.roles.sponsor == NOBODY:
        yield Figure("standing-notice", Judgement.FINE, facts, table, "empty")
    else:
        yield Figure("standing-notice", judgement, facts, table)


def _notices(record: Record) -> Iterator[_Notice]:
    """Every notice of an amount, in order; one of nothing only calls the last one off."""
    running: _Notice | None = None
    for event, time in record.history:
        if isinstance(event, BackstopNoticed):
            if running is not None:
                running.ended = min(running.ended, time)
                yield running
            running = _Notice(time, event.amount, event.opens, event.closes) if event.amount else None
        elif isinstance(event, BackstopTaken) and running is not None and time < running.ended:
            running.taken += event.amount
            if running.taken >= running.amount:
                running.ended = time
    if running is not None:
        yield running
