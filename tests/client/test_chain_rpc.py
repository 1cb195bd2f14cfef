"""The client and a chain behind an address: what nodes say, well and badly, on a real chain and on a wrong one."""

from collections.abc import Callable
from typing import Any

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.abi.structs import FIELDS
from openmutual.chain import LocalKeyring, RpcWorld
from openmutual.chain.contract import TEXT, Contract, one_of, refusal
from openmutual.chain.deploy import expect_cancun
from openmutual.chain.event_log import events_of, known_events
from openmutual.chain.json_rpc import RpcNode
from openmutual.chain.node import Block, Call, Log, Receipt, Rejected, Reverted
from openmutual.chain.transactions import Sender
from openmutual.errors import ChainError, ChainTooOld, UnknownCase
from openmutual.records import MemberStatus
from openmutual.rpc.transport import Declined

from .scripted_node import CONTRACT, SECRET_URL, TRANSACTION, Answer, Connect, Scripted, block, error, receipt

REVERT = keccak(text="UnknownCase(uint256)")[:4] + encode(["uint256"], [7])


def test_a_chain_that_does_not_answer_is_named_without_its_secrets() -> None:
    with pytest.raises(ChainError, match=r"no chain answers at 127\.0\.0\.1") as caught:
        RpcNode("http://user:password@127.0.0.1:9/access-key")
    assert "password" not in str(caught.value)
    assert "access-key" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_chain_that_is_another_one_is_refused(connect: Connect) -> None:
    assert connect(chain_id=56)[0].chain_id == 56
    with pytest.raises(ChainError, match=r"node\.example is chain 56, not chain 1"):
        connect(chain_id=1)


def test_an_error_of_the_node_is_passed_on(connect: Connect) -> None:
    node, _ = connect({"eth_getCode": error("rate limited")})
    with pytest.raises(ChainError, match=r"node\.example answered: rate limited"):
        node.code(CONTRACT)


@pytest.mark.parametrize(
    "said",
    [
        error("execution reverted", "0x" + REVERT.hex()),
        error("VM execution error.", "Reverted 0x" + REVERT.hex()),
        error("Error: VM Exception", {"data": "0x" + REVERT.hex(), "message": "reverted"}),
    ],
)
def test_revert_data_is_found_wherever_a_node_puts_it(connect: Connect, said: Declined) -> None:
    node, _ = connect({"eth_call": said})
    with pytest.raises(Reverted) as caught:
        node.read([Call(CONTRACT, CONTRACT, b"")])
    assert caught.value.data == REVERT


@pytest.mark.parametrize("data", [None, "no bytes at all", "Reverted 0xno bytes", {"data": "0x1"}, {"data": ["0x"]}, 7])
def test_a_revert_without_data_is_one_too(connect: Connect, data: Any) -> None:
    node, _ = connect({"eth_call": error("execution reverted", data)})
    with pytest.raises(Reverted) as caught:
        node.read([Call(CONTRACT, CONTRACT, b"")])
    assert caught.value.data == b""


def test_questions_go_in_one_batch_and_answers_come_back_in_their_order(connect: Connect) -> None:
    node, provider = connect({"eth_call": lambda message, _: message["data"]})
    calls = [Call(CONTRACT, CONTRACT, bytes([number])) for number in range(250)]
    assert node.read(calls, at=9) == [call.data for call in calls]
    assert {parameters[1] for method, parameters in provider.asked if method == "eth_call"} == {"0x9"}


def test_a_refused_call_is_found_out_before_it_costs_anything(connect: Connect) -> None:
    node, provider = connect({"eth_estimateGas": error("execution reverted", "0x" + REVERT.hex())})
    keyring = LocalKeyring()
    with pytest.raises(UnknownCase):
        Sender(node, keyring).send(keyring.account("m1"), CONTRACT, b"")
    assert "eth_sendRawTransaction" not in [method for method, _ in provider.asked]


def test_gas_fee_and_nonce_come_from_the_chain(connect: Connect) -> None:
    node, provider = connect()
    assert node.gas_for(Call(CONTRACT, CONTRACT, b"")) == 125_000
    assert (node.fees().most, node.fees().tip) == (22, 2)
    assert node.nonce(CONTRACT) == 5
    node.nonce(CONTRACT, pending=False)
    assert [parameters[1] for method, parameters in provider.asked[-2:]] == ["pending", "latest"]


def test_handing_in_twice_does_no_harm(connect: Connect) -> None:
    connect({"eth_sendRawTransaction": error("already known")})[0].submit(b"raw")
    refused = {"eth_sendRawTransaction": error("insufficient funds"), "eth_getTransactionReceipt": None}
    with pytest.raises(Rejected, match="insufficient funds"):
        connect(refused)[0].submit(b"raw")


