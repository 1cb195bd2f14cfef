"""A plan's life with a whole population: period by period, until the years are over, or the plan is.

What happens in a period, and when, is told by :mod:`.schedule`; how likely it is, by :mod:`.assumptions`; what it does
to the money, and why counting cohorts is as good as counting members, by :mod:`.ledger`.
"""

from collections.abc import Callable
from operator import add

import numpy as np

from ....errors import AmountTooLarge
from ....model.membership import MINIMUM_STAY, MOST_STEPS
from ....plans.terms import Plan
from ....records import Announcement, MemberStatus, Stage
from ....scenario.run import MOST_LATE
from ....statistics.incidence import OLDEST
from ..plan_section import SEXES, PlanSection, read_plan_section
from . import schedule as part
from .assumptions import Assumptions, Odds
from .ledger import ACTIVE, LEAVING, PEOPLE, SPONSOR, STATUSES, CohortLedger, Column, Ints, Names, total
from .record import BANDS, Bands, Life, Period, band_of
from .schedule import Observer, Schedule, draw_up

LEFT, LAPSED, CLAIMED = MemberStatus.LEFT, MemberStatus.LAPSED, MemberStatus.CLAIMED

Progress = Callable[[int, int], None]
"""Hears how many of how many periods are over."""


def simulate(
    plan: Plan, assumptions: Assumptions, observer: Observer | None = None, progress: Progress | None = None
) -> Life:
    """Let a population live with a plan.  With an observer people have names, `m1` and so on, which takes more time.

    Raises:
        FileError, SimulationError: the plan's section about its population, or the assumptions, do not do.
        QueueFull, AmountTooLarge: the ledger of a chain could not carry this.
    """
    return _Simulation(plan, assumptions, observer).run(progress or (lambda _done, _of: None))


