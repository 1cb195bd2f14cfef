"""Cases against the table of incidence and against the calendar of each membership."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.audit.indicators import Assumptions, Judgement
from openmutual.audit.indicators.morbidity import cover, cover_end, even_mix, rate
from openmutual.records import CaseStatus, MemberStatus
from openmutual.statistics.incidence import Sex
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, figure, member, period, plan

MEN_OF_35 = Assumptions(mix={(35, Sex.MALE): 1})


def end(**said: object) -> int | None:
    of = plan(periods=[period(0, 10), period(1, 20)])
    return cover_end(of, member("a", **said))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ({}, None),
        ({"status": MemberStatus.LEAVING, "asked_in": 1}, None),
        ({"status": MemberStatus.LEFT, "left_in": 1}, 20),
        ({"status": MemberStatus.WITHDRAWN, "left_in": 1, "since": START + 90 * DAY}, 20),
        ({"status": MemberStatus.LAPSED, "lapsed_in": 0}, 10),
        ({"status": MemberStatus.CLAIMED, "since": START + 15 * DAY}, 15),
        ({"status": MemberStatus.CLAIMED, "since": START + 15 * DAY, "lapsed_in": 0}, 10),
    ],
)
def test_cover_ends_when_the_membership_does(said: dict[str, object], day: int | None) -> None:
    assert end(**said) == (None if day is None else START + day * DAY)


def test_cover_is_counted_past_waiting_and_to_the_end() -> None:
    left = member("b", 5, status=MemberStatus.LEFT, left_in=0)
    of = plan(members=[member("a"), left], periods=[period(0, 20)])
    assert cover(of, 10 * DAY, START + 50 * DAY) == (40 + 5) * DAY
    assert cover(of, 10 * DAY, START + 50 * DAY, 7 * DAY) == (7 + 5) * DAY
    assert cover(of, 60 * DAY, START + 50 * DAY) == 0


def test_an_earlier_membership_counts_as_well() -> None:
    of = plan(members=[member("a", 40)])
    of.former = [member("a", 0, status=MemberStatus.WITHDRAWN, left_in=0)]
    of.periods = [period(0, 20)]
    assert cover(of, 0, START + 50 * DAY) == (10 + 20) * DAY


def test_a_closing_ends_all_cover() -> None:
    of = plan(members=[member("a")], closing_at=START + 30 * DAY)
    assert figure("cases-expected", of).wording == "empty"
    assert cover(of, 0, START + 50 * DAY) == 30 * DAY


def test_the_rate_of_a_mix_is_that_of_its_people() -> None:
    assert rate({(35, Sex.MALE): 1}) == Fraction(1_396, 1_000_000)
    assert rate({(35, Sex.MALE): 1, (50, Sex.MALE): 3}) == Fraction(1_396 + 3 * 8_018, 4_000_000)
    assert len(even_mix(20, 59)) == 80


def test_a_thousand_covered_men_of_35_have_one_case_and_four_tenths_a_year() -> None:
    of = plan(members=[member(f"m{number}") for number in range(1000)])
    found = figure("cases-expected", of, now=START + (30 + 365) * DAY, assumptions=MEN_OF_35)
    assert found.facts["days"] == 365_000
    assert found.facts["expected"] == Fraction(1_396, 1_000) / 2
    assert found.facts["least"] < found.facts["expected"] < found.facts["most"]
    assert (found.facts["observed"], found.judgement) == (0, Judgement.FINE)


def grave(number: int, **said: object) -> object:
    return case(number, approved=True, filed_level=0, level=0, **said)


@pytest.mark.parametrize(
    ("cases", "judgement"),
    [
        (4, Judgement.FINE),
        (5, Judgement.FINE),
        (10, Judgement.FINE),
        (17, Judgement.FINE),
        (18, Judgement.WATCH),
        (25, Judgement.UNUSUAL),
    ],
)
def test_only_what_no_membership_explains_is_unusual(cases: int, judgement: Judgement) -> None:
    """A thousand members in a year: 10.24 cases at the very most, 2.09 by the mix."""
    of = plan(
        members=[member(f"m{number}") for number in range(1000)], cases=[grave(number) for number in range(cases)]
    )
    found = figure("cases-expected", of, now=START + 395 * DAY)
    assert (found.facts["observed"], found.judgement) == (cases, judgement)
    assert round(float(found.facts["most"]), 2) == 10.24
    assert round(float(found.facts["expected"]), 2) == 2.09


def test_a_handful_of_cases_in_a_small_circle_is_made_nothing_of() -> None:
    of = plan(members=[member(f"m{number}") for number in range(12)], cases=[grave(number) for number in range(4)])
    assert figure("cases-expected", of, now=START + 395 * DAY).judgement is Judgement.FINE


def test_far_too_few_cases_are_worth_a_look_and_no_more() -> None:
    of = plan(members=[member(f"m{number}") for number in range(40_000)])
    found = figure("cases-expected", of, now=START + 395 * DAY)
    assert found.facts["least"] > 13
    assert found.judgement is Judgement.WATCH


def test_mild_overturned_and_undecided_cases_do_not_count() -> None:
    fallen = grave(1)
    fallen.status = CaseStatus.OVERTURNED
    of = plan(members=[member("a")], cases=[case(0, approved=True), fallen, case(2, level=0, filed_level=0), grave(3)])
    assert figure("cases-expected", of).facts["observed"] == 1


# just past waiting ---------------------------------------------------------------------------------------


def test_a_case_on_the_first_day_of_cover_is_early_and_one_a_month_later_is_not() -> None:
    of = plan(members=[member("a")], cases=[grave(0, diagnosed=30), grave(1, diagnosed=59), grave(2, diagnosed=60)])
    found = figure("just-past-waiting", of, now=START + 330 * DAY)
    assert found.table is not None
    assert [(row[0], row[3]) for row in found.table.rows] == [(0, 0), (1, 29 * DAY)]
    assert found.facts["expected"] == Fraction(3 * 30, 300)


@pytest.mark.parametrize(
    ("early", "late", "judgement"),
    [(4, 0, Judgement.FINE), (5, 45, Judgement.FINE), (5, 5, Judgement.WATCH), (10, 10, Judgement.UNUSUAL)],
)
def test_many_early_cases_are_judged_by_an_even_spread(early: int, late: int, judgement: Judgement) -> None:
    cases = [grave(number, diagnosed=31) for number in range(early)]
    cases += [grave(early + number, diagnosed=200) for number in range(late)]
    of = plan(members=[member("a")], cases=cases)
    assert figure("just-past-waiting", of, now=START + 330 * DAY).judgement is judgement


def test_where_nobody_was_covered_for_longer_every_case_is_early_and_fine() -> None:
    of = plan(members=[member("a")], cases=[grave(number, diagnosed=40) for number in range(9)])
    found = figure("just-past-waiting", of, now=START + 50 * DAY)
    assert (found.facts["expected"], found.judgement) == (9, Judgement.FINE)


def test_each_level_has_its_own_waiting_period() -> None:
    of = plan(members=[member("a")], cases=[case(0, approved=True, diagnosed=20), grave(1, diagnosed=50)])
    found = figure("just-past-waiting", of, now=START + 330 * DAY)
    assert (found.facts["observed"], found.facts["expected"]) == (2, Fraction(30, 330) + Fraction(30, 300))
