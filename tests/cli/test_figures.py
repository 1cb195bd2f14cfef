"""`figures`: what was published, worked out anew."""

from __future__ import annotations

import json

import pytest

from openmutual.cli.errors import Exit
from openmutual.study.figures import FIGURES, history
from openmutual.study.figures.history import drawn_in, values


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--chart", "a.svg"], "add --history"),
        (["3", "--history"], "leave one of them out"),
        (["3", "--history", "--chart", "a.svg"], "leave one of them out"),
        (["--simulate"], "add --history"),
        (["0"], "numbered from 1 to 23"),
        (["24"], "numbered from 1 to 23"),
    ],
)
def test_what_makes_no_sense_is_wrong_usage(openmutual, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    result = openmutual("figures", *arguments)
    assert result.exit_code == Exit.USAGE
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_a_picture_that_cannot_be_written_is_a_bad_file(openmutual, tmp_path):
    result = openmutual("figures", "--history", "--chart", tmp_path / "none" / "a.svg")
    assert result.exit_code == Exit.FILE


def test_all_figures_stand_in_one_table(openmutual):
    lines = [" ".join(line.split()) for line in openmutual("figures").stdout.splitlines()]
    assert "yuan a year 452.3 452.304 rounded" in lines
    assert "yuan a year 350.7 314.4096 erratum" in lines
    assert "Xianghubao 3,240,000 3,240,000 exact" in lines
    assert [line for line in lines if line.startswith("23 ")]


def test_one_figure_is_told_in_full(openmutual):
    text = openmutual("figures", "2").stdout
    assert text.startswith("2 What a member pays in a year: erratum\n")
    assert "working paper on payout rigidity" in text
    assert "85 % men of 25 at 217.08, 15 % men of 50 at 865.944" in text
    assert "only if the rate at 25 was never looked up" in text


def test_figures_are_told_in_chinese(openmutual):
    text = openmutual("figures", "--lang", "zh").stdout
    assert "每位成员一年的分摊" in text
    assert "有误" in text
    assert "erratum" not in text


def test_the_json_carries_inputs_values_and_verdicts(openmutual):
    printed = json.loads(openmutual("figures", "--json", "-").stdout)
    assert [figure["number"] for figure in printed] == list(range(1, len(FIGURES) + 1))
    assert {figure["verdict"] for figure in printed} == {
        "exact",
        "rounded",
        "consistent",
        "erratum",
        "not reproducible",
    }
    assert printed[0]["inputs"]["en"] == "rate 0.1396 %, benefit 300,000 and fee of 8 %: 324,000"
    assert printed[0]["lines"][0]["printed"] == "452.3"
    assert printed[0]["lines"][0]["computed"] == "452.304"
    assert [figure["number"] for figure in json.loads(openmutual("figures", "7", "--json", "-").stdout)] == [7]


def test_the_history_stands_beside_what_the_rules_give(openmutual):
    lines = [line.split() for line in openmutual("figures", "--history").stdout.splitlines()]
    july = next(line for line in lines if line[:1] == ["2019-07-07"])
    assert july[1:] == ["73,234,000", "287", "0.94", "0.22–1.27", "0.69", "219,730–222,093", "7,034", "4.1", "%"]
    printed = json.loads(openmutual("figures", "--history", "--json", "-").stdout)
    assert printed == {"currency": "CNY", "rows": [row.to_json() for row in history()]}


def test_the_history_is_drawn(openmutual, tmp_path):
    assert openmutual("figures", "--history", "--chart", tmp_path / "a.svg").exit_code == Exit.FINE
    assert drawn_in((tmp_path / "a.svg").read_text(encoding="utf-8")) == values(history())
