"""Lies of nodes on codes, accounts and answers, and nodes that know less: found, refused, or said to be weak."""

from __future__ import annotations

from typing import Any

import pytest
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak
from trie import HexaryTrie

from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.source.rpc import RpcSource
from openmutual.audit.storage.layout import Cell, layout_of
from openmutual.errors import AnswerTooLong, ChainError, NoContract, UnknownPlanVersion
from openmutual.rpc import exchange

from ..audit_runner import NONSENSE, STRANGER, AuditRunner, Change, ask, call, credit, hashed, says, without
from ..extract_factory import keys_of
from ..lying_node import Hook

pytestmark = pytest.mark.slow

# --- codes ---------------------------------------------------------------------------------------------------------


CONTRACTS = ("ledger", "desk", "jury", "token")


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("code", ["0x", "0x6000", "0xef0100" + STRANGER[2:]])
def test_another_code_than_the_accounts_is_found(runner: AuditRunner, contract: str, code: str) -> None:
    address = runner.contract(contract)
    hook = says("eth_getCode", lambda params, told: code if params[0] == address else told)
    if contract == "ledger" and code == "0x":
        with pytest.raises(NoContract):
            runner.collected(hook)
    else:
        assert keys_of(runner.collected(hook).findings) == ["code-hash-differs"]


def test_a_code_with_a_door_behind_is_not_the_one_that_its_account_names(runner: AuditRunner) -> None:
    hook = says("eth_getCode", lambda params, told: told + "5b33ff" if params[0] == runner.contract("jury") else told)
    assert keys_of(runner.collected(hook).findings) == ["code-hash-differs"]


def test_where_no_account_is_proven_a_hidden_code_is_found_by_itself(runner: AuditRunner) -> None:
    desk = runner.contract("desk")
    code = says("eth_getCode", lambda params, told: "0x" if params[0] == desk else told)
    assert keys_of(runner.collected(without("eth_getProof", but=code)).findings) == ["code-missing"]


# --- accounts ------------------------------------------------------------------------------------------------------


def proof_of(runner: AuditRunner, contract: str, change: Change) -> Hook:
    address = runner.contract(contract)
    return says("eth_getProof", lambda params, told: change(told) if params[0] == address else told)


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize(
    "words", [{"storageHash": NONSENSE}, {"codeHash": NONSENSE}, {"nonce": "0x77"}, {"balance": "0x1"}], ids=str
)
def test_an_account_that_is_said_to_be_otherwise_than_it_is_proven_is_found(
    runner: AuditRunner, contract: str, words: dict[str, str]
) -> None:
    assert keys_of(runner.collected(proof_of(runner, contract, lambda told: told | words)).findings) == [
        "account-differs"
    ]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_proof_that_is_none_is_found_and_what_stands_beside_it_is_not_believed(
    runner: AuditRunner, contract: str
) -> None:
    other = runner.contract("desk" if contract == "jury" else "jury")
    address = runner.contract(contract)
    false: list[Change] = [
        lambda told: told | {"accountProof": ask(runner.url, "eth_getProof", other, [], "latest")["accountProof"]},
        lambda _told: ask(runner.url, "eth_getProof", other, [], hex(runner.last)),
        lambda _told: ask(runner.url, "eth_getProof", address, [], hex(runner.last - 1)),
        lambda told: told | {"accountProof": told["accountProof"][:-1]},
        lambda told: told | {"accountProof": ["0xc0", "0x80", "0x"], "storageHash": NONSENSE},
    ]
    for change in false:
        told = runner.collected(proof_of(runner, contract, change))
        assert keys_of(told.findings) == ["account-proof-broken"]
        if contract != "token":
            assert told.bases[f"state_{contract}"] is Basis.REPORTED
            assert told.bases["code"] is Basis.REPORTED


def test_an_invented_account_without_a_proof_is_compared_like_any_other(runner: AuditRunner) -> None:
    invented = {"accountProof": [], "storageHash": NONSENSE}
    assert keys_of(runner.collected(proof_of(runner, "desk", lambda told: told | invented)).findings) == [
        "state-hidden"
    ]


