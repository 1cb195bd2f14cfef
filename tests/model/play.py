"""A small plan with round numbers, and the people who act in it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from openmutual.errors import Refusal
from openmutual.model import ModelLedger, ModelWorld
from openmutual.records import CaseStatus, DisputeStage, MemberStatus, Roles, Terms
from tests.terms import DAY, TERMS

START = 1_767_225_600  # 2026-01-01
SALT = b"s" * 32

ROLES = Roles(operator="operator", assessors=("a1", "a2", "a3"), supervisor="supervisor", sponsor="sponsor")


class Play:
    """One plan from its deployment on; days count from there, and everybody has money enough."""

    def __init__(self, terms: Terms = TERMS, roles: Roles = ROLES) -> None:
        self.world = ModelWorld(START)
        self.ledger: ModelLedger = self.world.deploy(terms, roles, 2, b"")

    def at(self, day: float, seconds: int = 0) -> int:
        """The Unix time of a day of the play, and some seconds."""
        return START + int(day * DAY) + seconds

    def go(self, day: float, seconds: int = 0) -> None:
        self.world.advance(self.at(day, seconds))

    def join(self, *names: str, tier: str = "one", deposit: int = 30) -> None:
        for name in names:
            self.world.give(self.ledger, name, deposit)
            self.ledger.join(name, tier, deposit)

    def top_up(self, name: str, amount: int, payer: str = "") -> None:
        self.world.give(self.ledger, payer or name, amount)
        self.ledger.top_up(payer or name, name, amount)

    def top_up_many(self, *names: str, amounts: list[int]) -> list[str]:
        self.world.give(self.ledger, "payer", sum(amounts))
        return self.ledger.top_up_many("payer", list(names), amounts)

    def fund(self, amount: int, payer: str = "sponsor") -> None:
        self.world.give(self.ledger, payer, amount)
        self.ledger.fund_backstop(payer, amount)

    def file(self, name: str, level: str = "bruise", day: float | None = None, beneficiary: str = "") -> int:
        diagnosed_at = self.world.now() if day is None else self.at(day)
        return self.ledger.file(name, level, diagnosed_at, b"", beneficiary)

    def decide(self, case: int, level: str = "bruise", approve: bool = True) -> None:
        self.ledger.decide(case, approve, level, b"", ["a1", "a2"])

    def approved(self, name: str, level: str = "bruise", beneficiary: str = "") -> int:
        case = self.file(name, level, beneficiary=beneficiary)
        self.decide(case, level)
        return case

    def period(self, day: float, claimant: str = "", level: str = "bruise") -> None:
        """A case of the claimant's, if one is named, approved now, announced on that day and paid after its notice."""
        case = self.approved(claimant, level) if claimant else None
        self.go(day)
        self.ledger.announce()
        if case is not None:
            self.go(day + 3)
            self.ledger.settle(case)

    def announce(self, *days: float) -> None:
        """Announce on each of these days."""
        for day in days:
            self.go(day)
            self.ledger.announce()

    def volunteer(self, *names: str) -> None:
        for name in names:
            self.ledger.volunteer(name)

    def object(self, name: str, case: int = 0) -> int:
        self.world.give(self.ledger, name, self.ledger.terms.jury.bond)
        return self.ledger.object(name, case, b"")

    def appeal(self, name: str, case: int = 0) -> int:
        self.world.give(self.ledger, name, self.ledger.terms.jury.bond)
        return self.ledger.appeal(name, case, b"")

    def vote(self, dispute: int, *votes: bool) -> tuple[str, ...]:
        """Draw, and let as many jurors vote as votes are given, until the votes can be counted; returns the jurors."""
        if self.ledger.dispute(dispute).stage == DisputeStage.DRAWING:
            self.ledger.draw(dispute)
        drawn = self.ledger.dispute(dispute)
        for juror, pays in zip(drawn.jurors, votes, strict=False):
            self.ledger.commit(juror, dispute, pays, SALT)
        self.world.advance(drawn.ends)
        for juror, pays in zip(drawn.jurors, votes, strict=False):
            self.ledger.reveal(dispute, juror, pays, SALT)
        self.world.advance(self.ledger.dispute(dispute).ends)
        return drawn.jurors

    def judge(self, dispute: int, *votes: bool) -> tuple[str, ...]:
        """A whole dispute; returns the jurors."""
        jurors = self.vote(dispute, *votes)
        self.ledger.tally(dispute)
        return jurors

    def case_status(self, case: int = 0) -> CaseStatus:
        return self.ledger.snapshot().cases[case].status

    def status(self, name: str) -> MemberStatus:
        return self.ledger.snapshot().members[name].status

    def balance(self, name: str) -> int:
        return self.ledger.snapshot().members[name].balance

    def paid(self, name: str) -> int:
        return self.ledger.snapshot().members[name].paid

    def wallet(self, name: str) -> int:
        return self.ledger.token.balance(name)

    def refuses(self, refusal: Refusal, verb: Callable[..., Any], *args: Any, **named: Any) -> None:
        """The call is refused with exactly this, values included, and has changed nothing."""
        before = self.everything()
        with pytest.raises(type(refusal)) as caught:
            verb(*args, **named)
        assert caught.value == refusal
        assert self.everything() == before

    def everything(self) -> Any:
        """All of the plan that a call could change."""
        plan = self.ledger
        jury = plan.disputes, plan.seats, plan.volunteers, plan.signed
        return deepcopy((plan.snapshot(), jury, plan.nullifiers, plan.words_used, plan.credits))
