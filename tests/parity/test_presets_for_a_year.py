"""Every preset lives a year of announcements, with drawn cases, the same on the model and on the embedded chain.

Many platforms need millions of members to pay a case in full; these are a few dozen, so cases are cut, and that is
told alike, too.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from openmutual import EmbeddedWorld, ModelWorld
from openmutual.document import parse_document
from openmutual.population.ages import load_ages
from openmutual.population.crowd import Assumptions
from openmutual.population.crowd.roll import Sample, simulate_sample
from openmutual.population.setting import read_setting
from openmutual.protocol import World
from openmutual.scenario import Result, run
from openmutual.scenario.file import read_scenario
from openmutual.terms import load_plan, preset_names

MEMBERS = 24
ILLNESS = 60
"""Times the table of incidence, so that a few dozen have cases in a year."""

HALF_A_YEAR = 180 * 86_400


@cache
def sample(name: str) -> Sample:
    """The lives of a few dozen members, for a year, and for two where nobody is covered in most of the first."""
    plan = load_plan(name)
    years = 1 if plan.terms.waiting <= HALF_A_YEAR else 2
    assumed = Assumptions(
        members=MEMBERS,
        years=years,
        seed=2,
        ages=load_ages("xianghubao-2019"),
        illness=Fraction(ILLNESS),
        leaving=Fraction(1, 100),
    )
    return simulate_sample(plan, name, assumed)


def played(name: str, world: World) -> Result:
    document = parse_document(sample(name).text.encode(), f"{name}.yaml")
    return run(read_scenario(document, Path()), world)


@pytest.mark.parametrize("name", preset_names())
def test_a_year_of_announcements_runs_on_the_model(name: str) -> None:
    result = played(name, ModelWorld())
    told = result.to_json()
    announcements = read_setting(load_plan(name)).announcements
    assert len(told["periods"]) >= announcements - 1
    assert any(period["cases"] for period in told["periods"])
    assert told == sample(name).result.to_json()
    result.ledger.check_books()


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_the_embedded_chain_comes_to_the_same(name: str) -> None:
    on_chain, in_model = played(name, EmbeddedWorld()), played(name, ModelWorld())
    assert on_chain.to_json() == in_model.to_json()
    assert on_chain.books == in_model.books
