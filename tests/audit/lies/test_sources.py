"""Sources that contradict themselves, and ones that are only odd: a verdict on the source is none on the plan."""

from __future__ import annotations

from typing import Any

import pytest

from openmutual.audit.findings import Basis, Severity
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.html import page
from openmutual.audit.report.sentences import texts
from openmutual.audit.report.terminal import lines
from openmutual.errors import ForeignHeaders, UnusableSource

from ..audit_runner import NONSENSE, AuditRunner, ask, hashed, says
from ..extract_factory import keys_of
from ..lying_node import Fault, Hook

OF_A_BLOCK = ("eth_getLogs", "eth_call", "eth_getCode", "eth_getProof", "eth_getStorageAt")


def receipts_under_another_number(runner: AuditRunner, *, renumbered: bool = False) -> Hook:
    """Two lists of receipts change places; `renumbered` ones say that they belong there."""
    one, other = runner.block("Joined"), runner.block("Announced")
    told = {each: ask(runner.url, "eth_getBlockReceipts", hex(each)) for each in (one, other)}

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method != "eth_getBlockReceipts" or int(params[0], 16) not in told:
            return result
        here = int(params[0], 16)
        swapped = told[other if here == one else one]
        return [receipt | {"blockNumber": hex(here)} for receipt in swapped] if renumbered else swapped

    return hook


# --- contradictions --------------------------------------------------------------------------------------------------


def test_receipts_of_two_blocks_that_changed_places_are_a_verdict_on_the_source_alone(runner: AuditRunner) -> None:
    told = runner.collected(receipts_under_another_number(runner, renumbered=True))
    assert keys_of(told.findings) == ["receipts-root-differs"] * 2
    report = assemble(told)
    verdict = report.verdict
    assert (verdict.outcome, verdict.of_source, verdict.breaches, verdict.doubts) == ("source", 2, 0, 0)
    assert report.conduct.figures == ()
    for language in ("en", "zh"):
        words, shown = texts(language)["verdict"], lines(report, language)
        assert (shown.tone, shown.verdict) == ("source", words["source"])
        assert [part.heading for part in shown.parts] == [texts(language)["sections"]["findings"]]
        html = page(report, language)
        assert 'class="verdict source"' in html
        assert 'id="conduct"' not in html


