"""`run` and `scenarios`: the same result everywhere, JSON that is nothing but JSON."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit
from openmutual.model import ModelWorld
from openmutual.plans.presets import names
from openmutual.scenario import load_scenario, run

STORY = """\
name: mine
plan: circle
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m12, tier: couple, deposit: 400}}
  - {day: 3, announce: {}}
"""


@pytest.mark.parametrize("on", ["model", "embedded"])
def test_a_scenario_runs_on_either_with_the_same_result(openmutual, on):
    result = openmutual("run", "circle", "--on", on, "--json", "-")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == run(load_scenario("circle"), ModelWorld()).to_json()


def test_the_tables_stand_beside_the_json(openmutual):
    result = openmutual("run", "circle", "--on", "model", "--json", "-")
    assert "Refused, as it had to be: file on day 40, with NotCovered." in result.stderr


def test_what_it_came_to_is_told_in_tables(openmutual):
    lines = [line.split() for line in openmutual("run", "circle", "--on", "model").stdout.splitlines()]
    assert ["2", "104", "30", "1", "grave", "33.60", "0.50", "1,008", "0", "1", "0"] in lines
    assert ["grave", "settled", "1,000", "10"] in lines


def test_json_goes_to_a_file(openmutual, tmp_path):
    target = tmp_path / "result.json"
    result = openmutual("run", "circle", "--on", "model", "--json", target)
    assert json.loads(target.read_text(encoding="utf-8"))["scenario"] == "circle"
    assert "circle, on the plan circle" in result.stdout


def test_a_file_that_cannot_be_written_is_a_bad_file(openmutual, tmp_path):
    result = openmutual("run", "circle", "--on", "model", "--json", tmp_path)
    assert result.exit_code == Exit.FILE
    assert "cannot be written" in result.stderr


def test_a_step_that_goes_otherwise_is_a_refusal(openmutual, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(STORY, encoding="utf-8")
    result = openmutual("run", path, "--on", "model")
    assert result.exit_code == Exit.REFUSED
    assert result.stderr.startswith("step 1: announce (line 6, day 3) was refused: AnnouncementTooEarly")
    assert result.stderr.count("\n") == 1


def test_a_bad_file_is_named_with_line_and_key(openmutual, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(STORY.replace("couple", "cuople"), encoding="utf-8")
    result = openmutual("run", path, "--on", "model")
    assert result.exit_code == Exit.FILE
    assert result.stderr.startswith(f"{path}:5: steps[0].join.tier: 'cuople' is not defined; did you mean couple?")


def test_an_unknown_scenario_is_a_bad_file(openmutual):
    result = openmutual("run", "cirkle", "--on", "model")
    assert result.exit_code == Exit.FILE
    assert "did you mean circle?" in result.stderr


def test_a_place_that_is_none_is_wrong_usage(openmutual):
    assert openmutual("run", "circle", "--on", "moon").exit_code == Exit.USAGE


def test_a_node_that_does_not_answer_is_no_chain(openmutual):
    result = openmutual("run", "circle", "--on", "http://user:secret@127.0.0.1:1")
    assert result.exit_code == Exit.CHAIN
    assert result.stderr.startswith("no chain answers at 127.0.0.1")
    assert "secret" not in result.output


def test_a_story_that_was_stopped_on_a_node_is_not_begun_again_unasked(cli_plan, monkeypatch, tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(STORY.replace("day: 3,", "day: 31,").replace("2026-01-01", "2090-01-01"), encoding="utf-8")
    words = ["run", path, "--on", cli_plan.url]

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("openmutual.scenario.run", stopped)
        assert cli_plan.openmutual(*words).exit_code != 0
    refused = cli_plan.openmutual(*words)
    assert refused.exit_code == Exit.REFUSED
    assert "--again begins anew" in refused.stderr
    assert cli_plan.openmutual(*words, "--again").exit_code == 0
    assert cli_plan.openmutual(*words).exit_code == 0


def test_all_scenarios_are_listed(openmutual):
    table = openmutual("scenarios").stdout
    assert all(name in table for name in names("scenarios"))