def test_what_is_answered_with_a_refusal_and_is_in_a_block_was_not_rejected(connect: Connect) -> None:
    node, provider = connect({"eth_sendRawTransaction": error("reverted with an unrecognized custom error")})
    node.submit(b"raw")
    assert ("eth_getTransactionReceipt", ("0x" + keccak(b"raw").hex(),)) in provider.asked


def test_a_transaction_is_waited_for_until_enough_blocks_stand_on_it(connect: Connect) -> None:
    heads = iter([block(9), block(10), block(11), block(12)])
    receipts = iter([None, receipt(9), receipt(10), receipt(10), receipt(10)])
    answers = {"eth_getBlockByNumber": lambda *_: next(heads), "eth_getTransactionReceipt": lambda *_: next(receipts)}
    node, _ = connect(answers, confirmations=2)
    assert node.receipt(TRANSACTION).block == 10


def test_patience_ends(connect: Connect) -> None:
    node, _ = connect({"eth_getTransactionReceipt": None}, patience=0.01)
    with pytest.raises(ChainError, match="has not become final within"):
        node.receipt(TRANSACTION)
    assert not node.is_mined(TRANSACTION)


def test_why_a_call_failed_is_asked_of_the_state_it_met(connect: Connect) -> None:
    answers = {"0x9": "0x", "0x8": error("execution reverted", "0x" + REVERT.hex())}
    node, _ = connect({"eth_call": lambda _, at: answers[at]})
    assert node.revert_reason(Call(CONTRACT, CONTRACT, b""), Receipt(False, 9, 0, ())) == REVERT
    node, _ = connect({"eth_call": "0x"})
    assert node.revert_reason(Call(CONTRACT, CONTRACT, b""), Receipt(False, 9, 0, ())) == b""


def test_logs_are_asked_for_in_ranges_and_come_in_log_order(connect: Connect) -> None:
    def logs(query: Answer) -> list[Answer]:
        first = int(query["fromBlock"], 16)
        words = {"address": CONTRACT.lower(), "topics": ["0x" + "01" * 32], "data": "0x"}
        return [{**words, "blockNumber": hex(first), "logIndex": hex(index)} for index in (1, 0)]

    node, provider = connect({"eth_getLogs": logs})
    found = node.logs([CONTRACT], 5, 4_500)
    assert [(log.block, log.index) for log in found] == [(5, 0), (5, 1), (2_005, 0), (2_005, 1), (4_005, 0), (4_005, 1)]
    assert [log.contract for log in found[:1]] == [CONTRACT]
    assert provider.asked[-1][1][0]["toBlock"] == hex(4_500)


def test_the_clock_of_a_real_chain_stands_by_itself(connect: Connect) -> None:
    node, _ = connect()
    assert node.head() == Block(9, 1_000, bytes([9] * 32))
    assert node.now() == 1_001
    node.advance(900)
    with pytest.raises(ChainError, match="cannot be moved"):
        node.advance(2_000)


def test_a_client_that_answers_nothing_to_what_it_does_not_know_is_not_local(connect: Connect) -> None:
    assert not connect({"evm_increaseTime": None})[0].is_local


def on_local(connect: Connect, **more: Any) -> tuple[RpcNode, Scripted]:
    """A client by no name in particular, whose clock can be moved."""
    moved = dict.fromkeys(("evm_increaseTime", "evm_setNextBlockTimestamp", "evm_mine"), "0x0")
    return connect(moved | {"anvil_setBlockTimestampInterval": error("not supported")} | more)


def test_a_client_whose_clock_can_be_moved_is_local_whatever_its_name(connect: Connect) -> None:
    node, provider = on_local(connect)
    assert node.is_local
    node.advance(2_000)
    assert (node.now(), provider.asked[-2]) == (2_000, ("evm_setNextBlockTimestamp", (2_000,)))
    assert not any(method == "web3_clientVersion" for method, _ in provider.asked)


def test_reading_leaves_the_clock_of_a_local_chain_alone(connect: Connect) -> None:
    node, provider = on_local(connect, eth_call="0x", eth_getLogs=[], eth_getCode="0x")
    node.head(), node.block_hash(9), node.now(), node.nonce(CONTRACT), node.code(CONTRACT)
    node.read([Call(CONTRACT, CONTRACT, b"")], 9)
    node.logs([CONTRACT], 0, 9)
    assert all(method.startswith("eth_") for method, _ in provider.asked)


def test_the_clock_is_set_going_when_something_is_sent(connect: Connect) -> None:
    node, provider = on_local(connect)
    node.submit(b"raw")
    node.submit(b"raw")
    assert [method for method, _ in provider.asked].count("anvil_setBlockTimestampInterval") == 1


def test_on_a_local_chain_nobody_waits_for_blocks_that_do_not_come(connect: Connect) -> None:
    node, _ = on_local(connect)
    node._confirmations = 2
    assert node.receipt(TRANSACTION).block == 9


