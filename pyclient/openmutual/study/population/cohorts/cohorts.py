"""Members counted in cohorts: whoever no rule can tell apart is one row, with how many they are.

Why this is exact.  What the ledger does to a member depends on their status, their tier (units), when they joined
(cover, rebate), how far their money reaches (the charge is the same for every unit; the lapse asks for the limit) and,
once they are out, since when.  What the simulation draws depends on age and sex besides.  These seven figures are the
key of a row.  Two members with the same key are treated alike by every rule, whichever of them it is, so their number
is all that matters: the counts move as they would if each had a row of their own, and money is
`count × units × (limit − index)`, in whole numbers, without any rounding.

Why the draws are exact, too.  If each of `n` alike does something with probability `p`, each by themselves, then how
many do is binomial; at several levels of benefit at once, multinomial.  Drawing that number is the same experiment as
tossing `n` coins and counting.

Names are for small populations: each row then carries its people, and whoever moves is taken from the front.  They
change no draw and no count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain
from math import prod

import numpy as np
import numpy.typing as npt

from ....records import MemberStatus

Ints = npt.NDArray[np.int64]
Names = list[str]

STATUSES = tuple(MemberStatus)
"""Statuses by the number that stands for them in a key."""


class Column(IntEnum):
    """The columns of a key.

    `JOINED` is in seconds after the deployment; `LIMIT` is the index at which the money is used up, in steps; `SINCE`
    is the number of announcements made when the balance stopped to be charged, 0 while it is.
    """

    AGE, SEX, TIER, STATUS, JOINED, LIMIT, SINCE = range(7)


@dataclass
class Cohorts:
    """A table of cohorts.

    Attributes:
        units_of: units of each tier, by the tier's number.
        named: whether rows carry the names of their people.
    """

    units_of: Ints
    named: bool = False
    keys: Ints = field(default_factory=lambda: np.zeros((0, len(Column)), np.int64))
    counts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    names: list[Names] = field(default_factory=list)

    def __getitem__(self, column: Column) -> Ints:
        """A column, for all rows."""
        return self.keys[:, column]

    @property
    def units(self) -> Ints:
        """The units that one member of each row carries."""
        return self.units_of[self[Column.TIER]]

    def rows(self, *statuses: MemberStatus) -> Ints:
        """The rows of people who are one of these now."""
        return np.flatnonzero(np.isin(self[Column.STATUS], [STATUSES.index(status) for status in statuses]))

    def add(self, keys: Ints, counts: Ints, names: list[Names]) -> None:
        """Append rows."""
        self.keys = np.concatenate([self.keys, keys])
        self.counts = np.concatenate([self.counts, counts])
        self.names += names

    def remove(self, rows: Ints, taken: Ints) -> list[Names]:
        """Take so many out of each of the rows; returns who they are, row by row, if people have names."""
        self.counts[rows] -= taken
        if not self.named:
            return []
        gone = []
        for row, number in zip(rows.tolist(), taken.tolist(), strict=True):
            gone.append(self.names[row][:number])
            del self.names[row][:number]
        return gone

    def move(self, rows: Ints, taken: Ints, to: Mapping[Column, int | Ints]) -> list[Names]:
        """Let so many of each of the rows go over into rows that differ in some columns; returns who they are.

        They stand at the end of the table until it is tidied, so row numbers stay good.
        """
        moved = self.remove(rows, taken)
        keys = self.keys[rows]
        for column, value in to.items():
            keys[:, column] = value
        self.add(keys, taken, [list(people) for people in moved])
        return moved

    def turn(self, rows: Ints, status: MemberStatus, since: int = 0) -> None:
        """Let all in these rows become something else."""
        self.keys[rows, Column.STATUS] = STATUSES.index(status)
        self.keys[rows, Column.SINCE] = since

    def choose(self, rows: Ints, taken: Ints) -> list[Names]:
        """Who it is to whom something happens that changes no key; next time it will be others."""
        if not self.named:
            return []
        chosen = []
        for row, number in zip(rows.tolist(), taken.tolist(), strict=True):
            people = self.names[row]
            chosen.append(people[:number])
            self.names[row] = people[number:] + people[:number]
        return chosen

    def tidy(self) -> None:
        """Drop empty rows, and make one of rows with the same key."""
        kept = np.flatnonzero(self.counts)
        order = kept[np.lexsort(self.keys[kept].T[::-1])]
        keys = self.keys[order]
        first = np.flatnonzero(np.r_[True, (keys[1:] != keys[:-1]).any(axis=1)][: len(keys)])
        if self.named:
            groups = np.split(order, first[1:])
            self.names = [list(chain.from_iterable(self.names[row] for row in group.tolist())) for group in groups]
            self.names = self.names[: len(first)]
        self.counts = np.add.reduceat(self.counts[order], first) if len(first) else self.counts[:0]
        self.keys = keys[first]


def total(*factors: Ints) -> int:
    """The sum of the products, row by row; in Python's whole numbers, which cannot overflow."""
    return sum(prod(row) for row in zip(*(factor.tolist() for factor in factors), strict=True))
