"""Every event of the contracts has its typed record, and comes back in the order of the log."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import pytest

from openmutual.abi.artifacts import artifact
from openmutual.abi.interface import snake_case
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.chain.event_log import SPEAKING, History, known_events
from openmutual.chain.node import Block, Log, Topics
from openmutual.errors import ChainError
from openmutual.events import (
    EVENTS,
    Announced,
    AnnouncementFigures,
    CaseDecided,
    CaseFiled,
    CasePaid,
    CaseSettled,
    Event,
    Joined,
    PanelSeated,
    PlanOpened,
    Queued,
)
from openmutual.signing.typed_data import content_hash
from tests.client.chain_play import ChainPlay
from tests.terms import TERMS

INHERITED = {"EIP712DomainChanged"}
"""Never happens."""


@pytest.fixture(scope="module")
def play() -> ChainPlay:
    """A period with one case, paid."""
    play = ChainPlay(EmbeddedWorld())
    play.join("m1", "m2", deposit=60)
    play.period(14, "m1", "bruise")
    play.go(17, 60)
    play.ledger.settle(0)
    return play


def test_every_event_of_the_contracts_has_its_record_and_every_record_its_event() -> None:
    emitted = {entry.name for name in SPEAKING for entry in artifact(name).interface.events.values()}
    assert emitted - INHERITED == EVENTS.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_a_record_has_the_fields_of_its_event_in_their_order(name: str) -> None:
    (entry,) = (entry for entry in known_events().values() if entry.name == name)
    assert [field.name for field in fields(EVENTS[name]) if field.name != "place"] == [
        snake_case(parameter["name"]) for parameter in entry.inputs
    ]


def test_the_figures_of_an_announcement_are_those_of_the_contract() -> None:
    (entry,) = (entry for entry in known_events().values() if entry.name == "Announced")
    figures = [snake_case(component["name"]) for component in entry.inputs[1]["components"]]
    assert [field.name for field in fields(AnnouncementFigures)] == figures


def test_a_story_is_told_in_log_order(play: ChainPlay) -> None:
    said = [type(event) for event in play.ledger.events()]
    assert said == [
        *(PlanOpened, PanelSeated, Joined, Joined, CaseFiled, Queued, CaseDecided, Announced, CasePaid, CaseSettled)
    ]


def test_terms_and_roles_come_back_as_they_were_sent(play: ChainPlay) -> None:
    opened = play.ledger.events()[0]
    assert isinstance(opened, PlanOpened)
    assert opened.terms == TERMS
    assert opened.roles == play.ledger.roles
    assert opened.roles.operator == play.operator


def test_what_was_signed_and_charged_is_in_the_log(play: ChainPlay) -> None:
    filed, decided, announced = play.ledger.events()[4], play.ledger.events()[6], play.ledger.events()[7]
    assert isinstance(filed, CaseFiled)
    assert (filed.claimant, filed.beneficiary, filed.level) == (play.who("m1"), play.who("m1"), 3)
    assert isinstance(decided, CaseDecided)
    assert decided.report_hash == content_hash(b"the report")
    assert set(decided.assessors) == set(play.panel[:2])
    assert isinstance(announced, Announced)
    assert (announced.figures.units, announced.figures.share, announced.figures.need) == (2, 5, 10)


@pytest.mark.parametrize("kind", [CaseFiled, Announced])
def test_what_the_state_tells_of_and_the_log_does_not_is_named(
    play: ChainPlay, kind: type[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [event for event in play.ledger.events() if not isinstance(event, kind)]
    monkeypatch.setattr(History, "of", lambda *_: told)
    with pytest.raises(ChainError, match=f"has not said {kind.__name__}"):
        play.ledger.case(0)


def test_equal_events_in_other_places_are_equal(play: ChainPlay) -> None:
    other = ChainPlay(play.world)
    other.join("m1", "m2", deposit=60)
    assert other.ledger.events()[2:4] == play.ledger.events()[2:4]
    assert other.ledger.events()[2].place != play.ledger.events()[2].place


class Listening:
    """A chain that remembers which logs it was asked for."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self.asked: list[tuple[int, int, int, int]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def logs(self, contracts: Sequence[str], first: int, last: int, topics: Topics = ()) -> list[Log]:
        found: list[Log] = self._node.logs(contracts, first, last, topics)
        self.asked.append((first, last, len(topics), len(found)))
        return found


def listened(play: ChainPlay, monkeypatch: pytest.MonkeyPatch) -> tuple[Listening, ChainLedger]:
    """The plan opened anew, on a chain that remembers."""
    node = Listening(play.world.node)
    monkeypatch.setattr(play.world._sender, "node", node)
    return node, ChainLedger(play.world._sender, play.ledger.site, play.operator)


def test_opening_a_plan_reads_one_log_whatever_it_has_said_since(
    play: ChainPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    node, ledger = listened(play, monkeypatch)
    since = play.ledger.site.since
    assert node.asked == [(since, since, 1, 1)]
    assert (ledger.terms, ledger.plan_hash) == (play.ledger.terms, play.ledger.plan_hash)


def test_a_case_is_read_from_its_own_logs(play: ChainPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    node, ledger = listened(play, monkeypatch)
    node.asked.clear()
    assert ledger.case(0) == play.ledger.case(0)
    of_case, of_all = node.asked
    assert of_case[2:] == (2, 2)  # filed and decided, by kind and number
    assert of_all[2:] == (1, 1)  # announcements and verdicts, by kind


def test_what_was_read_once_is_not_asked_for_again(play: ChainPlay, monkeypatch: pytest.MonkeyPatch) -> None:
    node, ledger = listened(play, monkeypatch)
    everything, roles = ledger.events(), ledger.roles
    node.asked.clear()
    assert ledger.case(0) == play.ledger.case(0)
    assert (ledger.events(), ledger.roles) == (everything, roles)
    assert node.asked == []


class Forked:
    """A chain that undoes its last block and makes another one instead."""

    def __init__(self, logs: list[Log]) -> None:
        self.branch = b"first"
        self.first, self.second = (replace(log, block=2) for log in logs)
        self.asked: list[tuple[int, int]] = []

    def block_hash(self, number: int) -> bytes:
        return bytes([number]) + self.branch if number == 2 else bytes([number])

    def logs(self, _: object, first: int, last: int, _topics: object = ()) -> list[Log]:
        self.asked.append((first, last))
        return [log for log in (self.first if self.branch == b"first" else self.second,) if first <= 2 <= last]


def test_a_history_goes_on_where_it_was_and_forgets_what_the_chain_undid(play: ChainPlay) -> None:
    joined = play.world.node.logs([play.ledger.site.ledger], 0, play.world.node.head().number)[1:3]
    node = Forked(joined)
    history = History(node, play.ledger.site.contracts, 1)  # type: ignore[arg-type]
    (before,) = history.events(Block(2, 0, b"\2first"))
    history.announcements[0] = None  # type: ignore[assignment]
    assert history.events(Block(3, 0, b"\3")) == [before]
    assert node.asked == [(1, 2), (3, 3)]

    history = History(node, play.ledger.site.contracts, 1)  # type: ignore[arg-type]
    assert history.events(Block(2, 0, b"\2first")) == [before]
    history.announcements[0] = None  # type: ignore[assignment]
    node.branch = b"second"
    (after,) = history.events(Block(2, 0, b"\2second"))
    assert after != before
    assert history.announcements == {}
