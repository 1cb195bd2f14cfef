"""A small simulation written as a scenario file: who everybody is, what happens to them, and what it must come to.

The simulation says whom it has let join, leave, fall ill.  From that alone the writer makes the steps of a scenario,
and says what any ledger must answer to it, in the form in which :func:`openmutual.scenario.run` gives its result.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ....errors import SimulationError
from ....money import format_amount
from ....plans.terms import Plan
from ....records import Announcement, CaseState, CaseStatus, MemberState, MemberStatus
from ....scenario import Result
from .assumptions import Assumptions
from .ledger import STATUSES, CohortLedger, Column, Names
from .record import Life
from .schedule import Observer, day_of, days
from .simulation import Progress, simulate

MOST_SAMPLED = 2_000
"""The largest sample; each of its members is a call or more in many steps."""

START = "2026-01-01"

WHO = "who: *"
"""Stands in the words of a step for all who take part in it."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A small simulation, told by name.

    Attributes:
        text: the scenario file.
        result: what a run of it must come to, on any ledger.
    """

    life: Life
    text: str
    result: Result


def simulate_sample(plan: Plan, reference: str, assumptions: Assumptions, progress: Progress | None = None) -> Sample:
    """Simulate a few members, and write down what happens to each; `reference` is how a scenario names the plan.

    Raises:
        SimulationError: there are more than `MOST_SAMPLED`; and what :func:`simulate` raises.
    """
    if assumptions.members > MOST_SAMPLED:
        raise SimulationError(f"a sample has at most {MOST_SAMPLED} members, not {assumptions.members}")
    writer = ScenarioWriter(plan)
    life = simulate(plan, assumptions, writer, progress)
    name = f"sample-{plan.name[:32]}-{assumptions.members}-{assumptions.seed}"
    return Sample(life, writer.text(name, reference, assumptions), writer.result(name, life.ledger))


@dataclass
class SampledMember:
    """One member, as the writer knows them.

    Attributes:
        paid_in: what they have brought, less what they took out; base units.
        balance: what they hold at the end.
    """

    units: int
    joined_at: int
    paid_in: int
    status: MemberStatus = MemberStatus.ACTIVE
    balance: int = 0

    @property
    def paid(self) -> int:
        """Shares and dues."""
        return self.paid_in - self.balance


@dataclass
class Filed:
    """One case; `paid` to the claimant and to the operator."""

    name: str
    claimant: str
    level: str
    status: CaseStatus = CaseStatus.FILED
    paid: tuple[int, int] = (0, 0)


class ScenarioWriter(Observer):
    """Writes down what it hears of.

    Attributes:
        steps: who takes part in each step, by its time and words: all who do the same at the same time do it in one.
        refused: the steps that a ledger must refuse.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people: dict[str, SampledMember] = {}
        self.cases: list[Filed] = []
        self.periods: list[tuple[Fraction, Announcement]] = []
        self.steps: dict[tuple[int, str], Names] = {}
        self.refused: set[tuple[int, str]] = set()

    # what happens --------------------------------------------------------------------------------------

    def funded(self, at: int, amount: int) -> None:
        """A step of the sponsor's."""
        self._step(at, f"fund_backstop: {{amount: {self._money(amount)}}}")

    def joined(self, at: int, people: Names, tier: str, deposit: int) -> None:
        """New people."""
        units = self.plan.terms.tier(tier).units
        self.people |= {name: SampledMember(units, at, deposit) for name in people}
        self._step(at, f"join: {{{WHO}, tier: {tier}, deposit: {self._money(deposit)}}}", people)

    def topped_up(self, at: int, people: Names, amount: int) -> None:
        """They have brought more."""
        for name in people:
            self.people[name].paid_in += amount
        self._step(at, f"top_up: {{{WHO}, amount: {self._money(amount)}}}", people)

    def left(self, at: int, people: Names) -> None:
        """They leave."""
        self._step(at, f"leave: {{{WHO}}}", people)

    def withdrew(self, at: int, people: Names, claimed: bool, balance: int) -> None:
        """They are gone, with what was left."""
        for name in people:
            self.people[name].status = MemberStatus.CLAIMED if claimed else MemberStatus.WITHDRAWN
            self.people[name].paid_in -= balance
        self._step(at, f"withdraw: {{{WHO}}}", people)

    def filed(self, at: int, people: Names, level: str, covered: bool) -> None:
        """A step for each of them; whoever is not covered is refused."""
        for name in people:
            case = f"c{len(self.cases) + 1}" if covered else f"early-{len(self.refused) + 1}"
            words = f"file: {{who: {name}, case: {case}, diagnosed: {days(at)}, level: {level}}}"
            if covered:
                self.cases.append(Filed(case, name, level))
            else:
                words += ", refused: NotCovered"
                self.refused.add((at, words))
            self._step(at, words)

    def decided(self, at: int) -> None:
        """A step for each case."""
        for case in self._move_on(CaseStatus.FILED, CaseStatus.APPROVED):
            self._step(at, f"decide: {{case: {case.name}, verdict: approve}}")

    def announced(self, at: int, made: Announcement) -> None:
        """The cases of the period have their money, unless they wait."""
        if not made.waiting:
            self._move_on(CaseStatus.APPROVED, CaseStatus.ANNOUNCED)
        self.periods.append((day_of(at), made))
        self._step(at, "announce: {}")

    def settled(self, at: int, paid: dict[str, tuple[int, int]]) -> None:
        """A step for each case announced."""
        for case in self._move_on(CaseStatus.ANNOUNCED, CaseStatus.SETTLED):
            case.paid = paid[case.level]
            self._step(at, f"settle: {{case: {case.name}}}")

    def finished(self, at: int) -> None:
        """The end."""
        self._step(at, "finish: {}")

    def _move_on(self, before: CaseStatus, after: CaseStatus) -> list[Filed]:
        moved = [case for case in self.cases if case.status == before]
        for case in moved:
            case.status = after
        return moved

    def _step(self, at: int, words: str, people: Iterable[str] = ()) -> None:
        if people or WHO not in words:
            self.steps.setdefault((at, words), []).extend(people)

    def _money(self, amount: int) -> str:
        return format_amount(amount, self.plan.decimals)

    # what it comes to ----------------------------------------------------------------------------------

    def text(self, name: str, reference: str, assumptions: Assumptions) -> str:
        """The scenario file."""
        lines = [
            f"name: {name}",
            f"about: {assumptions.members} members drawn by a simulation with seed {assumptions.seed}",
            f"plan: {json.dumps(reference, ensure_ascii=False)}",
            f"start: {START}",
            "steps:",
        ]
        for (at, words), people in self.steps.items():
            lines.append(f"  - {{day: {days(at)}, {words.replace(WHO, f'who: [{in_ranges(people)}]')}}}")
        return "\n".join([*lines, ""])

    def result(self, name: str, ledger: CohortLedger) -> Result:
        """What a run of the scenario must come to."""
        self._read_balances(ledger)
        places = {step: number for number, step in enumerate(self.steps)}
        return Result(
            scenario=name,
            plan=self.plan.name,
            decimals=self.plan.decimals,
            periods=tuple(self.periods),
            cases={c.name: CaseState(c.claimant, c.level, c.status, *c.paid) for c in self.cases},
            members={
                name: MemberState(person.status, person.units, person.balance, person.paid, person.joined_at)
                for name, person in self.people.items()
            },
            books=ledger.books(),
            refused=tuple(sorted((places[step], "NotCovered") for step in self.refused)),
            ledger=ledger,
        )

    def _read_balances(self, ledger: CohortLedger) -> None:
        """Where everybody stands who has not taken out what is theirs."""
        cohorts = ledger.cohorts
        everybody = np.arange(len(cohorts.counts))
        rows = zip(cohorts.names, cohorts[Column.STATUS].tolist(), ledger.held(everybody).tolist(), strict=True)
        for people, status, steps in rows:
            for name in people:
                person = self.people[name]
                person.status = STATUSES[status]
                person.balance = person.units * steps * ledger.terms.step


def in_ranges(names: Iterable[str]) -> str:
    """A list of names as a scenario has it: `m1..m98, m120`."""
    numbers = sorted(int(name[1:]) for name in names)
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], number
        else:
            ranges.append((number, number))
    return ", ".join(f"m{first}" if first == last else f"m{first}..m{last}" for first, last in ranges)
