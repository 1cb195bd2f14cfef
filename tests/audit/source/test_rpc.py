"""A node behind an address as a source: it says what the embedded chain says, and its faults are refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import requests
from eth_utils.crypto import keccak

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.abi.block_hash import seen
from openmutual.audit.extraction.collect import collect
from openmutual.audit.source import calls
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.embedded import START
from openmutual.errors import BlockNotThere, ChainError, NodeSyncing, RateLimited, Reorganised, StateNotKept
from openmutual.scenario import load_scenario, run

from ..extracts import content, told
from ..lying_node import Fault, Hook, HttpFault, proxied

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

SHORT = (0.0, 0.0, 0.0)
"""Pauses for tests."""

Place = tuple[str, str]
"""Where the plan is: the node's address and the ledger's."""


def plan_on(url: str) -> Place:
    ledger = run(load_scenario("circle"), RpcWorld(url)).ledger
    assert isinstance(ledger, ChainLedger)
    return url, ledger.site.ledger


@pytest.fixture(scope="module")
def place(toolchain: Toolchain) -> Iterator[Place]:
    with anvil("--timestamp", str(START)) as url:
        yield plan_on(url)


@pytest.fixture(scope="module")
def honest(place: Place) -> Extract:
    return collect(RpcSource(place[0]), place[1])


def collected_through(place: Place, hook: Hook, at_once: int = 10_000, **options: Any) -> Extract:
    with proxied(place[0], hook, at_once) as url:
        return collect(RpcSource(url, SHORT), place[1], **options)


def answering(**answers: Any) -> Hook:
    """Answers that take the place of the node's, by method; an exception is raised."""

    def hook(method: str, params: list[Any], result: Any) -> Any:
        answer = answers.get(method, result)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return hook


NO_METHOD = Fault(-32_601, "the method does not exist")


# --- refusals ------------------------------------------------------------------------------------------------------


def test_an_address_where_nobody_answers_is_refused_without_showing_its_key() -> None:
    with pytest.raises(ChainError, match=r"no chain answers at 127\.0\.0\.1") as refused:
        RpcSource("http://user:secret@127.0.0.1:9/secret")
    assert "secret" not in str(refused.value)


def test_a_node_that_is_catching_up_is_refused(place: Place) -> None:
    with pytest.raises(NodeSyncing, match="is still catching up"):
        collected_through(place, answering(eth_syncing={"currentBlock": "0x1", "highestBlock": "0x2"}))


@pytest.mark.parametrize(
    "fault", [HttpFault(429), HttpFault(503), Fault(-32_005, "limit exceeded"), Fault(-32_000, "Rate limit reached")]
)
@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getLogs", "eth_call"])
def test_a_node_that_was_asked_too_much_is_refused_in_the_end(place: Place, method: str, fault: Exception) -> None:
    with pytest.raises(RateLimited, match="too much was asked"):
        collected_through(place, answering(**{method: fault}))


def test_a_reorganisation_while_reading_is_refused(toolchain: Toolchain) -> None:
    with anvil() as url:
        place = plan_on(url)

        def reorganise(method: str, params: list[Any], result: Any) -> Any:
            if method == "eth_getProof":
                question = {"jsonrpc": "2.0", "id": 0, "method": "anvil_reorg", "params": [2, []]}
                assert "error" not in requests.post(url, json=question, timeout=10).json()
            return result

        with pytest.raises(Reorganised, match="begin again, with an older block"):
            collected_through(place, reorganise)


def test_a_node_that_has_forgotten_the_state_is_refused(place: Place) -> None:
    with pytest.raises(StateNotKept, match="an archive node does"):
        collected_through(place, answering(eth_getCode=Fault(-32_000, "missing trie node 5a1f")))


