"""The documentation is a site: it builds without a warning, and its notebook shows what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.toolchain import ROOT
from openmutual.circle import Circle, Connection
from tests.docs import notebook

pytestmark = pytest.mark.slow


def test_the_notebook_shows_what_it_says() -> None:
    kept = notebook.shown(notebook.read())
    assert any(kept)
    assert notebook.shown(notebook.executed()) == kept


def test_the_site_builds_and_tells_of_every_verb(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    reference = (tmp_path / "reference.html").read_text(encoding="utf-8")
    for kind in (Circle, Connection):
        verbs = [name for name in dir(kind) if not name.startswith("_")]
        assert [name for name in verbs if f'id="openmutual.circle.{kind.__name__}.{name}"' not in reference] == []
    assert "fonts.googleapis" not in reference
    assert "first year" in (tmp_path / "notebooks" / "xianghubao-first-year.html").read_text(encoding="utf-8")
