"""Chains whose state was tampered with behind the log, blocks on the way, and histories that are undone."""

from __future__ import annotations

from typing import Any

import pytest
from eth_utils.crypto import keccak

from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited
from openmutual.audit.source import rpc
from openmutual.audit.storage.layout import Cell, layout_of, word
from openmutual.errors import RateLimited, Reorganised

from ..audit_runner import STRANGER, AuditRunner, ask, call, credit, move_to_another_history, without
from ..extract_factory import keys_of
from ..lying_node import Hook, HttpFault

pytestmark = pytest.mark.slow

# --- the chain itself ----------------------------------------------------------------------------------------------


def now(chain: AuditRunner, **options: Any) -> Audited:
    """What an audit comes to after another block."""
    ask(chain.url, "evm_mine")
    return chain.collected(lambda _method, _params, result: result, **options)


def test_money_that_was_written_into_the_ledger_for_a_member_is_found_with_its_owner(chain: AuditRunner) -> None:
    member = next(iter(chain.honest.plan.members))
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(member, 5))
    told = now(chain)
    assert keys_of(told.findings) == ["state-credit"]
    assert told.findings.found[0].facts["first"] == member
    assert told.bases["state_ledger"] is Basis.PROVEN


def test_money_that_was_written_into_the_ledger_for_a_stranger_is_found(chain: AuditRunner) -> None:
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    assert keys_of(now(chain).findings) == ["state-hidden"]


def test_a_seat_on_the_panel_that_was_written_into_the_desk_is_found(chain: AuditRunner) -> None:
    (slot,) = layout_of("CaseDesk").words(Cell("_assessors", (word(STRANGER),), {"panel": 1, "signed": 0}))
    ask(chain.url, "anvil_setStorageAt", chain.contract("desk"), f"0x{slot:064x}", f"0x{1:064x}")
    assert keys_of(now(chain).findings) == ["state-hidden"]


def test_state_that_was_changed_after_its_block_does_not_lead_to_its_root(chain: AuditRunner) -> None:
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    found = chain.collected(lambda _method, _params, result: result).findings.keys
    assert found == ["account-proof-broken"]


def test_a_back_door_in_the_code_is_found(chain: AuditRunner) -> None:
    desk = chain.contract("desk")
    genuine = ask(chain.url, "eth_getCode", desk, "latest")
    # What ends the genuine code may read as a push, which would swallow the instructions behind it.
    past_any_push = "00" * 32
    ask(chain.url, "anvil_setCode", desk, genuine + past_any_push + "5b33ff")
    assert keys_of(now(chain).findings) == ["code-differs", "code-risky"]


def test_a_ledger_that_was_replaced_by_a_proxy_is_found(chain: AuditRunner) -> None:
    proxy = "0x363d3d373d3d3d363d73" + STRANGER[2:] + "5af43d82803e903d91602b57fd5bf3"
    ask(chain.url, "anvil_setCode", chain.contract("jury"), proxy)
    assert keys_of(now(chain).findings) == ["code-proxy"]


def test_the_chains_own_coin_in_a_contract_is_nothing_to_a_plan(chain: AuditRunner) -> None:
    ask(chain.url, "anvil_setBalance", chain.ledger, "0x123")
    told = now(chain)
    assert told.findings.found == []
    assert chain.weaker(told) == {}


def test_money_that_left_the_ledger_without_a_transfer_is_found(chain: AuditRunner) -> None:
    token = chain.contract("token")
    balance = int(
        ask(chain.url, "eth_call", {"to": token, "data": call("TestYuan", "balanceOf", chain.ledger)}, "latest"), 16
    )
    held = [slot for slot in range(8) if reads(chain, token, chain.ledger, slot) == balance]
    ask(chain.url, "anvil_setStorageAt", token, place(chain.ledger, held[0]), f"0x{balance - 1:064x}")
    assert keys_of(now(chain).findings) == ["token-balance-differs"]


def place(account: str, slot: int) -> str:
    return "0x" + keccak(bytes.fromhex(account[2:]).rjust(32, b"\0") + slot.to_bytes(32, "big")).hex()


def reads(chain: AuditRunner, token: str, account: str, slot: int) -> int:
    return int(ask(chain.url, "eth_getStorageAt", token, place(account, slot), "latest"), 16)


# --- blocks on the way ---------------------------------------------------------------------------------------------


