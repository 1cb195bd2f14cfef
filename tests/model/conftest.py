"""Plays whose books are checked when the curtain falls."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.model.play import Play
from tests.terms import terms

VOLUNTEERS = tuple(f"v{number}" for number in range(8))


@pytest.fixture
def stage() -> Iterator[Callable[..., Play]]:
    """Deploys the small plan with some terms changed; its books must balance at the end of the test."""
    plays: list[Play] = []

    def deploy(**changes: Any) -> Play:
        plays.append(Play(terms(**changes)))
        return plays[-1]

    yield deploy
    for play in plays:
        play.ledger.check_books()


@pytest.fixture
def play(stage: Callable[..., Play]) -> Play:
    """The small plan as it is."""
    return stage()


@pytest.fixture
def court(stage: Callable[..., Play]) -> Callable[..., Play]:
    """Ann's case, announced on day 100, before members of whom eight have volunteered; it costs each of ten one."""

    def deploy(level: str = "bruise", **changes: Any) -> Play:
        play = stage(**changes)
        play.join("ann", "bo", *VOLUNTEERS)
        play.volunteer(*VOLUNTEERS)
        play.go(100)
        play.approved("ann", level)
        play.ledger.announce()
        return play

    return deploy


@pytest.fixture
def contested(court: Callable[..., Play]) -> Play:
    """Bo objects to ann's case on day 101."""
    play = court()
    play.go(101)
    play.object("bo")
    return play
