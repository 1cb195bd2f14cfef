"""A circle that the tests of a module share; each takes people of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openmutual import Circle, Connection, Person, connect

MEMBERS = [f"couple {number}" for number in range(12)]


@pytest.fixture(scope="module")
def om() -> Connection:
    return connect()


@pytest.fixture(scope="module")
def settled(om: Connection) -> Circle:
    """A plan with twelve couples, all covered; from the fourth on they volunteer as jurors."""
    made = om.deploy("circle")
    made.join_all([Person(name, "couple", "400") for name in MEMBERS], payer="the firm")
    for name in MEMBERS[3:]:
        made.volunteer(name)
    om.advance(timedelta(days=91))
    return made
