"""A node that keeps logs back, tells them twice or out of place: what it is asked ends in a truth or in a typed error."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.chain.contract import Contract
from openmutual.chain.deploy import created, deploy_factory
from openmutual.chain.event_log import known_events
from openmutual.chain.node import Log, Receipt, Topics
from openmutual.circle.circle import Circle
from openmutual.circle.currency import currency_at
from openmutual.errors import ChainError, NodeContradictsItself, OpenMutualError
from openmutual.events import Joined
from openmutual.keeper.observer import Observer
from tests.client.chain_play import sender_of
from tests.client.test_chain_jury import PLAN, SALT, Court

JURORS = ("v0", "v1", "v2")

Lie = Callable[[list[Log]], list[Log]]


@pytest.fixture(scope="module")
def court() -> Court:
    """Everything happens once: a case is contested, judged and paid, credits are collected, and somebody leaves."""
    court = Court(EmbeddedWorld(), PLAN)
    court.begin([*JURORS])
    court.fund(5)
    court.top_up("m2", 10)
    court.ledger.object(court.who("m2"), 0, b"why")
    jurors = court.sealed(vote=True)
    for juror in jurors:
        court.ledger.reveal(0, juror, True, SALT)
    court.world.advance(court.ledger.dispute(0).ends)
    court.ledger.tally(0)
    court.ledger.settle(0)
    for juror in jurors:
        court.ledger.collect_credit(juror, juror)
    court.ledger.leave(court.who("m2"))
    court.go(40)
    court.ledger.announce()
    court.ledger.withdraw(court.who("m2"))
    return court


class LyingNode:
    """A chain whose logs are told as a test has it."""

    def __init__(self, node: Any, lie: Lie) -> None:
        self._node, self._lie = node, lie

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def logs(self, contracts: Sequence[str], first: int, last: int, topics: Topics = ()) -> list[Log]:
        return self._lie(self._node.logs(contracts, first, last, topics))


def read_from(court: Court, lie: Lie) -> Circle:
    """The plan as it is read from a node that lies."""
    node: Any = LyingNode(court.world.node, lie)
    sender = sender_of(court.world)
    sender.node = node
    ledger = ChainLedger(sender, court.ledger.site, court.operator)
    return Circle(court.world, ledger, currency_at(node, ledger.site.token, ""), None)


QUESTIONS: dict[str, Callable[[Circle], object]] = {
    "snapshot": lambda circle: circle.ledger.snapshot(),
    "roles": lambda circle: circle.ledger.roles,
    "case": lambda circle: circle.ledger.case(0),
    "duties": lambda circle: circle.ledger.duties(circle.ledger.dispute(0).jurors[0]),
    "readiness": lambda circle: circle.ledger.readiness(circle.ledger.dispute(0).jurors[0]),
    "keeper": lambda circle: Observer(circle.ledger, circle.ledger._sender.node).state(),
    "frames": lambda circle: (circle.events(), circle.members(), circle.cases(), circle.periods()),
}


def without(kind: str) -> Lie:
    """Leaves out the newest log of a kind."""
    (topic,) = (topic for topic, entry in known_events().items() if entry.name == kind)

    def lie(logs: list[Log]) -> list[Log]:
        of_it = [log for log in logs if log.topics[0] == topic]
        return [log for log in logs if log not in of_it[-1:]]

    return lie


KEPT_BACK = (
    *("Joined", "ToppedUp", "CaseFiled", "CaseDecided", "Announced", "CaseContested", "JurorsDrawn", "VoteRevealed"),
    *("DisputeDecided", "CaseSettled", "JurorRewarded", "CreditCollected", "LeaveRequested", "Withdrawn"),
)


@pytest.mark.parametrize("kind", KEPT_BACK)
def test_a_log_kept_back_ends_no_question_without_a_typed_error(court: Court, kind: str) -> None:
    assert any(type(event).__name__ == kind for event in court.ledger.events())
    circle = read_from(court, without(kind))
    for question in QUESTIONS.values():
        with suppress(ChainError):
            question(circle)


@pytest.mark.parametrize(
    ("kind", "question", "said"),
    [
        ("Joined", "snapshot", "members are active, of those in its log|but no Joined"),
        ("Joined", "frames", "members are active, of those in its log|but no Joined"),
        ("Announced", "snapshot", "2 periods were announced, by its log other ones"),
        ("CaseSettled", "snapshot", "whether case 0 is paid"),
        ("CaseDecided", "case", "case 0 is settled, but its log has no CaseDecided or CaseAppealed"),
        ("JurorRewarded", "snapshot", "more credits were collected than given"),
        ("CaseFiled", "case", "has not said CaseFiled"),
    ],
)
def test_what_the_state_follows_from_is_missed(court: Court, kind: str, question: str, said: str) -> None:
    circle = read_from(court, without(kind))
    with pytest.raises(ChainError, match=said):
        QUESTIONS[question](circle)


def test_whoever_did_something_has_joined_before(court: Court) -> None:
    who = court.who("m2")
    places = [event.place for event in court.ledger.events() if isinstance(event, Joined) and event.member == who]
    hidden = [(place.block, place.index) for place in places]
    circle = read_from(court, lambda logs: [log for log in logs if (log.block, log.index) not in hidden])
    with pytest.raises(NodeContradictsItself, match=f"its log has ToppedUp of {who}, but no Joined"):
        circle.ledger.snapshot()


def test_nobody_counts_to_what_the_log_does_not_bear_out(court: Court, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = read_from(court, lambda logs: logs).ledger
    books = ledger._ledger.read("books") | {"period": 2**64}
    monkeypatch.setattr(ledger._desk, "read", lambda *_, **__: 2**64)
    with pytest.raises(NodeContradictsItself, match=f"{2**64} cases were filed, by its log 1"):
        ledger.view().cases()
    monkeypatch.setattr(ledger._ledger, "read", lambda *_, **__: books)
    with pytest.raises(NodeContradictsItself, match=f"{2**64} periods were announced"):
        ledger.view().all_announcements()


LIES: dict[str, Lie] = {
    "twice": lambda logs: [log for log in logs for _ in range(2)],
    "backwards": lambda logs: logs[::-1],
    "of another block": lambda logs: [replace(log, block=log.block + 1_000) for log in logs],
    "of a block before the plan": lambda logs: [replace(log, block=0) for log in logs],
}


@pytest.mark.parametrize("lie", LIES)
def test_logs_out_of_place_are_not_taken(court: Court, lie: str) -> None:
    lies: list[Lie] = []
    circle = read_from(court, lambda logs: lies[0](logs) if lies else logs)
    lies.append(LIES[lie])
    for question in ("snapshot", "case", "keeper", "frames"):
        with pytest.raises(NodeContradictsItself, match="is told twice, or is none of blocks"):
            QUESTIONS[question](circle)


@pytest.mark.parametrize("at", [2**40, 2**256 - 1])
def test_a_time_that_no_calendar_knows_is_told_of(court: Court, at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    circle = read_from(court, lambda logs: logs)
    monkeypatch.setattr(circle.ledger._history, "times", lambda blocks: dict.fromkeys(blocks, at))
    with pytest.raises(ChainError, match=f"the time {at}, which no calendar knows"):
        circle.events()


def altered(dice: random.Random, told: Any) -> Any:
    """An answer of the same form, with other numbers in some places."""
    if isinstance(told, dict):
        return {name: altered(dice, value) if dice.random() < 0.2 else value for name, value in told.items()}
    return dice.choice((0, 1, told + 1, 255, 2**40, 2**64 - 1, 2**128 - 1)) if isinstance(told, int) else told


@pytest.mark.parametrize("seed", range(6))
def test_whatever_numbers_a_state_has_a_question_ends_with_an_answer_or_a_typed_error(
    court: Court, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle, dice, honest = read_from(court, lambda logs: logs), random.Random(seed), Contract.read_each
    monkeypatch.setattr(Contract, "read_each", lambda *asked: [altered(dice, told) for told in honest(*asked)])
    for question in QUESTIONS.values():
        with suppress(OpenMutualError):
            question(circle)


@pytest.mark.parametrize(("column", "most"), [("payout", 2**128 - 1), ("case", 2**64 - 1)])
def test_a_number_that_no_frame_holds_is_told_of(court: Court, column: str, most: int) -> None:
    circle = read_from(court, lambda logs: logs)
    kinds: Any = {"payout": "money", "case": "whole"}
    with pytest.raises(ChainError, match=f"the number {most}, which no plan comes to"):
        circle._frame({column: kinds[column]}, [[most]])


def test_an_honest_node_contradicts_itself_nowhere(court: Court) -> None:
    circle = read_from(court, lambda logs: logs)
    for question in QUESTIONS.values():
        question(circle)
    assert circle.ledger.snapshot() == court.ledger.snapshot()


def test_a_contract_that_was_made_has_an_address(court: Court) -> None:
    made = Receipt(succeeded=True, block=1, gas_used=1, logs=(), transaction=b"\x07")
    with pytest.raises(NodeContradictsItself, match="transaction 0x07 has made a contract that has no address"):
        created(made)
    assert deploy_factory(sender_of(court.world, "anyone"), court.world.account("anyone"))
