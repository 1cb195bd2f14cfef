"""A circle of people with names, ages and sexes, and who of them falls ill: drawn, and the same for the same seed."""

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
