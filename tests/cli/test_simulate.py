"""`simulate`: tables, files, a scenario that comes to what was simulated, and refusals in one line."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from openmutual.cli.errors import Exit
from tests.study.population.small_populations import STEEP

SMALL = ("--members", "2_000", "--years", "1", "--illness", "50%")


@pytest.fixture
def steep(tmp_path):
    path = tmp_path / "steep.yaml"
    path.write_text(STEEP, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nowhere",), Exit.FILE, "is neither a file nor a preset"),
        (("circle", "--members", "0"), Exit.USAGE, "--members"),
        (("circle", "--members", "many"), Exit.USAGE, "--members"),
        (("circle", "--years", "11"), Exit.USAGE, "--years"),
        (("circle", "--illness", "often"), Exit.USAGE, "--illness"),
        (("circle", "--leaving", "200%"), Exit.USAGE, "leaving must be from 0 to 1, but is 2"),
        (("circle", "--joining", "-1%"), Exit.USAGE, "--joining"),
        (("circle", "--illness", "1000", "--members", "20"), Exit.USAGE, "illness is so frequent"),
        (("circle", "--backstop", "0.001"), Exit.USAGE, "0.001 is finer than the currency allows"),
        (("circle", "--ages", "nowhere"), Exit.FILE, "is neither a file nor a table of ages"),
        (("circle", "--sample", "2001"), Exit.USAGE, "--sample"),
        (("circle", "--lang", "fr"), Exit.USAGE, "--lang"),
        (("xianghubao", "--members", "1_000_000_000", "--illness", "3"), Exit.REFUSED, "QueueFull"),
    ],
)
def test_what_cannot_be_simulated_is_refused(openmutual, arguments, code, said):
    result = openmutual("simulate", *arguments)
    assert result.exit_code == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_table_of_ages_is_named_with_line_and_column(openmutual, tmp_path):
    table = tmp_path / "ages.csv"
    table.write_text("ages,female,male\n20-29,1,x\n", encoding="utf-8")
    result = openmutual("simulate", "circle", "--ages", table)
    assert result.exit_code == Exit.FILE
    assert result.stderr.startswith(f"{table}:2: male: must be a whole number")


def test_a_bad_section_of_the_plan_is_named_with_line_and_key(openmutual, steep):
    steep.write_text(STEEP.replace("announcements: 12", "announcements: many"), encoding="utf-8")
    for command in (("simulate", steep), ("plan", "check", steep)):
        result = openmutual(*command)
        assert result.exit_code == Exit.FILE
        assert result.stderr.startswith(f"{steep}:14: population.announcements: must be a whole number")


@pytest.mark.parametrize("option", ["--html", "--chart", "--emit", "--json"])
def test_a_file_that_cannot_be_written_is_a_bad_file(openmutual, option, tmp_path):
    result = openmutual("simulate", "circle", "--members", "20", "--years", "1", option, tmp_path)
    assert result.exit_code == Exit.FILE
    assert "cannot be written" in result.stderr


def test_it_is_told_in_tables(openmutual):
    result = openmutual("simulate", "xianghubao", *SMALL)
    assert result.exit_code == 0
    assert "Xianghubao: a 1-year simulation with 2,000 members" in result.stdout
    assert "24 announcements over 364.8 days" in result.stdout
    assert "the books balanced to the last base unit" in result.stdout
    assert result.stderr == ""


def test_it_speaks_chinese(openmutual):
    result = openmutual("simulate", "xianghubao", *SMALL, "--lang", "zh")
    assert "相互宝：2,000 名成员、1 年的模拟" in result.stdout


def test_json_is_nothing_but_json_and_the_same_for_the_same_seed(openmutual):
    one, other = (openmutual("simulate", "circle", *SMALL, "--seed", "5", "--json", "-") for _ in range(2))
    assert json.loads(one.stdout)["seed"] == 5
    assert one.stdout == other.stdout
    assert "announcements over" in one.stderr


def test_a_page_and_a_picture_are_written(openmutual, tmp_path):
    page, picture = tmp_path / "page.html", tmp_path / "charts.svg"
    assert openmutual("simulate", "circle", *SMALL, "--html", page, "--chart", picture).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_the_page_says_what_to_type(openmutual, tmp_path):
    page = tmp_path / "page.html"
    openmutual("simulate", "circle", *SMALL, "--seed", "4", "--return", "10%", "--html", page)
    typed = "openmutual simulate circle --members 2000 --years 1 --seed 4 --illness 50% --return 10%"
    assert f"<pre>{typed}</pre>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("on", ["model", "embedded"])
def test_the_scenario_comes_to_what_was_simulated(openmutual, steep, tmp_path, on):
    scenario = tmp_path / "elsewhere" / "sample.yaml"
    scenario.parent.mkdir()
    habits = ("--years", "1", "--illness", "40", "--top-up", "50%", "--joining", "2%", "--backstop", "300")
    simulated = openmutual("simulate", steep, *habits, "--emit", scenario, "--sample", "25", "--json", "-")
    assert simulated.exit_code == 0, simulated.stderr
    played = openmutual("run", scenario, "--on", on, "--json", "-")
    assert played.exit_code == 0, played.stderr
    assert json.loads(played.stdout) == json.loads(simulated.stdout)["sample"]


def test_the_scenario_of_a_preset_names_it(openmutual, tmp_path):
    scenario = tmp_path / "sample.yaml"
    openmutual("simulate", "circle", *SMALL, "--emit", scenario, "--sample", "30")
    assert '\nplan: "circle"\n' in scenario.read_text(encoding="utf-8")
    assert openmutual("run", scenario, "--on", "model").exit_code == 0


def test_the_command_loads_nothing_slow_before_it_runs():
    program = "import sys, openmutual.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    slow = {"numpy", "altair", "vl_convert", "jinja2", "polars", "openmutual.study.population", "openmutual.model"}
    assert "openmutual.cli.commands.simulate" in loaded
    assert slow & set(loaded) == set()


@pytest.mark.parametrize("command", ["simulate", "cost"])
def test_help_is_there(openmutual, command):
    assert f" {command} " in openmutual("--help").stdout
    assert f"Usage: openmutual {command}" in openmutual(command, "--help").stdout
