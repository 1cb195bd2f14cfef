"""The examples run as they stand, and tell what they are said to tell."""

from __future__ import annotations

import subprocess
import sys

from deploy.toolchain import ROOT


def test_the_disputed_case_is_told_to_its_end() -> None:
    run = subprocess.run(
        [sys.executable, ROOT / "examples" / "disputed_case.py"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.count(" finds that the case stands.") == 4
    assert run.stdout.count(" finds that the case falls.") == 1
    assert "the case is approved" in run.stdout
    assert "the case is contested" in run.stdout
    assert "4 to 1: the case is announced again" in run.stdout
    assert "Paid: 300 to Ann, 3 to the operator." in run.stdout


def test_the_page_names_every_example() -> None:
    page = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    assert all(file.name in page for file in (ROOT / "examples").glob("*.py"))
