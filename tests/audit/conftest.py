"""A plan on a node that all tests of lies share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.chain.embedded import START

from .audit_runner import Scene, ask, scene_on


@pytest.fixture(scope="session")
def scene(toolchain: Toolchain) -> Iterator[Scene]:
    with anvil("--timestamp", str(START)) as url:
        yield scene_on(url)


@pytest.fixture
def chain(scene: Scene) -> Iterator[Scene]:
    """The same, but what is done to the chain itself is undone."""
    before = ask(scene.url, "evm_snapshot")
    yield scene
    assert ask(scene.url, "evm_revert", before)
