"""Fixtures for tests of one's own, which pytest finds by itself once this package is installed.

Pytest loads this module in every run, wherever the package is installed; so nothing else is imported before a fixture
is asked for.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .circle import Circle, Connection

PLAN = "circle"


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark is for."""
    config.addinivalue_line("markers", "openmutual_plan(plan): which plan the fixture circle is")


@pytest.fixture
def openmutual_chain() -> "Connection":
    """A chain inside this process, fresh for the test, on which every name has an account and as much as it needs."""
    from .circle import connect

    return connect()


@pytest.fixture
def circle(request: pytest.FixtureRequest, openmutual_chain: "Connection") -> "Circle":
    """A plan on a chain of its own, with nobody in it yet: the preset `circle`, or the one that a mark names.

    ``@pytest.mark.openmutual_plan("my-plan.yaml")`` names a plan file, or another preset.
    """
    mark = request.node.get_closest_marker("openmutual_plan")
    return openmutual_chain.deploy(mark.args[0] if mark else PLAN)


@pytest.fixture
def time_travel(openmutual_chain: "Connection") -> Callable[[datetime | timedelta], datetime]:
    """Moves the clock of the chain of `circle`: to a time with its zone, or by a while; gives back the new time."""
    return openmutual_chain.advance
