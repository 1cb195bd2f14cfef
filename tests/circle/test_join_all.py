"""Many join at once: nobody waits for anybody, and the same call again goes on where it was stopped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openmutual import Circle, Connection, Person, connect
from openmutual.chain import ChainWorld, LocalKeyring
from openmutual.chain.embedded import EmbeddedNode
from openmutual.chain.ledger import Joining
from openmutual.chain.node import Receipt
from openmutual.circle import join_all
from openmutual.errors import ArgumentError, DepositTooSmall, UnexpectedRevert, UnknownTier
from openmutual.project import Project
from tests.client.test_chain_journal import Crash

COUPLES = [Person(f"couple {number}", "couple", "400") for number in range(40)]


class SlowNode(EmbeddedNode):
    """A chain that makes a block only while somebody waits for one, and puts into it all that was handed in."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []
        self.blocks = 0

    def nonce(self, account: str, pending: bool = True) -> int:
        mine = [raw for raw in self.waiting if pending and self._decoded(raw).sender == bytes.fromhex(account[2:])]
        return super().nonce(account) + len(mine)

    def submit(self, raw: bytes) -> None:
        self.waiting.append(raw)

    def receipt(self, transaction: bytes) -> Receipt:
        if self.waiting:
            self.blocks += 1
            for raw in self.waiting:
                super().submit(raw)
            self.waiting.clear()
        return super().receipt(transaction)

    def _decoded(self, raw: bytes) -> Any:
        return self._chain.get_transaction_builder().decode(raw)


@pytest.fixture
def node() -> SlowNode:
    return SlowNode()


def connected(node: EmbeddedNode, journal: Path | None = None) -> Connection:
    return Connection(ChainWorld(node, LocalKeyring()), Project(), journal)


def test_nothing_is_sent_if_anybody_is_wrong(settled: Circle, om: Connection) -> None:
    good, head = Person("somebody new", "couple", "400"), om.world.node.head()
    for wrong, error in (
        ([good, "ann"], ArgumentError),
        ([good, good], ArgumentError),
        ([good, Person("other", "triple", "400")], UnknownTier),
    ):
        with pytest.raises(error):
            settled.join_all(wrong)  # type: ignore[arg-type]
    assert om.world.node.head() == head


def test_whom_the_rules_refuse_is_known_before_anything_is_sent(settled: Circle, om: Connection) -> None:
    people, head = [Person("early", "couple", "400"), Person("mean", "couple", "1")], om.world.node.head()
    with pytest.raises(DepositTooSmall):
        settled.join_all(people)
    assert om.world.node.head() == head


def test_who_is_refused_by_the_chain_alone_keeps_nobody_out_who_was_under_way(settled: Circle, om: Connection) -> None:
    """Somebody has spent their money since it was looked at."""
    early, poor, late = (settled.account(name) for name in ("early", "poor", "late"))
    om.world.provide(settled.ledger, {early: 400_00, late: 400_00})
    with pytest.raises(UnexpectedRevert):
        settled.ledger.join_all([Joining(who, (who,), "couple", 400_00) for who in (early, poor, late)])
    assert {early, late} <= set(settled.members()["account"])
    assert settled.join_all([Person(name, "couple", "400") for name in ("early", "poor", "late")]).value == [poor]


def test_forty_couples_who_each_pay_join_within_a_few_blocks(node: SlowNode) -> None:
    made = connected(node).deploy("circle")
    node.blocks = 0
    receipt = made.join_all(COUPLES)
    assert receipt.value == [made.account(person.account) for person in COUPLES]
    assert node.blocks == 3  # money is made, the ledger may take it, and it does
    assert made.members().height == 40


def test_a_payer_brings_a_hundred_in_a_transaction(node: SlowNode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join_all, "BATCH", 16)
    made = connected(node).deploy("circle")
    families = [Person(f"family {number}", "family", "800") for number in range(3)]
    receipt = made.join_all([*COUPLES, *families], payer="the firm")
    assert len(receipt.transactions) == 2 + 3 + 1
    assert made.ledger.snapshot().books.units == 2 * 40 + 4 * 3


@pytest.mark.parametrize("dies_at", [5, 45, 100])
def test_whatever_it_is_killed_at_the_same_call_again_has_everybody_in_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_at: int
) -> None:
    node = EmbeddedNode()
    address = connected(node).deploy("circle").address
    sent: list[bytes] = []
    hand_in = node.submit

    def dies(raw: bytes) -> None:
        sent.append(raw)
        if len(sent) > dies_at:
            raise Crash
        hand_in(raw)

    def script() -> Circle:
        with connected(node, tmp_path) as om:
            made = om.circle(address)
            made.join_all(COUPLES)
            made.top_up("couple 0", "1")
            return made

    with monkeypatch.context() as patch:
        patch.setattr(node, "submit", dies)
        with pytest.raises(Crash):
            script()
    made = script()
    assert made.members().height == 40
    assert made.ledger.snapshot().books.token_balance == 40 * 400_00 + 1_00


def test_a_script_that_was_stopped_does_nothing_twice_until_it_is_done(tmp_path: Path) -> None:
    node = EmbeddedNode()
    address = connected(node).deploy("circle").address

    def script(stops: bool) -> None:
        with connected(node, tmp_path) as om:
            made = om.circle(address)
            made.join("ann", "couple", "400")
            made.top_up("ann", "5")
            if stops:
                raise Crash
            made.top_up("ann", "5")

    with pytest.raises(Crash):
        script(stops=True)
    script(stops=False)
    balance = connected(node).circle(address).members()["balance"][0]
    assert balance == 410
    # Done with, the same top-up is meant anew.
    with connected(node, tmp_path) as om:
        om.circle(address).top_up("ann", "5")
    assert connected(node).circle(address).members()["balance"][0] == 415


def test_who_is_a_member_is_passed_over() -> None:
    made = connect().deploy("circle")
    made.join("couple 3", "couple", "400")
    assert len(made.join_all(COUPLES[:5]).value) == 4