def test_a_state_that_is_forged_with_its_proofs_is_told_by_a_hash_from_elsewhere_alone(chain: AuditRunner) -> None:
    """The node hides a credit that the chain has: it makes a state of its own, and proves everything down from it."""
    honest = {said.address: said for said in chain.honest.extract.accounts}
    ask(chain.url, "anvil_setStorageAt", chain.ledger, *credit(STRANGER, 5))
    ask(chain.url, "evm_mine")
    state = HexaryTrie({})
    for address, said in honest.items():
        fields = [said.nonce, said.balance, said.storage_root, said.code_hash]
        state[keccak(bytes.fromhex(address[2:]))] = rlp.encode(fields)
    proofs = {address: state.get_proof(keccak(bytes.fromhex(address[2:]))) for address in honest}

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == hex(chain.last + 1):
            return hashed(result, stateRoot="0x" + state.root_hash.hex())
        if method == "eth_getProof" and params[0] in proofs:
            nodes = ["0x" + rlp.encode(node).hex() for node in proofs[params[0]]]
            return result | {"accountProof": nodes, "storageHash": "0x" + honest[params[0]].storage_root.hex()}
        return result

    assert chain.collected(hook).findings.found == []
    hash_of = ask(chain.url, "eth_getBlockByNumber", hex(chain.last + 1), False)["hash"]
    assert keys_of(chain.collected(hook, bytes.fromhex(hash_of[2:])).findings) == ["trusted-block-absent"]


# --- answers -------------------------------------------------------------------------------------------------------


def answers(contract: str, function: str, result: str) -> Hook:
    selector = call(contract, function, *["0x" + 40 * "0"] * (function == "balanceOf"))[:10]
    return says("eth_call", lambda params, told: result if params[0]["data"].startswith(selector) else told)


def test_a_false_balance_of_the_ledger_is_found_and_held_against_the_plan_only_where_nothing_is_proven(
    runner: AuditRunner,
) -> None:
    false = answers("TestYuan", "balanceOf", "0x" + 63 * "0" + "5")
    assert set(keys_of(runner.collected(false).findings)) == {"answer-differs"}
    assert keys_of(runner.collected(without("eth_getProof", but=false)).findings) == ["token-balance-differs"]


def test_a_balance_that_is_neither_given_nor_proven_is_doubted(runner: AuditRunner) -> None:
    silent = answers("TestYuan", "balanceOf", "0x")
    bare = proof_of(runner, "token", lambda told: told | {"storageProof": []})
    told = runner.collected(lambda method, params, result: silent(method, params, bare(method, params, result)))
    assert keys_of(told.findings) == ["token-balance-untold"]


def test_another_chain_is_told_by_the_codes(runner: AuditRunner) -> None:
    told = runner.collected(says("eth_chainId", lambda _params, _told: "0x1"))
    assert [(each.check.key, each.facts["said"], each.facts["due"]) for each in told.findings.found] == [
        ("chain-differs", 1, runner.honest.extract.chain_id)
    ]


def test_a_plan_that_does_wrong_cannot_hide_behind_a_chain_of_another_number(runner: AuditRunner) -> None:
    hidden = runner.block("FeeCollected")
    false = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) != hidden])
    other = without("eth_getBlockReceipts", "eth_getTransactionReceipt", but=false)
    told = runner.collected(
        lambda method, params, result: "0x1" if method == "eth_chainId" else other(method, params, result)
    )
    assert {"immutable-differs", "token-balance-differs"} <= set(told.findings.keys)


@pytest.mark.parametrize("number", ["0x" + 80 * "f", "-0x1", hex(2**63), 7, None, "", []])
@pytest.mark.parametrize("method", ["eth_chainId", "eth_blockNumber"])
def test_a_number_that_no_chain_has_is_refused_and_the_node_and_the_question_are_named(
    runner: AuditRunner, method: str, number: Any
) -> None:
    with pytest.raises(ChainError, match=rf"127\.0\.0\.1 (answers|does not answer) {method}"):
        runner.collected(says(method, lambda _params, _told: number))


@pytest.mark.parametrize("method", ["eth_getProof", "eth_getBlockReceipts", "eth_getCode", "eth_call"])
def test_an_answer_in_large_letters_is_one(runner: AuditRunner, method: str) -> None:
    def large(told: Any) -> Any:
        if isinstance(told, dict):
            return {name: large(value) for name, value in told.items()}
        if isinstance(told, list):
            return [large(each) for each in told]
        return "0x" + told[2:].upper() if isinstance(told, str) and told.startswith("0x") else told

    told = runner.collected(says(method, lambda _params, told: large(told)))
    assert (told.findings.found, runner.weaker(told)) == ([], {})


