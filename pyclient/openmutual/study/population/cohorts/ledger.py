"""Members counted in cohorts, and the model's ledger over them: whoever no rule can tell apart is one row.

Why this is exact.  What the ledger does to a member depends on their status, their tier (units), when they joined
(cover, how long they must stay) and what had been shared by then (rebate), how far their money reaches (the charge is
the same for every unit; the lapse asks for the limit), whether a case of theirs is open and, once they are out, since
when.  What the simulation draws depends on age and sex besides.  These nine figures are the key of a row.  Two members
with the same key are treated alike by every rule, whichever of them it is, so their number is all that matters: the
counts move as they would if each had a row of their own, and money is `count × units × (limit − index)`, in whole
numbers, without any rounding.

Why the draws are exact, too.  If each of `n` alike does something with probability `p`, each by themselves, then how
many do is binomial; at several levels of benefit at once, multinomial.  Drawing that number is the same experiment as
tossing `n` coins and counting.

Names are for small populations: each row then carries its people, and whoever moves is taken from the front.  They
change no draw and no count.

All rules that speak of the plan as a whole are the model's own code: the terms and their check, the formulas of an
announcement, the year, the books, the minimum, the closing, the token.  Only what the model does member by member in a
loop is done here cohort by cohort: who is charged, who lapses, who has left, and what anybody holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from itertools import chain
from math import prod
from operator import mul

import numpy as np
import numpy.typing as npt

from ....errors import QueueFull
from ....model import announcing, books, cash, closing
from ....model.announcing import Outcome, share_out
from ....model.ledger import ModelLedger
from ....model.panel import MOST_QUEUED
from ....model.terms_check import check_terms
from ....model.token import Token
from ....records import Announcement, Books, MemberStatus, Roles, Stage, Terms

Ints = npt.NDArray[np.int64]
Names = list[str]

STATUSES = tuple(MemberStatus)
"""Statuses by the number that stands for them in a key."""


class Column(IntEnum):
    """The columns of a key.

    `JOINED` is in seconds after the deployment, `SHARED` the sum of all shares then, in steps; `LIMIT` is the index at
    which the money is used up, in steps; `SINCE` is the number of announcements made when the balance stopped to be
    charged, 0 while it is; `OPEN` is 1 for who has a case that is not paid yet.
    """

    AGE, SEX, TIER, STATUS, JOINED, SHARED, LIMIT, SINCE, OPEN = range(9)


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


ACTIVE, LEAVING = MemberStatus.ACTIVE, MemberStatus.LEAVING
SPONSOR, OPERATOR, PEOPLE = "sponsor", "operator", "people"


class CohortLedger(ModelLedger):
    """A deployed plan whose members are counted in cohorts.

    Attributes:
        cohorts: the members.
        time: seconds after the deployment; it is moved from outside.
        indices: the index after each number of announcements, in steps; `share_sums` is the same without dues.
        promised: announced and unpaid payouts.
    """

    def __init__(self, terms: Terms, named: bool) -> None:
        """Deploy.  Raises InvalidTerm."""
        assessors = tuple(f"assessor-{number + 1}" for number in range(terms.assessors))
        roles = Roles(operator=OPERATOR, assessors=assessors, sponsor=SPONSOR)
        check_terms(terms, roles)
        self.time = 0
        super().__init__(terms=terms, roles=roles, token=Token(), clock=lambda: self.time, account="ledger")
        self.cohorts = Cohorts(np.array([tier.units for tier in terms.tiers], np.int64), named)
        self.indices, self.share_sums = [0], [0]
        self.promised = 0

    # what the model counts member by member ------------------------------------------------------------

    def count(self, *statuses: MemberStatus) -> int:
        """How many members are one of these now."""
        return total(self.cohorts.counts[self.cohorts.rows(*statuses)])

    def units(self, *statuses: MemberStatus) -> int:
        """The units of all members who are one of these now."""
        rows = self.cohorts.rows(*statuses)
        return total(self.cohorts.counts[rows], self.cohorts.units[rows])

    # money ---------------------------------------------------------------------------------------------

    def held(self, rows: Ints) -> Ints:
        """What a unit holds, in steps, by row: up to the index now, or where it stood when charging ended."""
        charged = np.isin(self.cohorts[Column.STATUS][rows], [STATUSES.index(ACTIVE), STATUSES.index(LEAVING)])
        ended_at = np.array(self.indices, np.int64)[self.cohorts[Column.SINCE][rows]]
        return np.asarray(self.cohorts[Column.LIMIT][rows] - np.where(charged, self.indices[-1], ended_at), np.int64)

    def worth(self, rows: Ints, taken: Ints) -> int:
        """What so many people of each row hold together, in base units."""
        return total(taken, self.cohorts.units[rows], self.held(rows)) * self.terms.step

    def each(self, rows: Ints) -> list[int]:
        """What one member of each row holds, in base units."""
        pairs = zip(self.cohorts.units[rows].tolist(), self.held(rows).tolist(), strict=True)
        return [units * steps * self.terms.step for units, steps in pairs]

    def bring(self, payer: str, amount: int) -> None:
        """Money comes in."""
        self.token.mint(payer, amount)
        cash.receive(self, payer, amount)

    def pay(self, amount: int) -> None:
        """Money goes out to people."""
        cash.pay(self, PEOPLE, amount)

    # the announcement ----------------------------------------------------------------------------------

    def announce_cases(self, queue: dict[str, int]) -> tuple[Announcement, Outcome]:
        """Close the period (rules, section 5), in the model's order: charge, fund, lapse, let go, watch the minimum.

        Raises QueueFull if the queue of a chain could not count the cases.
        """
        for level, queued in queue.items():
            if queued > MOST_QUEUED:
                raise QueueFull(level)
        units = self.units(ACTIVE, LEAVING)
        announcing.begin_year(self)
        outcome = share_out(self.terms, queue, units, self.surplus, self.backstop, self.charged_this_year)
        dues = self.terms.dues if self.stage == Stage.OPEN and units else 0
        announcing.keep_books(self, outcome, dues, units)
        self.indices.append(self.index // self.terms.step)
        self.share_sums.append(self.shares // self.terms.step)
        payout = {level: each + outcome.from_backstop[level] for level, each in outcome.from_members.items()}
        self.promised += sum(queue[level] * each for level, each in payout.items())
        made = Announcement(
            period=len(self.announcements),
            at=self.now,
            units=units,
            cases={} if outcome.waits else queue,
            waiting=queue if outcome.waits else {},
            share=outcome.share,
            dues=dues,
            collected=outcome.share * units,
            payout=payout,
            backstop_used=outcome.backstop_used,
            surplus=self.surplus,
            lapsed=self._lapse(),
        )
        if not (outcome.waits and self.stage == Stage.CLOSING):
            self.cohorts.turn(self.cohorts.rows(LEAVING), MemberStatus.LEFT, len(self.indices) - 1)
        self.announcements.append(made)
        self.last_announced_at = self.now
        announcing.watch_minimum(self)
        return made, outcome

    # the end -------------------------------------------------------------------------------------------

    def finish_and_give_back(self) -> None:
        """Close the plan, as the model does, and pay all who are entitled their part of the rebate pool.

        Who left or lapsed in the closing is entitled, too: all of them have waited for the end.
        """
        self.stage = Stage.CLOSED
        rows = self.cohorts.rows(ACTIVE, LEAVING, MemberStatus.LEFT, MemberStatus.LAPSED)
        since = self.cohorts[Column.SINCE][rows]
        rows = rows[(since == 0) | (since > self.closing_in)]
        shared, counts = self.shared(rows), self.cohorts.counts[rows].tolist()
        closing.open_rebate(self, sum(map(mul, counts, shared)))
        if self.rebate:
            due = [self.rebate * each // self.rebate_shared for each in shared]
            self.pay(sum(map(mul, counts, due)))
            self.backstop += self.rebate - sum(map(mul, counts, due))
            self.rebate_pool = 0

    def shared(self, rows: Ints) -> list[int]:
        """What one member of each row has shared, in base units: up to now, or to when their charging ended."""
        since = self.cohorts[Column.SINCE][rows]
        last = np.where(since == 0, self.share_sums[-1], np.array(self.share_sums, np.int64)[since])
        pairs = zip(self.cohorts.units[rows].tolist(), (last - self.cohorts[Column.SHARED][rows]).tolist(), strict=True)
        return [units * steps * self.terms.step for units, steps in pairs]

    def _lapse(self) -> int:
        rows = self.cohorts.rows(ACTIVE)
        lapsing = rows[self.held(rows) < self.terms.reserve // self.terms.step]
        self.cohorts.turn(lapsing, MemberStatus.LAPSED, len(self.indices) - 1)
        return total(self.cohorts.counts[lapsing])

    def settle_cases(self, benefit: int, fee: int) -> None:
        """Pay announced cases: these benefits and fees in all."""
        self.promised -= benefit + fee
        self.operator_credit += fee
        self.pay(benefit)

    # reading -------------------------------------------------------------------------------------------

    def books(self) -> Books:
        """The plan's own accounts."""
        return replace(books.books(self), promised=self.promised)

    def check_books(self) -> None:
        """Check that the money adds up to the last base unit (I1) and that all who are active hold the reserve (I2).

        Raises AssertionError.
        """
        everybody = np.arange(len(self.cohorts.counts))
        accounts = self.books()
        owed = (
            self.worth(everybody, self.cohorts.counts)
            + accounts.promised
            + accounts.operator_credit
            + accounts.surplus
            + accounts.backstop
            + accounts.rebate_pool
        )
        if owed != accounts.token_balance:
            raise AssertionError(f"I1 conservation: {owed} are owed: {accounts}")
        active = self.cohorts.rows(ACTIVE)
        if len(active) and int(self.held(active).min()) < self.terms.reserve // self.terms.step:
            raise AssertionError(f"I2 solvency: somebody active holds less than the reserve: {accounts}")
