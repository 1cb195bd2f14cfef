"""What a plan file says of the people in it: the optional section `population`, which no rule of the ledger reads.

::

    population:
      announcements: 24               # a year; 24 where it is left out, as all platforms of the sources had
      tiers: {couple: 0-39, family: 40-70}       # who joins in which tier; where left out, all in the first
                                                 # one sex alone: {women: 40-59 female, men: 40-59 male}
      levels:                                    # who is paid at which level; nobody falls ill at another
        young: {ages: 0-39}
        older: {ages: 40-59}
        mild: {ages: 0-59, rate: 20%}            # cases for every case that the table expects; 100% where left out

Without `levels` everybody is paid the highest benefit.  Whoever is of an age without a level does not join, and leaves
on reaching it.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ...errors import SimulationError
from ...money import parse_rate
from ...plans.document import Value, closest
from ...plans.mistakes import Mistakes, Part
from ...plans.terms import Plan
from ...records import Level, Terms
from ...statistics.incidence import OLDEST, Sex, parse_ages, parse_people

ANNOUNCEMENTS = 24
"""Announcements in a year: two a month."""

MOST_ANNOUNCEMENTS = 365

SEXES = tuple(Sex)
"""Sexes by the number that stands for them."""

FIRST_TIER = ((0,) * len(SEXES),) * (OLDEST + 1)
"""Everybody, whatever their age and sex, in the first tier."""


@dataclass(frozen=True, slots=True)
class LevelRisk:
    """At which ages people are paid at a level, and how often for every case in the table of incidence."""

    level: Level
    ages: range
    rate: Fraction


@dataclass(frozen=True, slots=True)
class PlanSection:
    """The people of a plan, as far as its file speaks of them.

    Attributes:
        announcements: a year, as far as the plan's period allows.
        tiers: by age from 0 to `OLDEST`, and by sex in the order of :class:`Sex`, the number of the tier they join in;
            -1 for none.
    """

    announcements: int
    tiers: tuple[tuple[int, ...], ...]
    risks: tuple[LevelRisk, ...]

    def admits(self, age: int, sex: Sex) -> bool:
        """Whether a person of that age and sex can be a member: there is a tier and a level for them."""
        return self.tier(age, sex) >= 0 and self.insures(age)

    def tier(self, age: int, sex: Sex) -> int:
        """The number of the tier that a person joins in; -1 for none."""
        return self.tiers[age][SEXES.index(sex)]

    def insures(self, age: int) -> bool:
        """Whether there is a level for that age."""
        return any(age in risk.ages for risk in self.risks)


def read_plan_section(plan: Plan) -> PlanSection:
    """What a plan says of its people.  Raises FileError with file, line and key; SimulationError if nobody can join."""
    if plan.population is None:
        return PlanSection(ANNOUNCEMENTS, FIRST_TIER, _dearest(plan.terms))
    mistakes = Mistakes()
    part = Part(plan.population, [], ["announcements", "tiers", "levels"], mistakes)
    section = PlanSection(
        announcements=part.read("announcements", ANNOUNCEMENTS, Value.whole, 1, MOST_ANNOUNCEMENTS),
        tiers=part.read("tiers", FIRST_TIER, _tiers, plan.terms),
        risks=part.read("levels", _dearest(plan.terms), _risks, plan.terms),
    )
    mistakes.expect_none()
    if not any(section.admits(age, sex) for age in range(OLDEST + 1) for sex in SEXES):
        raise SimulationError(f"{plan.name}: population has no age with both a tier and a level, so nobody can join")
    return section


def _tiers(value: Value, terms: Terms) -> tuple[tuple[int, ...], ...]:
    """The tier of each age and sex.  Raises FileError for an unknown tier, and people in two of them."""
    names = [tier.name for tier in terms.tiers]
    tiers = [[-1] * len(SEXES) for _ in range(OLDEST + 1)]
    for name, entry in value.entries().items():
        if name not in names:
            raise entry.error(f"the plan has no such tier; {closest(name, names)}")
        ages, sexes = entry.parse(parse_people)
        for age, place in product(ages, map(SEXES.index, sexes)):
            if tiers[age][place] >= 0:
                raise entry.error(f"age {age} is in tier {names[tiers[age][place]]} already; keep one")
            tiers[age][place] = names.index(name)
    return tuple(map(tuple, tiers))


def _risks(value: Value, terms: Terms) -> tuple[LevelRisk, ...]:
    names = [level.name for level in terms.levels]
    risks = []
    for name, entry in value.entries().items():
        if name not in names:
            raise entry.error(f"the plan has no such level; {closest(name, names)}")
        fields = entry.fields(["ages"], ["rate"])
        rate = fields["rate"].parse(parse_rate) if "rate" in fields else Fraction(1)
        risks.append(LevelRisk(terms.level(name), fields["ages"].parse(parse_ages), rate))
    return tuple(risks)


def _dearest(terms: Terms) -> tuple[LevelRisk, ...]:
    level = max(terms.levels, key=lambda level: level.benefit)
    return (LevelRisk(level, range(OLDEST + 1), Fraction(1)),)
