"""What each band pays in a period, beside the conditional mean, for quiet, average and hard periods."""

from dataclasses import dataclass
from fractions import Fraction

from ...plans.terms import Plan
from ...statistics.incidence import Weights
from .conditional_mean import Simulated, contributions, pool, simulate_sum
from .cover import Balance

HALF, AVERAGE, TWICE = Fraction(1, 2), Fraction(1), Fraction(2)


@dataclass(frozen=True, slots=True)
class Row:
    """A period whose cases ask for `total`, `share` of the average.

    Attributes:
        pays: what one person of each band pays by the plan, before rounding up to a step; `mean` the conditional mean.
    """

    total: Fraction
    share: Fraction
    pays: tuple[Fraction, ...]
    mean: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """By period, what is paid and the conditional mean; simulated in the average one.  Money is in base units.

    Attributes:
        draws: periods that were drawn.
    """

    bands: tuple[str, ...]
    rows: tuple[Row, ...]
    average: Row
    simulated: Simulated
    grain: int
    draws: int

    @property
    def is_conditional_mean(self) -> bool:
        """Whether the plan charges the conditional mean in each of these periods."""
        return all(row.pays == row.mean for row in self.rows)


def benchmark(plan: Plan, balance: Balance, ages: Weights, illness: Fraction, drawn: tuple[int, int]) -> Benchmark:
    """Reckon and simulate; `drawn`: how many periods, and the seed.

    Raises FairnessError where sums are too large to be worked out, or none of the periods comes to the average.
    """
    pooled, (draws, seed) = pool(plan, balance, ages, illness), drawn
    sums = {share: max(1, round(share * pooled.expected)) for share in (HALF, AVERAGE, TWICE)}
    means = contributions(pooled, sorted(set(sums.values())))
    rows = {
        total: Row(
            Fraction(total * pooled.grain),
            total / pooled.expected,
            _pays(balance, Fraction(total * pooled.grain)),
            tuple(each * pooled.grain for each in mean),
        )
        for total, mean in means.items()
    }
    average = sums[AVERAGE] if sums[AVERAGE] in rows else max(rows)
    names = tuple(cover.band.name for cover in balance.covers)
    simulated = simulate_sum(pooled, average, draws, seed)
    return Benchmark(names, tuple(rows.values()), rows[average], simulated, pooled.grain, draws)


def _pays(balance: Balance, total: Fraction) -> tuple[Fraction, ...]:
    """What one person of each band pays of a sum."""
    units = balance.members * balance.mean_units
    return tuple(cover.units * total / units for cover in balance.covers)
