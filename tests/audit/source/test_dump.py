"""A developer's node's dump of its state: of a contract's storage, the slots that hold nothing."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from openmutual.audit.source import rpc_parsing
from openmutual.audit.source.rpc_parsing import emptied_of
from openmutual.errors import ChainError

LEDGER = "0x" + "Ab" * 20
STORAGE = {"0x1": "0x0", f"0x{2:064x}": f"0x{0:064x}", "0x3": "0x5"}
ACCOUNTS = {LEDGER: {"nonce": 1, "storage": STORAGE}}
EMPTIED = {LEDGER.lower(): [f"0x{slot:064x}" for slot in (1, 2)]}


def dump(**told: Any) -> str:
    return "0x" + gzip.compress(json.dumps(told, separators=(",", ":")).encode(), mtime=0).hex()


@pytest.mark.parametrize(
    "broken", ["0x", "0x1f8b", dump(accounts=[]), dump(blocks=[]), dump(accounts={"0x1": {}}), 7], ids=range(6)
)
def test_a_dump_of_another_form_is_refused(broken: Any) -> None:
    with pytest.raises(ChainError, match="another form"):
        emptied_of(broken)


def test_no_more_is_unpacked_than_a_dump_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_parsing, "LONGEST_DUMP", 2 * rpc_parsing.DUMP_CHUNK)
    with pytest.raises(ChainError, match="another form"):
        emptied_of(dump(block="0" * 4 * rpc_parsing.DUMP_CHUNK, accounts=ACCOUNTS))


def test_the_slots_that_hold_nothing_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert emptied_of(dump(block={}, accounts=ACCOUNTS, best_block_number=7, blocks=[])) == EMPTIED
    assert emptied_of(dump(accounts=ACCOUNTS)) == EMPTIED
    monkeypatch.setattr(rpc_parsing, "DUMP_CHUNK", 7)
    assert emptied_of(dump(block={}, accounts=ACCOUNTS, best_block_number=7, blocks=[])) == EMPTIED


def test_what_follows_the_accounts_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc_parsing, "LONGEST_DUMP", 2 * rpc_parsing.DUMP_CHUNK)
    blocks = "0" * 4 * rpc_parsing.DUMP_CHUNK
    assert emptied_of(dump(block={}, accounts=ACCOUNTS, best_block_number=7, blocks=blocks)) == EMPTIED
