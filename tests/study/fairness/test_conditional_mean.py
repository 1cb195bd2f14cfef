"""Conditional mean risk sharing by Panjer's recursion: what it must be where that is known, and what is simulated."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import factorial

import pytest

from openmutual.errors import FairnessError
from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import Sex, load_ages
from openmutual.study.fairness.bands import default_bands
from openmutual.study.fairness.benchmark import benchmark
from openmutual.study.fairness.conditional_mean import BandRisk, Pool, contributions, pool, simulate_sum
from openmutual.study.fairness.cover import weigh
from openmutual.study.population.plan_section import read_plan_section
from tests.study.fairness.small_plans import bands, people, small

TENTH = Fraction(1, 10)
TWO_BANDS = Pool(
    100,
    (
        BandRisk(Fraction(20), {1: Fraction(1, 50), 3: Fraction(1, 100)}),
        BandRisk(Fraction(5), {3: Fraction(1, 10)}),
    ),
)


def by_summing_up(pooled: Pool, total: int) -> tuple[Fraction, ...]:
    """What one person of each band had, over all ways in which the cases can come to that sum."""
    kinds = [
        (row, amount, band.people * rate) for row, band in enumerate(pooled.bands) for amount, rate in band.own.items()
    ]
    chance, asked = Fraction(0), [Fraction(0)] * len(pooled.bands)
    for counts in product(range(total + 1), repeat=len(kinds)):
        if sum(count * amount for count, (_, amount, _) in zip(counts, kinds, strict=True)) != total:
            continue
        likely = Fraction(1)
        for count, (_, _, rate) in zip(counts, kinds, strict=True):
            likely *= rate**count / factorial(count)
        chance += likely
        for count, (row, amount, _) in zip(counts, kinds, strict=True):
            asked[row] += likely * count * amount
    return tuple(each / chance / band.people for each, band in zip(asked, pooled.bands, strict=True))


@pytest.mark.parametrize("total", [1, 2, 3, 4, 7])
def test_the_recursion_is_what_summing_up_all_ways_gives(total):
    assert contributions(TWO_BANDS, [total])[total] == by_summing_up(TWO_BANDS, total)


def test_together_they_pay_the_sum_whatever_it_is():
    for total, each in contributions(TWO_BANDS, range(1, 60)).items():
        assert sum(band.people * pays for band, pays in zip(TWO_BANDS.bands, each, strict=True)) == total


def test_where_all_cases_are_alike_it_is_in_proportion_to_what_each_expects():
    alike = Pool(1, (BandRisk(Fraction(9), {1: TENTH}), BandRisk(Fraction(3), {1: 4 * TENTH})))
    for total, (first, second) in contributions(alike, [1, 2, 50]).items():
        assert (first, second) == (Fraction(total, 21), Fraction(4 * total, 21))


def test_a_sum_that_cannot_come_up_is_left_out():
    even = Pool(1, (BandRisk(Fraction(9), {2: TENTH}),))
    assert list(contributions(even, [1, 2, 3, 4])) == [2, 4]


def test_simulated_periods_agree_with_the_recursion():
    for total in (3, 4):
        expected = contributions(TWO_BANDS, [total])[total]
        drawn = simulate_sum(TWO_BANDS, total, 200_000, seed=3)
        for mean, error, exact in zip(drawn.means, drawn.errors, expected, strict=True):
            assert abs(mean - float(exact)) < 4 * error


def test_a_plan_simulated_agrees_with_the_recursion():
    plan, ages = load_plan("xianghubao"), load_ages("xianghubao-2019")
    told_apart = default_bands(read_plan_section(plan), ages)
    found = benchmark(plan, weigh(plan, told_apart, 6_480_000, ages, TENTH), ages, TENTH, (100_000, 2))
    drawn = zip(found.simulated.means, found.simulated.errors, found.average.mean, strict=True)
    for mean, error, exact in drawn:
        assert abs(mean - float(exact / found.grain)) < 4 * error
    assert not found.is_conditional_mean


@pytest.mark.parametrize(("older", "charges"), [(25, True), (26, False)])
def test_a_plan_whose_units_follow_the_table_charges_the_conditional_mean(older, charges):
    """Girls of 1 and women of 25 fall ill equally often by the table, and carry the same units."""
    ages = people({1: 1, older: 2}, Sex.FEMALE)
    balance = weigh(small(), bands("0-9", "20-29"), 50_000, ages, TENTH)
    assert benchmark(small(), balance, ages, TENTH, (20_000, 1)).is_conditional_mean == charges


def test_sums_too_large_to_be_exact_are_refused():
    plan, ages = load_plan("xianghubao"), load_ages("xianghubao-2019")
    told_apart = default_bands(read_plan_section(plan), ages)
    with pytest.raises(FairnessError, match="fewer --members"):
        pool(plan, weigh(plan, told_apart, 10**8, ages, Fraction(1)), ages, Fraction(1))


def test_a_sum_that_was_never_drawn_is_refused():
    with pytest.raises(FairnessError, match="none of 10 periods"):
        simulate_sum(TWO_BANDS, 900, 10, seed=1)