def test_one_node_of_many_that_lacks_the_state_is_no_reason_to_give_up(place: Place, honest: Extract) -> None:
    asked: set[str] = set()

    def behind(method: str, params: list[Any], result: Any) -> Any:
        question = f"{method}{params}"
        if method in ("eth_getCode", "eth_call") and question not in asked:
            asked.add(question)
            raise Fault(-32_000, "header not found")
        return result

    collected = collected_through(place, behind)
    assert collected.codes == honest.codes
    assert collected.answers == honest.answers


def test_a_block_that_the_node_does_not_give_is_refused(place: Place) -> None:
    def without(method: str, params: list[Any], result: Any) -> Any:
        return None if method == "eth_getBlockByNumber" and params[0] == "0xa" else result

    with pytest.raises(BlockNotThere, match="no block 10"):
        collected_through(place, without)


def test_a_header_that_does_not_hash_to_what_the_node_says_is_refused(place: Place) -> None:
    def changed(method: str, params: list[Any], result: Any) -> Any:
        return result | {"gasUsed": "0x1"} if method == "eth_getBlockByNumber" else result

    with pytest.raises(ChainError, match="headers cannot be proven here"):
        collected_through(place, changed)


def test_logs_that_were_not_asked_for_are_refused(place: Place) -> None:
    def foreign(method: str, params: list[Any], result: Any) -> Any:
        return [log | {"address": "0x" + 40 * "1"} for log in result] if method == "eth_getLogs" else result

    with pytest.raises(ChainError, match="not asked for"):
        collected_through(place, foreign)


def test_two_logs_in_the_same_place_are_refused(place: Place) -> None:
    def doubled(method: str, params: list[Any], result: Any) -> Any:
        if method in ("eth_getBlockReceipts", "eth_getTransactionReceipt"):
            raise NO_METHOD
        return [*result, result[0] | {"data": "0x01"}] if method == "eth_getLogs" and result else result

    with pytest.raises(ChainError, match="two logs in the same place"):
        collected_through(place, doubled)


@pytest.mark.parametrize("nonsense", ["0xzz", "no", 7, {"a": 1}, [[]], [{"topics": "0x"}], {"hash": 5, "number": []}])
@pytest.mark.parametrize(
    "method", ["eth_blockNumber", "eth_getBlockByNumber", "eth_getBlockReceipts", "eth_getLogs", "eth_getCode", "eth_getProof", "eth_call"]
)  # fmt: skip
def test_nonsense_is_an_error_of_the_chain_or_does_without(place: Place, method: str, nonsense: Any) -> None:
    """A block's receipts that are no list are asked for one by one; everything else is refused."""
    if method == "eth_getBlockReceipts" and not isinstance(nonsense, list):
        assert collected_through(place, answering(**{method: nonsense})).has_receipts
    else:
        with pytest.raises(ChainError):
            collected_through(place, answering(**{method: nonsense}))


# --- what is collected -------------------------------------------------------------------------------------------------


def test_a_node_says_what_the_embedded_chain_says(honest: Extract) -> None:
    _, ledger, source = told("circle")
    embedded = collect(source, ledger.site.ledger)
    assert (honest.contracts, honest.first, honest.last) == (embedded.contracts, embedded.first, embedded.last)
    assert honest.logs.equals(embedded.logs)
    same = ["block", "transaction", "sender", "kind", "succeeded", "bloom"]
    assert honest.receipts[same].equals(embedded.receipts[same])
    assert honest.receipts.schema == embedded.receipts.schema
    assert honest.headers.schema == embedded.headers.schema
    assert honest.headers["number"].equals(embedded.headers["number"])
    assert [(one.address, one.block, one.nonce) for one in honest.accounts] == [
        (one.address, one.block, one.nonce) for one in embedded.accounts
    ]
    *given, hash_given = [one for one in honest.answers if one.data != calls.books()]
    *expected, hash_expected = [one for one in embedded.answers if one.data != calls.books()]
    assert given == expected
    assert (hash_given.data, hash_given.block) == (hash_expected.data, hash_expected.block)
    assert seen(hash_given.result) == keccak(honest.headers["rlp"][-2])


