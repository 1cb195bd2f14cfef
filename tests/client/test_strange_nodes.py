"""Nodes that answer what cannot be, or something else than was asked, and of many behind one address the one behind."""

from collections.abc import Callable
from typing import Any

import pytest

from openmutual.chain import LocalKeyring, transactions
from openmutual.chain.node import Call
from openmutual.chain.transactions import Sender
from openmutual.codec import from_hex
from openmutual.errors import ChainError, NodeSilent
from openmutual.rpc.transport import Declined

from .scripted_node import CONTRACT, TRANSACTION, Answer, Connect, block, error, receipt


def log(block: int, transaction: int, index: int, **more: Any) -> Answer:
    place = {"blockNumber": hex(block), "transactionIndex": hex(transaction), "logIndex": hex(index)}
    return (
        {"address": CONTRACT.lower(), "topics": [], "data": f"0x{block:02x}{transaction:02x}{index:02x}"} | place | more
    )


def test_logs_that_are_counted_anew_in_each_transaction_come_in_log_order(connect: Connect) -> None:
    places = [(5, 0, 0), (5, 0, 1), (5, 1, 0), (5, 1, 1), (6, 0, 0)]
    node, _ = connect({"eth_getLogs": [log(*place) for place in reversed(places)]})
    assert [found.data for found in node.logs([CONTRACT], 5, 6)] == [from_hex(log(*place)["data"]) for place in places]


def test_logs_of_blocks_that_were_undone_are_not_heard(connect: Connect) -> None:
    node, _ = connect({"eth_getLogs": [log(5, 0, 0, removed=True), log(5, 0, 1, removed=False)]})
    assert [found.index for found in node.logs([CONTRACT], 5, 6)] == [1]


@pytest.mark.parametrize("other", [log(4, 0, 0), log(7, 0, 0), log(5, 0, 0, address="0x" + "99" * 20)])
def test_logs_that_were_not_asked_for_are_not_believed(connect: Connect, other: Answer) -> None:
    node, _ = connect({"eth_getLogs": [log(5, 0, 0), other]})
    with pytest.raises(ChainError, match=r"node\.example tells of logs that it was not asked for"):
        node.logs([CONTRACT], 5, 6)


def test_a_search_that_a_node_refuses_is_made_in_parts(connect: Connect) -> None:
    def logs(query: Answer) -> Any:
        first, last = (int(query[name], 16) for name in ("fromBlock", "toBlock"))
        return (
            [log(first, 0, 0)]
            if last - first < 10
            else error("you can make eth_getLogs requests with up to a 10 block range")
        )

    node, provider = connect({"eth_getLogs": logs})
    found = [each.block for each in node.logs([CONTRACT], 1, 30)]
    assert (found[0], found) == (1, sorted(set(found)))
    assert len(provider.asked) < 15


def test_a_search_that_a_node_never_makes_ends(connect: Connect) -> None:
    node, provider = connect({"eth_getLogs": error("block range too large")})
    with pytest.raises(ChainError, match="block range too large"):
        node.logs([CONTRACT], 0, 10**6)
    assert len(provider.asked) < 30


def test_a_block_so_far_that_a_search_up_to_it_never_ends_is_none(connect: Connect) -> None:
    node, _ = connect({"eth_getBlockByNumber": block(9) | {"number": hex(2**60)}})
    with pytest.raises(ChainError, match="with what is no answer to it"):
        node.head()


def test_the_answer_to_another_question_is_none(connect: Connect) -> None:
    other = receipt(9) | {"transactionHash": "0x" + "22" * 32}
    node, _ = connect({"eth_getBlockByNumber": block(9), "eth_getTransactionReceipt": other})
    questions = (lambda: node.block_hash(8), lambda: node.block_time(8), lambda: node.is_mined(TRANSACTION))
    for question in questions:
        with pytest.raises(ChainError, match="with what is no answer to it"):
            question()


@pytest.mark.parametrize("said", ["-0x1", "0x1" + 16 * "0", "0x" + 70 * "f"])
def test_a_number_of_transactions_that_no_account_has_sent_is_no_answer(connect: Connect, said: str) -> None:
    node, _ = connect({"eth_getTransactionCount": said, "eth_maxPriorityFeePerGas": said, "eth_estimateGas": said})
    questions = (lambda: node.nonce(CONTRACT), node.fees, lambda: node.gas_for(Call(CONTRACT, CONTRACT, b"")))
    for question in questions:
        with pytest.raises(ChainError, match="with what is no answer to it"):
            question()


def test_a_node_that_knows_no_tip_is_asked_for_the_whole_price(connect: Connect) -> None:
    unknown = Declined("node.example", -32601, "the method does not exist/is not available", None)
    node, _ = connect({"eth_maxPriorityFeePerGas": unknown, "eth_gasPrice": "0xd"})
    assert (node.fees().most, node.fees().tip) == (23, 3)
    node, _ = connect({"eth_maxPriorityFeePerGas": unknown, "eth_gasPrice": "0x1"})
    assert node.fees().tip == 0


HERE, BEHIND = ("0x" + "00" * 31 + "07", Declined("node.example", -32000, "header not found", None))


def in_turn(*answers: Any) -> Callable[..., Any]:
    """One answer after another, as of the nodes behind one address."""
    left = iter(answers)
    return lambda *_: next(left)


def test_what_one_of_many_nodes_has_not_yet_another_is_asked_for(connect: Connect) -> None:
    node, _ = connect(
        {"eth_call": in_turn(BEHIND, BEHIND, HERE), "eth_getBlockByNumber": in_turn(None, block(9))}, patience=0.1
    )
    assert node.read([Call(CONTRACT, CONTRACT, b"")], 9) == [bytes(31) + b"\7"]
    assert node.block_time(9) == 1_000
    node, _ = connect({"eth_call": BEHIND})
    with pytest.raises(ChainError, match="header not found"):
        node.read([Call(CONTRACT, CONTRACT, b"")], 9)


def test_a_number_that_a_node_behind_gives_is_not_signed_with_twice(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(transactions.time, "sleep", pauses.append)
    node, provider = connect({"eth_getTransactionCount": in_turn("0x5", "0x5", "0x6"), "eth_call": "0x"})
    keyring = LocalKeyring()
    sender = Sender(node, keyring)
    for _ in range(2):
        sender.send(keyring.account("m1"), CONTRACT, b"")
    assert len(pauses) == 1
    provider.answers["eth_getTransactionCount"] = "0x5"
    with pytest.raises(NodeSilent, match="stays behind what it has told of before"):
        sender.send(keyring.account("m1"), CONTRACT, b"")
