"""The demo: what a newcomer sees, in either language, and that the exit code believes only balanced books."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from rich.console import Console

from openmutual.cli.demo import proof
from openmutual.cli.demo.proof import Proof, Purse
from openmutual.cli.errors import Exit
from openmutual.cli.language import Language, language_here
from openmutual.cli.output import Page
from openmutual.model import ModelWorld
from openmutual.scenario import load_scenario, run
from openmutual.study.population import tell

SMALL = ("demo", "--members", "20")


@pytest.mark.slow
def test_the_demo_of_seed_1_shows_everything_and_balances(openmutual):
    result = openmutual("demo", "--seed", "1")
    text = " ".join(result.stdout.split())
    assert result.exit_code == 0
    assert result.stderr == ""
    for passage in (
        "100 people found a plan",
        "times as often as the table says",
        "Refused: NotCovered",
        "The panel rejects case",
        "One transaction has charged all 100 members",
        "Refused: CaseNotPayable",
        "The backstop adds",
        "lapse by rule",
        "within the grace and is back",
        "100 of 100 members: brought in = shared + taken out",
        "the reference model, told the same story, comes to the same figures",
        "proven down to one block's hash, finds nothing wrong",
    ):
        assert passage in text
    assert "✗" not in text
    assert [line.strip() for line in result.stdout.splitlines()][-2] == "books balance"


def test_what_is_piped_is_plain_and_ends_no_line_in_blanks(openmutual):
    text = openmutual(*SMALL).stdout
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize(
    ("name", "value", "language"),
    [("LANG", "zh_CN.UTF-8", Language.ZH), ("LC_ALL", "zh_TW", Language.ZH), ("LANG", "de_DE.UTF-8", Language.EN)],
)
def test_the_demo_speaks_the_terminals_language(monkeypatch, name, value, language):
    for other in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, value)
    assert language_here() == language


def test_in_json_mode_standard_output_is_json_alone(openmutual):
    result = openmutual(*SMALL, "--json", "-")
    written = json.loads(result.stdout)
    assert written["proof"]["books_balance"] is True
    assert written["proof"]["money_in"] == written["proof"]["money_out"]
    assert written["result"] == run(tell(20, 1).scenario, ModelWorld()).to_json()
    assert len(written["announce_gas"]) == len(written["result"]["periods"])
    assert "books balance" in result.stderr


def test_the_story_can_be_saved_and_run_again(openmutual, tmp_path):
    path = tmp_path / "story.yaml"
    assert openmutual(*SMALL, "--seed", "3", "--save", path).exit_code == 0
    assert run(load_scenario(path), ModelWorld()).to_json() == run(tell(20, 3).scenario, ModelWorld()).to_json()


def test_books_that_do_not_balance_end_in_a_failure(openmutual, monkeypatch):
    honest = proof.by_account
    monkeypatch.setattr(proof, "by_account", lambda told: honest(event for event in told if event.place.block % 9))
    result = openmutual(*SMALL)
    assert result.exit_code == Exit.REFUSED
    assert "books do NOT balance" in result.stdout
    assert "✗ the ledger's events tell of the same money" in result.stdout


@pytest.mark.parametrize("members", ["19", "501", "-1", "many"])
def test_a_circle_of_no_size_is_wrong_usage(openmutual, members):
    assert openmutual("demo", "--members", members).exit_code == Exit.USAGE


GOOD = Proof({"bo": Purse(brought=10, taken=7, paid=3)}, Purse(), Purse(), 10, 10, 0, True, True, 5, True)


@pytest.mark.parametrize(
    "change",
    [
        {"money_out": 9},
        {"left": 1},
        {"words_agree": False},
        {"model_agrees": False},
        {"audit_clean": False},
        {"members": {"bo": Purse(brought=10, taken=7, paid=2)}},
    ],
)
def test_one_witness_is_enough_to_spoil_the_proof(change):
    assert GOOD.holds
    assert not dataclasses.replace(GOOD, **change).holds


def test_a_terminal_gets_colours_and_long_lines_stay_clear_of_the_day():
    screen = io.StringIO()
    page = Page(Console(file=screen, force_terminal=True, width=40, color_system="standard"))
    page.item("day 3", "word " * 12, "green")
    first, second, *_ = screen.getvalue().splitlines()
    assert "\x1b[32m" in first
    assert second.startswith(" " * 10)
