"""Runs a scenario on any world, chain or model alike, and tells what it has come to: amounts as decimal strings."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from ..errors import AlreadyVolunteer, Refusal, ResignedLately, StepFailed
from ..money import format_amount
from ..protocol import Ledger, World
from ..records import Account, Announcement, Books, CaseState, MemberState, Roles, StandingOrder
from .steps import Scenario, Step
from .trial import Trial


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one run of a scenario.

    Attributes:
        decimals: of the plan's currency, in whose base units all amounts are.
        periods: each announcement with the day of its step.
        members: everybody who ever joined, by name; cases by their name in the file.
        refused: the steps that were refused, as they had to be, with the refusal's name.
        ledger: the ledger that it ran on, to be looked into; not part of the JSON.
    """

    scenario: str
    plan: str
    decimals: int
    periods: tuple[tuple[Fraction, Announcement], ...]
    cases: Mapping[str, CaseState]
    members: Mapping[str, MemberState]
    books: Books
    refused: tuple[tuple[int, str], ...]
    ledger: Ledger

    def to_json(self) -> dict[str, Any]:
        """The result as the format of scenario results has it, ready for `json.dumps`."""
        return {
            "scenario": self.scenario,
            "plan": self.plan,
            "periods": [self._period(day, announcement) for day, announcement in self.periods],
            "cases": {name: self._case(case) for name, case in self.cases.items()},
            "members": {name: self._member(member) for name, member in self.members.items()},
            "ledger": self._books(),
            "refused": [{"step": step, "error": error} for step, error in self.refused],
        }

    def _period(self, day: Fraction, announcement: Announcement) -> dict[str, Any]:
        return {
            "period": announcement.period,
            "day": int(day) if day.denominator == 1 else float(day),
            "units": announcement.units,
            "cases": dict(announcement.cases),
            "share": self._money(announcement.share),
            "dues": self._money(announcement.dues),
            "collected": self._money(announcement.collected),
            "payout": {level: self._money(payout) for level, payout in announcement.payout.items()},
            "backstop_used": self._money(announcement.backstop_used),
            "surplus": self._money(announcement.surplus),
            "lapsed": announcement.lapsed,
        }

    def _case(self, case: CaseState) -> dict[str, str]:
        return {
            "status": case.status.value,
            "claimant_paid": self._money(case.claimant_paid),
            "fee_paid": self._money(case.fee_paid),
        }

    def _member(self, member: MemberState) -> dict[str, str]:
        return {
            "status": member.status.value,
            "balance": self._money(member.balance),
            "paid": self._money(member.paid),
        }

    def _books(self) -> dict[str, Any]:
        books = self.books
        return {
            "index": self._money(books.index),
            "members": books.members,
            "units": books.units,
            "surplus": self._money(books.surplus),
            "backstop": self._money(books.backstop),
            "operator_credit": self._money(books.operator_credit),
            "operator_paid": self._money(books.operator_paid),
            "bonds": self._money(books.bonds),
            "rebate_pool": self._money(books.rebate_pool),
            "token_balance": self._money(books.token_balance),
        }

    def _money(self, amount: int) -> str:
        return format_amount(amount, self.decimals)


MOST_LATE = 3_600
"""How far behind a step's day the clock may be, in seconds, because blocks need time."""

MANY = 5
"""More people than this join in batches that one payer pays for."""

BATCH = 100
"""People in one batch, about 3 million gas."""

CALLS_A_JURY = {"object", "appeal", "jury"}
"""In a story with such a step every member volunteers on joining; in all others nobody does, which saves time."""

Progress = Callable[[Step], None]
Call = Callable[[], object]


def run(scenario: Scenario, world: World, progress: Progress | None = None) -> Result:
    """Run the scenario in `world` and return what it came to; `progress` hears of each step before it is taken.

    Day 0 is the scenario's start, or the world's now if that is later.  Raises StepFailed for a step that goes
    otherwise than the file says.
    """
    running = _Run(scenario, world)
    for step in scenario.steps:
        if progress is not None:
            progress(step)
        running.take(step)
    return running.result()


