"""What a chain takes for a plan: recorded gas, exact arithmetic, told with six decimals."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.errors import SimulationError
from openmutual.money import parse_amount
from openmutual.plans.terms import load_plan
from openmutual.statistics.incidence import Sex, incidence, load_ages
from openmutual.study.population.cost import (
    CALLS,
    JOIN_MANY,
    NAMES,
    ORDERS,
    PLACE,
    REFILL,
    REFILL_FIRST,
    Bill,
    Prices,
    bill,
    cases_a_year,
    recorded_gas,
)
from openmutual.study.population.plan_section import read_plan_section
from tests.contracts.snapshots import on_record

PLAN = load_plan("xianghubao")
MAN_OF_35 = {(35, Sex.MALE): Fraction(1)}


def billed(
    members: int = 1_000, gas: str = "1", coin: str = "1000", stay: int = 2, top_ups: int = 4, illness: int = 1
) -> Bill:
    prices = Prices(parse_amount(gas, 9), parse_amount(coin, PLAN.decimals))
    return bill(PLAN, members, prices, MAN_OF_35, (Fraction(stay), Fraction(top_ups), Fraction(illness)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"members": 0}, "members must be from 1"),
        ({"members": 10**11}, "members must be from 1"),
        ({"stay": 0}, "stay must be from 1/100 to 100"),
        ({"top_ups": 1001}, "top-ups must be from 0 to 1000"),
        ({"illness": 1001}, "illness must be from 0 to 1000"),
    ],
)
def test_figures_out_of_bounds_are_refused(change, said):
    with pytest.raises(SimulationError, match=said):
        billed(**change)


def test_ages_that_the_plan_does_not_know_are_refused():
    with pytest.raises(SimulationError, match="nobody of an age"):
        cases_a_year(read_plan_section(PLAN), {(65, Sex.MALE): Fraction(1)})


def test_the_package_has_the_recorded_figures():
    recorded = on_record("gas")
    assert recorded_gas() == {name: int(recorded[name]) for name in NAMES}


def test_a_year_of_gas_is_counted_by_hand():
    gas = recorded_gas()
    once = Fraction(gas["join: an occupied rung"] + gas["leave"] + gas["withdraw"], 2)
    case = gas["file"] + gas["decide: approved, two signatures"] + gas["settle"]
    ill = Fraction(incidence()[35, Sex.MALE], 1_000_000)
    announcing = Fraction(24 * gas["announce: 1,000 members, 1,000 cases"], 1_000)
    expected = once + 4 * gas["topUp: an occupied rung"] + ill * case + announcing
    assert billed().gas == expected
    in_batches = Fraction(gas[JOIN_MANY], 100) - gas["join: an occupied rung"]
    assert billed().batched_gas == expected + in_batches / 2


def test_a_year_on_standing_orders_is_counted_by_hand():
    gas, result = recorded_gas(), billed()
    # In two years a member orders once, and is refilled eight times, once of which is the first.
    in_two_years = gas[PLACE] + Fraction(gas[REFILL_FIRST] + 7 * gas[REFILL], 100)
    assert result.orders_gas == in_two_years / 2
    assert result.ordered_gas == result.gas - 4 * gas["topUp: an occupied rung"] + in_two_years / 2


@pytest.mark.parametrize(("top_ups", "refills"), [(0, 0), (1, 1), (4, 4)])
def test_a_standing_order_fills_as_often_as_members_would(top_ups, refills):
    _, first, again = billed(top_ups=top_ups).orders
    assert first.times + again.times == refills
    assert first.times == min(Fraction(1, 2), refills)


def test_money_is_exact_and_rounded_up_at_the_sixth_decimal():
    # One gwei a gas and 1,000 yuan a coin: a gas costs a millionth of a yuan.
    result = billed()
    assert result.money(Fraction(1)) == "0.000001"
    assert result.money(Fraction(1, 10**9)) == "0.000001"
    assert result.money(Fraction(1_500_000)) == "1.5"
    assert result.money(Fraction(0)) == "0"


def test_the_more_members_the_less_each_pays_for_announcing():
    shares = [billed(members).gas for members in (1, 1_000, 10**8)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[2] > 1_000_000


def test_a_period_longer_than_the_setting_makes_fewer_announcements():
    circle = load_plan("circle")
    result = bill(circle, 20, Prices(1, 1), load_ages("xianghubao-2019"), (Fraction(1), Fraction(0), Fraction(1)))
    assert result.announcements == 12


def test_cases_count_all_levels_with_their_rates():
    cases = cases_a_year(read_plan_section(PLAN), {(35, Sex.MALE): Fraction(3), (50, Sex.MALE): Fraction(1)})
    assert cases == Fraction(3 * 1_396 + 8_018, 4 * 1_000_000)


def test_every_action_is_a_line():
    result = billed()
    assert [line.action for line in result.lines] == list(CALLS)
    told = result.to_json()
    assert told["cost_a_year"] == result.money(result.gas)
    assert Fraction(told["cost_a_year_batched"]) < Fraction(told["cost_a_year"])
    assert [line["action"] for line in told["standing_order_lines"]] == [*ORDERS.values()]
    assert told["cost_a_year_standing_orders"] == result.money(result.ordered_gas)
    assert told["lines"][0]["gas"] == recorded_gas()["join: an occupied rung"]
