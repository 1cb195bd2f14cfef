"""Xianghubao's history: what its rules make of each published row, and the picture of it."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree

import pytest

from deploy.toolchain import ROOT
from openmutual.plans.terms import load_plan
from openmutual.study.figures import history
from openmutual.study.figures.history import draw, drawn_in, mean_due, read_series, values


@pytest.fixture(scope="module")
def rows():
    return {row.published.date: row for row in history()}


def test_a_row_without_inputs_gives_nothing(rows):
    row = rows["2018-10-16"].to_json()
    computed = ("payers", "share_between", "share_by_mix", "share_by_total", "aid_between", "expected_cases", "fits")
    assert [row[name] for name in computed] == [None] * len(computed)


def test_every_row_says_where_it_is_from():
    series = read_series()
    assert len(series) == 27
    assert all(each.source and each.status for each in series)
    months = [each.date[:7] for each in series]
    assert months == sorted(months)


def test_the_first_share_is_what_the_rules_give(rows):
    row = rows["2019-01-21"]
    assert row.share_by_total == row.published.share == row.share_between[1] == Fraction("0.03")
    assert row.aid_between == (300_000, 300_000)


@pytest.mark.parametrize(
    ("date", "between", "mixed", "aid", "percent"),
    [
        ("2019-06-28", ["0.12", "0.68"], "0.37", ["222222", "226667"], "2.2"),
        ("2019-07-07", ["0.22", "1.27"], "0.69", ["219730", "222093"], "4.1"),
        ("2019-12-31", ["12.26", "73.53"], "39.91", ["118278", "118319"], "9.8"),
        ("2020-12-31", ["35.42", "212.50"], "115.34", ["128460", "128474"], "28.5"),
        ("2022-01-21", ["2.86", "17.11"], "9.29", ["135650", "135650"], "55.0"),
    ],
)
def test_cases_and_payers_give_an_interval_a_mix_and_a_mean(rows, date, between, mixed, aid, percent):
    row = rows[date].to_json()
    assert (row["share_between"], row["share_by_mix"]) == (between, mixed)
    assert (row["aid_between"], row["of_expected_percent"]) == (aid, percent)


def test_every_published_share_lies_where_the_rules_put_it(rows):
    assert [row.fits for row in rows.values() if row.fits is not None] == [True] * 5


def test_the_interval_is_that_of_the_formula_itself(rows):
    row, terms = rows["2019-06-28"], load_plan("xianghubao").terms
    dearest = max(level.due for level in terms.levels) * 150
    assert row.share_between[1] == Fraction(-(-dearest // 72_000_000 // terms.step) * terms.step, 10**6)


def test_the_mix_lies_between_what_the_old_and_the_young_get():
    assert 108_000 < mean_due() < 324_000


def test_where_payers_were_not_published_it_is_said_whose_number_is_taken(rows):
    assert rows["2022-01-21"].payers_by == "last known"
    assert rows["2022-01-21"].payers == rows["2021-12-21"].payers == 75_000_000
    assert rows["2019-12-31"].payers_by == "mean of the year's dates"
    assert rows["2019-06-28"].payers_by == "members"


def test_a_year_counts_a_year_of_cases(rows):
    a_period, a_year = rows["2019-07-07"], rows["2019-12-31"]
    assert a_year.expected / a_year.payers == 24 * a_period.expected / a_period.payers


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_picture_carries_the_figures_it_shows(language):
    rows = history()
    picture = draw(rows, language)
    assert drawn_in(picture) == values(rows)
    assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_a_picture_of_other_rows_carries_other_figures():
    rows = history()
    assert drawn_in(draw(rows[:5], "en")) != values(rows)
    assert drawn_in("<svg></svg>") is None


def test_the_committed_picture_shows_what_the_rows_give_now():
    picture = (ROOT / "docs/images/xianghubao-history.svg").read_text(encoding="utf-8")
    assert drawn_in(picture) == values(history())
