"""Conditional mean risk sharing, the benchmark: each pays what their own cases are expected to be, given the sum.

Michel Denuit and Jan Dhaene proposed the rule in 2012: if all cases of a period together ask for `s`, a person pays
`h(s) = E[X | S = s]`, where `X` is what their own cases ask for and `S` what all do.  Here the cases of each band are a
compound Poisson sum, with amounts that are multiples of one amount, the grain.  In grains, let `rate[x]` be how many
cases of amount `x` all people together have in a period.  Panjer's recursion gives the distribution of the sum,

    g(0) = 1,    s × g(s) = Σ x × rate[x] × g(s − x),

up to a factor that does not matter here, and one person, who has `own[x]` cases of that amount, pays

    h(s) = Σ x × own[x] × g(s − x) ÷ g(s)

(Denuit, ASTIN Bulletin 49, 2019).  The sum over all people is `s`, by the recursion itself.  All figures are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd

import numpy as np

from ...errors import FairnessError
from ...model.announcing import asked_of_members
from ...plans.terms import Plan
from ...statistics.incidence import Weights
from ..population.plan_section import read_plan_section
from .cover import Balance, Cover, people_of, risks_of

MOST_GRAINS = 1000
"""The largest sum that is worked out."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class BandRisk:
    """The cases of a band: how many people it has, and by amount in grains the cases of one of them in a period."""

    people: Fraction
    own: dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Pool:
    """All bands together; `grain` is in base units."""

    grain: int
    bands: tuple[BandRisk, ...]

    @property
    def rates(self) -> dict[int, Fraction]:
        """By amount, cases of all people in a period."""
        rates: dict[int, Fraction] = {}
        for band in self.bands:
            for amount, rate in band.own.items():
                rates[amount] = rates.get(amount, ZERO) + band.people * rate
        return rates

    @property
    def expected(self) -> Fraction:
        """What all cases of a period ask for on average, in grains."""
        return sum((amount * rate for amount, rate in self.rates.items()), ZERO)


def pool(plan: Plan, balance: Balance, ages: Weights, illness: Fraction) -> Pool:
    """The cases of one period.  Raises FairnessError if sums become too large to be worked out exactly."""
    section = read_plan_section(plan)
    cap, units = plan.terms.case_cap, balance.units
    dues = {risk.level.name: asked_of_members(risk.level.due, cap, units) for risk in section.risks}
    grain = gcd(*dues.values())

    def band_risk(cover: Cover) -> BandRisk:
        people = people_of(cover.band, section, ages)
        own: dict[int, Fraction] = {}
        for who, weight in people.items():
            for risk, rate in risks_of(who, section):
                amount = dues[risk.level.name] // grain
                each = weight * rate * illness / sum(people.values()) / section.announcements
                own[amount] = own.get(amount, ZERO) + each
        return BandRisk(cover.heads * balance.members, own)

    pooled = Pool(grain, tuple(map(band_risk, balance.covers)))
    if 2 * pooled.expected > MOST_GRAINS:
        raise FairnessError(
            f"with {balance.members:,} members a period's cases are too many to be shared exactly; give fewer --members"
        )
    return pooled


def contributions(pooled: Pool, sums: Sequence[int]) -> dict[int, tuple[Fraction, ...]]:
    """By the sum of a period, in grains, what one person of each band pays; sums that cannot come up are left out."""
    chances = _distribution(pooled.rates, max(sums))
    return {
        total: tuple(
            sum((amount * rate * chances[total - amount] for amount, rate in band.own.items() if amount <= total), ZERO)
            / chances[total]
            for band in pooled.bands
        )
        for total in sums
        if chances[total]
    }


def _distribution(rates: dict[int, Fraction], most: int) -> list[Fraction]:
    """How likely each sum is, as a multiple of how likely 0 is (Panjer's recursion)."""
    chances = [Fraction(1)]
    for total in range(1, most + 1):
        terms = (amount * rate * chances[total - amount] for amount, rate in rates.items() if amount <= total)
        chances.append(sum(terms, ZERO) / total)
    return chances


@dataclass(frozen=True, slots=True)
class Simulated:
    """Periods that were drawn and came to a sum: how many, and for each band the mean of one person and its error."""

    periods: int
    means: tuple[float, ...]
    errors: tuple[float, ...]


def simulate_sum(pooled: Pool, total: int, draws: int, seed: int) -> Simulated:
    """Draw periods, and keep those whose cases ask for that sum: what the cases of each band asked for in them.

    Raises:
        FairnessError: there was none.
    """
    random = np.random.default_rng(seed)
    asked = np.zeros((len(pooled.bands), draws))
    for row, band in enumerate(pooled.bands):
        for amount, rate in band.own.items():
            asked[row] += amount * random.poisson(float(band.people * rate), draws)
    kept = asked[:, asked.sum(axis=0) == total]
    periods = kept.shape[1]
    if periods == 0:
        raise FairnessError(f"none of {draws:,} periods came to that sum; draw more periods")
    people = np.array([float(band.people) for band in pooled.bands])
    means, errors = kept.mean(axis=1) / people, kept.std(axis=1) / people / periods**0.5
    return Simulated(periods, tuple(means.tolist()), tuple(errors.tolist()))