class _Run:
    """One run: the ledger, and what the names of the story stand for on it.

    The method of a verb yields the calls that the step is made of: one for each person it names.
    """

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario, self.world = scenario, world
        self.origin = max(scenario.start, world.now())
        self._advance(self.origin)
        plan = scenario.plan
        self.roles = Roles(
            operator=world.account("operator"),
            assessors=tuple(world.account(f"assessor-{number + 1}") for number in range(plan.terms.assessors)),
            supervisor=world.account("supervisor"),
            sponsor=world.account("sponsor"),
        )
        self.ledger: Ledger = world.deploy(plan.terms, self.roles, plan.decimals, plan.plan_hash)
        self.joined: dict[str, Account] = {}
        self.cases: dict[str, tuple[int, str, Account]] = {}
        self.disputes: dict[str, int] = {}
        self.has_jury = any(step.verb in CALLS_A_JURY for step in scenario.steps)
        self.periods: list[tuple[Fraction, Announcement]] = []
        self.refused: list[tuple[int, str]] = []

    def take(self, step: Step) -> None:
        """Take one step at its time, and see that it goes as the file says.  Raises StepFailed."""
        due = self.origin + step.at
        self._advance(due)
        if self.world.now() > due + MOST_LATE:
            raise StepFailed(step.number, f"the ledger's clock is {self.world.now() - due} seconds late")
        calls: Iterator[Call] = getattr(self, step.verb)(step)
        for call in calls:
            try:
                call()
            except Refusal as refusal:
                self._check(step, refusal)
            else:
                self._check(step, None)

    def result(self) -> Result:
        """What the run came to, read from the ledger."""
        snapshot = self.ledger.snapshot()
        return Result(
            scenario=self.scenario.name,
            plan=self.scenario.plan.name,
            decimals=self.scenario.plan.decimals,
            periods=tuple(self.periods),
            cases={name: snapshot.cases[number] for name, (number, _, _) in self.cases.items()},
            members={name: snapshot.members[account] for name, account in self.joined.items()},
            books=snapshot.books,
            refused=tuple(self.refused),
            ledger=self.ledger,
        )

    def _advance(self, to: int) -> None:
        if to > self.world.now():
            self.world.advance(to)

    def _check(self, step: Step, refusal: Refusal | None) -> None:
        """Compare what came with what had to come."""
        happened = f"{step.verb} (line {step.line}, day {float(step.day):g})"
        if step.refused is None:
            if refusal is not None:
                raise StepFailed(step.number, f"{happened} was refused: {refusal}") from refusal
            return
        wanted = "" if step.refused is Refusal else f" with {step.refused.__name__}"
        if refusal is None:
            raise StepFailed(step.number, f"{happened} had to be refused{wanted}, but was not")
        if not isinstance(refusal, step.refused):
            raise StepFailed(step.number, f"{happened} had to be refused{wanted}, but was with: {refusal}") from refusal
        entry = (step.number, type(refusal).__name__)
        if entry not in self.refused[-1:]:
            self.refused.append(entry)

    # members -------------------------------------------------------------------------------------------

    def join(self, step: Step) -> Iterator[Call]:
        """One by one, or in batches, which are for people who were never members.

        A step that must be refused is refused for each person.
        """
        people = list(step.who)
        strangers = self.joined.keys().isdisjoint(people)
        size = BATCH if len(people) > MANY and strangers and step.refused is None else 1
        for first in range(0, len(people), size):
            yield partial(self._join, people[first : first + size], step)

    def _join(self, people: list[str], step: Step) -> None:
        accounts = [self.world.account(name) for name in people]
        if len(accounts) == 1:
            self.world.give(self.ledger, accounts[0], step.amount)
            self.ledger.join(accounts[0], step.tier, step.amount)
        else:
            payer = self.world.account("enrolment")
            self.world.give(self.ledger, payer, step.amount * len(accounts))
            self.ledger.join_many(payer, accounts, step.tier, step.amount)
        self.joined.update(zip(people, accounts, strict=True))
        for account in accounts if self.has_jury else ():
            with suppress(AlreadyVolunteer, ResignedLately):  # who comes back has a seat already
                self.ledger.volunteer(account)

    def top_up(self, step: Step) -> Iterator[Call]:
        for member in self._accounts(step):
            self.world.give(self.ledger, member, step.amount)
            yield partial(self.ledger.top_up, member, member, step.amount)

    def top_up_many(self, step: Step) -> Iterator[Call]:
        """One payer tops all of them up, in one call; who is not active is passed over."""
        payer, members = self.world.account("payer"), self._accounts(step)
        self.world.give(self.ledger, payer, step.amount * len(members))
        yield partial(self.ledger.top_up_many, payer, members, [step.amount] * len(members))

    def standing_order(self, step: Step) -> Iterator[Call]:
        most = step.amount if step.most is None else step.most
        order = StandingOrder(step.amount, most) if step.amount else None
        for member in self._accounts(step):
            self.world.stock(self.ledger, member, step.wallet)
            yield partial(self.ledger.place_order, member, order)

    def refill(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.refill, self._accounts(step))

    def leave(self, step: Step) -> Iterator[Call]:
        for member in self._accounts(step):
            yield partial(self.ledger.leave, member)

    def withdraw(self, step: Step) -> Iterator[Call]:
        for member in self._accounts(step):
            yield partial(self.ledger.withdraw, member)

    # cases ---------------------------------------------------------------------------------------------

    def file(self, step: Step) -> Iterator[Call]:
        yield partial(self._file, step)

    def _file(self, step: Step) -> None:
        claimant = self.world.account(step.who[0])
        beneficiary = self.world.account(step.beneficiary) if step.beneficiary else ""
        diagnosed_at = self.origin + step.diagnosed
        number = self.ledger.file(claimant, step.level, diagnosed_at, self._hash("evidence", step), beneficiary)
        self.cases[step.case] = number, step.level, claimant

    def withdraw_case(self, step: Step) -> Iterator[Call]:
        number, _, claimant = self._case(step)
        yield partial(self.ledger.withdraw_case, claimant, number)

    def decide(self, step: Step) -> Iterator[Call]:
        number, filed, _ = self._case(step)
        signers = list(self.roles.assessors[: self.scenario.plan.terms.quorum])
        report, level = self._hash("report", step), step.level or filed
        yield partial(self.ledger.decide, number, step.verdict == "approve", level, report, signers)

    def settle(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.settle, self._case(step)[0])

    # objection, appeal, jury ---------------------------------------------------------------------------

    def object(self, step: Step) -> Iterator[Call]:
        yield partial(self._dispute, step, self.ledger.object, self.world.account(step.who[0]))

    def appeal(self, step: Step) -> Iterator[Call]:
        yield partial(self._dispute, step, self.ledger.appeal, self._case(step)[2])

    def _dispute(self, step: Step, verb: Callable[[Account, int, bytes], int], caller: Account) -> None:
        self.world.give(self.ledger, caller, self.scenario.plan.terms.jury.bond)
        self.disputes[step.case] = verb(caller, self._case(step)[0], self._hash("reason", step))

    def jury(self, step: Step) -> Iterator[Call]:
        """A case that no step has brought before the jury gets a dispute's number that the ledger does not know."""
        number = self.disputes.get(step.case, max(self.disputes.values(), default=-1) + 1)
        trial = Trial(self.world, self.ledger, number, f"openmutual {self.scenario.name} vote")
        following = self.scenario.steps[step.number + 1 :][:1]
        yield partial(trial.hold, step, following[0].at - step.at if following else None)

    def volunteer(self, step: Step) -> Iterator[Call]:
        for member in self._accounts(step):
            yield partial(self.ledger.volunteer, member)

    def resign(self, step: Step) -> Iterator[Call]:
        for member in self._accounts(step):
            yield partial(self.ledger.resign, member)

    # the plan ------------------------------------------------------------------------------------------

    def announce(self, step: Step) -> Iterator[Call]:
        yield lambda: self.periods.append((step.day, self.ledger.announce()))

    def fund_backstop(self, step: Step) -> Iterator[Call]:
        for payer in self._accounts(step) or [self.roles.sponsor]:
            self.world.give(self.ledger, payer, step.amount)
            yield partial(self.ledger.fund_backstop, payer, step.amount)

    def notice_backstop(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.notice_backstop, self.roles.sponsor, step.amount)

    def take_backstop(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.take_backstop, self.roles.sponsor, step.amount)

    def collect_fee(self, _step: Step) -> Iterator[Call]:
        yield partial(self.ledger.collect_fee, self.roles.operator)

    def stop_joins(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.stop_joins, self.world.account(step.by))

    def close(self, step: Step) -> Iterator[Call]:
        yield partial(self.ledger.close, self.world.account(step.by))

    def finish(self, _step: Step) -> Iterator[Call]:
        yield self.ledger.finish

    # names ---------------------------------------------------------------------------------------------

    def _accounts(self, step: Step) -> list[Account]:
        return [self.world.account(name) for name in step.who]

    def _case(self, step: Step) -> tuple[int, str, Account]:
        """The case of that name; one that was never filed gets the next number, which the ledger refuses."""
        nobody = len(self.cases), self.scenario.plan.terms.levels[0].name, self.world.account("anyone")
        return self.cases.get(step.case, nobody)

    def _hash(self, what: str, step: Step) -> bytes:
        """A commitment that is the same in every run of the story, and says nothing about anybody."""
        return hashlib.sha256(f"openmutual {self.scenario.name} {what} {step.case} {step.number}".encode()).digest()