def test_a_chain_without_the_instructions_of_the_contracts_is_refused_in_a_sentence(connect: Connect) -> None:
    refused = error("VM Exception while processing transaction: invalid opcode")
    node, _ = connect({"eth_call": lambda message, _: "0x" if message["data"] == "0x00" else refused})
    with pytest.raises(ChainTooOld, match="chain 56 lacks instructions of Ethereum's Cancun fork"):
        expect_cancun(node)


def test_a_node_that_runs_nothing_for_strangers_says_nothing_of_its_chain(connect: Connect) -> None:
    node, _ = connect({"eth_call": error("no target")})
    expect_cancun(node)


def test_an_undone_block_has_no_hash(connect: Connect) -> None:
    node, _ = connect({"eth_getBlockByNumber": None})
    assert node.block_hash(12) == b""


def test_a_real_chain_needs_keys_of_ones_own(connect: Connect) -> None:
    connect()
    with pytest.raises(ChainError, match="chain 56 is a real one"):
        RpcWorld(SECRET_URL)
    assert RpcWorld(SECRET_URL, LocalKeyring()).node.chain_id == 56


@pytest.mark.parametrize("said", [None, {}, [], 7, "0x", "nonsense", {"number": None}, {"blockNumber": "0x1"}])
def test_what_is_no_answer_is_said_and_ends_nothing(connect: Connect, said: Any) -> None:
    methods = ("eth_getBlockByNumber", "eth_getTransactionCount", "eth_getBalance", "eth_estimateGas", "eth_getLogs")
    node, _ = connect(dict.fromkeys(methods, said))
    questions: list[Callable[[], object]] = [
        node.head,
        lambda: node.nonce(CONTRACT),
        lambda: node.balance(CONTRACT),
        lambda: node.gas_for(Call(CONTRACT, CONTRACT, b"")),
    ]
    for question in questions:
        with pytest.raises(ChainError, match="with what is no answer to it"):
            question()


def test_a_header_with_a_field_that_is_none_is_said(connect: Connect) -> None:
    node, _ = connect({"eth_getBlockByNumber": dict.fromkeys(dict(FIELDS), "0x1f") | {"gasUsed": "-0x1"}})
    with pytest.raises(ChainError, match="does not hash to what the node says"):
        node.header(9)


@pytest.mark.parametrize("said", [{}, 7, "0x", {"status": "0x1", "blockNumber": "0x1"}])
def test_a_receipt_that_is_none_is_said(connect: Connect, said: Any) -> None:
    node, _ = connect({"eth_getTransactionReceipt": said})
    with pytest.raises(ChainError, match="with what is no answer to it"):
        node.receipt(TRANSACTION)


def test_a_receipt_of_what_waits_for_a_block_is_none(connect: Connect) -> None:
    node, _ = connect({"eth_getTransactionReceipt": receipt(9) | {"blockNumber": None}}, patience=0.01)
    assert not node.is_mined(TRANSACTION)


def test_a_contract_that_answers_something_else_is_named(connect: Connect) -> None:
    node, _ = connect({"eth_call": "0x"})
    with pytest.raises(ChainError, match=f"{CONTRACT} answers decimals with what is no answer"):
        Contract(node, "TestYuan", CONTRACT).read("decimals")


TEXTS = {"no text": encode(["bytes"], [b"\xff\xfe"]), "text nowhere": b"\xff" * 32}
"""What stands in the place of an encoded text."""


@pytest.mark.parametrize("said", TEXTS)
def test_a_text_that_is_none_is_no_answer_and_no_reason(connect: Connect, said: str) -> None:
    node, _ = connect({"eth_call": "0x" + TEXTS[said].hex()})
    with pytest.raises(ChainError, match="answers name with what is no answer"):
        Contract(node, "TestYuan", CONTRACT).read("name")
    assert "fits no error" in str(refusal(TEXT + TEXTS[said]))


def test_a_number_that_stands_for_nothing_is_said() -> None:
    assert one_of(tuple(MemberStatus), 0) is MemberStatus.NONE
    with pytest.raises(ChainError, match=r"number 9 where \d are counted"):
        one_of(tuple(MemberStatus), 9)


def test_a_log_that_is_cut_off_is_said() -> None:
    topic = next(topic for topic, entry in known_events().items() if entry.name == "Joined")
    with pytest.raises(ChainError, match="log 3 of block 9 has what is no Joined"):
        list(events_of([Log(CONTRACT, (topic, bytes(32)), bytes(31), 9, 3)], [CONTRACT]))


def test_a_currency_that_speaks_like_the_plan_is_not_heard() -> None:
    topic = next(topic for topic, entry in known_events().items() if entry.name == "ClosingStarted")
    said = Log(CONTRACT, (topic, bytes(32)), b"", 9, 3)
    assert [event.place.contract for event in events_of([said], [CONTRACT])] == [CONTRACT]
    assert list(events_of([said], ["0x" + "99" * 20])) == []
