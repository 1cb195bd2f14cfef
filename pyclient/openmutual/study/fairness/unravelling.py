"""How impatient members may be before a plan unravels: found by simulation, with its spread over seeds.

A plan unravels when its simulation comes to a spiral of adverse selection (members go, the healthier first, and cover
gets dearer for those who stay), when half of its founders are gone, or when it closes itself for want of members: where
all run at once there is no time for a spiral.

Impatience is tried on a ladder of twelve rungs to each power of ten.  The lowest rung at which the plan unravels is
found by halving, which takes for granted that more impatient members do not save a plan.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from ...plans.terms import Plan
from ...statistics.incidence import Weights
from ..population.cohorts import Assumptions, simulate
from .bands import Band

RUNGS = (10, 12, 15, 18, 22, 27, 33, 39, 47, 56, 68, 82)
"""Within one power of ten, evenly by ratio: a standard row of preferred numbers."""

LADDER = tuple(Fraction(rung, 10) * Fraction(10) ** power for power in range(-4, 1) for rung in RUNGS)
"""Impatience from 0.01 % to 820 % a period, for each unit of the currency that cover costs too much."""


HALF = 2
"""So many times those who are left are no more than the founders."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """By seed, the least impatience at which the plan unravels; None where it does not on the whole ladder."""

    by_seed: tuple[Fraction | None, ...]

    @property
    def ranked(self) -> list[Fraction | None]:
        """From the least to the greatest; who never unravels comes last."""
        return sorted(self.by_seed, key=lambda found: (found is None, found or 0))

    @property
    def least(self) -> Fraction | None:
        """Of the seed that unravels first."""
        return self.ranked[0]

    @property
    def median(self) -> Fraction | None:
        """Of the seed in the middle, the lower of two."""
        return self.ranked[(len(self.by_seed) - 1) // 2]

    @property
    def greatest(self) -> Fraction | None:
        """Of the seed that unravels last."""
        return self.ranked[-1]


def threshold(plan: Plan, assumed: Assumptions, seeds: Sequence[int]) -> Threshold:
    """Where a plan unravels; the impatience in `assumed` does not matter.  Raises FileError, SimulationError."""
    return Threshold(tuple(_least(plan, replace(assumed, seed=seed)) for seed in seeds))


def in_bands(ages: Weights, bands: Sequence[Band]) -> Weights:
    """Those people of a table who are in a band."""
    people = set().union(*(band.people for band in bands))
    return {who: weight for who, weight in ages.items() if who in people}


def unravels(plan: Plan, assumed: Assumptions) -> bool:
    """Whether a plan does, with that impatience and seed."""
    life = simulate(plan, assumed)
    left = min((period.active for period in life.periods), default=0)
    return life.spiral is not None or life.closed_at is not None or HALF * left <= assumed.members


def _least(plan: Plan, assumed: Assumptions) -> Fraction | None:
    found = bisect_left(LADDER, True, key=lambda impatience: unravels(plan, replace(assumed, impatience=impatience)))
    return LADDER[found] if found < len(LADDER) else None
