"""What cases got against what they were promised: caps, cuts, and whether every share was collected."""

from collections.abc import Iterator
from fractions import Fraction

from ...events import Reinstated
from ..replay.state import Period
from .backstop import aid_by_members
from .figure import Figure, Table
from .record import Record, due_of
from .thresholds import PERIODS, judged, share_of, tick

OFTEN = Fraction(1, 3)
"""Where more periods than this are cut, the caps do not fit the membership."""

SHORT = Fraction(9, 10)
"""Below this, a patient gets noticeably less than the plan names."""


def figures(record: Record) -> Iterator[Figure]:
    """Caps, payout ratio, collection."""
    busy = [period for period in record.plan.periods if sum(period.queue.values())]
    yield _caps(busy)
    yield _ratio(record, busy)
    yield _collection(record)


def _caps(busy: list[Period]) -> Figure:
    bound = [period for period in busy if period.case_capped or period.period_capped or period.year_capped]
    cut = sum(period.is_cut for period in busy)
    facts = {
        "periods": len(busy),
        "case_capped": sum(period.case_capped for period in busy),
        "period_capped": sum(period.period_capped for period in busy),
        "year_capped": sum(period.year_capped for period in busy),
        "cut": cut,
    }
    rows = [
        (
            period.number,
            period.share,
            *map(tick, (period.case_capped, period.period_capped, period.year_capped, period.is_cut)),
        )
        for period in bound
    ]
    table = Table(
        ("period", "share:money", "case_capped:plain", "period_capped:plain", "year_capped:plain", "cut:plain"), rows
    )
    odd = cut >= PERIODS and share_of(cut, len(busy)) > OFTEN
    return Figure("caps", judged(odd), facts, table, "sentence" if busy else "empty")


def _ratio(record: Record, busy: list[Period]) -> Figure:
    """Benefit and fee together.  The fee is paid last, so a patient gets no less than the ratio says."""
    rows = [_row(record, period) for period in busy]
    due, granted = sum(row[2] for row in rows), sum(row[5] for row in rows)
    facts = {
        "cases": sum(row[1] for row in rows),
        "due": due,
        "granted": granted,
        "ratio": share_of(granted, due),
        "worst": min((share_of(row[5], row[2]) for row in rows), default=Fraction(1)),
    }
    columns = ("period", "cases", "due:money", "collected:money", "drawn:money", "granted:money", "ratio:percent")
    table = Table(columns, [(*row, share_of(row[5], row[2])) for row in rows])
    odd = len(busy) >= PERIODS and share_of(granted, due) < SHORT
    return Figure("payout-ratio", judged(odd), facts, table, "sentence" if busy else "empty")


def _row(record: Record, period: Period) -> tuple[int, int, int, int, int, int]:
    due = sum(count * due_of(record.plan, level) for level, count in period.queue.items())
    granted = aid_by_members(period) + period.drawn
    return period.number, sum(period.queue.values()), due, period.collected, period.drawn, granted


def _collection(record: Record) -> Figure:
    """Shares are taken from reserves that are there: none can fail, so nobody has to pay another's in silence."""
    periods, returns = record.plan.periods, list(record.of(Reinstated))
    facts = {
        "periods": len(periods),
        "collected": sum(period.collected for period in periods),
        "lapsed": sum(len(period.lapsed) for period in periods),
        "returned": len(returns),
        "back_paid": sum(event.back_pay for event, _ in returns),
    }
    return Figure("collection", judged(False), facts, wording="sentence" if periods else "empty")
