"""A circle of people with names, ages and sexes, who of them falls ill, and a plan made to its measure."""

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random

from ...resources import read_text
from ...statistics.incidence import MILLION, Sex, incidence

YOUNGEST, OLDEST = 20, 64
"""Ages of the circle, both included: where the table of incidence is even."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `name` is what a scenario calls them, `chinese` the same name in characters."""

    name: str
    chinese: str
    age: int
    sex: Sex

    @property
    def rate(self) -> int:
        """Cases a year in a million people like this one."""
        return incidence()[self.age, self.sex]


@dataclass(frozen=True, slots=True)
class Circle:
    """People who found a plan together."""

    people: tuple[Person, ...]

    @property
    def expected(self) -> Fraction:
        """Cases that the table expects in a year, exactly."""
        return Fraction(sum(person.rate for person in self.people), MILLION)

    def fall_ill(self, cases: int, draw: Random) -> list[Person]:
        """Who falls ill if `cases` of them do: each the likelier, the higher the rate; nobody twice."""
        well, ill = list(self.people), list[Person]()
        for _ in range(cases):
            ill += draw.choices(well, weights=[person.rate for person in well])
            well.remove(ill[-1])
        return ill


def draw_circle(size: int, draw: Random) -> Circle:
    """A circle of so many people, of any adult age and either sex alike.  Raises ValueError if names run out."""
    names = {sex: draw.sample(_full_names(sex), k=min(size, len(_full_names(sex)))) for sex in Sex}
    people = []
    for _ in range(size):
        sex, age = draw.choice(list(Sex)), draw.randint(YOUNGEST, OLDEST)
        if not names[sex]:
            raise ValueError(f"there are not enough names for {size} people")
        people.append(Person(*names[sex].pop(), age, sex))
    return Circle(tuple(people))


def _full_names(sex: Sex) -> list[tuple[str, str]]:
    """Every surname with every given name, in Latin letters and in characters."""
    names = _names()
    return [(f"{name}-{given}", chinese + own) for name, chinese in names["surname"] for given, own in names[sex]]


@cache
def _names() -> dict[str, list[tuple[str, str]]]:
    rows = csv.DictReader(read_text("names.csv").splitlines())
    names: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        names.setdefault(row["kind"], []).append((row["latin"], row["chinese"]))
    return names


PERIOD = 30
"""Days between announcements in a story; the plan's own period is a little shorter, so that no hour matters."""

LEAST, LARGE, RETURN = 1300, 4000, 2000
"""What a unit brings: at least, and if it is to last; and what one who lapsed brings to come back.  In yuan."""

TIERS = {"under40": 1, "from40": 2}
"""Units by tier: who is likelier to fall ill carries more."""


def tier_of(person: Person) -> str:
    """The tier that a person joins in."""
    return "under40" if person.age < 40 else "from40"


def plan_text(units: int) -> list[str]:
    """The lines of a plan for a circle of so many units.

    A severe case costs 520 yuan a unit if everyone pays.  As that is the cap, and the claimant does not pay, the
    backstop is called upon from the first case on.
    """
    return [
        "plan:",
        "  name: neighbours",
        "  title: {en: A circle of neighbours, zh: 邻里互助圈}",
        "  source: made up for the demo; no platform's rules",
        "  currency: {symbol: CNY, decimals: 2}",
        "  step: 1",
        "  tiers:",
        *(f"    {tier}: {{units: {each}, deposit: {each * LEAST}}}" for tier, each in TIERS.items()),
        "  levels:",
        f"    severe: {{benefit: {thousands(units * 500)}, fee: 4%, ends_membership: true}}",
        f"    early: {{benefit: {thousands(units * 100)}, fee: 4%}}",
        f"  caps: {{case: 520, period: 600, backstop: {thousands(units * 50)}}}",
        "  dues: 2",
        "  waiting: 30 d",
        f"  period: {PERIOD - 1} d",
        "  notice: 7 d",
        "  grace: 30 d",
        "  filing: 60 d",
        "  decision: 14 d",
        "  run_off: 60 d",
        "  min_members: 0",
        "  panel: {assessors: 3, quorum: 2}",
        "  jury: {size: 5, quorum: 3, bond: 100, reward: 5}",
    ]


def thousands(amount: int) -> int:
    """The amount, rounded up to whole thousands."""
    return -(-amount // 1000) * 1000
