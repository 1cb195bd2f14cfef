"""How long people wait, and whether anybody makes the calendar run."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.audit.indicators import Judgement
from openmutual.audit.indicators.figure import LATE, MEDIAN, ranked, share_of
from openmutual.records import CaseStatus, Stage
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, figure, member, period, plan

TIMES = ("time-to-decision", "time-to-announcement", "time-to-payment", "time-from-filing-to-payment")


def test_no_span_has_no_median() -> None:
    with pytest.raises(IndexError):
        ranked([], MEDIAN)


def test_median_and_late_are_values_that_were_there() -> None:
    assert ranked([7], MEDIAN) == ranked([7], LATE) == 7
    assert ranked([4, 1, 3, 2], MEDIAN) == 2
    assert ranked([3, 1, 2], MEDIAN) == 2
    assert ranked(list(range(1, 21)), LATE) == 19
    assert ranked(list(range(1, 22)), LATE) == 20


def test_of_nothing_the_share_is_whole() -> None:
    assert (share_of(0, 0), share_of(1, 4)) == (1, Fraction(1, 4))


@pytest.mark.parametrize("key", TIMES)
def test_a_plan_without_cases_is_fine_and_says_so(key: str) -> None:
    found = figure(key, plan())
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


def paid(number: int, settled: int) -> object:
    return case(number, approved=True, filed=100, decided=102, settled=settled)


def test_each_step_of_three_cases_is_timed() -> None:
    of = plan(cases=[paid(0, 109), paid(1, 110), paid(2, 130)], periods=[period(0, 105)])
    spans = {key: (figure(key, of).facts["median"], figure(key, of).facts["late"]) for key in TIMES}
    assert spans == {
        "time-to-decision": (2 * DAY, 2 * DAY),
        "time-to-announcement": (3 * DAY, 3 * DAY),
        "time-to-payment": (5 * DAY, 25 * DAY),
        "time-from-filing-to-payment": (10 * DAY, 30 * DAY),
    }


def test_the_slowest_five_are_told_slowest_first() -> None:
    of = plan(cases=[paid(number, 109 + number) for number in range(7)], periods=[period(0, 105)])
    table = figure("time-from-filing-to-payment", of).table
    assert table is not None
    assert [row[0] for row in table.rows] == [6, 5, 4, 3, 2]
    assert table.rows[0][1:] == (*(START + day * DAY for day in (100, 102, 105, 115)), 15 * DAY)


@pytest.mark.parametrize(("cases", "judgement"), [(4, Judgement.FINE), (5, Judgement.WATCH), (20, Judgement.UNUSUAL)])
def test_few_slow_cases_are_made_nothing_of(cases: int, judgement: Judgement) -> None:
    of = plan(cases=[paid(number, 200) for number in range(cases)], periods=[period(0, 105)])
    assert figure("time-from-filing-to-payment", of).judgement is judgement


def test_a_case_that_won_on_appeal_waits_from_the_verdict_on() -> None:
    won = case(0, status=CaseStatus.APPROVED, decided=102, approved_by_panel=False, concluded=110, queue=0)
    assert figure("time-to-announcement", plan(cases=[won], periods=[period(0, 115)])).facts["median"] == 5 * DAY


@pytest.mark.parametrize(("unheard", "judgement"), [(4, Judgement.FINE), (5, Judgement.WATCH)])
def test_cases_that_ran_out_undecided_are_counted(unheard: int, judgement: Judgement) -> None:
    of = plan(cases=[case(number) for number in range(unheard)])
    late, early = figure("time-to-decision", of), figure("time-to-decision", of, now=START + 104 * DAY)
    assert (late.facts["unheard"], late.judgement) == (unheard, judgement)
    assert (early.facts["unheard"], early.judgement) == (0, Judgement.FINE)


def test_a_case_taken_back_is_not_unheard() -> None:
    assert figure("time-to-decision", plan(cases=[case(0, status=CaseStatus.WITHDRAWN)])).facts["unheard"] == 0


# the calendar --------------------------------------------------------------------------------------------


def test_delays_count_from_the_period_before() -> None:
    found = figure("announcement-delay", plan(periods=[period(0, 10), period(1, 24), period(2, 35)]))
    assert (found.facts["median"], found.facts["longest"]) == (1 * DAY, 4 * DAY)
    assert found.judgement is Judgement.FINE


def test_announcements_that_are_always_a_period_late_are_worth_a_look() -> None:
    days = (25, 50, 75)
    of = plan(periods=[period(number, day) for number, day in enumerate(days)])
    assert figure("announcement-delay", of).judgement is Judgement.WATCH
    of.periods.pop()
    assert figure("announcement-delay", of).judgement is Judgement.FINE


@pytest.mark.parametrize(
    ("said", "overdue", "judgement"),
    [
        ({"units": 5}, 15 * DAY, Judgement.FINE),
        ({"units": 5, "queue": {1: 2}}, 15 * DAY, Judgement.WATCH),
        ({}, 0, Judgement.FINE),
        ({"units": 5, "queue": {1: 2}, "stage": Stage.CLOSED}, 0, Judgement.FINE),
    ],
)
def test_an_announcement_is_overdue_while_there_is_one_to_make(
    said: dict[str, object], overdue: int, judgement: Judgement
) -> None:
    found = figure("announcement-delay", plan(**said), now=START + 25 * DAY)
    assert (found.wording, found.facts["overdue"], found.judgement) == ("empty", overdue, judgement)


@pytest.mark.parametrize(
    ("now", "unpaid", "judgement"), [(107, 0, Judgement.FINE), (108, 1, Judgement.FINE), (139, 1, Judgement.WATCH)]
)
def test_a_case_that_anyone_could_pay_is_counted_and_after_a_month_watched(
    now: int, unpaid: int, judgement: Judgement
) -> None:
    of = plan(cases=[case(0, approved=True, decided=102)], periods=[period(0, 105)])
    found = figure("settlement-delay", of, now=START + now * DAY)
    assert (found.facts["unpaid"], found.judgement) == (unpaid, judgement)


def test_a_contested_case_is_not_payable_and_an_upheld_one_from_its_verdict_on() -> None:
    contested = case(0, approved=True, decided=102)
    contested.status = CaseStatus.CONTESTED
    upheld = case(1, approved=True, decided=102, upheld=True, objected_at=START + 106 * DAY, concluded=120)
    found = figure("settlement-delay", plan(cases=[contested, upheld], periods=[period(0, 105)]), now=START + 125 * DAY)
    assert (found.facts["unpaid"], found.facts["longest_unpaid"]) == (1, 5 * DAY)


def test_the_delay_of_a_payment_counts_from_the_end_of_the_notice() -> None:
    of = plan(cases=[paid(0, 109)], periods=[period(0, 105)], members=[member("a")])
    assert figure("settlement-delay", of).facts["median"] == 1 * DAY
