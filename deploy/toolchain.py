"""Finds the programs the contracts are built and tested with, and installs the pinned ones on first need.

Everything is pinned in ``contracts/package-lock.json``; only Python has to be on the machine.

``python -m deploy.toolchain forge test`` runs the pinned forge (or ``anvil``, ``cast``) in the right surroundings.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from .npm import Packages, ToolchainError, environment

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = ("forge", "anvil", "cast")
SOLC_VARIABLE = "OPENMUTUAL_SOLC"

_PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "win32"}
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class ProgramMissing(ToolchainError):
    """A native program is not published for this platform, or was not installed."""


class WrongCompiler(ToolchainError):
    """The Solidity compiler that was named is not of the pinned version."""


@dataclass(frozen=True)
class Toolchain:
    """The programs of one checkout; ``root`` is the folder that holds ``contracts/``."""

    root: Path = ROOT

    @property
    def packages(self) -> Packages:
        """The pinned npm packages."""
        return Packages(self.root / "contracts")

    def install(self) -> None:
        """Installs the pinned npm packages unless they are there.  Raises what `Packages.install` does."""
        self.packages.install()

    def program(self, name: str) -> Path:
        """The native ``forge``, ``anvil`` or ``cast``.

        Never npm's wrapper of the same name, which reports success when tests fail.
        """
        self.install()
        package = f"{name}-{_platform()}"
        found = self.packages.installed / "@foundry-rs" / package / "bin" / (name + (".exe" if os.name == "nt" else ""))
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
        package = json.loads((self.packages.folder / "package.json").read_text(encoding="utf-8"))
        return str(package["devDependencies"]["solc"])

    def forge_environment(self, profile: str = "default") -> dict[str, str]:
        """The environment forge runs in, with the compiler that was found and a profile of ``foundry.toml``."""
        return {**environment(), "FOUNDRY_PROFILE": profile, "FOUNDRY_SOLC": str(self.solc())}


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
    surroundings = chain.forge_environment(os.environ.get("FOUNDRY_PROFILE", "default"))
    command = [str(chain.program(arguments[0])), *arguments[1:]]
    return subprocess.run(command, env=surroundings, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ToolchainError as error:
        sys.exit(f"error: {error}")
