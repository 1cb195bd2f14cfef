"""Units, benefits and deposits that even out who pays for whom: the best there is, in a plan that is valid."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from openmutual.errors import FairnessError
from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import load_ages
from openmutual.study.fairness.bands import default_bands, parse_bands
from openmutual.study.fairness.cover import Balance, weigh
from openmutual.study.fairness.plan_file import plan_text, remedied
from openmutual.study.fairness.remedy import Varied, find_remedy
from openmutual.study.population.plan_section import read_plan_section
from tests.study.fairness.small_plans import bands, people, small

ONE = Fraction(1)


def asked(illness: Fraction = ONE) -> Balance:
    ages = people({25: 4, 35: 3, 45: 2, 55: 1})
    return weigh(small(), bands("20-29", "30-39", "40-49", "50-59"), 100_000, ages, illness)


def test_units_below_one_are_refused():
    with pytest.raises(FairnessError, match="at least one unit"):
        find_remedy(small(), asked(), Varied.UNITS, 0)


def test_benefits_cannot_be_varied_where_one_age_is_paid_at_several_levels():
    plan = small(("levels: {grave: {ages: 0-59}}", "levels: {grave: {ages: 0-59}, mild: {ages: 0-59, rate: 50%}}"))
    with pytest.raises(FairnessError, match="several levels"):
        find_remedy(plan, asked(), Varied.BENEFIT, 5)


def test_benefits_cannot_be_varied_by_sex():
    balance = weigh(small(), parse_bands("20-39m,40-59m"), 1000, people({25: 1, 55: 1}), ONE)
    with pytest.raises(FairnessError, match="not for a sex"):
        find_remedy(small(), balance, Varied.BENEFIT, 5)


def test_deposits_cannot_be_varied_for_a_band_in_several_tiers():
    balance = weigh(small(), bands("20-39", "40-59"), 1000, people({25: 1, 45: 1, 55: 1}), ONE)
    with pytest.raises(FairnessError, match="several tiers"):
        find_remedy(small(), balance, Varied.DEPOSIT, 5)


def test_no_other_units_are_fairer():
    balance, remedy = asked(), find_remedy(small(), asked(), Varied.UNITS, 9)
    total = sum(cover.heads * cover.worth for cover in balance.covers)

    def largest(units: tuple[int, ...]) -> Fraction:
        price = total / sum(cover.heads * each for cover, each in zip(balance.covers, units, strict=True))
        return max(abs(price * each / cover.worth - 1) for cover, each in zip(balance.covers, units, strict=True))

    assert remedy.choice.largest == min(largest(units) for units in product(range(1, 10), repeat=4))
    assert remedy.choice.largest == largest(remedy.choice.numbers) == max(remedy.after.deviations)


def test_no_other_benefits_are_fairer():
    balance, remedy = asked(), find_remedy(small(), asked(), Varied.BENEFIT, 6)
    units = sum(cover.heads * cover.units for cover in balance.covers)
    dues = [100_000_00 * part // 6 * 11 // 10 for part in range(7)]

    def largest(parts: tuple[int, ...]) -> Fraction:
        worths = [cover.cases * dues[part] for cover, part in zip(balance.covers, parts, strict=True)]
        price = sum(cover.heads * worth for cover, worth in zip(balance.covers, worths, strict=True)) / units
        paid = [price * cover.units for cover in balance.covers]
        return max(abs(each / worth - 1) for each, worth in zip(paid, worths, strict=True))

    assert remedy.choice.largest == min(largest(parts) for parts in product(range(1, 7), repeat=4))
    assert remedy.choice.largest == largest(remedy.choice.numbers)


@pytest.mark.parametrize("varied", list(Varied))
def test_the_plan_of_a_remedy_has_it(varied):
    plan, before = small(), asked()
    remedy = find_remedy(plan, before, varied, 9)
    written = remedied(plan, remedy)
    ages = people({25: 4, 35: 3, 45: 2, 55: 1})
    after = weigh(written, bands("20-29", "30-39", "40-49", "50-59"), 100_000, ages, ONE)
    assert after.covers == remedy.after.covers
    assert after.subsidies == remedy.after.subsidies


@pytest.mark.parametrize("varied", [Varied.UNITS, Varied.BENEFIT])
def test_a_remedy_lets_the_bands_pay_less_for_each_other(varied):
    before = asked()
    remedy = find_remedy(small(), before, varied, 20)
    assert max(remedy.after.deviations) < max(before.deviations) / 4
    assert remedy.choice.largest == max(remedy.after.deviations)


def test_a_deposit_moves_no_money_between_bands():
    before = asked()
    remedy = find_remedy(small(), before, Varied.DEPOSIT, 20)
    assert remedy.after.subsidies == before.subsidies
    assert all(tier.deposit >= tier.units * remedy.terms.reserve for tier in remedy.terms.tiers)


def test_more_units_make_a_unit_smaller_so_that_a_head_pays_no_more_at_most():
    plan, before = small(), asked()
    remedy = find_remedy(plan, before, Varied.UNITS, 20)
    most_before = plan.terms.period_cap * before.mean_units
    most_after = remedy.terms.period_cap * remedy.after.mean_units
    assert most_before <= most_after < most_before + remedy.terms.step * remedy.after.mean_units
    assert remedy.terms.step < plan.terms.step or remedy.after.mean_units <= before.mean_units or plan.decimals == 2


def test_bands_by_sex_join_in_tiers_by_sex():
    plan, ages = load_plan("xianghubao"), load_ages("xianghubao-2019")
    told_apart = parse_bands("20-29f,20-29m,50-59f,50-59m")
    remedy = find_remedy(plan, weigh(plan, told_apart, 5_000_000, ages, ONE), Varied.UNITS, 12)
    written = remedied(plan, remedy)
    assert "50-59m: 50-59 male" in plan_text(plan, remedy)
    assert weigh(written, told_apart, 5_000_000, ages, ONE).paid == remedy.after.paid


@pytest.mark.parametrize("name", ["xianghubao", "waterdrop", "bihu", "circle"])
def test_presets_have_a_remedy_whose_plan_is_valid(name):
    plan, ages = load_plan(name), load_ages("xianghubao-2019")
    told_apart = default_bands(read_plan_section(plan), ages)
    before = weigh(plan, told_apart, 5_000_000, ages, ONE)
    remedy = find_remedy(plan, before, Varied.UNITS, 20)
    assert remedied(plan, remedy).terms == remedy.terms
    assert remedy.choice.largest <= max(before.deviations)