def test_a_node_that_runs_no_code_without_a_contract_is_no_worse_a_source(place: Place, honest: Extract) -> None:
    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_call" and "to" not in params[0]:
            raise Fault(-32_602, "a call needs a contract")
        return result

    collected = collected_through(place, hook)
    assert collected.answers == honest.answers[:-1]


def test_a_busy_node_is_asked_again(place: Place, honest: Extract) -> None:
    asked = {"times": 0}

    def sometimes(method: str, params: list[Any], result: Any) -> Any:
        asked["times"] += 1
        if asked["times"] % 40 == 0:
            raise HttpFault(429)
        if asked["times"] % 55 == 0:
            raise Fault(-32_005, "daily request count exceeded, request rate limited")
        return result

    assert content(collected_through(place, sometimes)) == content(honest)


@pytest.mark.parametrize("at_once", [0, 1, 7])
def test_a_node_that_takes_no_large_batches_is_asked_for_less(place: Place, honest: Extract, at_once: int) -> None:
    assert content(collected_through(place, answering(), at_once)) == content(honest)


def test_a_node_that_searches_few_blocks_is_asked_for_few(place: Place, honest: Extract) -> None:
    def few(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getLogs" and int(params[0]["toBlock"], 16) - int(params[0]["fromBlock"], 16) > 5:
            raise Fault(-32_005, "query returned more than 10000 results")
        return result

    assert content(collected_through(place, few)) == content(honest)


def test_without_receipts_of_blocks_those_of_transactions_are_read(place: Place, honest: Extract) -> None:
    assert content(collected_through(place, answering(eth_getBlockReceipts=NO_METHOD))) == content(honest)


def test_without_any_receipts_logs_are_as_the_node_names_them(place: Place, honest: Extract) -> None:
    said = collected_through(place, answering(eth_getBlockReceipts=NO_METHOD, eth_getTransactionReceipt=None))
    assert honest.has_receipts
    assert not said.has_receipts
    assert said.receipts.is_empty()
    own = [bytes.fromhex(contract[2:]) for contract in said.contracts.own]
    spoken = honest.logs.filter(honest.logs["address"].is_in(own))
    assert said.logs.filter(said.logs["address"].is_in(own)).equals(spoken)
    assert bytes.fromhex(said.contracts.token[2:]) in set(said.logs["address"])


def test_a_node_without_proofs_is_heard_without(place: Place, honest: Extract) -> None:
    said = collected_through(place, answering(eth_getProof=NO_METHOD))
    assert all(one.proof for one in honest.accounts)
    assert {(one.proof, one.code_hash, one.storage_root) for one in said.accounts} == {((), b"", b"")}


def test_a_question_that_a_contract_refuses_has_no_answer(place: Place, honest: Extract) -> None:
    def nameless(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_call" and params[0]["data"] == "0x" + calls.name().hex():
            raise Fault(3, "execution reverted")
        return result

    said = collected_through(place, nameless)
    assert said.answers == tuple(one for one in honest.answers if one.data != calls.name())


def test_on_a_real_chain_the_newest_final_block_is_audited(place: Place, honest: Extract) -> None:
    def real(method: str, params: list[Any], result: Any) -> Any:
        if method == "evm_increaseTime":
            raise NO_METHOD
        if method == "eth_getBlockByNumber" and params[0] == "finalized":
            return {"number": hex(honest.last - 2)}
        return result

    assert collected_through(place, real).last == honest.last - 2
    with proxied(place[0], lambda *asked: None if asked[1][:1] == ["finalized"] else asked[-1]) as url:
        assert RpcSource(url).finalized() is None


def test_storage_is_read_in_batches(place: Place) -> None:
    source = RpcSource(place[0])
    words = source.storage(place[1], range(250), source.head())
    assert words.keys() == set(range(250))
    assert any(words.values())
