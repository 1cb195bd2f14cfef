"""`--json`: amounts are decimal texts with their currency beside them, times ISO 8601; see `json_rule`."""

from __future__ import annotations

import json

import pytest

from openmutual.circle.currency import Currency
from openmutual.cli.console import write_json
from openmutual.cli.result import Moment, Money
from openmutual.money import END_OF_TIMES
from tests.cli.json_rule import breaches

YUAN = Currency("0x" + 40 * "1", "CNY", 2)


@pytest.mark.parametrize(
    "told",
    [
        {"currency": "CNY", "balance": 40_000},
        {"currency": "CNY", "payout": {"hospital": 30_300}},
        {"currency": "CNY", "amounts": ["20", 5]},
        {"currency": "CNY", "deposit": "1,297"},
        {"currency": "CNY", "cost_a_year": 0.5},
        {"balance": "400"},
        {"cases": [{"filed_at": 1_772_546_722}]},
        {"next": [{"until": 0}]},
        {"until": "2026-03-05 14:00"},
    ],
)
def test_a_bare_number_for_an_amount_or_a_time_is_refused(told):
    assert len(list(breaches(told))) == 1


def test_counts_and_what_names_its_unit_are_no_amounts():
    assert (
        list(breaches({"units": 2, "cases": {"hospital": 1}, "balance_base_units": "40000", "contested": False})) == []
    )


def test_an_amount_of_no_currency_cannot_be_written():
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        write_json("-", {"balance": Money(1)})


def test_a_result_is_written_with_its_currency_named_once(capsys):
    result = {"balance": Money(40_010), "lines": [{"at": Moment(1_772_546_722), "amount": Money(5)}]}
    write_json("-", result, YUAN)
    assert json.loads(capsys.readouterr().out) == {
        "currency": "CNY",
        "balance": "400.1",
        "lines": [{"at": "2026-03-03T14:05:22+00:00", "amount": "0.05"}],
    }


@pytest.mark.parametrize("at", [0, END_OF_TIMES, 2**40])
def test_no_time_and_a_time_without_end_are_null(at, capsys):
    write_json("-", {"until": Moment(at)})
    assert json.loads(capsys.readouterr().out) == {"until": None}


@pytest.mark.parametrize(
    "words",
    [
        ("plans",),
        ("plan", "show", "circle"),
        ("plan", "check", "circle"),
        ("figures", "7"),
        ("figures", "--history"),
        ("cost", "circle", "--members", "20", "--gas-price", "0.05", "--token-price", "20000"),
        ("simulate", "circle", "--members", "60", "--years", "1"),
        ("run", "lapse-and-return", "--on", "model"),
        ("deploy", "circle"),
    ],
)
def test_commands_without_a_plan_keep_to_it(openmutual, words):
    assert json.loads(openmutual(*words, "--json", "-").stdout)