def test_the_state_after_blocks_on_the_way_is_compared_as_well(runner: AuditRunner) -> None:
    chosen = [runner.block(kind) for kind in ("PlanOpened", "Joined", "Announced", "CaseSettled", "LeaveRequested")]
    told = runner.collected(lambda _method, _params, result: result, chosen=chosen)
    assert {said.block for said in told.extract.accounts} == {*chosen, runner.last}
    assert told.findings.found == []
    assert runner.weaker(told) == {}


@pytest.mark.parametrize("contract", ["ledger", "desk"])
def test_a_lie_on_the_state_after_a_block_on_the_way_is_found(runner: AuditRunner, contract: str) -> None:
    middle = runner.block("CaseSettled")
    later = ask(runner.url, "eth_getProof", runner.contract(contract), [], hex(runner.last))

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getProof" and params[0] == runner.contract(contract) and params[2] == hex(middle):
            return later
        return result

    told = runner.collected(hook, chosen=[middle])
    assert keys_of(told.findings) == ["account-proof-broken"]
    assert told.findings.found[0].facts["block"] == middle


def test_what_was_hidden_for_a_while_is_found_by_a_block_in_that_while(chain: AuditRunner) -> None:
    slot, amount = credit(STRANGER, 5)
    ask(chain.url, "anvil_setStorageAt", chain.ledger, slot, amount)
    ask(chain.url, "anvil_mine", "0x2")  # the node keeps the state after a block once the next one is there
    ask(chain.url, "anvil_setStorageAt", chain.ledger, slot, f"0x{0:064x}")
    assert now(chain).findings.found == []
    told = now(chain, chosen=[chain.last + 1])
    assert keys_of(told.findings) == ["state-hidden"]
    assert told.findings.found[0].facts["block"] == chain.last + 1


# --- reorganisations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["eth_getBlockReceipts", "eth_getLogs", "eth_getProof", "eth_getCode", "eth_call"])
def test_a_reorganisation_while_the_plan_is_heard_leaves_no_verdict(chain: AuditRunner, moment: str) -> None:
    with pytest.raises(Reorganised, match="begin again, with an older block"):
        chain.collected(reorganising(chain, moment))


def test_a_reorganisation_while_the_state_is_compared_leaves_no_verdict(chain: AuditRunner) -> None:
    with pytest.raises(Reorganised, match="begin again, with an older block"):
        chain.collected(without("eth_getProof", but=reorganising(chain, "eth_getStorageAt")))


def reorganising(chain: AuditRunner, moment: str) -> Hook:
    """A node whose chain changes when it is first asked for something."""
    fork = [ask(chain.url, "evm_snapshot")]
    ask(chain.url, "evm_mine")

    def hook(method: str, _params: list[Any], result: Any) -> Any:
        if method == moment and fork:
            move_to_another_history(chain, fork.pop())
        return result

    return hook


def test_a_node_that_falls_silent_while_the_state_is_compared_leaves_no_verdict(runner: AuditRunner) -> None:
    def silent(method: str, _params: list[Any], result: Any) -> Any:
        if method == "eth_getStorageAt":
            raise HttpFault(503)
        return result

    with pytest.raises(RateLimited):
        runner.collected(without("eth_getProof", but=silent))


def test_a_local_chain_whose_state_is_too_long_to_be_dumped_is_clean_all_the_same(chain: AuditRunner) -> None:
    """Its tries keep slots that hold nothing any more; the likely ones are asked for."""
    told = now(chain)
    assert any(account.emptied for account in told.extract.accounts)
    undumped = chain.collected(without("anvil_dumpState"))
    assert undumped.findings.keys == []
    assert undumped.bases["state_ledger"] is Basis.PROVEN


def head_of(chain: AuditRunner) -> int:
    return int(ask(chain.url, "eth_blockNumber"), 16)


def test_a_local_chain_under_another_name_and_number_is_clean_all_the_same(
    chain: AuditRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing tells it from a public one until a root differs; then what its trie keeps is asked for."""
    monkeypatch.setattr(rpc, "LOCAL_CHAINS", ())
    masked = chain.collected(without("anvil_dumpState", "evm_increaseTime"), block=head_of(chain))
    assert not any(account.emptied for account in masked.extract.accounts)
    assert masked.findings.keys == []
    assert masked.bases["state_ledger"] is Basis.PROVEN


def test_an_export_of_a_local_chain_under_another_name_is_clean_without_its_node(chain: AuditRunner) -> None:
    masked = chain.collected(without("anvil_dumpState", "evm_increaseTime"), block=head_of(chain))
    assert audit(masked.extract).findings.keys == []
