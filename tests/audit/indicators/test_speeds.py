"""A panel with two speeds is worth a look; one that is fast with all, or slow with all, is not."""

from __future__ import annotations

import pytest

from openmutual.audit.indicators import Judgement
from openmutual.audit.replay.state import Case
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, figure, plan

HOUR = 3_600
FILED = START + 100 * DAY
LAST = 9 * DAY // 2
"""Nine tenths of the five days that the panel has."""


def decided(count: int, took: int, *, approved: bool, first: int = 0) -> list[Case]:
    return [
        case(first + number, filed_at=FILED, decided_at=FILED + took, approved_by_panel=approved)
        for number in range(count)
    ]


def two_speeds(quick: int, late: int, others: int = 0, timely: int = 0) -> list[Case]:
    """Approvals at once and refusals at the last moment, beside as many of each that took two days."""
    return [
        *decided(quick, HOUR, approved=True),
        *decided(late, LAST, approved=False, first=100),
        *decided(others, 2 * DAY, approved=True, first=200),
        *decided(timely, 2 * DAY, approved=False, first=400),
    ]


def test_a_plan_without_decisions_is_fine_and_says_so() -> None:
    found = figure("decision-speeds", plan())
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


@pytest.mark.parametrize(
    ("cases", "judgement"),
    [
        (two_speeds(5, 5), Judgement.WATCH),
        (two_speeds(4, 5), Judgement.FINE),
        (two_speeds(5, 4), Judgement.FINE),
        (two_speeds(5, 5, others=94), Judgement.WATCH),
        (two_speeds(5, 5, others=95), Judgement.FINE),
        (two_speeds(5, 6, timely=5), Judgement.WATCH),
        (two_speeds(5, 5, timely=5), Judgement.FINE),
    ],
)
def test_friends_within_the_hour_and_strangers_at_the_last_moment(cases: list[Case], judgement: Judgement) -> None:
    assert figure("decision-speeds", plan(cases=cases)).judgement is judgement


@pytest.mark.parametrize("took", [60, 2 * DAY, LAST])
def test_a_panel_of_one_speed_is_fine_whatever_it_decides(took: int) -> None:
    cases = [*decided(40, took, approved=True), *decided(40, took, approved=False, first=100)]
    assert figure("decision-speeds", plan(cases=cases)).judgement is Judgement.FINE


def test_a_panel_that_takes_its_time_to_refuse_is_fine() -> None:
    cases = [*decided(40, DAY, approved=True), *decided(40, LAST, approved=False, first=100)]
    assert figure("decision-speeds", plan(cases=cases)).judgement is Judgement.FINE


def test_an_hour_is_not_at_once_for_a_panel_that_has_two() -> None:
    cases = [*decided(9, HOUR, approved=True), *decided(9, 2 * HOUR, approved=False, first=100)]
    assert figure("decision-speeds", plan(cases=cases, terms={"decision": 2 * HOUR})).judgement is Judgement.FINE


def test_the_cases_are_told_with_their_claimants() -> None:
    found = figure("decision-speeds", plan(cases=two_speeds(1, 1, others=3)))
    assert found.facts == {"quick": 1, "approved": 4, "late": 1, "refused": 1, "allowed": 5 * DAY}
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [(0, "member0", HOUR, "✓"), (100, "member100", LAST, "")]
