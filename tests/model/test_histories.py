"""Random plans and random histories: what must hold after every call, and that everybody gets out (rules, section 9)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmutual.errors import OpenMutualError
from openmutual.model.state import YEAR, Member
from openmutual.records import NOBODY, CaseStatus, JuryTerms, MemberStatus, Stage, Terms
from tests.model.play import ROLES, Play
from tests.model.trials import TO_BE_SEEN, Trials, Votes
from tests.terms import DAY, terms

PEOPLE = [f"m{number}" for number in range(8)]
LEVELS = ["severe", "mild", "accident", "bruise"]

Call = tuple[Any, ...]
"""The name of a method of :class:`History`, and its arguments."""


def some_plan(chance: Random) -> Terms:
    """The small plan with other money and other times, reserves tight enough for members to lapse often."""
    period_cap = chance.randint(1, 25)
    return terms(
        period_cap=period_cap,
        dues=chance.randint(0, 5),
        case_cap=chance.choice([0, 0, 3, 9]),
        year_cap=chance.choice([0, 0, period_cap, 3 * period_cap]),
        backstop_cap=chance.choice([0, 7]),
        grace=chance.choice([0, 20, 40]) * DAY,
        filing=chance.choice([5, 50]) * DAY,
        run_off=chance.choice([0, 60]) * DAY,
        min_members=chance.choice([0, 0, 2, 4]),
        waiting=chance.choice([0, 90]) * DAY,
        notice=chance.choice([1, 3, 20]) * DAY,
        jury=some_jury(chance),
    )


def some_jury(chance: Random) -> JuryTerms:
    """Small, because there are few people, and sometimes free."""
    size, reward = chance.choice([1, 1, 2, 3, 3]), chance.choice([0, 1, 4])
    bond = size * reward + chance.choice([0, 0, 7])
    return JuryTerms(size, chance.randint(1, size), bond, reward, commit=2 * DAY, reveal=2 * DAY)


def some_votes(chance: Random) -> Votes:
    return [chance.choice([True, True, False, False, None]) for _ in range(3)]


def some_call(chance: Random) -> Call:
    """Time passes and cases come in every third call; the others are for whoever comes and goes."""
    name, level, amount = chance.choice(PEOPLE), chance.choice(LEVELS), chance.randint(0, 50)
    claims = [(chance.choice(PEOPLE), chance.choice(LEVELS)) for _ in range(chance.randint(0, 3))]
    return chance.choice(
        [
            *[("whole_period", claims, chance.randint(0, 4))] * 6,
            *[("disputed_period", claims, name, some_votes(chance), some_votes(chance))] * 3,
            ("object_to_all", name),
            ("appeal_of_silence", name, level, some_votes(chance)),
            *[("appeal_of_rejection", name, level, some_votes(chance), some_votes(chance))] * 3,
            ("tend_disputes", some_votes(chance)),
            ("all_volunteer",),
            ("resign", name),
            ("wait", chance.randint(1, 15), chance.randint(-1, 1)),
            *[("join", name, chance.choice(["one", "three"]), 30 + amount)] * 2,
            ("top_up", name, chance.choice(PEOPLE), amount),
            ("top_up_many", chance.sample(PEOPLE, 3), amount),
            *[("lapsed_come_back", 1 + amount)] * 2,
            ("leave", name),
            ("withdraw", name),
            ("file", name, level, chance.randint(0, 8)),
            ("end_case", name, level, chance.choice([True, True, False, None])),
            ("move_other_money", chance.choice(["fund", "fund", "notice", "take", "collect"]), amount),
            ("block_or_unblock", name),
            ("end", amount),
        ]
    )


def tell(chance: Random, calls: int) -> Counter[str]:
    """A whole history: everything is checked after every call, and at the end everybody gets out.

    Returns what was seen of disputes.
    """
    history = History(some_plan(chance), chance.choice(["sponsor", NOBODY]))
    for name in PEOPLE[: chance.randint(2, 8)]:
        history.join(name, "one", chance.randint(30, 60))
    history.all_volunteer()
    for _ in range(calls):
        verb, *arguments = some_call(chance)
        getattr(history, verb)(*arguments)
        history.check()
    history.everybody_gets_out()
    return history.trials.seen


@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_short_histories(chance: Random, calls: int) -> None:
    """Short ones find what is simple, and are made shorter still when they fail."""
    tell(chance, calls)


@pytest.mark.parametrize("seed", range(40))
def test_long_histories(seed: int, deep: bool) -> None:
    """Long ones reach what needs many periods: reserves that run down, years that end, plans that close themselves."""
    for round_ in range(50 if deep else 1):
        tell(Random(seed + 1_000 * round_), calls=150)


def test_disputes_really_happen() -> None:
    seen = Counter[str]()
    for seed in range(60):
        seen += tell(Random(-1 - seed), calls=50)
    assert seen.keys() == TO_BE_SEEN, seen


class History:
    """A plan, everybody's part in it as it was seen from outside, and what must always hold."""

    def __init__(self, plan: Terms, sponsor: str) -> None:
        self.play = Play(plan, replace(ROLES, sponsor=sponsor))
        self.ledger = self.play.ledger
        self.brought: Counter[str] = Counter()  # what came in for the present membership
        self.joined_at_index: dict[str, int] = {}
        self.index = 0
        self.stages: dict[int, CaseStatus] = {}
        self.trials = Trials(self.play, self.attempt)

    def attempt(self, verb: Callable[..., Any], *args: Any) -> bool:
        before = self.ledger.snapshot()
        try:
            verb(*args)
        except OpenMutualError:  # the rules refuse, or the token does
            assert self.ledger.snapshot() == before
            return False
        self.nothing_goes_back()
        return True

    # what people do --------------------------------------------------------------------------------------

    def whole_period(self, claims: list[tuple[str, str]], late: int) -> None:
        for name, level in claims:
            self.attempt(self.play.approved, name, level)
        self.play.world.advance(self.ledger.last_announced_at + self.ledger.terms.period + late * DAY)
        self.attempt(self.ledger.announce)
        self.wait(3, 0)
        self.settle_all()

    def disputed_period(self, claims: list[tuple[str, str]], objector: str, *votes: Votes) -> None:
        """As a whole period, but somebody objects before anything is paid, and a jury sits."""
        for name, level in claims:
            self.attempt(self.play.approved, name, level)
        self.play.world.advance(self.ledger.last_announced_at + self.ledger.terms.period)
        self.attempt(self.ledger.announce)
        self.object_to_all(objector)
        for each in votes:
            self.trials.tend_all(each)
        self.settle_all()

    def wait(self, days: int, seconds: int) -> None:
        self.play.world.advance(self.play.world.now() + days * DAY + seconds)

    def join(self, name: str, tier: str, steps: int) -> None:
        deposit = steps * (3 if tier == "three" else 1)
        if self.attempt(lambda: self.play.join(name, tier=tier, deposit=deposit)):
            self.brought[name] = deposit
            self.joined_at_index[name] = self.ledger.index

    def top_up(self, name: str, payer: str, steps: int) -> None:
        if self.attempt(self.play.top_up, name, 3 * steps, payer):
            self.brought[name] += 3 * steps

    def top_up_many(self, names: list[str], steps: int) -> None:
        """Who is not active is passed over, and nothing is paid for them."""
        active = [name for name in names if self.ledger.status(name) == MemberStatus.ACTIVE]
        self.play.world.give(self.ledger, "payer", 3 * steps * len(active))
        if self.attempt(self.ledger.top_up_many, "payer", names, [3 * steps] * len(names)):
            self.brought.update(dict.fromkeys(active, 3 * steps))

    def lapsed_come_back(self, steps: int) -> None:
        for name in PEOPLE:
            if self.ledger.status(name) == MemberStatus.LAPSED:
                self.top_up(name, name, steps)

    def leave(self, name: str) -> None:
        self.attempt(self.ledger.leave, name)

    def withdraw(self, name: str) -> None:
        self.attempt(self.ledger.withdraw, name)

    def file(self, name: str, level: str, days_ago: int) -> None:
        self.attempt(self.ledger.file, name, level, self.play.world.now() - days_ago * DAY, b"")

    def end_case(self, name: str, level: str, verdict: bool | None) -> None:
        for number, case in enumerate(self.ledger.cases):
            if case.claimant == name and case.status == CaseStatus.FILED:
                if verdict is None:
                    self.attempt(self.ledger.withdraw_case, name, number)
                else:
                    self.attempt(self.play.decide, number, level, verdict)

    # what jurors do --------------------------------------------------------------------------------------

    def all_volunteer(self) -> None:
        for name in PEOPLE:
            self.attempt(self.ledger.volunteer, name)

    def resign(self, name: str) -> None:
        self.attempt(self.ledger.resign, name)

    def object_to_all(self, name: str) -> None:
        for number in range(len(self.ledger.cases)):
            if self.attempt(self.play.object, name, number):
                self.trials.note("free objection", self.ledger.terms.jury.bond == 0)

    def appeal_of_rejection(self, name: str, level: str, *votes: Votes) -> None:
        self.file(name, level, 0)
        self.end_case(name, level, verdict=False)
        self.appeal_all(*votes)

    def appeal_of_silence(self, name: str, level: str, *votes: Votes) -> None:
        self.file(name, level, 0)
        self.wait(30, 0)
        self.appeal_all(*votes)

    def appeal_all(self, *votes: Votes) -> None:
        for number, case in enumerate(self.ledger.cases):
            self.attempt(self.play.appeal, case.claimant, number)
        for each in votes:
            self.trials.tend_all(each)

    def tend_disputes(self, votes: Votes) -> None:
        self.trials.tend_all(votes)

    # what else happens -----------------------------------------------------------------------------------

    def move_other_money(self, verb: str, amount: int) -> None:
        if verb == "fund":
            self.attempt(self.play.fund, amount)
        elif verb == "notice":
            self.attempt(self.ledger.notice_backstop, "sponsor", amount)
        elif verb == "take":
            self.attempt(self.ledger.take_backstop, "sponsor", amount)
        else:
            self.attempt(self.ledger.collect_fee, "operator")

    def block_or_unblock(self, name: str) -> None:
        if name in self.ledger.token.blocked:
            self.play.world.unblock(name)
        else:
            self.play.world.block(name)

    def end(self, sure: int) -> None:
        if sure > 48:
            self.attempt(self.ledger.close, "supervisor")
        self.attempt(self.ledger.finish)

    def settle_all(self) -> None:
        for number, case in enumerate(self.ledger.cases):
            if self.attempt(self.ledger.settle, number):
                assert self.play.world.now() >= case.announced_at + self.ledger.terms.notice, "I5"

    # what must hold --------------------------------------------------------------------------------------

    def check(self) -> None:
        self.ledger.check_books()
        self.everybody_paid_the_same_for_each_unit()
        self.what_came_in_is_paid_or_still_there()
        self.caps_are_kept()

    def everybody_paid_the_same_for_each_unit(self) -> None:
        """I3: who has been in since the index stood there has paid what the index rose, back-pay or not."""
        for name, member in self.ledger.members.items():
            if member.status in (MemberStatus.ACTIVE, MemberStatus.LEAVING):
                assert member.paid == member.units * (self.ledger.index - self.joined_at_index[name])

    def what_came_in_is_paid_or_still_there(self) -> None:
        for name, member in self.ledger.members.items():
            if not self.has_taken_out(member):
                assert member.balance + member.paid == self.brought[name]

    def has_taken_out(self, member: Member) -> bool:
        return member.status == MemberStatus.WITHDRAWN or (
            member.status == MemberStatus.CLAIMED and member.balance == 0
        )

    def caps_are_kept(self) -> None:
        """I4: a case, a period, a year."""
        plan, years = self.ledger.terms, Counter[int]()
        for made in self.ledger.announcements:
            assert made.share <= plan.period_cap
            years[(made.at - self.ledger.deployed_at) // YEAR] += made.share
        assert not plan.year_cap or max(years.values(), default=0) <= plan.year_cap
        units = {made.at: made.units for made in self.ledger.announcements}
        for case in self.ledger.cases:
            if plan.case_cap and case.announced_at and units[case.announced_at]:
                assert case.from_members <= plan.case_cap * units[case.announced_at]
            assert case.payout <= case.level.due

    def nothing_goes_back(self) -> None:
        """I7, after every single call: neither the index, nor the periods, nor a case."""
        assert self.ledger.index >= self.index
        self.index = self.ledger.index
        assert [made.period for made in self.ledger.announcements] == list(range(len(self.ledger.announcements)))
        for number, case in self.ledger.snapshot().cases.items():
            before = self.stages.get(number, CaseStatus.FILED)
            assert case.status == before or case.status in NEXT[before]
            self.stages[number] = case.status

    # how it ends -----------------------------------------------------------------------------------------

    def everybody_gets_out(self) -> None:
        """I6: close the plan, and see everybody out without anybody's consent."""
        if self.ledger.stage == Stage.OPEN:
            self.ledger.close("operator")
        while any(not dispute.decided for dispute in self.ledger.disputes):
            self.trials.tend_all([None, None, None])
        while any(case.status in (CaseStatus.APPROVED, CaseStatus.ANNOUNCED) for case in self.ledger.cases):
            self.whole_period([], 0)
            self.wait(17, 0)  # the longest notice is over, and a queue that waits comes nearer to its year
            self.settle_all()
        if self.ledger.stage == Stage.CLOSING:
            self.wait(100, 0)
            self.ledger.finish()
        for name, state in self.ledger.snapshot().members.items():
            if self.attempt(self.ledger.withdraw, name):
                assert state.balance >= 0
            else:
                assert state.balance == 0
        self.ledger.check_books()
        books = self.ledger.snapshot().books
        assert books.token_balance == books.backstop + books.operator_credit + books.credits


FILED_BECOMES = {
    CaseStatus.APPROVED,
    CaseStatus.REJECTED,
    CaseStatus.WITHDRAWN,
    CaseStatus.EXPIRED,
    CaseStatus.APPEALED,
}
NEXT: dict[CaseStatus, set[CaseStatus]] = {
    CaseStatus.FILED: FILED_BECOMES,
    CaseStatus.APPROVED: {CaseStatus.ANNOUNCED},
    CaseStatus.ANNOUNCED: {CaseStatus.SETTLED, CaseStatus.CONTESTED},
    CaseStatus.CONTESTED: {CaseStatus.ANNOUNCED, CaseStatus.OVERTURNED},
    CaseStatus.REJECTED: {CaseStatus.APPEALED},
    CaseStatus.APPEALED: {CaseStatus.APPROVED, CaseStatus.REJECTED},
    CaseStatus.OVERTURNED: set(),
    CaseStatus.WITHDRAWN: set(),
    CaseStatus.EXPIRED: set(),
    CaseStatus.SETTLED: set(),
}
