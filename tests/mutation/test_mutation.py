"""Mutants are made where they should be, and the forge tests notice them."""

from __future__ import annotations

from typing import Any

import pytest
import solcx

from deploy.npm import environment
from deploy.toolchain import Toolchain
from tests.mutation.operators import Mutant, mutants
from tests.mutation.run import drawn, every_mutant, explained, holes, judge

SEED = 20_261_127
"""Decides which mutants every run of the tests draws."""

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

contract Shop {
    event Sold(uint256 amount);
    error TooMuch();
    uint40 internal _until = 1 days; // a < b, said in a comment

    modifier onlyOpen() { _; }

    function sell(uint256 amount) external onlyOpen {
        if (amount >= 7) revert TooMuch();
        _until = uint40(amount + 1);
        emit Sold(amount);
    }
}
"""


@pytest.fixture(scope="module")
def made(toolchain: Toolchain) -> list[Mutant]:
    question: dict[str, Any] = {
        "language": "Solidity",
        "settings": {"outputSelection": {"*": {"": ["ast"]}}},
        "sources": {"Shop.sol": {"content": SOURCE}},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", environment()["PATH"])
        answer = solcx.compile_standard(question, solc_binary=toolchain.solc())
    return mutants("Shop.sol", SOURCE, answer["sources"]["Shop.sol"]["ast"])


def test_each_change_is_one_that_a_reader_can_see(made: list[Mutant]) -> None:
    assert [mutant.shown(SOURCE).split(" in `")[0] for mutant in made] == [
        "Shop.sol:11 modifier: `onlyOpen` → ``",
        "Shop.sol:12 guard: `amount >= 7` → `(false && (amount >= 7))`",
        "Shop.sol:12 operator: `>=` → `>`",
        "Shop.sol:12 number: `7` → `(7 + 1)`",
        "Shop.sol:13 statement: `_until = uint40(amount + 1);` → `{}`",
        "Shop.sol:13 cast: `amount + 1` → `uint32(amount + 1)`",
        "Shop.sol:13 operator: `+` → `-`",
        "Shop.sol:13 number: `1` → `(1 + 1)`",
        "Shop.sol:14 event: `emit Sold(amount);` → `{}`",
        "Shop.sol:14 event value: `amount` → `amount + 1`",
    ]


def test_a_mutant_changes_its_place_and_nothing_else(made: list[Mutant]) -> None:
    moved = next(mutant for mutant in made if mutant.operator == "operator")
    assert moved.applied(SOURCE) == SOURCE.replace(">= 7", "> 7")


def test_the_same_seed_draws_the_same_mutants(made: list[Mutant]) -> None:
    assert list(drawn({"Shop.sol": made}, 5)) == list(drawn({"Shop.sol": made}, 5))
    assert list(drawn({"Shop.sol": made}, 5)) != list(drawn({"Shop.sol": made}, 6))


@pytest.mark.slow
def test_the_tests_notice_what_is_changed_in_the_contracts(toolchain: Toolchain) -> None:
    by_unit = every_mutant(toolchain)
    outcomes = judge(toolchain, drawn(by_unit, SEED), 30, workers=2)
    assert len(outcomes) == 30
    assert [outcome.shown for outcome in holes(outcomes)] == []


@pytest.mark.slow
def test_no_explanation_is_left_of_a_mutant_that_cannot_be_made(toolchain: Toolchain) -> None:
    by_unit = every_mutant(toolchain)
    sources = {unit: (toolchain.root / unit).read_text(encoding="utf-8") for unit in by_unit}
    known = {f"{unit} {mutant.shown(sources[unit]).split(' ', 1)[1]}" for unit in by_unit for mutant in by_unit[unit]}
    assert explained().keys() <= known