class _Simulation:
    """One run."""

    def __init__(self, plan: Plan, assumptions: Assumptions, observer: Observer | None) -> None:
        self.plan, self.assumed, self.observer = plan, assumptions, observer or Observer()
        self.section: PlanSection = read_plan_section(plan)
        self.schedule: Schedule = draw_up(plan.terms, self.section.announcements)
        self.odds = Odds(assumptions, self.section, self.schedule.spacing)
        self.random = np.random.default_rng(assumptions.seed)
        self.ledger = CohortLedger(plan.terms, named=observer is not None)
        self.cohorts = self.ledger.cohorts
        self.deposits: Ints = np.array([tier.deposit // (tier.units * plan.terms.step) for tier in plan.terms.tiers])
        self.reserve = plan.terms.reserve // plan.terms.step
        # Who joined longer ago than any window that asks for it is long need not be told apart any more.
        self.memory = max(level.waiting for level in plan.terms.levels) + MINIMUM_STAY * self.schedule.spacing
        self.named = 0
        self.periods: list[Period] = []
        self.period = Period()
        self.claims: dict[str, Bands] = {}
        self.unpaid: Announcement | None = None

    def run(self, progress: Progress) -> Life:
        """The whole life."""
        periods = self.schedule.periods(self.assumed.years)
        if self.assumed.path:
            periods = min(periods, len(self.assumed.path))
        self.found()
        for number in range(periods):
            self.live(number)
            progress(number + 1, periods)
            if self.ledger.stage == Stage.CLOSING:
                self.wind_up(number + 1)
                break
        return Life(self.plan, self.assumed, self.schedule.spacing, tuple(self.periods), self.ledger)

    def found(self) -> None:
        """The sponsors give, and all founders join."""
        if self.assumed.backstop:
            self.ledger.bring(SPONSOR, self.assumed.backstop)
            self.ledger.backstop += self.assumed.backstop
            self.observer.funded(0, self.assumed.backstop)
        self.enrol(self.assumed.members)

    def live(self, number: int) -> None:
        """One period."""
        self.grow_older(number)
        self.at(number, part.COME_BACK)
        self.take_out(LEFT, CLAIMED)
        self.come_back()
        self.at(number, part.TOP_UP)
        self.top_up()
        self.at(number, part.JOIN)
        if number and (newcomers := self.newcomers(number)):
            self.enrol(newcomers)
        self.at(number, part.LEAVE)
        self.leave(number)
        self.at(number, part.SETTLE)
        self.settle()
        self.at(number, part.FILE)
        self.fall_ill()
        self.at(number, part.DECIDE)
        self.observer.decided(self.ledger.time)
        self.at(number, part.ANNOUNCE)
        self.announce()
        self.cohorts.tidy()

    def at(self, number: int, which: int) -> None:
        """Move the clock."""
        self.ledger.time = self.schedule.at(number, which)

    def grow_older(self, number: int) -> None:
        """Everybody's birthday is in the first period that begins in a new plan year."""
        if number and number * self.schedule.spacing // part.YEAR > (number - 1) * self.schedule.spacing // part.YEAR:
            ages = self.cohorts.keys[:, Column.AGE]
            self.cohorts.keys[:, Column.AGE] = np.minimum(ages + 1, OLDEST)
        old = self.ledger.time - self.cohorts[Column.JOINED] > self.memory
        self.cohorts.keys[old, Column.JOINED] = 0
        self.cohorts.tidy()

    # coming and going ----------------------------------------------------------------------------------

    def enrol(self, newcomers: int) -> None:
        """So many join, with the least deposit of their tier."""
        people = self.random.multinomial(newcomers, self.odds.people.ravel())
        cells = np.flatnonzero(people)
        counts = people[cells]
        keys = np.zeros((len(cells), len(Column)), np.int64)
        keys[:, Column.AGE], keys[:, Column.SEX] = np.divmod(cells, len(SEXES))
        keys[:, Column.TIER] = np.array(self.section.tiers)[keys[:, Column.AGE], keys[:, Column.SEX]]
        keys[:, Column.JOINED] = self.ledger.time
        keys[:, Column.SHARED] = self.ledger.share_sums[-1]
        keys[:, Column.STATUS] = STATUSES.index(ACTIVE)
        keys[:, Column.LIMIT] = self.ledger.indices[-1] + self.deposits[keys[:, Column.TIER]]
        names = [self.baptize(count) for count in counts.tolist()] if self.cohorts.named else []
        for place, tier in enumerate(self.plan.terms.tiers):
            there = np.flatnonzero(keys[:, Column.TIER] == place)
            self.ledger.bring(PEOPLE, total(counts[there]) * tier.deposit)
            for row in there.tolist() if names else ():
                self.observer.joined(self.ledger.time, names[row], tier.name, tier.deposit)
        self.cohorts.add(keys, counts, names)
        self.must_fit()
        self.period.joined += newcomers

    def newcomers(self, number: int) -> int:
        """How many join in a period: as many as the path lacks, or else as chance has it."""
        if self.assumed.path:
            return max(0, self.assumed.path[number] - self.ledger.count(ACTIVE))
        return int(self.random.poisson(float(self.assumed.joining * self.assumed.members)))

    def baptize(self, count: int) -> Names:
        """The next names."""
        self.named += count
        return [f"m{number}" for number in range(self.named - count + 1, self.named + 1)]

    def take_out(self, *statuses: MemberStatus) -> None:
        """All who are one of these take out what is theirs, and are gone."""
        rows = self.cohorts.rows(*statuses)
        self.withdraw(rows, self.cohorts.counts[rows].copy())

    def withdraw(self, rows: Ints, taken: Ints) -> None:
        """So many of each of the rows take out what is theirs, and are gone."""
        amount = self.ledger.worth(rows, taken)
        self.ledger.pay(amount)
        self.period.withdrawn += total(taken)
        each = self.ledger.each(rows)
        claimed = (self.cohorts[Column.STATUS][rows] == STATUSES.index(CLAIMED)).tolist()
        for balance, ended, people in zip(each, claimed, self.cohorts.remove(rows, taken), strict=False):
            self.observer.withdrew(self.ledger.time, people, ended, balance)

    def come_back(self) -> None:
        """Of the lapsed some come back while their grace lasts (rules, section 3); whose grace is over takes out.

        Whose membership has not outlasted two announcements waits until it has.
        """
        rows = self.cohorts.rows(LAPSED)
        announced_at = np.array([0, *(made.at for made in self.ledger.announcements)], np.int64)
        lapsed_for = self.ledger.time - announced_at[self.cohorts[Column.SINCE][rows]]
        in_time = lapsed_for + MOST_LATE < self.plan.terms.grace
        taken = self.random.binomial(self.cohorts.counts[rows], np.where(in_time, float(self.assumed.returning), 0.0))
        missed = self.ledger.indices[-1] - np.array(self.ledger.indices, np.int64)[self.cohorts[Column.SINCE][rows]]
        back_pay = total(taken, self.cohorts.units[rows], missed) * self.plan.terms.step
        self.fill_up(rows, taken, self.reserve)
        self.ledger.surplus += back_pay
        self.period.back_pay += back_pay
        self.period.charge(self.by_band(rows, taken, self.cohorts.units[rows], missed), self.plan.terms.step)
        self.period.returned += total(taken)
        stayed = self.joined_in(rows) + MINIMUM_STAY <= self.ledger.period
        last = stayed & (lapsed_for + self.schedule.spacing + MOST_LATE >= self.plan.terms.grace)
        self.withdraw(rows[last], self.cohorts.counts[rows[last]].copy())

    def top_up(self) -> None:
        """Of those whom the next announcement could let lapse, some top up."""
        rows = self.cohorts.rows(ACTIVE)
        low = rows[self.ledger.held(rows) < 2 * self.reserve]
        taken = self.random.binomial(self.cohorts.counts[low], float(self.assumed.top_up))
        self.fill_up(low, taken, 2 * self.reserve)
        self.period.topped_up += total(taken)

    def fill_up(self, rows: Ints, taken: Ints, until: int) -> None:
        """So many of each row bring as many deposits of their tier as it takes for a unit to hold so much, in steps.

        Whoever had lapsed is active again, and pays what they missed: their limit stays where it was, and the index
        has moved on.
        """
        deposit = self.deposits[self.cohorts[Column.TIER][rows]]
        lacking = until + self.ledger.indices[-1] - self.cohorts[Column.LIMIT][rows]
        deposits = np.maximum(1, -(-lacking // deposit))
        brought = deposits * deposit
        self.ledger.bring(PEOPLE, total(taken, self.cohorts.units[rows], brought) * self.plan.terms.step)
        amounts = [
            units * steps * self.plan.terms.step
            for units, steps in zip(self.cohorts.units[rows].tolist(), brought.tolist(), strict=True)
        ]
        to = {
            Column.STATUS: STATUSES.index(ACTIVE),
            Column.SINCE: 0,
            Column.LIMIT: self.cohorts[Column.LIMIT][rows] + brought,
        }
        for amount, people in zip(amounts, self.cohorts.move(rows, taken, to), strict=False):
            self.observer.topped_up(self.ledger.time, people, amount)
        self.must_fit()

    def must_fit(self) -> None:
        """Nobody's money may reach further than a chain can write down.  Raises AmountTooLarge."""
        furthest = int(self.cohorts[Column.LIMIT].max(initial=0))
        if furthest > MOST_STEPS:
            raise AmountTooLarge(furthest, MOST_STEPS)

    def leave(self, number: int) -> None:
        """Some ask to leave, and all for whom there is no level any more; but nobody in the period of joining."""
        rows = self.cohorts.rows(ACTIVE)
        rows = rows[self.joined_in(rows) < self.ledger.period]
        ages, sexes = self.cohorts[Column.AGE][rows], self.cohorts[Column.SEX][rows]
        made = self.ledger.announcements[-1:]
        price = float(made[0].share + made[0].dues) if made else 0.0
        likely = self.odds.leaving(
            ages, sexes, self.cohorts.units[rows].astype(np.float64) * price, 10**self.plan.decimals
        )
        if self.assumed.path:
            likely = np.full(len(rows), self.too_many(number, total(self.cohorts.counts[rows])))
        insured = np.array([self.section.insures(age) for age in range(OLDEST + 1)])
        taken = self.random.binomial(self.cohorts.counts[rows], np.where(insured[ages], likely, 1.0))
        for people in self.cohorts.move(rows, taken, {Column.STATUS: STATUSES.index(LEAVING)}):
            self.observer.left(self.ledger.time, people)
        self.period.left += total(taken)
        self.period.left_risk += self.expected(rows, taken)

    def joined_in(self, rows: Ints) -> Ints:
        """The period in which the people of each row joined; long ago for those who need not be told apart."""
        return np.asarray(self.cohorts[Column.JOINED][rows] // self.schedule.spacing, np.int64)

    def too_many(self, number: int, free: int) -> float:
        """The part of those free to go who leave in a period, so that the path's next number is left."""
        there, following = self.ledger.count(ACTIVE), self.assumed.path[number + 1 : number + 2]
        return min(1.0, max(0, there - following[0]) / free) if following and free else 0.0

    # cases ---------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """The cases announced last are paid: the patient first, the operator from what is left."""
        if self.unpaid is None:
            return
        made, self.unpaid = self.unpaid, None
        paid = {level: self.split(made, level) for level in made.payout}
        for level, (benefit, fee) in paid.items():
            self.ledger.settle_cases(benefit * made.cases[level], fee * made.cases[level])
        if paid:
            self.cohorts.keys[:, Column.OPEN] = 0
        self.observer.settled(self.ledger.time, paid)

    def split(self, made: Announcement, level: str) -> tuple[int, int]:
        """What claimant and operator get of one case's payout."""
        benefit = min(self.plan.terms.level(level).benefit, made.payout[level])
        return benefit, made.payout[level] - benefit

    def fall_ill(self) -> None:
        """People are diagnosed; who is covered for the level files a case, who is still waiting is refused.

        Whose case waits for the next plan year could not file another; they do not fall ill again meanwhile.
        """
        rows = self.cohorts.rows(ACTIVE, LEAVING)
        rows = rows[self.cohorts[Column.OPEN][rows] == 0]
        ages, sexes = self.cohorts[Column.AGE][rows], self.cohorts[Column.SEX][rows]
        likely = self.odds.illness[:, ages, sexes].T
        rest = 1.0 - likely.sum(axis=1, keepdims=True)
        drawn = self.random.multinomial(self.cohorts.counts[rows], np.concatenate([likely, rest], axis=1))
        for number, risk in enumerate(self.section.risks):
            ill = drawn[:, number].astype(np.int64)
            covered = self.cohorts[Column.JOINED][rows] + risk.level.waiting <= self.ledger.time
            waiting = np.where(covered, 0, ill)
            self.period.uncovered += total(waiting)
            for people in self.cohorts.choose(rows, waiting):
                self.observer.filed(self.ledger.time, people, risk.level.name, covered=False)
            taken = np.where(covered, ill, 0)
            if taken.any():
                waiting_already = self.claims.get(risk.level.name, [0] * BANDS)
                self.claims[risk.level.name] = list(map(add, waiting_already, self.by_band(rows, taken)))
                self.claim(rows, taken, risk.level.name, risk.level.ends_membership)

    def claim(self, rows: Ints, taken: Ints, level: str, ends_membership: bool) -> None:
        """So many of each row are paid at this level; who is out by it shares no more, already in this period."""
        out = {Column.STATUS: STATUSES.index(CLAIMED), Column.SINCE: len(self.ledger.indices) - 1}
        claimants = self.cohorts.move(rows, taken, out if ends_membership else {Column.OPEN: 1})
        for people in claimants:
            self.observer.filed(self.ledger.time, people, level, covered=True)

    # the announcement ----------------------------------------------------------------------------------

    def announce(self) -> None:
        """Everybody is charged; then the books are checked, and what happened goes on record."""
        paying = self.cohorts.rows(ACTIVE, LEAVING)
        counts = self.cohorts.counts[paying].copy()
        units = self.by_band(paying, counts, self.cohorts.units[paying])
        members = total(counts)
        made, outcome = self.ledger.announce_cases({level: sum(bands) for level, bands in self.claims.items()})
        self.ledger.check_books()
        self.period.charge(units, made.share + made.dues)
        self.period.close(made, outcome, members, self.ledger)
        self.period.risk = self.risk()
        if not made.waiting:
            for level, claimants in self.claims.items():
                self.period.receive(claimants, self.split(made, level)[0])
            self.claims = {}
        self.periods.append(self.period)
        self.period, self.unpaid = Period(), made
        self.observer.announced(self.ledger.time, made)

    def risk(self) -> int:
        """Cases a year that the table, without any factor, expects in a million of the active members."""
        rows = self.cohorts.rows(ACTIVE)
        people = total(self.cohorts.counts[rows])
        return self.expected(rows, self.cohorts.counts[rows]) // people if people else 0

    def expected(self, rows: Ints, counts: Ints) -> int:
        """The sum over so many people of each row of the cases a year that the table expects in a million of them."""
        return total(counts, self.odds.table[self.cohorts[Column.AGE][rows], self.cohorts[Column.SEX][rows]])

    def by_band(self, rows: Ints, *factors: Ints) -> Bands:
        """The sum of the products for each band of ages."""
        bands = band_of(self.cohorts[Column.AGE][rows])
        return [total(*(factor[bands == band] for factor in factors)) for band in range(BANDS)]

    # the end -------------------------------------------------------------------------------------------

    def wind_up(self, number: int) -> None:
        """A plan that closed itself is run off, finished, and everybody takes out what is theirs (rules, section 7).

        Nobody takes anything out before: who left or lapsed in the closing would lose their part of the surplus.  A
        queue that waits for the next plan year is announced first.
        """
        terms, began = self.plan.terms, self.ledger.time
        last_filed = self.schedule.at(number - 1, part.FILE)
        self.at(number, part.SETTLE)
        self.settle()
        while self.claims:
            self.at(number, part.ANNOUNCE)
            self.announce()
            number += 1
            self.at(number, part.SETTLE)
            self.settle()
        over = max(began + terms.run_off, last_filed + terms.decision + terms.notice, self.ledger.time)
        self.ledger.time = part.after(over)
        self.ledger.finish_and_give_back()
        self.observer.finished(self.ledger.time)
        self.ledger.time = part.after(self.ledger.time)
        self.take_out(LEFT, CLAIMED, LAPSED, ACTIVE, LEAVING)
        self.ledger.check_books()
