"""The artifacts in the package are what the sources compile to, byte for byte."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest

from deploy.compile import ARTIFACTS, compile_artifacts, stale
from deploy.toolchain import ROOT, Toolchain

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def compiled(toolchain: Toolchain) -> tuple[dict[str, str], str]:
    """What the sources compile to, and what the compiler had to say."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        files = compile_artifacts(toolchain)
    return files, said.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / ARTIFACTS, tmp_path / "artifacts"))


def test_artifacts_are_fresh(compiled: tuple[dict[str, str], str]) -> None:
    assert stale(ROOT / ARTIFACTS, compiled[0]) == [], "run `python -m deploy.compile`"


def test_contracts_compile_without_a_warning(compiled: tuple[dict[str, str], str]) -> None:
    assert compiled[1] == ""


def test_one_changed_digit_is_stale(compiled: tuple[dict[str, str], str], copy: Path) -> None:
    artifact = copy / "MutualLedger.json"
    content = json.loads(artifact.read_text(encoding="utf-8"))
    last = content["deployedBytecode"][-1]
    content["deployedBytecode"] = content["deployedBytecode"][:-1] + ("0" if last != "0" else "1")
    artifact.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert stale(copy, compiled[0]) == ["MutualLedger.json is not what the sources compile to"]


def test_a_missing_and_a_foreign_artifact_are_stale(compiled: tuple[dict[str, str], str], copy: Path) -> None:
    (copy / "manifest.json").rename(copy / "Other.json")
    assert stale(copy, compiled[0]) == ["Other.json belongs to no contract that ships", "manifest.json is missing"]
