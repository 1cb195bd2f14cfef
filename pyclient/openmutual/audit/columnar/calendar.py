"""What happened to a plan as a whole, in columns: what a membership of its own needs to be replayed by itself."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from ...events import Announced, ClosingStarted, Event, Finished, JoiningStopped, PlanOpened
from ...records import NOBODY, Terms
from ..kernels.compiled import Integers
from ..replay.state import ReplayedPlan

MOST = 2**62
"""No number in columns is larger."""

NEVER = MOST
"""Later than any log."""


class Calendar(NamedTuple):
    """Announcements and the ends of a plan, by the rows of their logs.

    Attributes:
        rows: of the announcements.
        index_at: where the index stood before the first and after each, in steps.
        shares: the part of it that was for cases.
        times: of the announcements, in Unix seconds.
        holds: whether leavers stay, since a queue waits in a closing.
        stopped: the row that stopped joins; `closing` the one that began the closing, `finished` the one that ended it.
        closing_in: the first announcement of the closing.
    """

    rows: Integers
    index_at: Integers
    shares: Integers
    times: Integers
    holds: Integers
    stopped: int
    closing: int
    finished: int
    closing_in: int


class Bounds(NamedTuple):
    """The terms that a membership is held to, in steps and seconds; `units` and `least` by tier."""

    units: Integers
    least: Integers
    reserve: int
    grace: int


def bounds_of(terms: Terms) -> Bounds | None:
    """The terms of a plan; None if some are too large for columns."""
    units, least = [tier.units for tier in terms.tiers], [-(-tier.deposit // terms.step) for tier in terms.tiers]
    reserve, waiting = terms.reserve // terms.step, (terms.waiting, *(level.waiting for level in terms.levels))
    if max(*units, *least, reserve, terms.grace, *waiting) >= MOST:
        return None
    return Bounds(np.array(units, np.int64), np.array(least, np.int64), reserve, terms.grace)


def calendar_of(story: Iterable[tuple[int, int, Event]], step: int) -> Calendar | None:
    """The calendar by the log's own word, from rows, times and events.

    None if an end comes more than once, or the index outgrows columns.
    """
    announced: list[tuple[int, int, Announced]] = []
    ends: dict[type[Event], list[tuple[int, Event, int]]] = {JoiningStopped: [], ClosingStarted: [], Finished: []}
    opened = 0
    for row, time, event in story:
        if isinstance(event, Announced):
            announced.append((row, time, event))
        elif type(event) in ends:
            ends[type(event)].append((row, event, len(announced)))
        opened += isinstance(event, PlanOpened)
    if opened != 1 or any(len(found) > 1 for found in ends.values()):
        return None
    stopped, closing, finished = (found[0][0] if found else NEVER for found in ends.values())
    begun = next((made - (getattr(event, "by", "") == NOBODY) for _, event, made in ends[ClosingStarted]), -1)
    figures = [event.figures for _, _, event in announced]
    charged = [(each.share + each.dues) // step for each in figures]
    if sum(charged) >= MOST:
        return None
    rows = np.array([row for row, _, _ in announced], np.int64)
    waits = np.array([each.waiting > 0 and each.queue == 0 for each in figures], np.int64)
    return Calendar(
        rows=rows,
        index_at=_summed(charged),
        shares=_summed([each.share // step for each in figures]),
        times=np.array([time for _, time, _ in announced], np.int64),
        holds=waits * (rows > closing),
        stopped=stopped,
        closing=closing,
        finished=finished,
        closing_in=begun,
    )


def _summed(steps: list[int]) -> Integers:
    return np.cumsum([0, *steps], dtype=np.int64)


def agrees(calendar: Calendar, plan: ReplayedPlan) -> bool:
    """Whether the replay has come to the calendar that it was given."""
    periods = plan.periods
    index, shares = [period.index for period in periods], [period.shares for period in periods]
    holds = [int(period.holds_leavers) for period in periods]
    told = calendar.index_at[1:].tolist(), calendar.shares[1:].tolist(), calendar.holds.tolist(), calendar.closing_in
    return told == (index, shares, holds, plan.closing_in)
