"""What is kept of a log that was gathered and found sound, so that a longer one can be gathered from its end on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from ..kernels.compiled import Integers, Table
from ..source.extract import LOGS
from .calendar import Bounds
from .members import LINES, MOST_LIMIT, SUMS, TIER, UNITS, Tally
from .scan import ROW

TOLD = pl.Schema([*LOGS.items(), ("number", pl.Int64()), ("is_row", pl.Boolean())])
"""Logs of the story: the `number` of each in the log, and whether the members have a row of it as well."""


class Totals(NamedTuple):
    """What the log was as a whole.

    Attributes:
        seen: how many logs concerned the plan.
        moved: what settled transactions have brought to the ledger and not taken, in steps.
        block: of the last log; `time` its time in Unix seconds.
        top: the highest limit of a member's log.
        logs: how many logs the members in columns have.
    """

    seen: int = 0
    moved: int = 0
    block: int = 0
    time: int = 0
    top: int = 0
    logs: int = 0


@dataclass(frozen=True, eq=False)
class Kept:
    """A log that was gathered.

    Attributes:
        last: the block up to which it goes.
        totals: of all of it.
        told: the logs that the replay must read itself, with the `number` of each in the log, and whether the members
            have a row of it as `is_row`.
        rows: of the members of the story.
        records: what the members in columns have come to, some at a time.
        words: of the attestor, some at a time.
        story: the rows of the story in their order; `tally` what the rows of the members in columns come to between
            them.
    """

    last: int
    totals: Totals
    told: pl.DataFrame
    rows: Table
    records: Callable[[], Iterator[Table]]
    words: Callable[[], Iterator[Table]]
    story: Integers
    tally: Tally

    def without(self, rows: Table, tally: Tally) -> "Kept":
        """The same without some members in columns.

        Args:
            rows: theirs, which are the story's.
            tally: what these come to, between the same rows of the story.
        """
        rest = Tally(*(all_ - theirs for all_, theirs in zip(self.tally, tally, strict=True)))
        totals = self.totals._replace(logs=self.totals.logs - len(rows))
        return replace(self, totals=totals, rows=np.concatenate([self.rows, rows]), tally=rest)

    def begun_tally(self, story: Integers, periods: int, top: int) -> Tally:
        """The tally of a longer log that goes on from this one's.

        What members did between two logs of this one's story is counted before the later of them, whatever else of the
        story comes between.  What those who went in a closing have shared so far is left out: it is counted at the end.

        Args:
            story: the rows of the longer log's story, those of this one's among them, in their order.
            periods: how many announcements it has.
            top: the highest limit of a member's log in it.
        """
        tally = empty_tally(len(story), periods, top)
        tally.sums[np.searchsorted(story, np.append(self.story, self.totals.seen))] += self.tally.sums
        for longer, begun in zip(tally[1:5], self.tally[1:5], strict=True):
            longer[: len(begun)] += begun
        tally.at_end[:2] += self.tally.at_end[:2]
        return tally


def empty_tally(story: int, periods: int, top: int) -> Tally:
    """A tally of nothing, of so many logs of the story and announcements, and limits up to the highest."""
    sums, lines = np.zeros((story + 1, len(SUMS)), np.int64), np.zeros((periods + 1, len(LINES)), np.int64)
    lapses, leavers = np.zeros((periods, 2), np.int64), np.zeros(periods, np.int64)
    rungs = np.zeros((min(top, MOST_LIMIT) + 1, 3), np.int64)
    return Tally(sums, lines, lapses, leavers, rungs, np.zeros(3, np.int64))


def are_of(bounds: Bounds, fields: Integers) -> bool:
    """Whether memberships are of tiers that the terms have, with the units of each."""
    tiers = fields[:, TIER]
    is_known = (tiers >= 0) & (tiers < len(bounds.units))
    return bool(is_known.all() and (bounds.units[tiers] == fields[:, UNITS]).all())


NOTHING = Kept(
    last=-1,
    totals=Totals(),
    told=pl.DataFrame(schema=TOLD),
    rows=np.empty(0, ROW),
    records=lambda: iter(()),
    words=lambda: iter(()),
    story=np.empty(0, np.int64),
    tally=empty_tally(0, 0, 0),
)
"""Of a log that was not gathered before."""
