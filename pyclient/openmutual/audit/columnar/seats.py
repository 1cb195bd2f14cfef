"""The jury's seats in columns: who took each first, and when; they are numbered from 0 in the order of the log.

Where that is so, where nobody has two seats, and where there are as many holders as seats, each seat is its holder's by
their first word.  Whatever else there is to say of a seat follows from its holder's own logs.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np

from ...events import DisputeOpened, Event, JurorsDrawn, SeedFixed
from ...locations import Location
from ..decoding.words import ADDRESS
from ..kernels.columns import named
from ..kernels.compiled import Integers, Table
from ..replay.draws import MOST_POSITIONS
from ..replay.lottery import positions, seat_at
from .members import FIRST_SEATED, SEAT, VOLUNTEERED
from .pieces import Cut, read_rows, write_rows

SEATS = np.dtype([("account", "u1", ADDRESS), ("number", "i8"), ("time", "i8")])
"""A seat, who took it, and when."""


def said_in(rows: Table) -> Table:
    """The seats that members' rows say were taken, those taken again among them."""
    took = rows[rows["kind"] == VOLUNTEERED]
    return _seats(took, took["extra"], took["time"])


def held_in(records: Table) -> Table:
    """The seats of members in columns, as they were first taken."""
    held = records[records["fields"][:, SEAT] >= 0]
    return _seats(held, held["fields"][:, SEAT], held["fields"][:, FIRST_SEATED])


def _seats(holders: Table, numbers: Integers, times: Integers) -> Table:
    seats = np.empty(len(holders), SEATS)
    seats["account"], seats["number"], seats["time"] = holders["account"], numbers, times
    return seats


class Seats:
    """All seats, on the disk.

    Args:
        scratch: where they are put.

    Attributes:
        count: how many there are.
        are_in_turn: whether each new one got the next number.
    """

    def __init__(self, scratch: Location) -> None:
        self._scratch = scratch
        self._cuts: list[Cut] = []
        self.count, self.are_in_turn = 0, True

    def keep(self, seats: Table) -> None:
        """Begin with seats that were there before; of one that is said again, the first word counts."""
        self._write(seats[np.unique(seats["number"], return_index=True)[1]])

    def add(self, said: Table) -> None:
        """Take up what the next part of the log says; a number above all before is a new seat's."""
        highest = np.maximum.accumulate(np.append(self.count - 1, said["number"]))
        new = said[said["number"] > highest[:-1]]
        self.are_in_turn &= np.array_equal(new["number"], self.count + np.arange(len(new)))
        self._write(new)

    def holders(self, numbers: Iterable[int]) -> set[bytes]:
        """Whose some seats are.  Raises ScratchLost."""
        wanted = np.array([number for number in numbers if number < self.count], np.int64)
        found = (seats["account"][np.isin(seats["number"], wanted)] for seats in self._all() if len(wanted))
        return {bytes(account) for accounts in found for account in accounts}

    def taken_before(self, moments: Collection[int], members: set[bytes]) -> dict[int, int]:
        """How many were first taken strictly before each of some moments, but for those of some members.

        Raises:
            ScratchLost: what was written cannot be read.
        """
        ends = np.array(sorted(moments), np.int64)
        counts = np.zeros(len(ends) + 1, np.int64)
        for seats in self._all():
            times = seats["time"][~named(seats["account"], members)]
            counts += np.bincount(np.searchsorted(ends, times, side="right"), minlength=len(counts))
        return dict(zip(ends.tolist(), np.cumsum(counts[:-1]).tolist(), strict=True))

    def _write(self, seats: Table) -> None:
        if len(seats):
            self._cuts.append(write_rows(self._scratch, seats))
            self.count += len(seats)

    def _all(self) -> Iterator[Table]:
        return (read_rows(self._scratch, [cut], SEATS) for cut in self._cuts)


def looked_at(story: Iterable[Event]) -> set[int]:
    """The seats at which the draws of a story have looked, by its own word."""
    pools: dict[int, int] = {}
    draws: dict[tuple[int, int], tuple[bytes, int]] = {}
    found: set[int] = set()
    for event in story:
        match event:
            case DisputeOpened():
                pools[event.dispute_id] = event.pool
            case SeedFixed():
                draws[event.dispute_id, event.round] = event.seed, 0
            case JurorsDrawn() if (event.dispute_id, event.round) in draws:
                pool, (seed, start) = pools.get(event.dispute_id, 0), draws[event.dispute_id, event.round]
                stop = min(event.position, start + MOST_POSITIONS, positions(pool))
                found.update(seat_at(seed, position, pool) for position in range(start, stop))
                draws[event.dispute_id, event.round] = seed, max(start, stop)
    return found
