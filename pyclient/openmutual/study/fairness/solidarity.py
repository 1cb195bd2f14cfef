"""How much solidarity holds: what the young would pay for the old before a plan of their own is better for them.

The young weigh two plans.  In the common one of `N` people they pay what their own cases ask for, and a subsidy
besides.  In one of their own, with `n` of these people, they pay no subsidy; but it is smaller, so that what a period
costs swings more, and more must be held ready for it.  Each plan costs a person in a year

    expected payment  +  interest × reserve  +  aversion ÷ 2 × variance of a year's payment.

The reserve is what one period costs at most, with a probability of 99 %: its mean, and 2.326 standard deviations.  Who
pays `k` times the average payment of a plan holds `k` times the average reserve, and bears `k²` times the variance.
Cases are compound Poisson sums, so the variance of a payment is the mean square of a case, times cases a year, over the
people of the plan.

What is left out: what a plan costs to run, how long members must wait in a new one, the cap of a case, and whatever
people do for others without a price.  The largest subsidy is found in whole base units, and so are square roots.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from ...errors import NoMembers
from ...plans.terms import Plan
from ...statistics.incidence import Weights
from ..population.plan_section import PlanSection, read_plan_section
from .bands import Band
from .cover import Cover, people_of, risks_of, weigh

DEVIATIONS = Fraction(2326, 1000)
"""Standard deviations that a period stays below with a probability of 99 %, by the normal distribution."""

SIZES = tuple(10**power for power in range(2, 9))
"""People in the common plan."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Tastes:
    """What is assumed of people.

    Attributes:
        interest: that a reserve would earn in a year.
        aversion: against variance, for each unit of the currency.
    """

    interest: Fraction
    aversion: Fraction


@dataclass(frozen=True, slots=True)
class Group:
    """People who share: what a person's cases ask for in a year, and the mean square of that, in base units."""

    mean: Fraction
    square: Fraction


@dataclass(frozen=True, slots=True)
class Solidarity:
    """What the young could be asked to pay for the old.

    Attributes:
        young: their part of all people.
        worth: what a young person's cases ask for in a year; `paid` what they pay now for that and for others.
        most: by size of the common plan, the largest subsidy; 0 where they prefer their own plan without any.
    """

    young: Fraction
    worth: Fraction
    paid: Fraction
    most: dict[int, int]

    @property
    def subsidy(self) -> Fraction:
        """What a young person pays for others in a year now."""
        return self.paid - self.worth

    @property
    def holds_up_to(self) -> int | None:
        """The largest size at which the young bear what they pay now; None if they do at no size."""
        return max((size for size, most in self.most.items() if most >= self.subsidy), default=None)


def solidarity(
    plan: Plan, ages: Weights, illness: Fraction, bands: tuple[Band, Band], tastes: Tastes, sizes: Sequence[int] = SIZES
) -> Solidarity:
    """The largest subsidy for each size; `bands` are the young and the old.

    Raises:
        NoBenefit, NoMembers, FileError, SimulationError: as :func:`weigh`.
    """
    if min(sizes) < 1:
        raise NoMembers("a plan of nobody shares nothing; give sizes of 1 or more")
    section = read_plan_section(plan)
    balance = weigh(plan, bands, max(sizes), ages, illness)
    groups = [_group(cover, section, ages, illness) for cover in balance.covers]
    heads = [cover.heads for cover in balance.covers]
    everybody = Group(
        sum((part * group.mean for part, group in zip(heads, groups, strict=True)), ZERO),
        sum((part * group.square for part, group in zip(heads, groups, strict=True)), ZERO),
    )
    market = _Market(tastes, section.announcements, 10**plan.decimals)
    most = {size: market.most(groups[0], everybody, heads[0], size) for size in sizes}
    return Solidarity(heads[0], balance.covers[0].worth, balance.paid[0], most)


def _group(cover: Cover, section: PlanSection, ages: Weights, illness: Fraction) -> Group:
    people = people_of(cover.band, section, ages)
    mean, square = ZERO, ZERO
    for who, weight in people.items():
        for risk, rate in risks_of(who, section):
            mean += weight * rate * illness * risk.level.due
            square += weight * rate * illness * risk.level.due**2
    count = sum(people.values())
    return Group(mean / count, square / count)


@dataclass(frozen=True, slots=True)
class _Market:
    """The choice between two plans; `coin` is base units in one unit of the currency."""

    tastes: Tastes
    announcements: int
    coin: int

    def cost(self, group: Group, size: Fraction, times: Fraction) -> Fraction:
        """What it costs in a year to pay so many times the average of a plan of that size."""
        variance = group.square / size
        swing = Fraction(isqrt(int(variance / self.announcements)))
        reserve = group.mean / self.announcements + DEVIATIONS * swing
        dislike = self.tastes.aversion / self.coin / 2 * variance
        return times * group.mean + self.tastes.interest * times * reserve + dislike * times**2

    def most(self, young: Group, everybody: Group, part: Fraction, size: int) -> int:
        """The largest subsidy, in base units, at which the common plan costs the young no more than their own."""
        own = self.cost(young, part * size, Fraction(1))

        def bears(subsidy: int) -> bool:
            return self.cost(everybody, Fraction(size), (young.mean + subsidy) / everybody.mean) <= own

        low, high = 0, int(own) + 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if bears(middle) else (low, middle)
        return low
