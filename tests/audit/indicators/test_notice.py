"""A sponsor whose notice never ends warns of nothing; one that gives notice when it leaves does what it should."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openmutual.audit.indicators import Figure, Judgement
from openmutual.events import BackstopFunded, BackstopNoticed, BackstopTaken, Event
from openmutual.records import NOBODY
from tests.audit.log_builder import DAY, ROLES, START
from tests.audit.plans import HERE, figure, plan

SPONSORED = replace(ROLES, sponsor="sponsor")

WAIT, WINDOW = 13, 10
"""Days: a period and a notice until the window opens, a period until it closes."""


def funded(day: int = 0) -> tuple[Event, int]:
    return BackstopFunded("sponsor", 100, place=HERE), START + day * DAY


def noticed(day: int, amount: int = 100) -> tuple[Event, int]:
    opens = START + (day + WAIT) * DAY if amount else 0
    return BackstopNoticed(amount, opens, opens + WINDOW * DAY if amount else 0, place=HERE), START + day * DAY


def taken(day: int, amount: int) -> tuple[Event, int]:
    return BackstopTaken("sponsor", amount, place=HERE), START + day * DAY


def standing(*history: tuple[Event, int], days: int = 100) -> Figure:
    return figure("standing-notice", plan(roles=SPONSORED), *history, now=START + days * DAY)


def test_a_plan_without_a_sponsor_is_fine_and_says_so() -> None:
    found = figure("standing-notice", plan(roles=replace(ROLES, sponsor=NOBODY)))
    assert (found.wording, found.judgement) == ("empty", Judgement.FINE)


@pytest.mark.parametrize(
    ("days", "share", "judgement"),
    [
        ((), Fraction(0), Judgement.FINE),
        ((10,), Fraction(23, 100), Judgement.FINE),
        ((0, 50), Fraction(46, 100), Judgement.FINE),
        ((0, 30, 60), Fraction(69, 100), Judgement.WATCH),
        ((0, 20, 40, 60, 80), Fraction(1), Judgement.UNUSUAL),
    ],
)
def test_the_time_in_which_a_notice_runs(days: tuple[int, ...], share: Fraction, judgement: Judgement) -> None:
    found = standing(funded(), *(noticed(day) for day in days))
    assert (found.facts["share"], found.judgement) == (share, judgement)


def test_a_young_plan_is_not_judged() -> None:
    assert standing(funded(), noticed(0), noticed(20), days=29).judgement is Judgement.FINE
    assert standing(funded(), noticed(0), noticed(20), days=30).judgement is Judgement.UNUSUAL


def test_the_time_before_there_was_anything_to_take_is_not_counted() -> None:
    found = standing(noticed(0), funded(50), noticed(60))
    assert found.facts["share"] == Fraction(23, 50)


def test_a_notice_ends_when_it_is_called_off_or_used_up() -> None:
    off, used = (noticed(10, 0),), (taken(15, 60), taken(20, 40))
    assert standing(funded(), noticed(0), *off).facts["share"] == Fraction(10, 100)
    assert standing(funded(), noticed(0), *used).facts["share"] == Fraction(20, 100)
    found = standing(funded(), noticed(0), taken(15, 60))
    assert found.facts["share"] == Fraction(23, 100)
    assert found.table is not None
    assert [tuple(row) for row in found.table.rows] == [
        (START, 100, START + WAIT * DAY, START + (WAIT + WINDOW) * DAY, 60)
    ]


def test_nothing_is_counted_once_the_plan_closes() -> None:
    of = plan(roles=SPONSORED, closing_at=START + 40 * DAY)
    found = figure("standing-notice", of, funded(), noticed(0), noticed(60), now=START + 100 * DAY)
    assert found.facts["share"] == Fraction(23, 40)
