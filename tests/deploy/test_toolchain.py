"""Finding the programs: what is taken, in which order, and what is refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from deploy import toolchain as module
from deploy.toolchain import ProgramMissing, Toolchain, WrongCompiler


@pytest.fixture
def checkout(tmp_path: Path) -> Toolchain:
    """A folder that pins a compiler and nothing else."""
    contracts = tmp_path / "contracts"
    contracts.mkdir()
    (contracts / "package.json").write_text(json.dumps({"devDependencies": {"solc": "0.8.37"}}))
    (contracts / "package-lock.json").write_text(json.dumps({"packages": {}}))
    return Toolchain(tmp_path)


def fake_program(path: Path, says: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def test_programs_are_native(toolchain: Toolchain) -> None:
    assert {toolchain.program(name).parent.name for name in module.PROGRAMS} == {"bin"}
    assert toolchain.program("forge").read_bytes()[:2] != b"#!"


def test_a_platform_without_programs_is_named(toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.platform, "machine", lambda: "riscv64")
    with pytest.raises(ProgramMissing, match="riscv64"):
        toolchain.program("forge")


def test_a_named_compiler_comes_first(checkout: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = fake_program(tmp_path / "mine" / "solc", "Version: 0.8.37+commit.f401782d")
    monkeypatch.setenv(module.SOLC_VARIABLE, str(named))
    assert checkout.solc() == named


def test_a_named_compiler_of_another_version_is_refused(
    checkout: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = fake_program(tmp_path / "mine" / "solc", "Version: 0.8.36+commit.f401782d")
    monkeypatch.setenv(module.SOLC_VARIABLE, str(named))
    with pytest.raises(WrongCompiler, match=r"0\.8\.36, not 0\.8\.37"):
        checkout.solc()


@pytest.mark.parametrize(("version", "taken"), [("0.8.37", True), ("0.8.36", False)])
def test_an_installed_compiler_is_taken_only_at_the_pinned_version(
    checkout: Toolchain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, taken: bool
) -> None:
    native = fake_program(tmp_path / "bin" / "solc", f"Version: {version}+commit.f401782d")
    monkeypatch.delenv(module.SOLC_VARIABLE, raising=False)
    monkeypatch.setenv("PATH", f"{native.parent}{os.pathsep}{os.defpath}")
    assert checkout.solc() == (native if taken else checkout.root / "deploy" / "solc")


def test_an_unknown_program_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert module.main(["chisel"]) == 2
    assert "forge|anvil|cast" in capsys.readouterr().err
