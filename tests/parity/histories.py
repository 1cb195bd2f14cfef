"""Random plans, and random things that happen to them: chosen so that what is rare in life is not rare here."""

from collections.abc import Callable
from random import Random
from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.model import orders
from openmutual.records import Announcement, CaseStatus, Level, MemberStatus, Roles, Stage, StandingOrder, Terms, Tier
from tests.parity.disputes import MOODS, Disputes, plan_for_court, some_jury
from tests.parity.enrolment import Enrolment
from tests.parity.parity_harness import ParityHarness

DAY, UNPAYABLE = 24 * 60 * 60, 2**48  # more steps than a member can hold


def some_plan(chance: Random) -> Terms:
    """Reserves tight enough for members to lapse, caps that bite, windows that end while somebody looks."""
    step = chance.choice([1, 5])
    period_cap, dues = step * chance.randint(2, 25), step * chance.choice([0, 0, 1, 4])
    reserve, waiting = period_cap + dues, chance.choice([0, 0, 10 * DAY])
    fee = chance.choice([0, 2, 7])
    return Terms(
        step=step,
        tiers=(Tier("one", 1, reserve), Tier("three", 3, 3 * reserve + chance.choice([0, 1, 3 * step]))),
        levels=(
            Level("severe", step * chance.randint(20, 120), fee, True, waiting),
            Level("mild", step * chance.randint(5, 60), fee, False, waiting),
            Level("accident", chance.randint(1, 20), 0, chance.choice([True, False]), 0),
        ),
        case_cap=step * chance.choice([0, 0, 0, 3, 9]),
        period_cap=period_cap,
        year_cap=chance.choice([0, 0, period_cap, 3 * period_cap]),
        backstop_cap=chance.choice([0, 0, 7]),
        dues=dues,
        waiting=waiting,
        period=14 * DAY,
        notice=3 * DAY,
        grace=chance.choice([0, 20, 40, 60, 60]) * DAY,
        filing=chance.choice([5, 50, 200]) * DAY,
        decision=chance.choice([5, 30]) * DAY,
        run_off=chance.choice([0, 60]) * DAY,
        min_members=chance.choice([0, 2, 4]),
        assessors=3,
        quorum=chance.choice([1, 2, 2, 3]),
        jury=some_jury(chance),
    )


