"""The forge tests of the contracts, and the proof that a failing one would be noticed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deploy.toolchain import Toolchain


def forge_test(toolchain: Toolchain, profile: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [toolchain.program("forge"), "test", "--root", toolchain.root],
        env=toolchain.forge_environment(profile),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_every_forge_test_passes(toolchain: Toolchain, deep: bool) -> None:
    run = forge_test(toolchain, "deep" if deep else "quick")
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
    files = {path.relative_to(toolchain.root).as_posix() for path in Path(__file__).parent.rglob("*.t.sol")}
    ran = set(re.findall(r"^Ran \d+ tests? for ([^:]+):", run.stdout, re.MULTILINE))
    assert files, "there are no forge tests"
    assert files == ran, "forge does not see every file"
    assert " 0 skipped" in run.stdout


def test_a_failing_forge_test_is_noticed(toolchain: Toolchain) -> None:
    run = forge_test(toolchain, "canary")
    assert run.returncode != 0
    assert "[FAIL: Alive()] test_alwaysFails()" in run.stdout
