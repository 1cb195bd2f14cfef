"""Every refusal the contracts can answer with is expected by a forge test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from deploy.compile import ARTIFACTS
from deploy.toolchain import ROOT

CONTRACTS = ("CaseDesk", "Enrolment", "Jury", "MemberAccount", "MutualLedger", "PlanFactory", "StandingOrders")

# OpenZeppelin's own, which no call can bring about: the names given to EIP712 are short constants, and the factory
# deploys, without ether, only codes that it knows by their hashes.
OUT_OF_REACH = {
    "InvalidShortString",
    "StringTooLong",
    "Create2EmptyBytecode",
    "Create3EmptyBytecode",
    "FailedDeployment",
    "InsufficientBalance",
}


def errors(contract: str) -> set[str]:
    artifact = json.loads((ROOT / ARTIFACTS / f"{contract}.json").read_text(encoding="utf-8"))
    return {entry["name"] for entry in artifact["abi"] if entry["type"] == "error"}


def expected(sources: Iterable[str]) -> set[str]:
    """The errors whose selectors the tests name; they name them for nothing else than to expect them."""
    return {name for text in sources for name in re.findall(r"\w+\.([A-Z]\w*)\.selector", _without_comments(text))}


def _without_comments(text: str) -> str:
    return re.sub(r"//[^\n]*", "", text)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_error_is_reached(contract: str) -> None:
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "contracts").rglob("*.t.sol")]
    missing = errors(contract) - OUT_OF_REACH - expected(tests)
    assert not missing, f"no forge test expects {sorted(missing)}"


def test_what_is_out_of_reach_is_there() -> None:
    assert set().union(*map(errors, CONTRACTS)) >= OUT_OF_REACH


def test_an_error_only_spoken_of_is_not_reached() -> None:
    source = "// expectRefusal(I.Spoken.selector);\n expectRefusal(I.Reached.selector); I.call.selector;"
    assert expected([source]) == {"Reached"}
