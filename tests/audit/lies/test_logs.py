"""Logs, receipts and headers that are not the chain's: each is found, or refused, and held against nobody else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from eth_utils.crypto import keccak

from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.terminal import lines
from openmutual.audit.source.rpc import RpcSource
from openmutual.errors import ForeignHeaders

from ..audit_runner import NONSENSE, STRANGER, AuditRunner, Change, ask, hashed, move_to_another_history, says
from ..extract_factory import keys_of
from ..lying_node import Hook

pytestmark = pytest.mark.slow


def test_a_node_that_speaks_the_truth_is_believed_and_all_of_it_is_proven(runner: AuditRunner) -> None:
    assert runner.honest.findings.found == []
    assert set(runner.honest.bases.values()) == {Basis.PROVEN}
    told = runner.collected(lambda _method, _params, result: result)
    assert told.findings.found == []
    assert told.bases == runner.honest.bases


# --- logs and receipts ---------------------------------------------------------------------------------------------


def receipts(block: int, change: Change) -> Hook:
    """Other receipts of one block: the list itself may be changed, or another one returned."""

    def changed(params: list[Any], told: Any) -> Any:
        if int(params[0], 16) != block:
            return told
        other = change(told)
        return told if other is None else other

    return says("eth_getBlockReceipts", changed)


def logs(change: Callable[[list[Any]], object]) -> Change:
    """Other logs of the first receipt."""

    def changed(told: list[Any]) -> None:
        change(told[0]["logs"])

    return changed


def in_first_log(**words: Any) -> Change:
    return logs(lambda held: held[0].update(words))


def swapped(told: list[Any]) -> None:
    one, other = told
    one["transactionIndex"], other["transactionIndex"] = other["transactionIndex"], one["transactionIndex"]


ROOT = "receipts-root-differs"

ON_RECEIPTS = {
    "a member's joining is left out of a receipt": ("Joined", logs(lambda held: held.pop(0)), [ROOT]),
    "an announcement is left out": ("Announced", logs(lambda held: held.pop(0)), [ROOT]),
    "a payment is left out": ("CaseSettled", logs(lambda held: held.pop(1)), [ROOT]),
    "a receipt is left out": (None, lambda told: told[:1], [ROOT]),
    "the first receipt is left out": (None, lambda told: told[1:], [ROOT]),
    "all receipts of a block are left out": ("Announced", lambda _told: [], ["logs-withheld"]),
    "a share is altered": ("Announced", in_first_log(data="0x" + 64 * "7"), [ROOT]),
    "the event is another": ("Announced", in_first_log(topics=[NONSENSE]), [ROOT]),
    "another contract said it": ("Announced", in_first_log(address=STRANGER), [ROOT]),
    "two logs change places": ("CaseSettled", logs(lambda held: held.reverse()), [ROOT]),
    "two receipts change places": (None, swapped, [ROOT]),
    "a log is invented": (None, logs(lambda held: held.append(held[0] | {"data": "0x" + 64 * "1"})), [ROOT]),
    "a log is doubled": (None, logs(lambda held: held.append(held[-1])), [ROOT]),
    "a receipt is doubled": (None, lambda told: [*told, told[0]], [ROOT]),
    "a transaction is said to have failed": (None, lambda told: told[0].update(status="0x0"), [ROOT]),
    "the gas is another": (None, lambda told: told[0].update(cumulativeGasUsed="0x5"), [ROOT]),
    "the filter of a receipt is another": (None, lambda told: told[0].update(logsBloom="0x" + 512 * "0"), [ROOT]),
    "the transaction is of another type": (None, lambda told: told[0].update(type="0x1"), [ROOT]),
}  # fmt: skip


@pytest.mark.parametrize("lie", ON_RECEIPTS)
def test_a_log_that_is_not_the_chains_is_found_and_held_against_nobody_but_who_gave_it(
    runner: AuditRunner, lie: str
) -> None:
    kind, change, found = ON_RECEIPTS[lie]
    told = runner.collected(receipts(runner.block(kind) if kind else runner.last, change))
    assert keys_of(told.findings) == found
    assert told.bases["completeness"] is Basis.REPORTED
    if ROOT in found:
        assert told.bases["log"] is Basis.REPORTED


def test_receipts_in_another_order_are_put_back_in_theirs(runner: AuditRunner) -> None:
    told = runner.collected(receipts(runner.last, lambda told: told[::-1]))
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_a_search_for_logs_that_leaves_blocks_out_hides_nothing(runner: AuditRunner) -> None:
    hook = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) < 10])
    told = runner.collected(hook)
    assert told.findings.found == []
    assert runner.weaker(told) == {}


def test_where_few_headers_are_read_a_hidden_block_shows_by_the_state(runner: AuditRunner) -> None:
    hidden = runner.block("FeeCollected")
    hook = says("eth_getLogs", lambda _params, told: [log for log in told if int(log["blockNumber"], 16) != hidden])
    told = runner.collected(hook, every_header=False)
    assert told.findings.keys == ["state-operator-credit", "token-balance-differs"]
    assert told.bases["completeness"] is Basis.REPORTED


# --- headers -------------------------------------------------------------------------------------------------------


def block_with(number: int, **words: str) -> Hook:
    return says(
        "eth_getBlockByNumber",
        lambda params, told: hashed(told, **words) if params[0] == hex(number) else told,
    )


def forged(runner: AuditRunner, number: int, **words: str) -> Hook:
    """A history of the node's own from a block on, in which every header names the one before it.

    Contracts see the hashes of that history, as the node says.
    """
    blocks = {each: ask(runner.url, "eth_getBlockByNumber", hex(each), False) for each in range(runner.last + 1)}
    blocks[number] = hashed(blocks[number], **words)
    for before, after in pairwise(range(number, runner.last + 1)):
        blocks[after] = hashed(blocks[after], parentHash=blocks[before]["hash"])
    seen = "0x00" + blocks[runner.last - 1]["hash"][2:]

    def hook(method: str, params: list[Any], result: Any) -> Any:
        if method == "eth_call" and "to" not in params[0]:
            return seen
        return blocks.get(int(params[0], 16), result) if method == "eth_getBlockByNumber" else result

    return hook


def test_a_forged_history_that_contracts_do_not_see_is_doubted(runner: AuditRunner) -> None:
    hook = forged(runner, 10, extraData="0x1234")
    told = runner.collected(lambda method, *rest: rest[-1] if method == "eth_call" else hook(method, *rest))
    assert keys_of(told.findings) == ["header-unknown-to-contracts"]


def test_a_header_that_was_altered_under_its_hash_is_refused(runner: AuditRunner) -> None:
    with pytest.raises(ForeignHeaders, match=r"headers cannot be proven here.*nothing is held against it"):
        runner.collected(says("eth_getBlockByNumber", lambda _params, told: told | {"gasUsed": "0x1"}))


@pytest.mark.parametrize(
    "words",
    [{"timestamp": "0x7fffffff"}, {"receiptsRoot": NONSENSE}, {"logsBloom": "0x" + 512 * "0"}, {"mixHash": NONSENSE}],
    ids=lambda words: next(iter(words)),
)
def test_a_header_that_was_altered_with_its_hash_breaks_the_chain(runner: AuditRunner, words: dict[str, str]) -> None:
    told = runner.collected(block_with(10, **words))
    assert "header-chain-broken" in told.findings.keys
    assert set(told.findings.keys) <= {"header-chain-broken", ROOT}
    assert {told.bases[part] for part in ("log", "completeness", "times")} == {Basis.REPORTED}


def test_a_shifted_time_in_a_chain_forged_to_its_end_shows_in_what_is_stored(runner: AuditRunner) -> None:
    number = runner.block("Joined")
    block = ask(runner.url, "eth_getBlockByNumber", hex(number), False)
    told = runner.collected(forged(runner, number, timestamp=hex(int(block["timestamp"], 16) + 1)))
    assert "state-member" in told.findings.keys
    assert set(told.findings.keys) <= {"state-member", "state-case", "time-falls"}


def test_a_forged_history_is_told_from_the_chains_by_a_hash_from_elsewhere_alone(runner: AuditRunner) -> None:
    honest = runner.honest.extract.block_hash
    hook = forged(runner, 10, extraData="0x1234")
    believed = runner.collected(hook)
    assert believed.findings.found == []
    assert not believed.hash_given
    assert any("is the source's word" in said for said in lines(assemble(believed), "en").sentences)
    told = runner.collected(hook, honest)
    assert keys_of(told.findings) == ["trusted-block-absent"]
    truth = runner.collected(lambda _method, _params, result: result, honest)
    assert truth.findings.found == []
    assert truth.hash_given
    assert not any("is the source's word" in said for said in lines(assemble(truth), "en").sentences)


def test_an_earlier_hash_from_elsewhere_does_not_vouch_for_what_came_later(runner: AuditRunner) -> None:
    early = runner.honest.extract.headers["rlp"][5]
    told = runner.collected(forged(runner, runner.last - 1, extraData="0x1234"), keccak(early))
    assert told.findings.found == []
    assert not told.hash_given


def test_another_history_of_the_same_plan_is_told_by_a_hash_from_elsewhere(chain: AuditRunner) -> None:
    fork = ask(chain.url, "evm_snapshot")
    ask(chain.url, "evm_mine")
    true = collect(RpcSource(chain.url), chain.ledger).block_hash
    move_to_another_history(chain, fork)
    other = collect(RpcSource(chain.url), chain.ledger)
    assert audit(other).findings.found == []
    assert keys_of(audit(other, trusted=true).findings) == ["trusted-block-absent"]
