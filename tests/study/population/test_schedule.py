"""When things happen: never within an hour of anything that an hour could change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from openmutual.errors import SimulationError
from openmutual.money import DAY
from openmutual.plans.terms import load_plan, preset_names
from openmutual.scenario.run import MOST_LATE
from openmutual.study.population.cohorts import schedule as part
from openmutual.study.population.cohorts.schedule import GRID, YEAR, after, day_of, days, draw_up
from tests.study.population.small_populations import steep


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"filing": 3_600}, "filing 1 h is too short to be simulated"),
        ({"decision": 3_600}, "decision 1 h is too short to be simulated"),
        ({"notice": 10 * DAY}, "notice 10 d is too long to be simulated"),
    ],
)
def test_windows_too_short_for_the_timetable_are_refused(change, said):
    with pytest.raises(SimulationError, match=said):
        draw_up(replace(steep().terms, **change), 24)


def test_waits_that_leave_no_sure_hour_are_refused():
    terms = replace(steep().terms, period=1, notice=1, grace=40 * DAY + 20_000, filing=400 * DAY + 20_000)
    levels = tuple(replace(terms.levels[0], name=f"l{n}", waiting=n * 3_600) for n in range(16))
    with pytest.raises(SimulationError, match="no hour that is surely inside or outside"):
        draw_up(replace(terms, levels=levels), 365)


@pytest.mark.parametrize(
    ("name", "announcements", "spacing"),
    [
        ("xianghubao", 24, "15.2"),
        ("waterdrop", 24, "15.2"),
        ("kangai", 24, "15.3"),
        ("ehuzhu", 12, "30.5"),
        ("circle", 12, "30.4"),
    ],
)
def test_announcements_are_as_many_as_the_period_allows(name, announcements, spacing):
    table = draw_up(load_plan(name).terms, announcements)
    assert table.spacing == Fraction(spacing) * DAY


def test_two_announcements_a_month_make_72_in_three_years():
    assert draw_up(load_plan("xianghubao").terms, 24).periods(3) == 72


def random_terms(random: Random):
    terms = steep().terms
    hours = {"period": 24 * 40, "grace": 24 * 90, "filing": 24 * 400, "notice": 24 * 4}
    drawn = {name: 3_600 * random.randint(2, most) for name, most in hours.items()}
    levels = tuple(replace(level, waiting=3_600 * random.randint(0, 24 * 200)) for level in terms.levels)
    return replace(terms, levels=levels, **drawn)


@pytest.mark.parametrize("seed", range(40))
def test_no_hour_ever_matters(seed):
    random = Random(seed)
    terms = random_terms(random)
    try:
        table = draw_up(terms, random.randint(1, 60))
    except SimulationError:
        terms = replace(terms, notice=3_600)
        table = draw_up(terms, 12)
    announcements = [number * table.spacing for number in range(1, 60)]
    joins = [0, *(table.at(number, part.JOIN) for number in range(60))]
    files = [table.at(number, part.FILE) for number in range(60)]
    assert table.spacing >= terms.period + MOST_LATE
    assert all(MOST_LATE < at % YEAR < YEAR - MOST_LATE for at in announcements)
    assert all(
        abs(later - earlier - terms.grace) > MOST_LATE
        for earlier in announcements
        for later in announcements
        if later > earlier
    )
    waits = {level.waiting for level in terms.levels}
    assert all(abs(at - join - wait) > MOST_LATE for at in files for join in joins for wait in waits)
    assert all(
        table.at(3, one) + MOST_LATE < table.at(3, next_one)
        for one, next_one in zip(range(1, 8), range(2, 9), strict=True)
    )
    assert table.at(3, part.ANNOUNCE) == table.at(4, 0)
    assert table.at(4, part.SETTLE) >= table.at(4, 0) + terms.notice + MOST_LATE


@pytest.mark.parametrize("name", preset_names())
def test_every_time_can_be_written_as_a_day(name):
    table = draw_up(load_plan(name).terms, 24)
    for period in range(5):
        for which in range(1, 9):
            at = table.at(period, which)
            assert at % GRID == 0
            assert Fraction(days(at)) == day_of(at)


@pytest.mark.parametrize("seconds", [0, 1, 3_599, 3_600, 86_400, 100_001])
def test_after_is_later_than_any_chain_could_be(seconds):
    assert seconds + MOST_LATE <= after(seconds) < seconds + MOST_LATE + GRID
    assert after(seconds) % GRID == 0
