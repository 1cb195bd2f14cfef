"""A plan lives a year with two rival keepers that are killed again and again, on a chain that takes blocks back."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from openmutual.chain import RpcWorld
from openmutual.events import Announced, CaseSettled, DisputeDecided, Finished, JurorsDrawn, ToppedUp, VoteRevealed
from openmutual.keeper.keeper import Deed, Limits, Outcome
from openmutual.keeper.notices import Notice, Told
from openmutual.keeper.tasks import Task, Verb
from openmutual.keeper.watch import Watch
from openmutual.rpc.transport import JsonRpc
from tests.cli.cli_fixture import node
from tests.keeper.keeper_year import Deadline, Killed, Mortal, Year

LATE = 3
"""So many blocks may pass before what is due is done."""

RIVALS = ("keeper", "rival")

DEEPEST = 5
"""Blocks that are taken back at once, at most."""


@pytest.fixture
def url() -> Iterator[str]:
    with node() as at:
        yield at


QUESTIONS = 45_000
"""About as much of a fuse as two keepers burn in a year, so that the deaths are spread over most of it."""


class Lives:
    """Two rival keepers of one plan; each is begun anew, at once, whenever it dies.

    Attributes:
        kills: how many deaths are left.
        told: the deadlines that either of them has told of.
    """

    def __init__(self, year: Year, kills: int) -> None:
        self.year, self.kills, self._length = year, kills, QUESTIONS / kills
        self.told = set[Deadline]()
        self._is_overtaking = False
        self._watches = dict[str, Watch]()

    def turns(self) -> list[Deed]:
        """A turn of one of the two, or of both, in any order; what they have done."""
        count = self.year.random.choice((1, 2))
        return [deed for name in self.year.random.sample(RIVALS, count) for deed in self._turn(name)]

    def _turn(self, name: str) -> list[Deed]:
        while True:
            try:
                if name not in self._watches:
                    self._watches[name] = self._begun(name)
                turn = self._watches[name].turn()
            except Killed:
                self.kills -= 1
                self._watches.pop(name, None)
            else:
                assert {notice.kind for notice in turn.notices} <= {"decide", "grant", "commit", "reveal"}, turn
                return [*turn.deeds]

    def _begun(self, name: str) -> Watch:
        fuse = self.year.random.uniform(1, self._length) if self.kills > 0 else math.inf
        node = Mortal(self.year.world.node, fuse, lambda: self._overtake(name))
        keeper = self.year.keeper(name, node)
        return Watch(keeper, keeper._observer, self._note, Told(self.year.folder / f"{name}.told"))

    def _overtake(self, name: str) -> None:
        """At times the rival is faster, by a moment."""
        if not self._is_overtaking and self.year.random.random() < 0.1:
            self._is_overtaking = True
            self._turn(next(other for other in RIVALS if other != name))
            self._is_overtaking = False

    def _note(self, notice: Notice) -> None:
        self.told.add((notice.kind, notice.about, notice.until, notice.late))


@pytest.mark.slow
def test_every_duty_of_a_year_is_done_in_time_and_once(url: str, tmp_path: Path, deep: bool) -> None:
    year = Year(0, tmp_path, RpcWorld(url))
    lives, seen = Lives(year, kills=200 if deep else 20), Counter[str]()
    late: Counter[Task] = Counter()
    waiting = set[Deadline]()
    for found, deadlines in year.blocks():
        late = Counter({task: late[task] + 1 for task in found})
        assert max(late.values(), default=0) <= LATE, late
        assert waiting & deadlines <= lives.told  # all that was there in the block before, and is still
        before, waiting = year.world.node.head().number, deadlines
        deeds = lives.turns()
        assert {deed.outcome for deed in deeds} <= {Outcome.DONE, Outcome.REFUSED}, deeds
        seen.update(deed.task.verb for deed in deeds)
        if deeds and year.random.random() < 0.2:
            take_back(url, year.world.node.head().number - before)
            seen["taken back"] += 1
    assert lives.kills <= 0
    assert seen["taken back"]
    assert {kind for kind, _, _, is_late in lives.told if is_late} >= {"commit", "grant"}
    assert_nothing_happened_twice(year)


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
    rival = year.keeper("rival")
    keeper = year.keeper(node=Mortal(year.world.node, math.inf, rival.round))
    outcomes = {deed.task.verb: deed.outcome for deed in keeper.round().deeds}
    assert outcomes[Verb.ANNOUNCE] is Outcome.REFUSED
    announced = [event.period for event in year.play.ledger.events() if isinstance(event, Announced)]
    assert announced == [0]


def test_nothing_is_sent_while_gas_is_dear(url: str, tmp_path: Path) -> None:
    year = announceable(Year(0, tmp_path, RpcWorld(url)))
    deeds = year.keeper(limits=Limits(fee=1)).round().deeds
    assert {deed.outcome for deed in deeds} == {Outcome.DEAR}
    assert statuses_of(url, year.world.account("keeper")) == []
