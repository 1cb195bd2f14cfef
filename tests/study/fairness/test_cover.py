"""Who pays for whom in a plan as it is, worked out by hand; nothing is lost between the bands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.errors import NoBenefit, NoMembers
from openmutual.statistics.incidence import MILLION, Sex, incidence
from openmutual.study.fairness.cover import weigh
from tests.study.fairness.small_plans import bands, people, small

ONE = Fraction(1)


def rate(age: int) -> Fraction:
    return Fraction(incidence()[age, Sex.MALE], MILLION)


@pytest.mark.parametrize("members", [0, -5])
def test_a_plan_of_nobody_is_refused(members):
    with pytest.raises(NoMembers, match="nobody to share"):
        weigh(small(), bands("20-29", "50-59"), members, people({25: 1, 55: 1}), ONE)


def test_a_band_without_people_is_refused():
    with pytest.raises(NoMembers, match="40-49"):
        weigh(small(), bands("20-29", "40-49"), 100, people({25: 1, 55: 1}), ONE)


def test_a_band_without_a_benefit_is_refused():
    with pytest.raises(NoBenefit, match="60-69"):
        weigh(small(), bands("20-29", "60-69"), 100, people({25: 1, 65: 1}), ONE)
    with pytest.raises(NoBenefit, match="20-29"):
        weigh(small(), bands("20-29", "50-59"), 100, people({25: 1, 55: 1}), Fraction(0))


def test_each_band_is_worth_what_its_cases_ask_and_pays_by_its_units():
    balance = weigh(small(), bands("20-29", "50-59"), 1000, people({25: 3, 55: 1}), Fraction(1, 2))
    young, old = balance.covers
    assert (young.heads, old.heads) == (Fraction(3, 4), Fraction(1, 4))
    assert (young.units, old.units) == (1, 2)
    assert young.worth == rate(25) / 2 * 110_000_00
    mean = (3 * young.worth + old.worth) / 4
    assert balance.price == mean / Fraction(5, 4)
    assert balance.paid == (balance.price, 2 * balance.price)
    assert balance.subsidies == (balance.price - young.worth, 2 * balance.price - old.worth)


def test_what_one_band_pays_for_others_is_what_these_get():
    balance = weigh(small(), bands("0-19", "20-49", "50-59"), 1000, people({5: 2, 30: 7, 45: 3, 59: 1}), ONE)
    assert sum(cover.heads * subsidy for cover, subsidy in zip(balance.covers, balance.subsidies, strict=True)) == 0


def test_the_cap_of_a_case_cuts_what_cover_is_worth():
    capped = small(("caps: {period: 20", "caps: {case: 0.5, period: 20"))
    balance = weigh(capped, bands("20-29", "30-39"), 1000, people({25: 1, 35: 1}), ONE)
    assert balance.covers[0].worth == rate(25) * 500_00
