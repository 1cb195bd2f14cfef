"""The worlds in which every story must have the same result."""

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.model import ModelWorld
from openmutual.protocol import World

WORLDS = {"model": ModelWorld, "embedded": EmbeddedWorld}


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]()
