"""A plan lives a year with a keeper that is killed again and again, on a chain that takes blocks back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmutual.chain import RpcWorld
from openmutual.events import Announced, CaseSettled, DisputeDecided, Finished, JurorsDrawn, ToppedUp, VoteRevealed
from openmutual.keeper.keeper import Deed, Keeper, Limits, Outcome
from openmutual.keeper.tasks import Task, Verb
from openmutual.rpc.transport import JsonRpc
from tests.cli.cli_fixture import node
from tests.keeper.keeper_year import Killed, Mortal, Year

LATE = 3
"""So many blocks may pass before what is due is done."""

DEEPEST = 5
"""Blocks that are taken back at once, at most."""


@pytest.fixture
def url() -> Iterator[str]:
    with node() as at:
        yield at


class Life:
    """A keeper that is begun anew whenever it dies.

    Attributes:
        kills: how many deaths are left.
    """

    def __init__(self, year: Year, kills: int) -> None:
        self.year, self.kills = year, kills
        self.keeper = self._begun()

    def _begun(self) -> Keeper:
        return self.year.keeper(fuse=self.year.random.randint(1, 9) if self.kills else 0)

    def round(self) -> list[Deed]:
        try:
            return self.keeper.round().deeds
        except Killed:
            self.kills -= 1
            self.keeper = self._begun()
            return []


@pytest.mark.slow
def test_every_duty_of_a_year_is_done_in_time_and_once(url: str, tmp_path: Path, deep: bool) -> None:
    for seed in range(10 if deep else 1):
        year = Year(seed, tmp_path / str(seed), RpcWorld(url))
        life, seen = Life(year, kills=20), Counter[str]()
        late: Counter[Task] = Counter()
        for found in year.blocks(365):
            before = year.world.node.head().number
            late = Counter({task: late[task] + 1 for task in found})
            assert max(late.values(), default=0) <= LATE, late
            deeds = life.round()
            assert {deed.outcome for deed in deeds} <= {Outcome.DONE}, deeds
            seen.update(deed.task.verb for deed in deeds)
            if deeds and year.random.random() < 0.2:
                take_back(url, year.world.node.head().number - before)
                seen["taken back"] += 1
        assert life.kills == 0
        assert seen["taken back"]
        assert_nothing_happened_twice(year)
        assert set(statuses_of(url, year.world.account("keeper"))) == {1}


def take_back(url: str, depth: int) -> None:
    """The chain forgets its last blocks; what was in them is in none any more."""
    if 0 < depth <= DEEPEST:
        JsonRpc(url).ask("anvil_reorg", depth, [])


def assert_nothing_happened_twice(year: Year) -> None:
    events = year.play.ledger.events()
    counted = Counter(
        [
            *(("period", event.period) for event in events if isinstance(event, Announced)),
            *(("case", event.case_id) for event in events if isinstance(event, CaseSettled)),
            *(("dispute", event.dispute_id) for event in events if isinstance(event, DisputeDecided)),
            *(("closed",) for event in events if isinstance(event, Finished)),
        ]
    )
    assert set(counted.values()) == {1}
    assert {key[0] for key in counted} == {"period", "case", "dispute", "closed"}
    for kind in (JurorsDrawn, VoteRevealed):
        assert any(isinstance(event, kind) for event in events), kind
    orders = year.play.ledger.orders
    assert any(isinstance(event, ToppedUp) and event.payer == orders for event in events)


def statuses_of(url: str, account: str) -> list[int]:
    """Whether each transaction of an account succeeded: 1 or 0."""
    rpc = JsonRpc(url)
    head = int(rpc.ask("eth_blockNumber"), 16)
    receipts = (receipt for number in range(head + 1) for receipt in rpc.ask("eth_getBlockReceipts", hex(number)))
    return [int(receipt["status"], 16) for receipt in receipts if receipt["from"] == account.lower()]


def announceable(year: Year) -> Year:
    """The year, on the day of its first announcement, with nothing else to do."""
    year.world.advance(year.state().calendar.announceable_from)
    return year


def test_what_a_rival_does_during_the_wait_is_left_to_it(url: str, tmp_path: Path) -> None:
    year = announceable(Year(0, tmp_path, RpcWorld(url)))
    rival, told = year.keeper("rival"), []
    keeper = year.keeper(limits=Limits(jitter=30), rest=lambda _: told.extend(rival.round().deeds))
    deeds = {deed.task.verb: deed.outcome for deed in keeper.round().deeds}
    assert Outcome.DONE in {deed.outcome for deed in told}
    assert deeds[Verb.ANNOUNCE] is Outcome.REFUSED
    assert statuses_of(url, year.world.account("keeper")) == []


def test_a_rival_that_is_first_by_a_moment_costs_no_more_than_gas(url: str, tmp_path: Path) -> None:
    year = announceable(Year(0, tmp_path, RpcWorld(url)))
    rival, keeper = year.keeper("rival"), year.keeper()
    node = keeper._node

    def overtaken(raw: bytes) -> None:
        rival.round()
        Mortal.submit(node, raw)

    node.submit = overtaken
    outcomes = {deed.task.verb: deed.outcome for deed in keeper.round().deeds}
    assert outcomes[Verb.ANNOUNCE] is Outcome.REFUSED
    announced = [event.period for event in year.play.ledger.events() if isinstance(event, Announced)]
    assert announced == [0]


def test_nothing_is_sent_while_gas_is_dear(url: str, tmp_path: Path) -> None:
    year = announceable(Year(0, tmp_path, RpcWorld(url)))
    deeds = year.keeper(limits=Limits(fee=1)).round().deeds
    assert {deed.outcome for deed in deeds} == {Outcome.DEAR}
    assert statuses_of(url, year.world.account("keeper")) == []
