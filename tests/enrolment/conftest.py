"""A plan on the embedded chain whose members an attestor vouches for."""

from dataclasses import replace

import pytest

from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.enrolment import NullifierKey
from openmutual.plans.terms import load_plan
from openmutual.records import Roles, Terms

from .attested import Attested


@pytest.fixture(scope="session")
def terms() -> Terms:
    return replace(load_plan("circle").terms, min_members=0)


@pytest.fixture
def world() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.fixture
def plan(world: EmbeddedWorld, terms: Terms) -> Attested:
    return Attested(world, deploy(world, terms), NullifierKey(bytes(range(32))))


@pytest.fixture
def other_plan(world: EmbeddedWorld, terms: Terms, plan: Attested) -> Attested:
    return Attested(world, deploy(world, terms), plan.key)


def deploy(world: EmbeddedWorld, terms: Terms) -> ChainLedger:
    assessors = tuple(world.account(f"assessor {number}") for number in range(terms.assessors))
    roles = Roles(world.account("operator"), assessors, attestor=world.account("attestor"))
    return world.deploy(terms, roles, 2, bytes(32))
