"""Commands as tests run them: inside this process, with standard output and standard error apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner, Result

from openmutual.cli import app
from openmutual.signing.ballots import FOLDER_VARIABLE
from tests.cli.json_rule import breaches, written

if TYPE_CHECKING:
    from openmutual.chain import ChainLedger
    from tests.cli.cli_fixture import CliPlan

Command = Callable[..., Result]


@pytest.fixture
def openmutual(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `openmutual` with arguments; the terminal speaks no language in particular, and all JSON keeps to its rule."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object) -> Result:
        words = [str(argument) for argument in arguments]
        result = CliRunner().invoke(app, words, prog_name="openmutual")
        assert list(breaches(written(words, result.stdout))) == []
        return result

    return run


@pytest.fixture(scope="session")
def node() -> Iterator[str]:
    """The address of a node that all tests of one process share."""
    from tests.cli.cli_fixture import node

    with node() as url:
        yield url


@pytest.fixture(scope="session")
def settled(node: str) -> ChainLedger:
    """A plan with members on it, made once."""
    from tests.cli.cli_fixture import settle_down

    return settle_down(node)


@pytest.fixture
def cli_plan(
    openmutual: Command, node: str, settled: ChainLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[CliPlan]:
    """The plan as it was made, and everybody's hands; what a test does to it is undone."""
    from tests.cli.cli_fixture import CliPlan

    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "ballots"))
    monkeypatch.setenv("OPENMUTUAL_JOURNALS", str(tmp_path / "journals"))
    monkeypatch.setenv("OPENMUTUAL_DEPLOYMENTS", str(tmp_path / "deployments"))
    people = CliPlan(openmutual, node, settled, tmp_path)
    before = people.read("evm_snapshot")
    yield people
    people.read("evm_revert", before)
