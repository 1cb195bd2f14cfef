"""The model's ledger, whose members are counted in cohorts instead of named.

All rules that speak of the plan as a whole are the model's own code: the terms and their check, the formulas of an
announcement, the year, the books, the minimum, the closing, the token.  Only what the model does member by member in a
loop is done here cohort by cohort: who is charged, who lapses, who has left, and what anybody holds.
"""

from dataclasses import replace

import numpy as np

from ....errors import QueueFull
from ....model import announcing, books, cash
from ....model.ledger import ModelLedger
from ....model.panel import MOST_QUEUED
from ....model.sharing import Outcome, share_out
from ....model.terms_check import check_terms
from ....model.token import Token
from ....records import Announcement, Books, MemberStatus, Roles, Stage, Terms
from .cohorts import STATUSES, Cohorts, Column, Ints, total

ACTIVE, LEAVING = MemberStatus.ACTIVE, MemberStatus.LEAVING
SPONSOR, OPERATOR, PEOPLE = "sponsor", "operator", "people"


class CrowdLedger(ModelLedger):
    """A deployed plan with its crowd.

    Attributes:
        crowd: the members.
        time: seconds after the deployment; it is moved from outside.
        indices: the index after each number of announcements, in steps.
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
        self.indices = [0]
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
        dues = self.terms.dues if self.stage == Stage.OPEN else 0
        announcing.keep_books(self, outcome, dues, units)
        self.indices.append(self.index // self.terms.step)
        payout = {level: outcome.from_members[level] + outcome.from_backstop[level] for level in queue}
        self.promised += sum(queue[level] * payout[level] for level in queue)
        made = Announcement(
            period=len(self.announcements),
            at=self.now,
            units=units,
            cases=queue,
            share=outcome.share,
            dues=dues,
            collected=outcome.share * units,
            payout=payout,
            backstop_used=outcome.backstop_used,
            surplus=self.surplus,
            lapsed=self._lapse(),
        )
        self.cohorts.turn(self.cohorts.rows(LEAVING), MemberStatus.LEFT, len(self.indices) - 1)
        self.announcements.append(made)
        self.last_announced_at = self.now
        announcing.watch_minimum(self)
        return made, outcome

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
