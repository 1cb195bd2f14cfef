"""A plan on a node that all tests of lies share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.chain.embedded import START

from .audit_runner import AuditRunner, ask, runner_on


@pytest.fixture(scope="session")
def runner(toolchain: Toolchain) -> Iterator[AuditRunner]:
    with anvil("--timestamp", str(START)) as url:
        yield runner_on(url)


@pytest.fixture
def chain(runner: AuditRunner) -> Iterator[AuditRunner]:
    """The same, but what is done to the chain itself is undone."""
    before = ask(runner.url, "evm_snapshot")
    yield runner
    assert ask(runner.url, "evm_revert", before)