def test_a_node_that_does_not_keep_the_log_of_the_opening_is_not_taken_for_an_older_plan(runner: AuditRunner) -> None:
    with pytest.raises(UnknownPlanVersion, match=r"or 127\.0\.0\.1 does not keep so old logs"):
        runner.collected(says("eth_getLogs", lambda _params, _told: []))


def test_nothing_for_a_proof_is_none(runner: AuditRunner) -> None:
    told = runner.collected(says("eth_getProof", lambda _params, _told: None))
    assert told.findings.found == []
    assert runner.weaker(told) == UNPROVEN_STATE


# --- nodes that know less ------------------------------------------------------------------------------------------

REPORTED = Basis.REPORTED
UNPROVEN_STATE = {
    **dict.fromkeys(("code", "state_ledger", "state_desk", "state_jury"), REPORTED),
    **dict.fromkeys(("token_balance", "currency", "birth"), REPORTED),
    "balances": Basis.RECOMPUTED,
}


def test_without_proofs_every_slot_is_compared_and_the_node_taken_at_its_word(runner: AuditRunner) -> None:
    told = runner.collected(without("eth_getProof"))
    assert told.findings.found == []
    assert runner.weaker(told) == UNPROVEN_STATE


def test_without_proofs_a_false_slot_is_found(runner: AuditRunner) -> None:
    (slot,) = layout_of("MutualLedger").words(Cell("_money", (), {"surplus": 0, "backstop": 0, "used": 1}))
    place = [runner.ledger.lower(), slot]
    false = says(
        "eth_getStorageAt",
        lambda params, told: NONSENSE if [params[0].lower(), int(params[1], 16)] == place else told,
    )
    found = runner.collected(without("eth_getProof", but=false)).findings.keys
    assert found == ["state-surplus", "state-backstop", "state-differs"]


def test_with_proofs_a_false_slot_deceives_nobody(runner: AuditRunner) -> None:
    told = runner.collected(says("eth_getStorageAt", lambda _params, _told: NONSENSE))
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_without_proofs_and_slots_the_ledgers_books_are_compared_and_the_rest_is_said_not_to_be(
    runner: AuditRunner,
) -> None:
    told = runner.collected(without("eth_getProof", "eth_getStorageAt"))
    assert keys_of(told.findings) == ["state-not-compared", "state-not-compared"]
    assert told.findings.is_clean
    assert {told.bases[f"state_{contract}"] for contract in ("ledger", "desk", "jury")} == {Basis.REPORTED}
    books = call("MutualLedger", "books")
    false = says("eth_call", lambda params, told: told[:-1] + "9" if params[0]["data"] == books else told)
    found = runner.collected(without("eth_getProof", "eth_getStorageAt", but=false)).findings.keys
    assert found == ["books-differ", "state-not-compared"]


def test_without_receipts_of_blocks_nothing_is_lost(runner: AuditRunner) -> None:
    told = runner.collected(without("eth_getBlockReceipts"))
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_without_any_receipts_the_log_is_the_nodes_word(runner: AuditRunner) -> None:
    told = runner.collected(without("eth_getBlockReceipts", "eth_getTransactionReceipt"))
    assert told.findings.found == []
    assert runner.weaker(told) == dict.fromkeys(("log", "completeness", "birth", "terms"), REPORTED)


def test_without_any_receipts_a_hidden_log_shows_by_the_state(runner: AuditRunner) -> None:
    hidden = runner.block("FeeCollected")
    false = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) != hidden])
    told = runner.collected(without("eth_getBlockReceipts", "eth_getTransactionReceipt", but=false))
    assert told.findings.keys == ["state-operator-credit", "token-balance-differs"]


def test_an_answer_without_end_is_refused(runner: AuditRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MOST_BYTES", 200_000)
    with pytest.raises(AnswerTooLong, match="eth_getCode with more than 200,000 bytes"):
        runner.collected(says("eth_getCode", lambda _params, _told: "0x" + 200_000 * "60"))


def test_long_answers_are_asked_for_in_parts(runner: AuditRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but what names the emptied slots of this node's tries, which is one long answer."""
    monkeypatch.setattr(exchange, "MOST_BYTES", 60_000)
    told = audit(collect(RpcSource(runner.url), runner.ledger))
    assert told.findings.keys == ["state-root-differs"]
    assert told.extract.logs.equals(runner.honest.extract.logs)
