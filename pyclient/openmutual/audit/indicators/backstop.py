"""The backstop: what platforms used to pay in silence, period by period, and whose money it is."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from ...events import BackstopFunded, BackstopTaken
from ...records import Account
from ..replay.state import Period
from .figure import Figure, Table
from .record import Record
from .thresholds import PERIODS, judged, share_of

DEPENDENT = Fraction(1, 4)
"""A plan that gets more than this of its aid from a sponsor is carried by one."""


def figures(record: Record) -> Iterator[Figure]:
    """What the backstop paid, and who filled and emptied it."""
    yield _draws(record)
    yield _sources(record)


def aid_by_members(period: Period) -> int:
    """What members' money paid for the cases of a period, fees included."""
    return sum(
        count * period.funding[level].by_members for level, count in period.queue.items() if level in period.funding
    )


def _draws(record: Record) -> Figure:
    periods = [period for period in record.plan.periods if period.drawn]
    drawn = sum(period.drawn for period in periods)
    by_members = sum(aid_by_members(period) for period in record.plan.periods)
    share = share_of(drawn, drawn + by_members) if drawn else Fraction(0)
    rows = [
        (period.number, period.at, aid_by_members(period), period.drawn, period.backstop_before) for period in periods
    ]
    facts = {"periods": len(periods), "drawn": drawn, "by_members": by_members, "share": share}
    table = Table(("period", "announced:time", "by_members:money", "drawn:money", "before:money"), rows)
    odd = len(periods) >= PERIODS and share > DEPENDENT
    return Figure("backstop-draws", judged(odd), facts, table, "sentence" if periods else "empty")


def _sources(record: Record) -> Figure:
    """A sponsor may take its money out after notice; that the next cut finds the backstop empty is worth a look."""
    funded, taken = Counter[Account](), Counter[Account]()
    for given, _ in record.of(BackstopFunded):
        funded[given.payer] += given.amount
    for out, _ in record.of(BackstopTaken):
        taken[out.sponsor] += out.amount
    people = dict.fromkeys([*funded, *taken])
    facts = {
        "funded": sum(funded.values()),
        "taken": sum(taken.values()),
        "left": record.plan.money.backstop,
        "people": len(people),
    }
    table = Table(
        ("account:account", "funded:money", "taken:money"), [(who, funded[who], taken[who]) for who in people]
    )
    judgement = judged(_taken_before_a_cut(record))
    return Figure("backstop-sources", judgement, facts, table, "sentence" if people else "empty")


def _taken_before_a_cut(record: Record) -> bool:
    """Whether money left the backstop in the period in front of an announcement that left a gap unfilled."""
    taken = [time for _, time in record.of(BackstopTaken)]
    begins = [record.plan.opened_at, *(period.at for period in record.plan.periods)]
    return any(
        period.gap > period.drawn and any(begin <= time <= period.at for time in taken)
        for begin, period in zip(begins, record.plan.periods, strict=False)
    )
