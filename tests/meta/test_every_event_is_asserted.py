"""Every event the contracts can emit is expected by a forge test, from its emitter and with all its values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

import pytest

from deploy.compile import ARTIFACTS
from deploy.toolchain import ROOT
from tests.meta.test_every_error_is_reached import CONTRACTS

NEVER_EMITTED = {"EIP712DomainChanged"}
"""OpenZeppelin's own, for domains that change; those of the plans' contracts are constant."""

TEST_MONEY = {"TestYuan"}

EXPECTED = re.compile(r"vm\.expectEmit\((?P<emitter>[^;]*)\);\s*emit (?:\w+\.)?(?P<event>\w+)\(")


def events(contract: str) -> set[str]:
    artifact = json.loads((ROOT / ARTIFACTS / f"{contract}.json").read_text(encoding="utf-8"))
    return {entry["name"] for entry in artifact["abi"] if entry["type"] == "event"}


def expected(sources: Iterable[str]) -> set[str]:
    """The events expected from somebody; a list of flags, which leaves values out, is not counted."""
    found = (match for text in sources for match in EXPECTED.finditer(text))
    return {match["event"] for match in found if match["emitter"] and "true" not in match["emitter"]}


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_event_is_asserted(contract: str) -> None:
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "contracts").rglob("*.sol")]
    missing = events(contract) - NEVER_EMITTED - expected(tests)
    assert not missing, f"no forge test expects {sorted(missing)}"


def test_no_contract_is_left_out() -> None:
    shipped = {path.stem for path in (ROOT / ARTIFACTS).glob("[A-Z]*.json") if ".metadata" not in path.name}
    assert shipped == {*CONTRACTS} | TEST_MONEY


def test_what_is_never_emitted_is_there() -> None:
    assert set().union(*map(events, CONTRACTS)) >= NEVER_EMITTED


def test_an_event_without_emitter_or_values_is_not_asserted() -> None:
    source = """
        vm.expectEmit();
        emit I.FromAnybody(1);
        vm.expectEmit(true, false, false, false);
        emit I.WithoutValues(1);
        emit I.Unexpected(1);
        vm.expectEmit(address(ledger));
        emit I.Asserted(1);
    """
    assert expected([source]) == {"Asserted"}