def test_receipts_that_name_another_block_are_asked_for_by_their_transactions(runner: AuditRunner) -> None:
    told = runner.collected(receipts_under_another_number(runner))
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_receipts_that_always_name_another_block_are_a_contradiction(runner: AuditRunner) -> None:
    def hook(method: str, _params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockReceipts":
            return [receipt | {"blockNumber": "0x1"} for receipt in result]
        return result | {"blockNumber": "0x1"} if method == "eth_getTransactionReceipt" else result

    with pytest.raises(UnusableSource, match=r"receipts given for block \d+ are of block 1"):
        runner.collected(hook)


def test_a_header_that_does_not_hash_among_others_that_do_is_a_contradiction(runner: AuditRunner) -> None:
    block = hex(runner.block("Joined"))
    hook = says("eth_getBlockByNumber", lambda params, told: told | {"gasUsed": "0x1"} if params[0] == block else told)
    with pytest.raises(UnusableSource, match="does not hash to what it says, others do"):
        runner.collected(hook)


def test_the_last_header_is_told_from_those_of_another_chain_by_the_one_before(runner: AuditRunner) -> None:
    last = hex(runner.last)
    hook = says("eth_getBlockByNumber", lambda params, told: told | {"gasUsed": "0x1"} if params[0] == last else told)
    with pytest.raises(UnusableSource, match="does not hash to what it says, others do"):
        runner.collected(hook)


def test_headers_with_a_field_that_nobody_knows_are_no_lie(runner: AuditRunner) -> None:
    hook = says("eth_getBlockByNumber", lambda _params, told: told | {"hash": NONSENSE, "beaconOfOurs": "0x1"})
    with pytest.raises(ForeignHeaders, match="nothing is held against it or the plan"):
        runner.collected(hook)


def test_blocks_without_parents_are_the_nodes_own_fault(runner: AuditRunner) -> None:
    """As developers' nodes make many blocks at once."""
    false = (runner.last - 4, runner.last - 3)

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and int(params[0], 16) in false:
            return hashed(result, parentHash="0x" + 64 * "0")
        return result

    told = runner.collected(hook)
    assert "header-without-parent" in told.findings.keys
    assert {finding.check.severity for finding in told.findings.found} == {Severity.SOURCE}


# --- asked again -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["eth_getBlockReceipts", "eth_getProof", "eth_getCode"])
def test_a_false_answer_that_is_put_right_when_asked_again_is_held_against_nobody(
    runner: AuditRunner, method: str
) -> None:
    """As where one address has many nodes behind it."""
    false = {
        "eth_getBlockReceipts": lambda told: [one | {"cumulativeGasUsed": "0x5"} for one in told],
        "eth_getProof": lambda told: told | {"accountProof": told["accountProof"][:-1]},
        "eth_getCode": lambda told: told + "00",
    }
    asked: set[str] = set()

    def hook(said: str, params: list[Any], result: Any) -> Any:
        question = f"{said}{params}"
        if said != method or question in asked or (said == "eth_getCode" and params[0] != runner.contract("jury")):
            return result
        asked.add(question)
        return false[method](result)

    told = runner.collected(hook)
    assert asked
    assert told.findings.found == []
    assert runner.weaker(told) == {}


@pytest.mark.parametrize(
    "words", ["header not found", "block range extends beyond current head block", "unknown block"]
)
def test_of_many_nodes_behind_one_address_some_may_be_behind(runner: AuditRunner, words: str) -> None:
    asked: set[str] = set()

    def hook(method: str, params: list[Any], result: Any) -> Any:
        question = f"{method}{params}"
        is_new = hex(runner.last) in question and question not in asked
        asked.add(question)
        if is_new and (method == "eth_getLogs") == words.startswith("block range") and method in OF_A_BLOCK:
            raise Fault(-32_000, words)
        return result

    told = runner.collected(hook)
    assert told.findings.found == []
    assert runner.weaker(told) == {}


# --- odd, and no worse -------------------------------------------------------------------------------------------------


def test_receipts_without_a_type_have_that_of_their_transactions(runner: AuditRunner) -> None:
    def typeless(told: Any) -> Any:
        return {name: value for name, value in told.items() if name != "type"}

    def hook(method: str, _params: list[Any], result: Any) -> Any:
        return [typeless(one) for one in result] if method == "eth_getBlockReceipts" else result

    told = runner.collected(hook)
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_a_type_that_transactions_leave_out_as_well_shows_by_their_fields(runner: AuditRunner) -> None:
    def typeless(told: Any) -> Any:
        return {name: value for name, value in told.items() if name != "type"}

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[1]:
            return result | {"transactions": [typeless(one) for one in result["transactions"]]}
        return [typeless(one) for one in result] if method == "eth_getBlockReceipts" else result

    told = runner.collected(hook)
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_a_developers_node_under_another_name_is_known_by_what_it_does(runner: AuditRunner) -> None:
    told = runner.collected(says("web3_clientVersion", lambda _params, _told: "Geth/v1.16"))
    assert told.findings.found == []
    assert told.extract.last == ask_head(runner)


def ask_head(runner: AuditRunner) -> int:
    return int(ask(runner.url, "eth_blockNumber"), 16)


# --- states that are not kept ------------------------------------------------------------------------------------------


def test_where_the_state_after_the_final_block_is_not_kept_the_log_is_proven_all_the_same(chain: AuditRunner) -> None:
    last = chain.last
    ask(chain.url, "anvil_mine", "0x3")

    def forgotten(method: str, params: list[Any], result: Any) -> Any:
        if method == "evm_increaseTime":
            raise Fault(-32_601, "the method does not exist")
        if method == "eth_getBlockByNumber" and params[0] == "finalized":
            return {"number": hex(last)}
        of_state = method in ("eth_call", "eth_getCode", "eth_getProof", "eth_getStorageAt")
        if of_state and params[-1] != hex(last + 3):
            raise Fault(-32_000, "missing trie node 5a1f (path ) state is not available")
        return result

    told = chain.collected(forgotten)
    assert told.extract.last == last
    assert keys_of(told.findings)[0] == "state-not-told"
    assert told.findings.is_clean
    proven = {part for part, basis in told.bases.items() if basis is Basis.PROVEN}
    assert proven == {"log", "completeness", "times", "terms"}
    assert (told.decimals, told.symbol) == (chain.honest.decimals, chain.honest.symbol)
    (sentence,) = {each.check.sentence["en"] for each in told.findings.found if each.check.key == "state-not-told"}
    assert "--block" in sentence
