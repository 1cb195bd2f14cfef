"""What is asked of a source, and when an audit is refused, on the embedded chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pytest
import rlp
from eth_utils.crypto import keccak
from trie.hexary import HexaryTrie

from openmutual.abi.block_hash import program, seen
from openmutual.audit.extraction.collect import collect
from openmutual.audit.source import calls
from openmutual.audit.source.bloom import BEGINNING, bloom_of, mark_of, may_hold
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.locate import plan_opened
from openmutual.audit.source.source import RawLog
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.errors import (
    BlockBeforePlan,
    BlockNotThere,
    ChainError,
    NoContract,
    NodeSyncing,
    NotAPlan,
    Reorganised,
    UnknownPlanVersion,
)

from ..extracts import content, told

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

Plan = tuple[EmbeddedWorld, ChainLedger, EmbeddedSource]
NOBODY = "0x" + 40 * "1"


@pytest.fixture(scope="module")
def plan() -> Plan:
    """A plan with a dispute, whose jury is drawn by blocks that say nothing."""
    return told("disputed-case")


class Otherwise(EmbeddedSource):
    """A source that hands its headers and logs to functions before it gives them."""

    def __init__(
        self,
        plan: Plan,
        header: Callable[[bytes], bytes] = lambda header: header,
        names: Callable[[Sequence[bytes | None]], bool] = lambda _: True,
    ) -> None:
        super().__init__(plan[0].node)
        self._header, self._names = header, names

    def headers(self, numbers: Sequence[int]) -> Iterator[bytes]:
        return map(self._header, super().headers(numbers))

    def logs(
        self, addresses: Sequence[str], first: int, last: int, topics: Sequence[bytes | None] = ()
    ) -> Iterator[RawLog]:
        return super().logs(addresses, first, last, topics) if self._names(topics) else iter(())


# --- refusals ------------------------------------------------------------------------------------------------------


def test_a_node_that_is_catching_up_is_not_heard(plan: Plan) -> None:
    class Syncing(EmbeddedSource):
        def syncing(self) -> bool:
            return True

    with pytest.raises(NodeSyncing, match="still catching up"):
        collect(Syncing(plan[0].node), plan[1].site.ledger)


def test_an_address_without_a_contract_is_refused(plan: Plan) -> None:
    with pytest.raises(NoContract, match=NOBODY):
        collect(plan[2], NOBODY)


def test_a_contract_that_is_no_ledger_is_refused(plan: Plan) -> None:
    for contract in (plan[1].site.token, plan[1].site.desk):
        with pytest.raises(NotAPlan, match=contract.lower()):
            collect(plan[2], contract)


def test_a_ledger_that_never_said_it_opened_a_plan_is_of_another_version(plan: Plan) -> None:
    mute = Otherwise(plan, names=lambda topics: topics != [plan_opened()])
    with pytest.raises(UnknownPlanVersion, match="has no event PlanOpened"):
        collect(mute, plan[1].site.ledger)


def test_a_search_that_begins_too_late_says_so(plan: Plan) -> None:
    with pytest.raises(UnknownPlanVersion, match=f"since block {plan[1].site.since + 1}; was it opened before"):
        collect(plan[2], plan[1].site.ledger, since=plan[1].site.since + 1)


@pytest.mark.parametrize("data", [calls.books(), calls.jury()])
@pytest.mark.parametrize("answer", [None, b"", bytes(31), b"\1" * 32])
def test_contracts_that_answer_otherwise_are_of_another_version(plan: Plan, data: bytes, answer: bytes | None) -> None:
    class Foreign(EmbeddedSource):
        def call(self, to: str, asked: bytes, block: int) -> bytes | None:
            return answer if asked == data else super().call(to, asked, block)

    with pytest.raises(UnknownPlanVersion, match="do not answer"):
        collect(Foreign(plan[0].node), plan[1].site.ledger)


def test_a_block_before_the_plan_is_refused(plan: Plan) -> None:
    for blocks in ({"block": plan[1].site.since - 1}, {"chosen": [plan[1].site.since - 1]}):
        with pytest.raises(BlockBeforePlan, match=f"opened in block {plan[1].site.since}"):
            collect(plan[2], plan[1].site.ledger, **blocks)


def test_a_plan_that_is_not_final_yet_can_be_waited_for_or_read_all_the_same(plan: Plan) -> None:
    class Slow(EmbeddedSource):
        is_local = False

        def finalized(self) -> int:
            return plan[1].site.since - 1

    slow, ledger = Slow(plan[0].node), plan[1].site.ledger
    with pytest.raises(
        BlockBeforePlan, match=rf"the newest final one is {plan[1].site.since - 1}: wait, or .* --block"
    ):
        collect(slow, ledger)
    assert collect(slow, ledger, block=slow.head()).last == slow.head()


def test_a_block_that_is_not_there_yet_is_refused(plan: Plan) -> None:
    head = plan[2].head()
    with pytest.raises(BlockNotThere, match=f"no block {head + 1} yet"):
        collect(plan[2], plan[1].site.ledger, block=head + 1)
    with pytest.raises(BlockNotThere, match="after the audited block"):
        collect(plan[2], plan[1].site.ledger, block=head - 1, chosen=[head])


@pytest.mark.parametrize("changes_at", [2, -1])
def test_a_chain_that_changes_while_it_is_read_is_refused(plan: Plan, changes_at: int) -> None:
    """In the middle of the headers and back again (as behind a balancer of several nodes), or at the very end."""
    given: list[int] = []
    last = plan[2].head()

    class Changing(EmbeddedSource):
        def headers(self, numbers: Sequence[int]) -> Iterator[bytes]:
            for number, header in zip(numbers, super().headers(numbers), strict=True):
                given.append(number)
                changed = given.count(last) == changes_at % 4 and number == last
                yield header[:-1] + bytes([header[-1] ^ 1]) if changed else header

    with pytest.raises(Reorganised, match=f"block {last} was undone"):
        collect(Changing(plan[0].node), plan[1].site.ledger)


def test_a_header_without_a_filter_is_refused(plan: Plan) -> None:
    with pytest.raises(ChainError, match="no filter"):
        collect(Otherwise(plan, lambda header: header[:100] + header[101:]), plan[1].site.ledger)


# --- what is collected -------------------------------------------------------------------------------------------------


def test_everything_is_heard_up_to_the_newest_block(plan: Plan) -> None:
    world, ledger, source = plan
    said = collect(source, ledger.site.ledger)
    assert (said.first, said.last) == (ledger.site.since, world.node.head().number)
    assert said.block_hash == world.node.head().hash
    assert said.contracts.own == tuple(contract.lower() for contract in ledger.site.contracts)
    assert said.headers["number"].to_list() == list(range(said.first, said.last + 1))
    own = [bytes.fromhex(contract[2:]) for contract in said.contracts.own]
    spoken = said.logs.filter(said.logs["address"].is_in(own))
    assert len(spoken) == len(ledger.events()) > 50
    assert {bytes.fromhex(c[2:]) for c in said.contracts.own} <= set(said.logs["address"])
    assert said.codes[said.contracts.ledger] == world.node.code(ledger.site.ledger)


def test_receipts_can_be_encoded_as_the_header_has_them(plan: Plan) -> None:
    said = collect(plan[2], plan[1].site.ledger)
    roots = {number: rlp.decode(header)[5] for number, header in said.headers.rows()}
    logs: dict[tuple[int, int], list[object]] = {}
    for block, transaction, _, address, *topics, data in said.logs.rows():
        logs.setdefault((block, transaction), []).append([address, [topic for topic in topics if topic], data])
    for (block,), receipts in said.receipts.group_by("block"):
        trie = HexaryTrie({})
        for row in receipts.iter_rows(named=True):
            of_it = logs.get((block, row["transaction"]), [])
            body = rlp.encode([row["succeeded"], row["gas"], row["bloom"], of_it])
            trie[rlp.encode(row["transaction"])] = (bytes([row["kind"]]) if row["kind"] else b"") + body
        assert trie.root_hash == roots[block]


def test_accounts_come_with_proofs_for_each_chosen_block(plan: Plan) -> None:
    said = collect(plan[2], plan[1].site.ledger, chosen=[50, 100])
    assert [account.block for account in said.accounts] == [50] * 4 + [100] * 4 + [said.last] * 4
    roots = {number: rlp.decode(header)[3] for number, header in said.headers.rows()}
    for account in said.accounts:
        path = keccak(bytes.fromhex(account.address[2:]))
        nodes = [rlp.decode(node) for node in account.proof]
        proven = rlp.decode(HexaryTrie.get_from_proof(roots[account.block], path, nodes))
        assert proven[2:] == [account.storage_root, account.code_hash]
        assert account.nonce == int.from_bytes(proven[0], "big") == 1


def test_the_money_is_asked_for_after_each_chosen_block(plan: Plan) -> None:
    said = collect(plan[2], plan[1].site.ledger, chosen=[50])
    held = calls.balance_of(said.contracts.ledger)
    asked = [(answer.block, int.from_bytes(answer.result, "big")) for answer in said.answers if answer.data == held]
    assert [block for block, _ in asked] == [said.first, 50, said.last]
    assert asked[1][1] != asked[2][1] > asked[0][1] == 0
    others = {answer.data: answer.result for answer in said.answers if answer.data != held}
    assert others.keys() == {
        *(calls.decimals(), calls.symbol(), calls.name(), calls.books()),
        program(said.last - 1),
    }
    assert int.from_bytes(others[calls.decimals()], "big") == 2
    assert seen(others[program(said.last - 1)]) == plan[0].node.block_hash(said.last - 1)


def test_storage_is_read_word_by_word(plan: Plan) -> None:
    words = plan[2].storage(plan[1].site.ledger, range(8), plan[2].head())
    assert words.keys() == set(range(8))
    assert any(words.values())


def test_an_earlier_block_can_be_audited(plan: Plan) -> None:
    said = collect(plan[2], plan[1].site.ledger, block=60)
    whole = collect(plan[2], plan[1].site.ledger)
    assert said.last == 60
    assert said.logs.rows() == [row for row in whole.logs.rows() if row[0] <= 60]


def test_a_gift_to_the_ledger_is_heard_though_the_plan_says_nothing() -> None:
    world, ledger, source = told("circle")
    world.print_money(ledger, ledger.site.ledger, 5)
    said = collect(source, ledger.site.ledger)
    assert said.logs["block"][-1] == world.node.head().number


# --- filters and what the node names ---------------------------------------------------------------------------------


def with_filter(content: bytes) -> Callable[[bytes], bytes]:
    return lambda header: header[:BEGINNING] + 256 * content + header[BEGINNING + 256 :]


def spoken(said: Extract) -> list[tuple[object, ...]]:
    own = {bytes.fromhex(contract[2:]) for contract in said.contracts.own}
    return [row for row in said.logs.rows() if row[3] in own]


def test_filters_that_say_nothing_hide_nothing(plan: Plan) -> None:
    honest = collect(plan[2], plan[1].site.ledger)
    said = collect(Otherwise(plan, with_filter(b"\x00")), plan[1].site.ledger)
    assert said.logs.rows() == honest.logs.rows()


def test_filters_that_say_all_have_every_receipt_read(plan: Plan) -> None:
    honest = collect(plan[2], plan[1].site.ledger)
    said = collect(Otherwise(plan, with_filter(b"\xff")), plan[1].site.ledger)
    assert spoken(said) == spoken(honest)
    assert len(said.receipts) > len(honest.receipts)


def test_a_node_that_names_no_logs_is_found_out_by_the_filters(plan: Plan) -> None:
    silent = Otherwise(plan, names=lambda topics: topics == [plan_opened()])
    assert content(collect(silent, plan[1].site.ledger)) == content(collect(plan[2], plan[1].site.ledger))


def test_without_every_header_those_that_matter_are_read(plan: Plan) -> None:
    whole = collect(plan[2], plan[1].site.ledger)
    said = collect(plan[2], plan[1].site.ledger, every_header=False, chosen=[100])
    draws = {event.block for event in plan[1].events() if hasattr(event, "block")}
    numbers = set(said.headers["number"])
    assert not said.every_header
    assert numbers == set(said.logs["block"]) | draws | {100, said.last}
    assert draws - set(said.logs["block"])
    assert len(numbers) < len(whole.headers)
    assert spoken(said) == spoken(whole)


def test_progress_is_told_to_the_end(plan: Plan) -> None:
    collected: list[tuple[str, int, int]] = []
    said = collect(plan[2], plan[1].site.ledger, progress=lambda *step: collected.append(step))
    assert [step for step in collected if step[1] == step[2]] == [
        ("headers", len(said.headers), len(said.headers)),
        ("receipts", said.receipts["block"].n_unique(), said.receipts["block"].n_unique()),
    ]


def test_a_filter_lets_through_what_it_holds(plan: Plan) -> None:
    said = collect(plan[2], plan[1].site.ledger)
    filters = {number: bloom_of(header) for number, header in said.headers.rows()}
    for row in said.logs.iter_rows(named=True):
        assert may_hold(filters[row["block"]], [mark_of([row["address"], row["topic0"]])])
    assert not may_hold(0, [mark_of([b"anything"])])
