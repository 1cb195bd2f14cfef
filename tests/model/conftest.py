"""Plays whose books are checked when the curtain falls."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.model.play import Play, terms


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
