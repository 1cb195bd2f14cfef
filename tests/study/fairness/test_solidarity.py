"""How much the young bear: no more in a larger plan, and nothing where nobody dislikes anything."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.errors import NoMembers
from openmutual.statistics.incidence import MILLION, Sex, incidence
from openmutual.study.fairness.bands import against_the_rest
from openmutual.study.fairness.solidarity import Solidarity, Tastes, solidarity
from tests.study.fairness.small_plans import people, small

ONE = Fraction(1)
AGES = people({25: 3, 55: 1})


def worked_out(interest: str, aversion: str, *sizes: int) -> Solidarity:
    tastes = Tastes(Fraction(interest), Fraction(aversion))
    return solidarity(small(), AGES, ONE, against_the_rest("0-49"), tastes, sizes or (100, 1000, 10_000))


def test_a_plan_of_nobody_is_refused():
    with pytest.raises(NoMembers):
        worked_out("0.03", "0.0001", 0)


def test_what_the_young_pay_for_others_is_what_the_plan_charges():
    found, rates = worked_out("0.03", "0.0001"), [Fraction(incidence()[age, Sex.MALE], MILLION) for age in (25, 55)]
    worth = [rate * 110_000_00 for rate in rates]
    price = (3 * worth[0] + worth[1]) / 5
    assert (found.young, found.worth, found.paid) == (Fraction(3, 4), worth[0], price)
    assert found.subsidy == price - worth[0]


def test_who_dislikes_neither_reserves_nor_variance_pays_nothing_for_others():
    assert set(worked_out("0", "0").most.values()) == {0}


def test_the_larger_the_plan_the_less_the_young_bear():
    most = list(worked_out("0.03", "0.0001", 100, 1000, 10_000, 100_000).most.values())
    assert most == sorted(most, reverse=True)
    assert most[0] > most[-1]


def test_one_base_unit_more_is_too_much():
    """The largest subsidy, from the formula by floats: the two plans cost the young the same, to a base unit."""
    found = worked_out("0.03", "0.0001", 200)
    rates = [incidence()[age, Sex.MALE] / MILLION for age in (25, 55)]
    means = [rate * 110_000_00 for rate in rates]
    squares = [rate * 110_000_00**2 for rate in rates]

    def cost(mean: float, square: float, size: float, times: float) -> float:
        reserve = mean / 12 + 2.326 * (square / size / 12) ** 0.5
        return times * mean + 0.03 * times * reserve + 0.0001 / 100 / 2 * times**2 * square / size

    def gain(subsidy: int) -> float:
        mean = (3 * means[0] + means[1]) / 4
        square = (3 * squares[0] + squares[1]) / 4
        return cost(means[0], squares[0], 150, 1) - cost(mean, square, 200, (means[0] + subsidy) / mean)

    assert gain(found.most[200] - 1) > 0 > gain(found.most[200] + 2)


def test_the_largest_size_that_holds_is_told():
    found = Solidarity(Fraction(1, 2), ONE, Fraction(4), {10: 9, 100: 3, 1000: 1})
    assert found.holds_up_to == 100
    assert Solidarity(Fraction(1, 2), ONE, Fraction(99), {10: 9}).holds_up_to is None
