"""How plans end when little goes as hoped: a queue waits, people run, juries sit, and somebody has to be last."""

from dataclasses import replace
from typing import Any

from openmutual.records import CaseStatus, MemberStatus, Terms
from tests.parity.histories import History
from tests.parity.random_plans import DAY, YEAR, plan_for_court, some_terms


class Closing(History):
    """A history that closes while the year's cap lets its queue wait."""

    def some_plan(self, court: str | None) -> Terms:
        """Of a year's cap that one hard period uses up, and windows as they are in life."""
        terms = plan_for_court(some_terms(self.chance), court or self.mood)
        return replace(terms, year_cap=terms.period_cap, run_off=60 * DAY)

    def wind_down(self) -> None:
        """From the first deposit to the last withdrawal."""
        self.settle_in()
        self.be_refused_twice(self.people[0])
        self.use_up_the_year()
        self.does("leave", self.people[3])
        self.does("close", self.powers[2])
        self.does("leave", self.anybody(MemberStatus.ACTIVE))
        self.end_a_period()
        self.end_one_who_is_held()
        self.use_backstop()
        self.harness.advance(self.model.deployed_at + (self.model.year + 1) * YEAR - self.chance.choice([0, 0, 2]))
        self.end_a_period()
        self.dispute_late()
        self.come_to_an_end()
        left_in = [member.cover_ended_in for member in self.model.members.values()]
        if self.model.rebate and any(period is not None and period >= self.model.closing_in for period in left_in):
            self.note("gone in the closing")

    def end_a_period(self) -> None:
        """By an announcement as soon as it is due."""
        self.harness.advance(self.model.last_announced_at + self.terms.period)
        self.does("announce")

    def settle_in(self) -> None:
        """Some bring enough for years, and some for two periods; all volunteer."""
        tier = self.terms.tiers[0].name
        for number, person in enumerate(self.people):
            reserves = 30 if number < 4 else self.chance.choice([2, 3])
            word = self.word_for([person], person, tier)
            self.does("join", person, tier, reserves * self.terms.reserve, word, pays=person)
            self.does("volunteer", person)
        self.does("fund_backstop", self.people[0], 200, pays=None)
        for _ in range(2):
            self.announce()

    def be_refused_twice(self, person: str) -> None:
        """Two rejections within one notice; both are appealed, the later one first, and nobody draws."""
        cases = [self.ill(person, approve=False) for _ in range(2)]
        for case in reversed(cases):
            self.harness.give(person, self.terms.jury.bond)
            dispute = self.does("appeal", person, case, b"why")
            if dispute is not None:
                self.note("appealed beside another")
                self.conclude(dispute)

    def ill(self, person: str, beneficiary: str = "", *, approve: bool = True) -> Any:
        """A case that is decided at once."""
        level = self.terms.levels[1].name
        case = self.does("file", person, level, self.harness.now(), bytes(32), beneficiary)
        if case is not None:
            self.does("decide", case, approve, level, b"report", self.panel_now())
        return case

    def use_up_the_year(self) -> None:
        """Cases in one period after the other, until they want more than the year's cap has left."""
        for _ in range(6):
            for person in self.people[:3]:
                self.ill(person, self.chance.choice(["", self.people[3]]))
            self.announce()
            if self.model.announcements[-1].waiting:
                return
            self.harness.advance(self.harness.now() + self.terms.notice)
            for case in self.cases_at(CaseStatus.ANNOUNCED):
                self.does("settle", case)

    def end_one_who_is_held(self) -> None:
        """A benefit ends the membership of who is leaving, and stays for the queue that waits."""
        held = [who for who in self.people if self.model.status(who) == MemberStatus.LEAVING]
        if not held or not self.model.announcements[-1].waiting:
            return
        self.note("held while the queue waits")
        level = self.terms.levels[0].name
        case = self.does("file", held[0], level, self.model.closing_at - 1, bytes(32))
        if case is not None and self.does("decide", case, True, level, b"report", self.panel_now()):
            self.note("ended while held")
            self.withdraw(held[0])

    def dispute_late(self) -> None:
        """A jury in the closing; before it is drawn, jurors leave, lapse, withdraw and resign."""
        for case in self.cases_at(CaseStatus.ANNOUNCED):
            objector = self.chance.choice(self.people)
            self.harness.give(objector, self.terms.jury.bond)
            dispute = self.does("object", objector, case, b"why")
            if dispute is None:
                continue
            self.note("a dispute in the closing")
            for person in self.people:
                self.does(self.chance.choice(["leave", "withdraw", "resign", "leave"]), person)
            self.conclude(dispute)
            if self.model.cases[case].beneficiary in self.model.volunteers:
                self.note("a beneficiary with a seat")
