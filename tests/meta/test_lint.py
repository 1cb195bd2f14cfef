"""The code is clean: style, format, types, and declared dependencies."""

from __future__ import annotations

import subprocess
import sys

import pytest

from deploy.toolchain import ROOT

SOLIDITY = ("contracts/interfaces", "contracts/libraries", "contracts/mocks", *map(str, ROOT.glob("contracts/*.sol")))


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        ("mypy",),
        ("deptry", "."),
        ("deploy.toolchain", "forge", "fmt", "--check", *SOLIDITY),
    ],
    ids=lambda command: " ".join(command[:4]),
)
def test_is_clean(command: tuple[str, ...]) -> None:
    run = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
