"""The formulas of an announcement (rules, section 5), in the sources' own numbers: fen, and millions of members."""

from openmutual.model.announcing import Outcome, asked_of_members, in_proportion, share_out, share_per_unit
from openmutual.records import Level
from tests.terms import terms

FEN = 10_000  # base units of a currency with 6 decimals
YUAN = 100 * FEN

SEVERE = Level("severe", benefit=300_000 * YUAN, fee=24_000 * YUAN, ends_membership=True, waiting=0)
MILD = Level("mild", benefit=50_000 * YUAN, fee=4_000 * YUAN, ends_membership=False, waiting=0)
PLAN = terms(step=FEN, levels=(SEVERE, MILD), period_cap=3 * YUAN)


def test_twenty_three_million_payers_share_two_cases_for_three_fen_each() -> None:
    outcome = share_out(PLAN, {"severe": 2}, units=23_000_000, surplus=0, backstop=0, charged_this_year=0)
    assert outcome.share == 3 * FEN
    assert outcome.from_members == {"severe": 324_000 * YUAN}
    assert outcome.surplus == 42_000 * YUAN  # 690,000 raised, 648,000 needed


def test_a_surplus_lowers_the_next_share() -> None:
    outcome = share_out(PLAN, {"severe": 2}, 23_000_000, surplus=418_000 * YUAN, backstop=0, charged_this_year=0)
    assert outcome.share == 1 * FEN
    assert outcome.surplus == 0


def test_a_surplus_that_is_enough_leaves_nobody_to_charge() -> None:
    outcome = share_out(PLAN, {"mild": 1}, 100, surplus=54_001 * YUAN, backstop=0, charged_this_year=0)
    assert (outcome.share, outcome.surplus) == (0, 1 * YUAN)


def capped(units: int, **changes: int) -> Outcome:
    plan = terms(step=FEN, levels=(SEVERE, MILD), period_cap=10 * FEN, case_cap=10 * FEN, **changes)
    return share_out(plan, {"severe": 1}, units, surplus=0, backstop=0, charged_this_year=0)


def test_at_3240000_units_ten_fen_pay_a_case_in_full() -> None:
    outcome = capped(3_240_000)
    assert (outcome.share, outcome.from_members["severe"], outcome.surplus) == (10 * FEN, SEVERE.due, 0)


def test_at_3239999_units_the_cap_of_a_case_cuts_it() -> None:
    outcome = capped(3_239_999)
    assert (outcome.share, outcome.from_members["severe"]) == (10 * FEN, SEVERE.due - 10 * FEN)


def test_the_period_cap_cuts_all_cases_in_the_same_proportion() -> None:
    outcome = share_out(PLAN, {"severe": 1, "mild": 2}, 1_000, surplus=0, backstop=0, charged_this_year=0)
    raised, needed = 3_000 * YUAN, (324_000 + 2 * 54_000) * YUAN
    assert outcome.share == 3 * YUAN
    assert outcome.from_members == {
        "severe": SEVERE.due * raised // needed,
        "mild": MILD.due * raised // needed,
    }
    assert 0 <= outcome.surplus < 3  # less than a base unit a case


def test_a_year_cap_that_leaves_one_step_too_little_cuts_nobody_and_moves_nothing() -> None:
    plan = terms(step=FEN, levels=(SEVERE,), period_cap=3 * YUAN, year_cap=10 * YUAN)
    fits = share_out(plan, {"severe": 1}, 1_000, 0, 0, charged_this_year=7 * YUAN)
    assert (fits.share, fits.waits) == (3 * YUAN, False)
    waits = share_out(plan, {"severe": 1}, 1_000, 5, 9, charged_this_year=7 * YUAN + FEN)
    assert waits == Outcome(0, from_members={}, from_backstop={}, surplus=5, backstop_used=0, waits=True)


def test_the_backstop_fills_the_gap_and_keeps_the_rest() -> None:
    outcome = share_out(PLAN, {"mild": 1}, 1_000, surplus=0, backstop=60_000 * YUAN, charged_this_year=0)
    assert outcome.from_members == {"mild": 3_000 * YUAN}
    assert outcome.from_backstop == {"mild": 51_000 * YUAN}
    assert outcome.backstop_used == 51_000 * YUAN


def test_a_backstop_too_small_is_split_in_proportion_to_the_gaps() -> None:
    plan = terms(levels=(Level("a", 20, 0, False, 0), Level("b", 10, 0, False, 0)), period_cap=1)
    outcome = share_out(plan, {"a": 1, "b": 1}, units=0, surplus=0, backstop=10, charged_this_year=0)
    assert outcome.from_backstop == {"a": 6, "b": 3}
    assert outcome.backstop_used == 9


def test_the_backstop_cap_bounds_one_announcement() -> None:
    plan = terms(step=FEN, levels=(MILD,), period_cap=3 * YUAN, backstop_cap=5_000 * YUAN)
    outcome = share_out(plan, {"mild": 1}, 1_000, surplus=0, backstop=60_000 * YUAN, charged_this_year=0)
    assert outcome.from_backstop == {"mild": 5_000 * YUAN}


def test_a_gap_left_by_the_case_cap_is_filled_though_the_pot_is_full() -> None:
    plan = terms(levels=(Level("a", 100, 0, False, 0),), case_cap=2, period_cap=10)
    outcome = share_out(plan, {"a": 1}, units=30, surplus=0, backstop=1_000, charged_this_year=0)
    assert (outcome.share, outcome.from_members, outcome.from_backstop) == (2, {"a": 60}, {"a": 40})


def test_without_payers_surplus_and_backstop_pay_what_they_can() -> None:
    plan = terms(levels=(Level("a", 100, 0, False, 0),), case_cap=2)
    outcome = share_out(plan, {"a": 1}, units=0, surplus=30, backstop=50, charged_this_year=0)
    assert (outcome.share, outcome.from_members, outcome.from_backstop) == (0, {"a": 30}, {"a": 50})


def test_without_cases_nothing_moves() -> None:
    outcome = share_out(PLAN, {}, units=100, surplus=7, backstop=9, charged_this_year=0)
    assert outcome == Outcome(share=0, from_members={}, from_backstop={}, surplus=7, backstop_used=0)


def test_a_share_is_rounded_up_to_a_whole_step() -> None:
    assert share_per_unit(missing=100, units=10, step=10, most=1_000) == 10
    assert share_per_unit(missing=101, units=10, step=10, most=1_000) == 20
    assert share_per_unit(missing=1, units=10, step=10, most=1_000) == 10
    assert share_per_unit(missing=0, units=10, step=10, most=1_000) == 0
    assert share_per_unit(missing=-5, units=10, step=10, most=1_000) == 0


def test_a_case_asks_its_due_or_what_the_cap_allows() -> None:
    assert asked_of_members(due=100, case_cap=2, units=49) == 98
    assert asked_of_members(due=100, case_cap=2, units=51) == 100
    assert asked_of_members(due=100, case_cap=0, units=1) == 100
    assert asked_of_members(due=100, case_cap=2, units=0) == 100


def test_a_claim_is_met_in_full_or_in_proportion_rounded_down() -> None:
    assert in_proportion(7, means=10, claims=10) == 7
    assert in_proportion(7, means=9, claims=10) == 6
    assert in_proportion(7, means=0, claims=10) == 0
