"""A story out of a circle: eight months of a plan's life as a scenario file, drawn, and the same for the same seed.

Who lapses, and what is left for whom, depends on the money; so the story is told month by month, and the model is
asked in between how things stand.  Any ledger that keeps the rules can run the finished file.
"""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from textwrap import dedent

from ...model import ModelWorld
from ...money import format_amount
from ...plans.document import parse_document
from ...records import MemberStatus
from ...scenario import Result, Scenario, run
from ...scenario.steps import read_scenario
from .circle import LARGE, LEAST, PERIOD, RETURN, TIERS, Circle, Person, draw_circle, plan_text, tier_of

FEWEST, MOST = 20, 500
"""Sizes of a circle for which the story can be told, both included."""

MONTHS = 8
CLOSED_ON = MONTHS * PERIOD + 25
FINISHED_ON = CLOSED_ON + 65

VERDICTS = ("severe", "severe", "severe", "severe", "early", "early", "reject")
"""What the panel says of the story's cases, in an order that is drawn."""


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario, and who its people are.

    Attributes:
        scenario: ready to be run; `text` is the same as a file.
        cases: how many fall ill; `months` in how many months.
    """

    seed: int
    circle: Circle
    scenario: Scenario
    text: str
    cases: int
    months: int

    @property
    def factor(self) -> Fraction:
        """How many times as often as in the table people fall ill here."""
        return self.cases / (self.circle.expected * self.months / 12)

    @property
    def plan_file(self) -> str:
        """The plan of the story as a file of its own: its hash is the one that the ledger commits to."""
        units = sum(TIERS[tier_of(person)] for person in self.circle.people)
        return dedent("\n".join([*plan_text(units)[1:], ""]))


def tell(members: int, seed: int) -> Story:
    """The story of a circle of so many people.  Raises ValueError for a size outside `FEWEST` to `MOST`."""
    if not FEWEST <= members <= MOST:
        raise ValueError(f"a story has {FEWEST} to {MOST} members")
    draw = Random(seed)
    circle = draw_circle(members, draw)
    return _Teller(seed, circle, draw).tell()


class _Teller:
    """Tells one story: collects steps by their day, and reads from the model what the next ones must be."""

    def __init__(self, seed: int, circle: Circle, draw: Random) -> None:
        self.seed, self.circle, self.draw = seed, circle, draw
        self.steps: list[tuple[int, str]] = []
        self.ill = circle.fall_ill(len(VERDICTS), draw)
        well = [person for person in circle.people if person not in self.ill]
        self.thrifty = draw.sample(well, k=min(10, len(well) // 4))
        steady = [person for person in well if person not in self.thrifty]
        self.leaver, self.hasty = draw.sample(steady, k=2)

    def tell(self) -> Story:
        self.found()
        self.fall_ill()
        self.step(95, f"leave: {{who: {self.leaver.name}}}")
        for month in range(1, MONTHS + 1):
            self.step(month * PERIOD, "announce: {}")
        self.step(4 * PERIOD + 1, f"withdraw: {{who: {self.leaver.name}}}")
        self.live_with_lapses()
        self.close()
        return Story(self.seed, self.circle, self.scenario(), self.text(), len(self.ill), MONTHS)

    def found(self) -> None:
        """Everybody joins, a sponsor lends a hand, and somebody who is ill already learns about waiting."""
        self.step(0, f"fund_backstop: {{amount: {self.units * 125}}}")
        for tier, units in TIERS.items():
            for deposit, thrifty in ((LARGE, False), (LEAST, True)):
                people = [p for p in self.circle.people if tier_of(p) == tier and (p in self.thrifty) == thrifty]
                if people:
                    self.step(0, f"join: {{who: {names(people)}, tier: {tier}, deposit: {units * deposit}}}")
        hasty = f"file: {{who: {self.hasty.name}, case: hasty, diagnosed: 10, level: severe}}"
        self.step(12, f"{hasty}, refused: NotCovered")

    def fall_ill(self) -> None:
        """The cases: diagnosed on a day that is drawn, filed, decided, announced with the month, paid after notice."""
        days = sorted(self.draw.sample(range(PERIOD + 1, MONTHS * PERIOD - 10), k=len(self.ill)))
        verdicts = self.draw.sample(VERDICTS, k=len(VERDICTS))
        refused = False
        for number, (person, day, verdict) in enumerate(zip(self.ill, days, verdicts, strict=True), 1):
            filed = f"file: {{who: {person.name}, case: case-{number}, diagnosed: {day}, level: severe}}"
            self.step(day + 3, filed)
            if verdict == "reject":
                self.step(day + 7, f"decide: {{case: case-{number}, verdict: reject}}")
                continue
            level = "" if verdict == "severe" else f", level: {verdict}"
            self.step(day + 7, f"decide: {{case: case-{number}, verdict: approve{level}}}")
            announced = -(-(day + 7) // PERIOD) * PERIOD
            if not refused:
                self.step(announced + 1, f"settle: {{case: case-{number}}}, refused: CaseNotPayable")
                refused = True
            self.step(announced + 8, f"settle: {{case: case-{number}}}")
            if verdict == "severe":
                self.step(announced + 9, f"withdraw: {{who: {person.name}}}")

    def live_with_lapses(self) -> None:
        """Of those who lapse, the first comes back within the grace, the second stays away, the others toss a coin."""
        lapsed: set[str] = set()
        for month in range(1, MONTHS + 1):
            members = self.played(month * PERIOD).members
            for person in self.circle.people:
                if members[person.name].status != MemberStatus.LAPSED or person.name in lapsed:
                    continue
                lapsed.add(person.name)
                returns = len(lapsed) == 1 or (len(lapsed) > 2 and self.draw.random() < 0.5)
                if returns:
                    day = month * PERIOD + self.draw.randint(5, 20)
                    amount = TIERS[tier_of(person)] * RETURN
                    self.step(day, f"top_up: {{who: {person.name}, amount: {amount}}}")

    def close(self) -> None:
        """The plan ends by the book: everybody takes out what is theirs, sponsor and operator too."""
        self.step(CLOSED_ON, "close: {by: operator}")
        self.step(FINISHED_ON, "finish: {}")
        end = self.played(FINISHED_ON)
        gone = MemberStatus.WITHDRAWN, MemberStatus.CLAIMED
        there = [person for person in self.circle.people if end.members[person.name].status not in gone]
        self.step(FINISHED_ON + 1, f"withdraw: {{who: {names(there)}}}")
        self.step(FINISHED_ON + 2, "collect_fee: {}")
        left_over = self.played(FINISHED_ON + 1).books.backstop  # with what rounding left of the rebate
        if left_over:
            left = format_amount(left_over, end.decimals)
            self.step(FINISHED_ON + 2, f"take_backstop: {{amount: {left}}}")

    @property
    def units(self) -> int:
        """The units of the whole circle."""
        return sum(TIERS[tier_of(person)] for person in self.circle.people)

    def step(self, day: int, words: str) -> None:
        self.steps.append((day, f"  - {{day: {day}, {words}}}"))

    def played(self, day: int) -> Result:
        """How things stand after that day's steps so far, in the model."""
        return run(self.scenario(day), ModelWorld())

    def scenario(self, until: int = FINISHED_ON + 2) -> Scenario:
        return read_scenario(parse_document(self.text(until).encode(), "demo.yaml"), Path())

    def text(self, until: int = FINISHED_ON + 2) -> str:
        """The scenario file with the steps up to a day; steps of one day stay in the order they were told in."""
        steps = [line for day, line in sorted(self.steps, key=lambda step: step[0]) if day <= until]
        head = [f"name: demo-{len(self.circle.people)}-{self.seed}", *plan_text(self.units), "start: 2026-01-01"]
        return "\n".join([*head, "steps:", *steps, ""])


def names(people: list[Person]) -> str:
    """A list of names as a scenario file has it."""
    return f"[{', '.join(person.name for person in people)}]"
