"""Xianghubao's history beside simulations of its preset: what is assumed, what comes out, and the page that says so."""

from __future__ import annotations

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from deploy.toolchain import ROOT
from openmutual.cli import app
from openmutual.cli.errors import Exit
from openmutual.plans.terms import load_plan
from openmutual.study.figures import history
from openmutual.study.figures.history import drawn_in, read_series
from openmutual.study.figures.simulated import (
    BEGAN,
    ENDED,
    UNLIKE_OTHERS,
    announced_on,
    beside,
    draw,
    lives,
    path,
    values,
    waiting,
)

PICTURE = "docs/images/xianghubao-simulated.svg"
PAGE = (ROOT / "docs/xianghubao.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Beside a simulation of its preset\n")[1].split("\n## ")[0]
CELLS = [[cell.strip() for cell in row.strip("|").split("|")] for row in SECTION.splitlines() if row.startswith("| 20")]


@pytest.fixture(scope="module")
def told() -> dict[str, dict]:
    return {row["date"]: row for row in (each.to_json() for each in beside(history()))}


def test_of_nobody_ill_nobody_waits():
    assert waiting([]) == 0


def test_rows_that_are_left_out_are_rows_with_members():
    counted = {row.date for row in read_series() if row.sharing or row.members}
    assert counted > UNLIKE_OTHERS.keys()


def test_the_path_goes_through_what_was_published_from_the_least_that_the_plan_needs():
    members = path()
    assert load_plan("xianghubao").terms.min_members < members[0] < 20_000_000 < members[3]
    assert max(members) == 107_000_000
    assert members[-1] == 75_000_000


@pytest.mark.slow
def test_the_simulations_live_from_the_launch_to_the_last_notice():
    for life in lives().values():
        days = [announced_on(period) for period in life.periods]
        assert days[0] > BEGAN
        assert days == sorted(days)
        assert 0 <= (ENDED - days[-1]).days < 16
        assert [period.members + period.cases for period in life.periods] == pytest.approx(path(), rel=0.001)
        assert not any(period.made.lapsed for period in life.periods)


@pytest.mark.slow
def test_a_year_is_the_sum_of_its_announcements(told):
    of_2020 = [period for period in lives()["quarter"].periods if announced_on(period).year == 2020]
    assert len(of_2020) == 24
    assert told["2020-12-31"]["simulated_share"]["quarter"] == f"{sum(p.made.share for p in of_2020) / 10**6:.2f}"
    assert told["2020-12-31"]["simulated_cases"]["quarter"] == sum(period.cases for period in of_2020)


@pytest.mark.slow
def test_a_row_stands_beside_the_announcement_next_to_its_date(told):
    days = {announced_on(period): period for period in lives()["half"].periods}
    nearest = min(days, key=lambda day: abs(day - date(2020, 8, 7)))
    assert told["2020-08-07"]["simulated_cases"]["half"] == days[nearest].cases


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_carries_the_figures_it_shows(language):
    picture = draw(history(), language)
    assert drawn_in(picture) == values(history())
    assert ElementTree.fromstring(picture).tag.endswith("svg")


@pytest.mark.slow
def test_the_committed_picture_shows_what_the_command_draws_now(tmp_path):
    drawn = tmp_path / "a.svg"
    result = CliRunner().invoke(app, ["figures", "--history", "--simulate", "--chart", str(drawn), "--lang", "en"])
    assert result.exit_code == 0
    committed, now = (drawn_in(file.read_text(encoding="utf-8")) for file in (ROOT / PICTURE, drawn))
    assert committed == now
    assert f"--history --simulate --chart {PICTURE}\n" in SECTION


def test_a_picture_that_cannot_be_written_is_a_bad_file(tmp_path, monkeypatch):
    monkeypatch.setattr("openmutual.study.figures.simulated.draw", lambda *_: "")
    monkeypatch.setattr("openmutual.study.figures.simulated.beside", lambda _: [])
    arguments = ["figures", "--history", "--simulate", "--chart", str(tmp_path / "none" / "a.svg")]
    assert CliRunner().invoke(app, arguments).exit_code == Exit.FILE


@pytest.mark.slow
def test_the_page_shows_what_the_command_gives():
    printed = CliRunner().invoke(app, ["figures", "--history", "--simulate", "--json", "-"]).stdout
    expected = []
    for row in json.loads(printed)["rows"]:
        counts = [
            f"{count:,}" if count is not None else "" for count in (row["cases"], *row["simulated_cases"].values())
        ]
        shares = [row["share"], *row["simulated_share"].values()]
        expected.append([row["date"], *shares, *counts, f"{row['waiting_percent']} %"])
    assert expected == CELLS
    assert len(expected) == 11


@pytest.mark.slow
def test_the_terminal_shows_the_same():
    result = CliRunner().invoke(app, ["figures", "--history", "--simulate"])
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    for row in CELLS:
        assert " ".join(cell or "–" for cell in row) in lines


def test_every_number_of_the_text_is_in_its_table_or_known():
    terms = load_plan("xianghubao").terms
    known = {
        "¼",
        "½",
        f"{terms.min_members:,}",
        f"{terms.waiting // 86_400}",
        f"{terms.period_cap / 10**6:.2f}",
        f"{terms.level('mild').benefit // 10**6:,}",
        "28.5",  # the row of 2020 in the table above
        "100",  # million, in the row of 2020-07-31
        *(str(year) for year in range(2018, 2023)),
    }
    assert "| 68,675 |" in PAGE.split("## Beside")[0]
    assert "| 28.5 % |" in PAGE.split("## Beside")[0]
    assert next(row for row in read_series() if row.date == "2020-07-31").members == 100_000_000
    text = "\n".join(line for line in SECTION.splitlines() if not line.startswith("|"))
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", text))
    cells = {cell.removesuffix(" %") for row in CELLS for cell in row[1:]}
    assert numbers - cells <= known
    assert len(numbers & cells) > 15


@pytest.mark.slow
def test_the_cap_binds_from_when_the_page_says_to_the_end():
    periods = lives()["half"].periods
    cut = [period for period in periods if "period" in period.hits]
    assert announced_on(cut[0]).strftime("%B %Y") == "November 2019"
    assert cut == [*periods[-len(cut) :]]
    assert "from November 2019 on" in SECTION
    assert not any(period.hits for period in lives()["quarter"].periods)
