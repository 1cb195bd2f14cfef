"""Random plans, and random things that happen to them: chosen so that what is rare in life is not rare here."""

from collections.abc import Callable
from random import Random
from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.records import Announcement, CaseStatus, Level, MemberStatus, Roles, Stage, Terms
from tests.parity.disputes import Disputes
from tests.parity.enrolment import Enrolment
from tests.parity.memberships import Memberships
from tests.parity.parity_harness import ParityHarness
from tests.parity.random_plans import DAY, HOUR, MOODS, YEAR, plan_for_court, some_plan


class History(Enrolment, Memberships, Disputes):
    """What happens to one plan, on the chain and in the model.

    Args:
        chance: decides everything.
        note: is told of everything worth seeing.
        court: the mood of most juries, if this history is to be about them.
        attested: whether this history is to be about words of an attestor, which otherwise chance decides.
    """

    def __init__(
        self,
        world: EmbeddedWorld,
        chance: Random,
        note: Callable[[str], None],
        court: str | None = None,
        *,
        attested: bool = False,
    ) -> None:
        self.chance, self.note, self.mood, self.moods = chance, note, court or chance.choice(MOODS), {}
        self.brought = []
        self.people = [world.account(f"m{number}") for number in range(6)]
        self.powers = [world.account(name) for name in ("operator", "successor", "supervisor", "sponsor")]
        self.panel = [world.account(f"assessor-{number}") for number in range(4)]
        operator, _, supervisor, sponsor = self.powers
        self.terms = self.some_plan(court)
        attestor = world.account("attestor") if chance.random() < 0.3 or attested else ""
        sponsor = sponsor if chance.random() < 0.6 else ""
        note("sponsored" if sponsor else "without a sponsor")
        note("shortest windows" if self.terms.period == HOUR else "ordinary windows")
        roles = Roles(operator, tuple(self.panel[:3]), supervisor, sponsor, attestor)
        self.harness = ParityHarness(world, self.terms, roles)
        self.model = self.harness.model
        for person in self.people[: 0 if court else chance.choice([1, 1, 2, 3, 4, 5, 6])]:
            tier = chance.choice(self.terms.tiers)
            word = self.word_for([person], person, tier.name)
            joined = self.does("join", person, tier.name, tier.units * self.some_reserve(), word, pays=person)
            if joined:
                self.let_in(word)
            if joined and chance.random() < 0.5:
                self.does("volunteer", person)

    def some_plan(self, court: str | None) -> Terms:
        """The plan that all this happens to."""
        terms = some_plan(self.chance)
        return plan_for_court(terms, court) if court else terms

    def go_on(self) -> None:
        """Let one thing happen; what makes no sense now happens only now and then."""
        statuses = {member.status for member in self.model.members.values()}
        stages = {case.status for case in self.model.cases}
        gone = {MemberStatus.LEFT, MemberStatus.LAPSED, MemberStatus.CLAIMED}
        stage = self.model.stage
        moves: list[tuple[Callable[[], None], float, bool]] = [
            (self.join, 4, stage == Stage.OPEN),
            (self.join, 6, stage == Stage.OPEN and MemberStatus.WITHDRAWN in statuses),
            (self.join_many, 2, stage == Stage.OPEN),
            (self.top_up, 3, MemberStatus.ACTIVE in statuses),
            (self.top_up_many, 2, MemberStatus.ACTIVE in statuses),
            (self.order, 3, MemberStatus.ACTIVE in statuses),
            (self.come_back, 20, MemberStatus.LAPSED in statuses),
            (self.leave, 2, MemberStatus.ACTIVE in statuses),
            (self.withdraw, 4, bool(gone & statuses)),
            (self.withdraw, 20, stage == Stage.CLOSED),
            (self.claim, 9, MemberStatus.ACTIVE in statuses),
            (self.file, 4, MemberStatus.ACTIVE in statuses),
            (self.decide, 8, CaseStatus.FILED in stages),
            (self.withdraw_case, 4, CaseStatus.FILED in stages),
            (self.announce, 9, stage != Stage.CLOSED),
            (self.run_out, 2, stage == Stage.OPEN and self.terms.year_cap > 0),
            (self.settle, 5, CaseStatus.ANNOUNCED in stages),
            (self.object, 2, CaseStatus.ANNOUNCED in stages),
            (self.add_reason, 1, CaseStatus.CONTESTED in stages),
            (self.appeal, 2, CaseStatus.REJECTED in stages),
            (self.appeal, 0.5, CaseStatus.FILED in stages),
            (self.volunteer, 2, MemberStatus.ACTIVE in statuses),
            (self.resign, 1, bool(self.model.volunteers)),
            (self.judge, 6, not all(dispute.decided for dispute in self.model.disputes)),
            (self.collect, 3, any(self.model.credits.values())),
            (self.wait, 2, True),
            (self.fund, 4, stage != Stage.CLOSED),
            (self.use_backstop, 3, self.model.backstop > 0),
            (self.collect_fee, 2, self.model.operator_credit > 0),
            (self.hand_over, 2, True),
            (self.fall_apart, 1, stage == Stage.OPEN and self.terms.min_members > 1),
            (self.end, 1, stage == Stage.OPEN),
            (self.end, 5, stage == Stage.CLOSING),
        ]
        weights = [weight if makes_sense else 0.1 for _, weight, makes_sense in moves]
        move, _, _ = self.chance.choices(moves, weights)[0]
        move()

    def come_to_an_end(self) -> None:
        """Close the plan, pay what is to be paid, and see everybody out."""
        if self.does("close", self.powers[2]):
            self.note("closed by hand")
        for _ in range(2):
            for dispute in range(len(self.model.disputes)):
                self.conclude(dispute)
            self.announce()
            for case in range(len(self.model.cases)):
                if self.model.cases[case].status == CaseStatus.ANNOUNCED:
                    self.settle(case)
        self.end()
        for person in self.people:
            self.withdraw(person)

    # cases -----------------------------------------------------------------------------------------------

    def claim(self) -> None:
        """A case of somebody who is covered, filed and approved as it should be."""
        member = self.anybody(MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.LEAVING)
        level = self.chance.choice(self.terms.levels)
        case = self.does("file", member, level.name, self.harness.now(), bytes(32))
        left_alone = self.chance.random() < 0.25
        if case is not None and not left_alone and self.approves(case, level):
            self.note("ended by a benefit" if level.ends_membership else "approved")
            if level.waiting < self.terms.waiting:
                self.note("covered without waiting")

    def approves(self, case: int, level: Level) -> bool:
        return self.does("decide", case, True, level.name, b"report", self.panel_now()) is not None

    def file(self) -> None:
        member, level = self.anybody(), self.chance.choice([level.name for level in self.terms.levels] + ["none"])
        state = self.model.members.get(member)
        begins = state.joined_at + self.chance.choice([level.waiting for level in self.terms.levels]) if state else 0
        ended = [end for end in (state.cover_ended_at if state else None, self.model.closing_at) if end]
        late = self.harness.now() - self.terms.filing
        at = self.chance.choice([begins, late, self.harness.now(), *ended]) + self.chance.choice([-1, 0, 0, 0, 1])
        beneficiary = self.chance.choice(["", "", self.anybody()])
        if self.does("file", member, level, max(0, at), bytes(32), beneficiary) is not None:
            self.note("filed")

    def decide(self) -> None:
        case, approve = self.some_case(CaseStatus.FILED), self.chance.random() < 0.5
        levels = [level.name for level in self.terms.levels] + ["none"]
        filed_for = self.model.cases[case].level.name if case < len(self.model.cases) else levels[0]
        level, panel = self.chance.choice([*levels, *[filed_for] * 4]), self.panel_now()
        signers = self.chance.choice([*[panel] * 6, panel[:1], panel[:1] * 3, self.panel[1:], []])
        self.reach(self.decided_until(case))
        if self.does("decide", case, approve, level, b"report", signers):
            self.note("decided")

    def withdraw_case(self) -> None:
        case = self.some_case(CaseStatus.FILED)
        claimant = self.model.cases[case].claimant if case < len(self.model.cases) else self.people[0]
        if self.does("withdraw_case", self.chance.choice([claimant, claimant, self.people[0]]), case):
            self.note("case withdrawn")

    def settle(self, number: int | None = None) -> None:
        case = self.some_case(CaseStatus.ANNOUNCED) if number is None else number
        if case < len(self.model.cases):
            self.reach(self.model.cases[case].announced_at + self.terms.notice)
        if self.does("settle", case):
            self.note("settled")

    # the plan --------------------------------------------------------------------------------------------

    def announce(self) -> None:
        surplus, stage = self.model.surplus, self.model.stage
        if self.model.announcements and self.model.announcements[-1].waiting and self.chance.random() < 0.5:
            self.reach(self.model.deployed_at + (self.model.year + 1) * YEAR)
        self.reach(self.model.last_announced_at + self.terms.period)
        announcement = self.does("announce")
        if announcement is None:
            return
        self.look_at(announcement, surplus)
        if stage == Stage.OPEN != self.model.stage:
            self.note("closed by itself")

    def look_at(self, made: Announcement, surplus: int) -> None:
        due = {level.name: level.due for level in self.terms.levels}
        cap = self.terms.case_cap * made.units or max(due.values())
        need = sum(count * min(due[level], cap) for level, count in made.cases.items())
        full = all(made.payout[level] == due[level] for level in made.cases)
        seen = {
            "lapsed": made.lapsed > 0,
            "dues paid": made.dues > 0,
            "nobody to share": made.units == 0,
            "paid in full": full and need > 0 and not made.backstop_used,
            "cut by the case cap": any(due[level] > cap for level in made.cases),
            "cut by the period cap": made.collected + surplus < need and made.share == self.terms.period_cap,
            "waits for another year": bool(made.waiting),
            "announced after waiting": bool(made.cases) and bool(self.model.announcements[made.period - 1].waiting),
            "surplus used": surplus > 0 and made.surplus < surplus,
            "backstop filled the gap": full and made.backstop_used > 0,
            "backstop filled a part": not full and made.backstop_used > 0,
        }
        for what, happened in seen.items():
            if happened:
                self.note(what)

    def wait(self) -> None:
        self.harness.advance(
            self.harness.now() + self.chance.choice([1, self.terms.period, DAY, 9 * DAY, 30 * DAY, 200 * DAY])
        )
        if CaseStatus.EXPIRED in {case.status for case in self.model.snapshot().cases.values()}:
            self.note("expired")

    def fund(self) -> None:
        amount = self.chance.choice([0, 1, 50, 300, 3_000])
        if self.does("fund_backstop", self.anybody(), amount, pays=None):
            self.note("backstop funded")

    def use_backstop(self) -> None:
        """Notice first, and then, at the edges of its window or after, what the notice says, or more."""
        sponsor, held = self.chance.choice([self.powers[3]] * 5 + [self.people[0]]), self.model.backstop
        if self.model.notice is None or self.chance.random() < 0.3:
            self.does("notice_backstop", sponsor, self.chance.choice([0, 1, held, held, held + 1]))
        if self.model.notice is not None and self.chance.random() < 0.8:
            opens = self.model.notice.at + self.terms.period + self.terms.notice
            self.reach(self.chance.choice([opens, opens, opens, opens + self.terms.period]))
        if self.does("take_backstop", sponsor, self.chance.choice([0, 1, held, held, held, held + 1])):
            self.note("backstop taken")

    def collect_fee(self) -> None:
        if self.does("collect_fee", self.chance.choice([self.model.roles.operator] * 4 + [self.people[0]])):
            self.note("fee collected")

    def hand_over(self) -> None:
        """The operator's role, or the panel's: proposed, and taken over at the first moment, or too early."""
        operator, successor = self.model.roles.operator, self.powers[1]
        delay = 2 * self.terms.period + self.terms.notice
        delay += self.chance.choice([0, 0, 0, self.terms.period])
        if self.chance.random() < 0.5:
            by, to = self.chance.choice([operator] * 3 + [self.people[0]]), self.chance.choice([successor] * 3 + [""])
            self.does("propose_operator", by, to)
            self.reach(self.harness.now() - 1 + delay)
            if self.does("accept_operator", self.chance.choice([successor] * 3 + [by])):
                self.note("operator succeeded")
            return
        unfit = [self.panel[:2], [self.panel[0]] * 3, ["", *self.panel[:2]]]
        panel = self.chance.choice([*[self.panel[1:]] * 5, *unfit])
        self.does("propose_panel", self.chance.choice([operator] * 3 + [self.people[0]]), panel)
        self.reach(self.harness.now() - 1 + delay)
        if self.does("install_panel"):
            self.note("panel installed")

    def run_out(self) -> None:
        """Claims in one period after the other, until the year's cap has too little left for them, and once more."""
        for _ in range(3):
            for _ in range(2):
                self.claim()
            self.announce()

    def fall_apart(self) -> None:
        """Enough of them twice in a row; then all leave, and nobody comes for longer than the grace."""
        for _ in range(2):
            self.announce()
        for person in self.people:
            if self.model.status(person) == MemberStatus.ACTIVE:
                self.does("leave", person)
        for _ in range(3):
            self.announce()
            if self.model.below_since is not None:
                self.reach(self.model.below_since + self.terms.grace)

    def end(self) -> None:
        """Rarely closed, but once it is, brought to its end."""
        by = self.chance.choice([self.powers[2], self.model.roles.operator, self.people[0]])
        if self.chance.random() < 0.4 and self.does("stop_joins", by):
            self.note("joins stopped")
        if self.chance.random() < 0.5 and self.does("close", by):
            self.note("closed by hand")
        if self.model.closing_at is not None:
            last_filed = self.model.cases[-1].filed_at if self.model.cases else 0
            quiet = last_filed + self.terms.decision + self.terms.notice
            self.reach(max(self.model.closing_at + self.terms.run_off, quiet))
        if self.does("finish"):
            self.note("finished")

    # what the moves are made of --------------------------------------------------------------------------

    def does(self, verb: str, *arguments: Any, pays: str | None = "") -> Any:
        """Make the call on both; None if it is refused, else its result, or True if it has none.

        Whoever pays is given what they need first; `pays=None` means the caller, with the amount named last.
        """
        if pays is None:
            self.harness.give(arguments[0], arguments[-1])
        elif pays:
            self.harness.give(pays, self.price(verb, arguments))
        outcome, result = self.harness.call(verb, *arguments)
        if outcome == "refused":
            self.note(type(result).__name__)
        if outcome != "done":
            return None
        return True if result is None else result

    def price(self, verb: str, arguments: tuple[Any, ...]) -> int:
        if verb == "join_many":
            return int(arguments[3]) * len(arguments[1])
        if verb == "top_up_many":
            return sum(arguments[2])
        return int(arguments[2])

    def reach(self, moment: int) -> None:
        """Mostly go to that moment, sometimes a second before or a while after; if it has passed, stay."""
        off = self.chance.choice([*[0] * 9, -1, DAY])
        if moment + off > self.harness.now():
            self.harness.advance(moment + off)

    def anybody(self, *statuses: MemberStatus) -> str:
        """Somebody of that status, if there is one; one time in ten anybody."""
        fitting = [person for person in self.people if self.model.status(person) in statuses]
        return self.chance.choice(fitting if fitting and self.chance.random() < 0.9 else self.people)

    def some_case(self, status: CaseStatus) -> int:
        """A case that was last seen like that, if there is one; one time in ten any, and one that does not exist."""
        fitting = [number for number, case in enumerate(self.model.cases) if case.status == status]
        everything = [*range(len(self.model.cases)), len(self.model.cases)]
        return self.chance.choice(fitting if fitting and self.chance.random() < 0.9 else everything)

    def decided_until(self, case: int) -> int:
        if case >= len(self.model.cases) or self.chance.random() < 0.8:
            return 0
        return self.model.cases[case].filed_at + self.terms.decision + self.chance.choice([0, self.terms.notice])

    def panel_now(self) -> list[str]:
        return list(self.model.roles.assessors[: self.terms.quorum])
