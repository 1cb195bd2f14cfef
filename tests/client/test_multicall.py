"""Many views of one contract in one question: run by the embedded chain, and asked of a node that counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from openmutual.abi import multicall
from openmutual.chain import ChainLedger, LocalKeyring, RpcWorld
from openmutual.chain.contract import Contract
from openmutual.chain.json_rpc import RpcNode
from openmutual.chain.node import Call, Reverted
from openmutual.codec import ZERO_ADDRESS, from_hex
from openmutual.errors import ChainError, UnexpectedRevert, UnknownLevel
from openmutual.records import MemberStatus
from openmutual.rpc.transport import Declined
from tests.client.chain_play import ChainPlay
from tests.client.real_chain import NodeLine, RealChain, as_it_is

CROWD = 2 * multicall.MOST + 2


class CountingLine(NodeLine):
    """A line that counts questions, and declines what a test says."""

    def __init__(self, chain: Any) -> None:
        super().__init__(chain, as_it_is, as_it_is)
        self.asked: list[tuple[str, Any]] = []
        self.declines_creations = False

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        for parameters in each:
            self.asked.append((method, parameters))
            if self.declines_creations and method == "eth_call" and "to" not in parameters[0]:
                yield Declined(self.host, -32_602, "a call needs an address", None)
            else:
                yield from super().ask_all(method, [parameters])

    def count(self, method: str) -> int:
        return sum(method == asked for asked, _ in self.asked)


@pytest.fixture(scope="module")
def play() -> ChainPlay:
    """A crowd that joined in one transaction."""
    chain = RealChain()
    play = ChainPlay(RpcWorld(chain.line, LocalKeyring()), token=chain.token)
    crowd = [f"0x{number:040x}" for number in range(1, CROWD + 1)]
    play.world.give(play.ledger, play.who("payer"), 30 * CROWD)
    play.ledger.join_many(play.who("payer"), crowd, "one", 30)
    return play


@pytest.fixture
def line(play: ChainPlay) -> CountingLine:
    """A line to the same chain, that nothing has been asked on."""
    return CountingLine(play.world.node.rpc._chain)  # type: ignore[attr-defined]


def opened(line: CountingLine, play: ChainPlay) -> ChainLedger:
    ledger = RpcWorld(line, LocalKeyring()).ledger_at(play.ledger.site.ledger)
    line.asked.clear()
    return ledger


def program_of(play: ChainPlay, function: str, *each: Any) -> Call:
    contract = Contract(play.world.node, "MutualLedger", play.ledger.site.ledger)
    calls = [contract.call(function, argument) for argument in each]
    return Call(ZERO_ADDRESS, "", multicall.program(from_hex(contract.address), calls))


def test_if_one_call_is_refused_all_are(play: ChainPlay) -> None:
    with pytest.raises(Reverted):
        play.world.node.read([program_of(play, "levelOf", 0, 99)])


@pytest.mark.parametrize("returned", [b"", b"\0", bytes(32), bytes(34), bytes(33) + b"\1", bytes(65 + 32)])
def test_what_holds_another_number_of_answers_holds_none(returned: bytes) -> None:
    assert multicall.answers(returned, 2) is None


def test_an_address_without_code_gives_empty_answers(play: ChainPlay) -> None:
    call = Call(ZERO_ADDRESS, "", multicall.program(b"\7" * 20, [b"abcd", b"efgh"]))
    (returned,) = play.world.node.read([call])
    assert multicall.answers(returned, 2) == [b"", b""]


def test_each_answer_is_that_of_its_own_call(play: ChainPlay) -> None:
    node, ledger = play.world.node, play.ledger.site.ledger
    contract = Contract(node, "MutualLedger", ledger)
    (returned,) = node.read([program_of(play, "levelOf", 1, 0, 1)])
    alone = [node.read([Call(ZERO_ADDRESS, ledger, contract.call("levelOf", level))])[0] for level in (1, 0, 1)]
    assert alone[0] != alone[1]
    assert multicall.answers(returned, 3) == alone


def test_the_refusal_of_one_view_among_many_is_told_by_name(play: ChainPlay, line: CountingLine) -> None:
    contract = Contract(RpcNode(line), "MutualLedger", play.ledger.site.ledger)
    with pytest.raises(UnknownLevel):
        contract.read_each("levelOf", [(0,), (99,)])


def test_where_no_contract_lies_many_views_are_no_answer_either(line: CountingLine) -> None:
    with pytest.raises(ChainError, match="no answer to it"):
        Contract(RpcNode(line), "MutualLedger", "0x" + "77" * 20).read_each("levelOf", [(0,), (1,)])


def test_what_changes_something_is_tried_call_by_call(play: ChainPlay, line: CountingLine) -> None:
    token = Contract(RpcNode(line), "TestYuan", play.ledger.site.token)
    with pytest.raises(UnexpectedRevert, match="ERC20InvalidApprover"):
        token.read_each("approve", [(play.who("m1"), 1), (play.who("m2"), 1)])
    method, (message, _) = line.asked[-1]
    assert (method, message["to"]) == ("eth_call", play.ledger.site.token)


def test_the_state_of_a_crowd_takes_few_questions(play: ChainPlay, line: CountingLine) -> None:
    members = opened(line, play).snapshot().members
    assert [member.status for member in members.values()] == CROWD * [MemberStatus.ACTIVE]
    # The books, the money held, how many cases, announcements and active members the log must tell of; the crowd in three.
    assert line.count("eth_call") == 8


def test_a_node_that_runs_no_creations_is_asked_for_each_member(play: ChainPlay, line: CountingLine) -> None:
    line.declines_creations = True
    assert opened(line, play).snapshot().members == play.ledger.snapshot().members
    assert line.count("eth_call") == 8 + CROWD


def test_what_a_plan_comes_to_is_asked_without_its_members(play: ChainPlay, line: CountingLine) -> None:
    totals = opened(line, play).totals()
    assert (totals.members, totals.held) == (CROWD, 30 * CROWD)
    assert [method for method, _ in line.asked] == ["eth_call", "eth_call"]
