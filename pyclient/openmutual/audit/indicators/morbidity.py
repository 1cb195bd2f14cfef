"""How many cases of grave illness the public table lets expect, of people whose ages nobody tells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ...money import DAY
from ...records import MemberStatus
from ...statistics.incidence import MILLION, Sex, incidence
from ..counts import TierCounts
from ..replay.state import Membership, ReplayedPlan

YEAR = 365 * DAY
"""The plan year of the rules."""

Mix = Mapping[tuple[int, Sex], int]
"""How many people there are of each age and sex, of those that stand for all."""


def even_mix(youngest: int, oldest: int) -> Mix:
    """As many of every age, both included, and of either sex."""
    return {(age, sex): 1 for age in range(youngest, oldest + 1) for sex in Sex}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed of the members, and what it might be at most off by.

    Attributes:
        counts: what the attestor tells of their ages, by tier; None if nothing.
        mix: adults of 20 to 59, evenly: the ages that the platforms took.
        factor: the table is of the insured; the largest platform's white paper took half of it for its members.
        young: the mix with the fewest cases that is plausible; it goes with the factor.
        old: the mix with the most; it goes with the whole table.
    """

    counts: TierCounts | None = None
    mix: Mix = field(default_factory=lambda: even_mix(20, 59))
    factor: Fraction = Fraction(1, 2)
    young: Mix = field(default_factory=lambda: even_mix(20, 29))
    old: Mix = field(default_factory=lambda: even_mix(50, 59))

    def expected(self, exposure: int) -> tuple[Fraction, Fraction, Fraction]:
        """Cases expected in so many seconds under cover: by the mix, at least, at most."""
        years = Fraction(exposure, YEAR)
        least, most = min(self.factor, Fraction(1)), max(self.factor, Fraction(1))
        rates = (rate(self.mix) * self.factor, rate(self.young) * least, rate(self.old) * most)
        return rates[0] * years, rates[1] * years, rates[2] * years


def rate(mix: Mix) -> Fraction:
    """First diagnoses a year of one such person."""
    table = incidence()
    return Fraction(sum(table[kind] * count for kind, count in mix.items()), sum(mix.values()) * MILLION)


def cover_end(plan: ReplayedPlan, member: Membership) -> int | None:
    """When a membership's cover ended; None while it has not."""
    ends = [plan.closing_at] if plan.closing_at else []
    if member.status is MemberStatus.CLAIMED:
        ends.append(member.since)
    over = (member.left_in, member.lapsed_in)
    ends += [plan.periods[period].at for period in over if 0 <= period < len(plan.periods)]
    return min(ends, default=None)


def cover(plan: ReplayedPlan, waiting: int, now: int, most: int | None = None) -> int:
    """Seconds that all memberships together have been covered, each for the first `most` of them at most."""
    kept = sum(covered(plan, member, waiting, now, most) for member in plan.memberships())
    return kept + sum(plan.others.covered(waiting, now, most))


def covered(plan: ReplayedPlan, member: Membership, waiting: int, now: int, most: int | None = None) -> int:
    """Seconds that a membership has been covered, `most` of them at most."""
    end = cover_end(plan, member)
    lasted = max(0, (now if end is None else min(now, end)) - member.joined_at - waiting)
    return lasted if most is None else min(lasted, most)
