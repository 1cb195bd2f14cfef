"""Many volunteers, most of them in dead seats: draws over several calls, and juries full, of a quorum, or none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.events import JurorsDrawn
from openmutual.records import DisputeStage, JuryTerms, Level, Roles, Terms, Tier
from tests.parity.parity_harness import ParityHarness
from tests.parity.random_plans import DAY, HOUR, some_terms

BATCH = 100
CLAIMANTS = 7
RICH = 16
"""So many of the volunteers still have their reserve after the first announcement; all others have lapsed."""
JURY = JuryTerms(size=5, quorum=3, bond=60, reward=12, commit=HOUR, reveal=HOUR)


def plan_for_a_crowd(chance: Random) -> Terms:
    """A plan in which everybody is covered and can judge at once, with the jury's shortest windows."""
    terms = replace(some_terms(chance), waiting=0, notice=30 * DAY, filing=DAY, decision=DAY, jury=JURY)
    tier, level = Tier("one", 1, terms.reserve), Level("mild", 100 * terms.step, 2, False, 0)
    return replace(terms, tiers=(tier,), levels=(level,), year_cap=0, min_members=0, period=HOUR)


class Crowd:
    """A plan of many, who all volunteer, and of whom most lapse; then six have a case, and one objects to each.

    Args:
        chance: decides who and what.
        note: is told of everything worth seeing.
        count: how many they are.
    """

    def __init__(self, world: EmbeddedWorld, chance: Random, note: Callable[[str], None], count: int) -> None:
        self.chance, self.note = chance, note
        self.operator, self.objector = world.account("operator"), world.account("objector")
        panel = tuple(world.account(f"assessor-{number}") for number in range(3))
        self.terms = plan_for_a_crowd(chance)
        self.harness = ParityHarness(world, self.terms, Roles(self.operator, panel))
        self.model, self.harness.compares = self.harness.model, False
        self.people = [world.account(f"crowd-{number}") for number in range(count)]
        self.chance.shuffle(self.people)
        claimants, self.willing, poor = (
            self.people[:CLAIMANTS],
            self.people[CLAIMANTS:][:RICH],
            self.people[CLAIMANTS + RICH :],
        )
        self.join([*claimants, *self.willing, self.objector], 40 * self.terms.reserve)
        self.join(poor, self.terms.reserve)
        for person in self.chance.sample(self.people[CLAIMANTS:], count - CLAIMANTS):
            self.does("volunteer", person)
        self.announce(list(panel), claimants[:1])
        self.announce(list(panel), claimants[1:])

    def join(self, people: list[str], deposit: int) -> None:
        for first in range(0, len(people), BATCH):
            batch = people[first : first + BATCH]
            self.harness.give(self.operator, deposit * len(batch))
            self.does("join_many", self.operator, batch, "one", deposit)

    def announce(self, panel: list[str], claimants: list[str]) -> None:
        """A case of each, all in one announcement."""
        for claimant in claimants:
            case = self.does("file", claimant, "mild", self.harness.now(), bytes(32))
            self.does("decide", case, True, "mild", b"report", panel)
        self.harness.advance(self.harness.now() + self.terms.period)
        self.does("announce")

    def thin_out(self, left: int) -> None:
        """All but so many of those who still volunteer resign, whoever they are."""
        self.chance.shuffle(self.willing)
        for person in self.willing[left:]:
            self.does("resign", person)
        del self.willing[left:]

    def judge(self, case: int, calls: int) -> None:
        """An objection, at most so many calls of its draw, and votes if a jury has come about."""
        self.harness.give(self.objector, JURY.bond)
        dispute = self.does("object", self.objector, case, b"why")
        opened = self.state(dispute).ends
        self.draw(dispute, calls)
        if self.state(dispute).stage == DisputeStage.DRAWING:
            self.harness.advance(opened)
            self.note_jury(dispute, "by the clock")
        if self.state(dispute).stage == DisputeStage.COMMITTING:
            self.vote(dispute)
        if self.state(dispute).stage != DisputeStage.DECIDED:
            self.does("tally", dispute)

    def draw(self, dispute: int, calls: int) -> None:
        for _ in range(calls):
            complete = self.does("draw_on", dispute)
            assert self.state(dispute) == self.model.dispute(dispute)
            if complete:
                self.note_jury(dispute, "by looking")
                break
        made = sum(isinstance(each, JurorsDrawn) and each.dispute_id == dispute for each in self.harness.chain.events())
        if made > 1:
            self.note("several calls")

    def note_jury(self, dispute: int, how: str) -> None:
        found = len(self.state(dispute).jurors)
        kind = "full" if found == JURY.size else "a quorum" if found >= JURY.quorum else "too few"
        self.note(f"{kind} {how}")

    def vote(self, dispute: int) -> None:
        """All jurors vote as they like."""
        drawn = self.state(dispute)
        votes = {juror: self.chance.random() < 0.5 for juror in drawn.jurors}
        for juror, pays in votes.items():
            self.does("commit", juror, dispute, pays, salt(juror))
        self.harness.advance(drawn.ends)
        for juror, pays in votes.items():
            self.does("reveal", dispute, juror, pays, salt(juror))
        self.harness.advance(drawn.ends + JURY.reveal)
        self.note("voted")

    def state(self, dispute: int) -> Any:
        return self.harness.chain.dispute(dispute)

    def does(self, verb: str, *arguments: Any) -> Any:
        """A call that succeeds on both."""
        outcome, result = self.harness.call(verb, *arguments)
        assert outcome == "done", (verb, arguments, result)
        return result


def salt(juror: str) -> bytes:
    return sha256(juror.encode()).digest()
