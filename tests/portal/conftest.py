"""Sites to test with: the demo's plan, and a story with disputes, each collected from its chain once."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmutual.audit.extraction.collect import collect
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_file import save
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.portal.building import build
from openmutual.portal.examined import ExaminedPlan, examine
from openmutual.portal.papers import Papers
from openmutual.scenario import load_scenario, run
from tests.cli.conftest import openmutual

__all__ = ["openmutual"]


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The log of a plan in which cases were paid, struck out, and won on appeal."""
    world = EmbeddedWorld()
    ledger = run(load_scenario("disputed-case"), world).ledger
    assert isinstance(ledger, ChainLedger)
    file = tmp_path_factory.mktemp("log") / "log.parquet"
    save(collect(EmbeddedSource(world.node), ledger.site.ledger, since=ledger.site.since), file)
    return file


@pytest.fixture(scope="session")
def examined(log: Path) -> ExaminedPlan:
    return examine(Papers(log))


@pytest.fixture(scope="session")
def site(log: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its site; what a test changes in it, it changes in a copy."""
    folder = tmp_path_factory.mktemp("portal") / "site"
    build([Papers(log)], folder)
    return folder


@pytest.fixture(scope="session")
def plan_folder(site: Path, examined: ExaminedPlan) -> Path:
    return site / examined.key
