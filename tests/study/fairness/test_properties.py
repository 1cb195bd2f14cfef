"""Properties of the sharing rule: found on the model, and missed where a rule does not have them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openmutual.plans.terms import load_plan, preset_names
from openmutual.statistics.incidence import load_ages
from openmutual.study.fairness import properties as under_test
from openmutual.study.fairness.bands import default_bands
from openmutual.study.fairness.cover import weigh
from openmutual.study.fairness.properties import Rule, properties
from openmutual.study.population.plan_section import read_plan_section
from tests.study.fairness.small_plans import bands, people, small

ONE = Fraction(1)
TRIED = ("equal_per_unit", "balanced", "capped", "nameless", "sourceless")


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_shares_equally_within_caps_and_without_looking_at_names(name):
    plan, ages = load_plan(name), load_ages("xianghubao-2019")
    found = properties(plan, weigh(plan, default_bands(read_plan_section(plan), ages), 1_000_000, ages, ONE))
    assert all(getattr(found, each) for each in TRIED)


def test_equal_units_are_uniform_sharing_and_others_are_proportional():
    balance = weigh(small(), bands("20-29", "50-59"), 1000, people({25: 1, 55: 1}), ONE)
    assert properties(small(), balance).rule is Rule.PROPORTIONAL
    even = replace(balance, covers=tuple(replace(cover, units=ONE) for cover in balance.covers))
    assert properties(small(), even).rule is Rule.UNIFORM
    fair = replace(balance, covers=tuple(replace(cover, units=cover.worth) for cover in balance.covers))
    found = properties(small(), fair)
    assert (found.rule, found.deviation, found.subsidy) == (Rule.MEAN_PROPORTIONAL, 0, 0)


def test_a_rule_that_looks_at_names_or_loses_money_is_found_out(monkeypatch):
    honest = under_test._try
    balance = weigh(small(), bands("20-29", "50-59"), 1000, people({25: 1, 55: 1}), ONE)

    def dishonest(plan, tiers, claimant):
        trial = honest(plan, tiers, claimant)
        favoured = next(iter(trial.paid))
        made = replace(trial.made, surplus=trial.made.surplus + 1)
        return replace(trial, made=made, paid={**trial.paid, favoured: trial.paid[favoured] + len(favoured)})

    monkeypatch.setattr(under_test, "_try", dishonest)
    found = properties(small(), balance)
    assert not found.equal_per_unit
    assert not found.balanced
    assert not found.nameless
