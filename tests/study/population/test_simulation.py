"""A simulation as a whole: bounds of what can be asked, the same for the same seed, and money that adds up every time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from openmutual.errors import AmountTooLarge, InvalidTerm, QueueFull, SimulationError
from openmutual.money import parse_amount
from openmutual.plans.terms import load_plan
from openmutual.records import Stage
from openmutual.statistics.incidence import Sex, load_ages
from openmutual.study.population.cohorts import Assumptions, simulate
from openmutual.study.population.cohorts.assumptions import SEXES, Odds
from openmutual.study.population.cohorts.ledger import Column
from openmutual.study.population.cohorts.record import BANDS, ENOUGH, WINDOW
from openmutual.study.population.cohorts.scenario_writer import MOST_SAMPLED, in_ranges, simulate_sample
from openmutual.study.population.cohorts.schedule import YEAR, Observer
from openmutual.study.population.cohorts.simulation import _Simulation
from openmutual.study.population.plan_section import read_plan_section
from tests.study.population.small_populations import people, steep

XIANGHUBAO = load_plan("xianghubao")
AGES = load_ages("xianghubao-2019")


def assuming(members: int = 1_000_000, **assumed: Fraction) -> Assumptions:
    return Assumptions(members, 2, 1, AGES, **assumed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"members": 0}, "members must be from 1 to 10000000000, but is 0"),
        ({"members": 10**10 + 1}, "members must be from 1"),
        ({"years": 0}, "years must be from 1 to 10, but is 0"),
        ({"years": 11}, "years must be from 1 to 10"),
        ({"illness": Fraction(-1)}, "illness must be from 0 to 1000"),
        ({"joining": Fraction(2)}, "joining must be from 0 to 1, but is 2"),
        ({"leaving": Fraction(3, 2)}, "leaving must be from 0 to 1, but is 3/2"),
        ({"impatience": Fraction(-1, 2)}, "impatience must be from 0 to 1000"),
        ({"patience": Fraction(1001)}, "patience must be from 0 to 1000"),
        ({"top_up": Fraction(2)}, "top-up must be from 0 to 1"),
        ({"returning": Fraction(-1)}, "return must be from 0 to 1"),
        ({"path": (59, 60)}, "the path of members begins with 59, not with 60"),
        ({"path": (60, -1)}, "the path of members must be from 0 to 10000000000, but is -1"),
    ],
)
def test_assumptions_out_of_bounds_are_refused(change, said):
    with pytest.raises(SimulationError, match=said):
        people(**change)


def test_people_of_no_age_that_the_plan_takes_are_refused():
    with pytest.raises(SimulationError, match="nobody of an age that the plan has a tier and a level for"):
        simulate(XIANGHUBAO, replace(assuming(), ages={(65, Sex.MALE): Fraction(1)}))


def test_more_illness_than_periods_is_refused():
    with pytest.raises(SimulationError, match="illness is so frequent"):
        simulate(steep(), people(illness=Fraction(1_000)))


def test_more_cases_than_a_queue_counts_are_refused_as_on_a_chain():
    with pytest.raises(QueueFull):
        simulate(XIANGHUBAO, assuming(10**9, illness=Fraction(3)))


def test_money_beyond_what_a_chain_writes_down_is_refused_as_on_a_chain():
    plan = steep(("one: {units: 1, deposit: 30}", f"one: {{units: 1, deposit: {(2**48 - 1) // 2}}}"))
    terms = replace(
        plan.terms, tiers=(replace(plan.terms.tiers[0], deposit=2**48 * plan.terms.step), plan.terms.tiers[1])
    )
    with pytest.raises(AmountTooLarge):
        simulate(replace(plan, terms=terms), people())


def test_terms_that_cannot_be_deployed_are_refused():
    plan = steep()
    with pytest.raises(InvalidTerm):
        simulate(replace(plan, terms=replace(plan.terms, quorum=0)), people())


def test_newcomers_and_leavers_follow_a_path_and_the_life_ends_with_it():
    path = (1_000_000, 1_000_000, 1_500_000, 2_000_000, 1_600_000, 1_200_000, 1_200_000)
    life = simulate(XIANGHUBAO, assuming(illness=Fraction(0), top_up=Fraction(1), leaving=Fraction(1, 2), path=path))
    payers = [period.members for period in life.periods]
    assert payers[:4] == [*path[:4]]
    assert payers[4:] == pytest.approx(path[4:], rel=0.01)
    few = 10_000  # whom chance makes too many or too few
    assert [number for number, period in enumerate(life.periods) if period.joined > few] == [0, 2, 3]
    assert [number for number, period in enumerate(life.periods) if period.left > few] == [3, 4]


def test_a_path_that_ends_with_nobody_sees_all_out():
    life = simulate(XIANGHUBAO, assuming(illness=Fraction(0), path=(1_000_000, 1_000_000, 0)))
    assert [period.members for period in life.periods] == [1_000_000, 1_000_000, 0]


def test_a_sample_too_large_to_be_told_is_refused():
    with pytest.raises(SimulationError, match=f"at most {MOST_SAMPLED} members"):
        simulate_sample(steep(), "steep.yaml", people(MOST_SAMPLED + 1))


def test_the_same_seed_lives_the_same_life():
    assert simulate(XIANGHUBAO, assuming()).to_json() == simulate(XIANGHUBAO, assuming()).to_json()
    assert simulate(XIANGHUBAO, assuming()).to_json() != simulate(XIANGHUBAO, replace(assuming(), seed=2)).to_json()


@pytest.mark.parametrize("seed", range(5))
def test_names_change_nothing(seed):
    nameless, named = simulate(steep(), people(seed=seed)), simulate(steep(), people(seed=seed), Observer())
    assert nameless.to_json() == named.to_json()


class Cash(Observer):
    """Adds up what came in and went out, from what is said about single people."""

    def __init__(self):
        self.held, self.announced_held, self.cases = 0, [], {}

    def funded(self, at, amount):  # noqa: ARG002  as a observer hears it
        self.held += amount

    def joined(self, at, people, tier, deposit):  # noqa: ARG002  as a observer hears it
        self.held += deposit * len(people)

    def topped_up(self, at, people, amount):  # noqa: ARG002  as a observer hears it
        self.held += amount * len(people)

    def withdrew(self, at, people, claimed, balance):  # noqa: ARG002  as a observer hears it
        self.held -= balance * len(people)

    def announced(self, at, made):  # noqa: ARG002  as a observer hears it
        self.cases = made.cases
        self.announced_held.append(self.held)

    def settled(self, at, paid):  # noqa: ARG002  as a observer hears it
        self.held -= sum(benefit * self.cases[level] for level, (benefit, _) in paid.items())


@pytest.mark.parametrize("seed", range(5))
def test_in_every_period_the_plan_holds_what_people_brought_less_what_they_took(seed):
    cash = Cash()
    life = simulate(steep(), people(seed=seed), cash)
    assert [period.held for period in life.periods] == cash.announced_held


@pytest.mark.parametrize("seed", range(5))
def test_what_bands_of_age_pay_is_what_all_pay(seed):
    for period in simulate(steep(), people(500, seed=seed)).periods:
        made = period.made
        assert sum(period.paid) == (made.share + made.dues) * made.units + period.back_pay
        benefits = {level.name: level.benefit for level in steep().terms.levels}
        granted = sum(min(benefits[level], payout) * made.cases[level] for level, payout in made.payout.items())
        assert sum(period.received) == granted


def test_books_that_do_not_add_up_end_the_simulation():
    plan = steep()
    running = _Simulation(plan, people(), None)
    running.found()
    running.ledger.surplus += 1
    with pytest.raises(AssertionError, match="I1 conservation"):
        running.ledger.check_books()
    running.ledger.surplus -= 1
    running.cohorts.keys[0, Column.LIMIT] = 0
    with pytest.raises(AssertionError):
        running.ledger.check_books()


def test_a_million_fall_ill_about_as_often_as_the_table_says():
    life = simulate(XIANGHUBAO, assuming(leaving=Fraction(0), illness=Fraction(1)))
    second_year = [period for period in life.periods if YEAR <= period.made.at < 2 * YEAR]
    expected = sum(period.risk * period.members for period in second_year) / 1_000_000 / 24
    assert abs(sum(period.cases for period in second_year) - expected) < 5 * expected**0.5


def test_nobody_is_paid_before_the_waiting_period_is_over():
    periods = simulate(XIANGHUBAO, assuming()).periods
    waiting = [period for period in periods if period.made.at < XIANGHUBAO.terms.waiting]
    assert sum(period.uncovered for period in waiting) > 0
    assert sum(period.cases for period in waiting) == 0
    assert all(period.cases > 0 for period in periods[len(waiting) + 1 :])


def test_whoever_is_too_old_for_every_level_leaves():
    old = replace(assuming(leaving=Fraction(0)), ages={(59, Sex.MALE): Fraction(1)})
    life = simulate(XIANGHUBAO, old)
    left = [period.left for period in life.periods]
    birthday = next(number for number in range(len(left)) if number * life.spacing >= YEAR)
    assert sum(left[:birthday]) == 0
    assert left[birthday] >= life.periods[birthday - 1].active
    assert life.ledger.books().members == 0


def test_leaving_follows_the_formula():
    assumed = assuming(
        leaving=Fraction(1, 100), impatience=Fraction(1, 50), patience=Fraction(2), illness=Fraction(1, 2)
    )
    spacing = 1_313_280
    odds = Odds(assumed, read_plan_section(XIANGHUBAO), spacing)
    man = np.array([35]), np.array([SEXES.index(Sex.MALE)])
    worth = 0.001396 / 2 * spacing / YEAR * 300_000
    for cost, likely in ((0.0, 0.01), (2 * worth, 0.01), (2 * worth + 5, 0.11), (1_000.0, 1.0)):
        asked = odds.leaving(*man, np.array([cost * 10**6]), 10**6)
        assert asked[0] == pytest.approx(likely, rel=1e-9)


def test_the_impatient_make_a_spiral_and_the_patient_none():
    spiral = simulate(XIANGHUBAO, assuming(10**7, impatience=Fraction(1, 50), illness=Fraction(1, 4)))
    calm = simulate(XIANGHUBAO, assuming(10**7, illness=Fraction(1, 4)))
    assert spiral.spiral is not None
    assert spiral.spiral >= 2 * WINDOW - 1
    assert calm.spiral is None
    here, then = spiral.periods[spiral.spiral], spiral.periods[spiral.spiral - WINDOW]
    assert here.active < 0.9 * then.active
    assert sum(period.left for period in spiral.periods) > ENOUGH


def test_a_few_who_leave_are_no_spiral():
    assert simulate(load_plan("circle"), replace(assuming(30), years=3)).spiral is None


def test_too_few_members_close_the_plan_and_everybody_gets_out():
    life = simulate(steep(), people(100, 3, leaving=Fraction(1, 10), joining=Fraction(0)))
    assert life.closed_at is not None
    accounts = life.ledger.books()
    assert accounts.stage == Stage.CLOSED
    assert accounts.members == 0
    assert accounts.token_balance == accounts.backstop + accounts.operator_credit
    assert accounts.rebate_pool == accounts.surplus == accounts.promised == 0


def test_the_young_pay_for_the_old_where_all_pay_the_same():
    totals = {name: (paid, received) for name, paid, received in simulate(XIANGHUBAO, assuming()).band_totals()}
    ratio = {name: received / paid for name, (paid, received) in totals.items() if name != "60–70"}
    assert ratio["20–29"] < 1 / 2 < 1 < ratio["50–59"]
    assert len(totals) <= BANDS


def test_amounts_are_told_exactly():
    told = simulate(XIANGHUBAO, assuming()).to_json()
    for period in told["periods"]:
        collected = parse_amount(period["share"], 6) * period["units"]
        assert period["collected"] == f"{collected / 10**6:.2f}".rstrip("0").rstrip(".")
    assert told["members"] == 1_000_000
    assert told["ages"][0]["ages"] == "0–9"


@pytest.mark.parametrize(
    ("names", "said"),
    [(["m1"], "m1"), (["m2", "m1"], "m1..m2"), (["m1", "m2", "m3", "m5", "m9", "m8"], "m1..m3, m5, m8..m9")],
)
def test_names_in_a_row_become_a_range(names, said):
    assert in_ranges(names) == said
