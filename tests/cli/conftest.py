"""Commands as tests run them: inside this process, with standard output and standard error apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from openmutual.cli import app

Command = Callable[..., Result]


@pytest.fixture
def openmutual(monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run `openmutual` with arguments; the terminal speaks no language in particular."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return lambda *arguments: CliRunner().invoke(app, [str(argument) for argument in arguments], prog_name="openmutual")