class History(Enrolment, Disputes):
    """What happens to one plan, on the chain and in the model.

    Args:
        chance: decides everything.
        note: is told of everything worth seeing.
        court: the mood of most juries, if this history is to be about them.
    """

    def __init__(
        self, world: EmbeddedWorld, chance: Random, note: Callable[[str], None], court: str | None = None
    ) -> None:
        self.chance, self.note, self.mood, self.moods = chance, note, court or chance.choice(MOODS), {}
        self.people = [world.account(f"m{number}") for number in range(6)]
        self.powers = [world.account(name) for name in ("operator", "successor", "supervisor", "sponsor")]
        self.panel = [world.account(f"assessor-{number}") for number in range(4)]
        operator, _, supervisor, sponsor = self.powers
        self.terms = plan_for_court(some_plan(chance), court) if court else some_plan(chance)
        attestor = world.account("attestor") if chance.random() < 0.3 else ""
        self.harness = ParityHarness(
            world, self.terms, Roles(operator, tuple(self.panel[:3]), supervisor, sponsor, attestor)
        )
        self.model = self.harness.model
        for person in self.people[: 0 if court else chance.choice([1, 1, 2, 3, 4, 5, 6])]:
            tier = chance.choice(self.terms.tiers)
            word = self.word_for([person])
            joined = self.does("join", person, tier.name, tier.units * self.some_reserve(), word, pays=person)
            if joined and chance.random() < 0.5:
                self.does("volunteer", person)

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
            (self.settle, 5, CaseStatus.ANNOUNCED in stages),
            (self.object, 2, CaseStatus.ANNOUNCED in stages),
            (self.appeal, 2, CaseStatus.REJECTED in stages),
            (self.appeal, 0.5, CaseStatus.FILED in stages),
            (self.volunteer, 2, MemberStatus.ACTIVE in statuses),
            (self.resign, 1, bool(self.model.volunteers)),
            (self.judge, 6, not all(dispute.decided for dispute in self.model.disputes)),
            (self.wait, 2, True),
            (self.fund, 4, stage != Stage.CLOSED),
            (self.use_backstop, 3, self.model.backstop > 0),
            (self.collect_fee, 2, self.model.operator_credit > 0),
            (self.hand_over, 2, True),
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

    # members ---------------------------------------------------------------------------------------------

    def join(self) -> None:
        member = self.anybody(MemberStatus.NONE, MemberStatus.WITHDRAWN)
        tier = self.chance.choice([*self.terms.tiers] * 5 + [Tier("none", 1, 1)])
        again = self.model.status(member) == MemberStatus.WITHDRAWN
        if self.does("join", member, tier.name, self.some_deposit(tier), self.some_word([member]), pays=member):
            self.note("joined anew" if again else "joined")
            if self.model.roles.attestor:
                self.note("vouched for")

    def join_many(self) -> None:
        payer, tier = self.anybody(), self.chance.choice(self.terms.tiers)
        free = [person for person in self.people if self.model.status(person) == MemberStatus.NONE]
        members = self.chance.choice([free, free, free, self.people[:2], [payer, payer], []])
        word = self.some_word(members)
        if self.does("join_many", payer, members, tier.name, self.some_deposit(tier), word, pays=payer):
            self.note("enrolled in a batch")

    def top_up(self) -> None:
        payer, member = self.anybody(), self.anybody(MemberStatus.ACTIVE)
        if self.does("top_up", payer, member, self.some_amount(member), pays=payer):
            self.note("topped up")

    def order(self) -> None:
        """Standing orders are given, changed and called off; then some are carried out, with money in the wallets."""
        member, step = self.anybody(MemberStatus.ACTIVE), self.terms.step
        held, more = self.model.members.get(member), self.chance.choice([-step, step, 3 * step + 1, 40 * step])
        order = StandingOrder((held.balance if held else step) + more, self.chance.choice([99, 2, 0]) * step + 1)
        self.does("place_order", member, self.chance.choice([None, *[order] * 5]))
        for person in self.people:
            self.harness.stock(person, orders.wanted(self.model, person))
        if self.does("refill", self.chance.choice([[member], self.people, [member, member], []])):
            self.note("refilled")

    def come_back(self) -> None:
        """By themselves, or brought back by somebody else; with just enough, a bit more, or too little."""
        member = self.anybody(MemberStatus.LAPSED)
        state = self.model.members.get(member)
        least = state.units * self.terms.reserve - state.balance + state.missed if state else 0
        step = self.terms.step * (state.units if state else 1)
        amount = self.chance.choice([least, least, least, least + 3 * step, least + 40 * step, least - step, least + 1])
        if self.chance.random() < 0.5:
            if self.does("top_up", member, member, max(0, amount), pays=member):
                self.note("reinstated" if state and least > 0 else "topped up")
            return
        payer, expiry = self.anybody(), self.harness.now() + self.chance.choice([DAY, DAY, DAY, 0])
        if self.does("reinstate", payer, member, max(0, amount), expiry, pays=payer):
            self.note("reinstated by another")

    def leave(self) -> None:
        if self.does("leave", self.anybody(MemberStatus.ACTIVE)):
            self.note("left")

    def withdraw(self, somebody: str = "") -> None:
        gone = (MemberStatus.LEFT, MemberStatus.LAPSED, MemberStatus.CLAIMED)
        closed = self.model.stage == Stage.CLOSED
        member = somebody or self.anybody(*gone, *((MemberStatus.ACTIVE, MemberStatus.LEAVING) if closed else ()))
        state, backstop = self.model.members.get(member), self.model.backstop
        held = state.balance if state else 0
        result = self.does("withdraw", member)
        if result is not None:
            self.note("withdrawn")
            if result > held:
                self.note("rebate")
            if self.model.backstop > backstop:
                self.note("rebate forfeited")

    # cases -----------------------------------------------------------------------------------------------

    def claim(self) -> None:
        """A case of somebody who is covered, filed and approved as it should be."""
        member = self.anybody(MemberStatus.ACTIVE, MemberStatus.ACTIVE, MemberStatus.LEAVING)
        level = self.chance.choice(self.terms.levels)
        case = self.does("file", member, level.name, self.harness.now(), bytes(32))
        left_alone = self.chance.random() < 0.25
        if case is not None and not left_alone and self.approves(case, level):
            self.note("ended by a benefit" if level.ends_membership else "approved")

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
            "cut by the year cap": made.collected + surplus < need and made.share < self.terms.period_cap,
            "surplus used": surplus > 0 and made.surplus < surplus,
            "backstop filled the gap": full and made.backstop_used > 0,
            "backstop filled a part": not full and made.backstop_used > 0,
        }
        for what, happened in seen.items():
            if happened:
                self.note(what)

    def wait(self) -> None:
        self.harness.advance(self.harness.now() + self.chance.choice([1, DAY, 9 * DAY, 30 * DAY, 200 * DAY]))
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
        operator, successor, delay = self.model.roles.operator, self.powers[1], self.terms.period + self.terms.notice
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

    def some_reserve(self) -> int:
        """What a unit might hold: some reserves, and some steps more."""
        return self.terms.reserve * self.chance.choice([1, 1, 2, 3, 6]) + self.terms.step * self.chance.randint(0, 9)

    def some_deposit(self, tier: Tier) -> int:
        whole = tier.units * self.terms.step
        least, more = -(-tier.deposit // whole) * whole, tier.units * self.some_reserve()
        return self.chance.choice([least, least, more, more, more, more, least - whole, least + 1])

    def some_amount(self, member: str) -> int:
        state = self.model.members.get(member)
        whole = self.terms.step * (state.units if state else 1)
        return self.chance.choice([whole, 10 * whole, 10 * whole, 30 * whole, 0, whole + 1, UNPAYABLE * whole])
