"""The shell's completion: typer's own, for commands and for options."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def completed(words: str, at: int) -> list[str]:
    environment = {"_OPENMUTUAL_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(at)}
    script = "import sys; sys.argv[0] = 'openmutual'; from openmutual.cli import app; app(prog_name='openmutual')"
    run = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.parametrize(
    ("words", "at", "offered"),
    [
        ("openmutual au", 1, ["audit"]),
        ("openmutual jury dr", 2, ["draw"]),
        ("openmutual audit --trus", 2, ["--trusted-block"]),
    ],
)
def test_what_fits_is_offered(words: str, at: int, offered: list[str]) -> None:
    assert completed(words, at) == offered


def test_nothing_is_offered_where_nothing_fits() -> None:
    assert completed("openmutual zz", 1) == []
