"""Where a plan unravels: a rung of the ladder for each seed, lower where the young pay for the old."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import load_ages
from openmutual.study.fairness.bands import default_bands
from openmutual.study.fairness.cover import weigh
from openmutual.study.fairness.plan_file import remedied
from openmutual.study.fairness.remedy import Varied, find_remedy
from openmutual.study.fairness.unravelling import LADDER, Threshold, in_bands, threshold, unravels
from openmutual.study.population.cohorts import Assumptions
from openmutual.study.population.plan_section import read_plan_section

QUARTER = Fraction(1, 4)


def test_the_ladder_rises_from_a_hundredth_of_a_percent():
    assert list(LADDER) == sorted(LADDER)
    assert (LADDER[0], LADDER[-1]) == (Fraction(1, 10_000), Fraction(82, 10))


@pytest.mark.parametrize("name", ["denghuo", "xianghubao"])
def test_the_higher_rungs_unravel_as_well(name):
    plan, ages = load_plan(name), load_ages("xianghubao-2019")
    assumed = Assumptions(7_000_000, 1, 1, ages, illness=QUARTER)
    found = threshold(plan, assumed, [1]).least
    assert found is not None
    for rung in LADDER[LADDER.index(found) :: 6]:
        assert unravels(plan, replace(assumed, impatience=rung))


def test_the_spread_is_told_and_never_comes_last():
    found = Threshold((None, Fraction(1, 50), Fraction(1, 100)))
    assert (found.least, found.median, found.greatest) == (Fraction(1, 100), Fraction(1, 50), None)


def test_only_people_in_bands_are_kept():
    ages, plan = load_ages("xianghubao-2019"), load_plan("xianghubao")
    told_apart = default_bands(read_plan_section(plan), ages)[2:4]
    assert {age for age, _ in in_bands(ages, told_apart)} == set(range(20, 40))


@pytest.mark.parametrize("seed", [1, 2])
def test_fair_units_hold_where_equal_shares_unravel(seed):
    plan, ages = load_plan("xianghubao"), load_ages("xianghubao-2019")
    told_apart = default_bands(read_plan_section(plan), ages)
    fair = remedied(plan, find_remedy(plan, weigh(plan, told_apart, 6_480_000, ages, QUARTER), Varied.UNITS, 20))
    assumed = Assumptions(6_480_000, 2, seed, in_bands(ages, told_apart), illness=QUARTER)
    before, after = (threshold(each, assumed, [seed]).least for each in (plan, fair))
    assert before is not None
    assert after is None or after > 2 * before
    assert unravels(plan, replace(assumed, impatience=before))
    assert not unravels(plan, replace(assumed, impatience=before / 10))
