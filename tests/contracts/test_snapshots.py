"""Costs and sizes do not change unnoticed."""

from __future__ import annotations

import pytest

from deploy.toolchain import Toolchain
from tests.contracts.snapshots import gas, on_record, sizes

RENEW = "if the change is meant, run `python -m tests.contracts.snapshots` and commit what it writes"
MOST_BYTES = 24_576


@pytest.mark.slow
def test_transactions_cost_what_is_on_record(toolchain: Toolchain) -> None:
    assert gas(toolchain) == on_record("gas"), RENEW


def test_contracts_are_as_large_as_is_on_record() -> None:
    assert sizes() == on_record("sizes"), RENEW


@pytest.mark.parametrize(("name", "size"), sizes().items(), ids=sizes())
def test_a_contract_may_be_deployed(name: str, size: dict[str, int]) -> None:
    assert size["runtime"] <= MOST_BYTES
    assert size["creation"] <= 2 * MOST_BYTES
