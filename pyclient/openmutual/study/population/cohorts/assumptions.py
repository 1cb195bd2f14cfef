"""What is assumed of people: how often they fall ill, when they leave, whether they top up.

Leaving.  At each announcement a member hears what it cost them: `cost = units × (share + dues)`.  They know what their
cover is worth to somebody of their age and sex: `worth`, the benefits that the table of incidence, times the factor of
illness, makes them expect in one period.  They ask to leave in the next period with the probability

    leaving + impatience × max(0, cost − patience × worth)

of at most 1, where `impatience` is for each unit of the currency.  Who pays far more than their cover is worth leaves
sooner: that are the young, wherever all pay the same.  With `impatience` 0 nobody looks at the price.
"""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from ....errors import SimulationError
from ....statistics.incidence import MILLION, OLDEST, Weights, incidence
from ..plan_section import SEXES, PlanSection
from .ledger import Ints
from .schedule import MOST_YEARS, YEAR

MOST_MEMBERS = 10_000_000_000
MOST_FACTOR = 1000

NOBODY = Fraction(0)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a simulation assumes; rates are probabilities in one period, exact fractions.

    Attributes:
        members: how many found the plan; `years` how long it is watched; `seed` of all that is drawn.
        ages: how people are made up, the founders and those who join later.
        illness: how often people fall ill, as a multiple of the table of incidence.
        joining: newcomers on average, as a part of the founders.
        leaving, impatience, patience: see the formula of this module.
        top_up: of those whom the next announcement could let lapse, how many top up in time.
        returning: of those who lapsed, how many come back in each period while they can.
        backstop: what sponsors put in at the beginning, in base units.
        path: how many pay at each announcement, where that is known: newcomers and leavers make up the differences,
            in place of `joining` and the formula of leaving, and the simulation ends with it.
    """

    members: int
    years: int
    seed: int
    ages: Weights
    illness: Fraction = Fraction(1)
    joining: Fraction = Fraction(0)
    leaving: Fraction = Fraction(1, 1000)
    impatience: Fraction = Fraction(0)
    patience: Fraction = Fraction(1)
    top_up: Fraction = Fraction(19, 20)
    returning: Fraction = Fraction(1, 2)
    backstop: int = 0
    path: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Raises SimulationError for a figure out of bounds."""
        bounds: tuple[tuple[str, Fraction | int, int, int], ...] = (
            ("members", self.members, 1, MOST_MEMBERS),
            *(("the path of members", count, 0, MOST_MEMBERS) for count in self.path),
            ("years", self.years, 1, MOST_YEARS),
            ("illness", self.illness, 0, MOST_FACTOR),
            ("joining", self.joining, 0, 1),
            ("leaving", self.leaving, 0, 1),
            ("impatience", self.impatience, 0, MOST_FACTOR),
            ("patience", self.patience, 0, MOST_FACTOR),
            ("top-up", self.top_up, 0, 1),
            ("return", self.returning, 0, 1),
        )
        for name, value, least, most in bounds:
            if not least <= value <= most:
                raise SimulationError(f"{name} must be from {least} to {most}, but is {value}")
        if self.path and self.members != self.path[0]:
            raise SimulationError(f"the path of members begins with {self.path[0]}, not with {self.members}")


class Odds:
    """The probabilities that a simulation draws with, by age and sex.

    Args:
        assumptions, section: what they follow from.
        spacing: seconds between announcements.

    Attributes:
        people: by age and sex, the part of those who join.
        illness: by level drawn, age and sex, how likely a diagnosis is in one period.
        table: by age and sex, cases a year in a million, as the table of incidence has them.

    Raises SimulationError if nobody can join, or people would be ill more often than they can.
    """

    def __init__(self, assumptions: Assumptions, section: PlanSection, spacing: int) -> None:
        self._assumptions = assumptions
        shape = OLDEST + 1, len(SEXES)
        weights = [
            [assumptions.ages.get((age, sex), NOBODY) if section.admits(age, sex) else NOBODY for sex in SEXES]
            for age in range(OLDEST + 1)
        ]
        everybody = sum(map(sum, weights), NOBODY)
        if not everybody:
            raise SimulationError("the table of ages has nobody of an age that the plan has a tier and a level for")
        self.table: Ints = np.array([[incidence()[age, sex] for sex in SEXES] for age in range(OLDEST + 1)], np.int64)
        self.people: Floats = np.array([float(weight / everybody) for row in weights for weight in row]).reshape(shape)
        self.illness: Floats = np.zeros((len(section.risks), *shape))
        worth = np.zeros(shape)
        for number, risk in enumerate(section.risks):
            for (age, sex), rate in incidence().items():
                if age in risk.ages:
                    a_year = rate * assumptions.illness * risk.rate / MILLION
                    self.illness[number, age, SEXES.index(sex)] = float(a_year * spacing / YEAR)
            worth += self.illness[number] * risk.level.benefit
        self._worth: Floats = worth
        if self.illness.sum(axis=0).max() > 1:
            raise SimulationError(
                "illness is so frequent that people would fall ill twice in a period; lower the factor"
            )

    def leaving(self, ages: Ints, sexes: Ints, costs: Floats, currency_unit: int) -> Floats:
        """How likely each asks to leave, who has just paid these costs, in base units."""
        assumed = self._assumptions
        excess = np.maximum(0.0, costs - float(assumed.patience) * self._worth[ages, sexes]) / currency_unit
        return np.minimum(1.0, float(assumed.leaving) + float(assumed.impatience) * excess)
