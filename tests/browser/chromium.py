"""Finds a Chromium to look at pages with: one that is named or there, the distribution's, or one that npm packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

from deploy.npm import Packages, ToolchainError, environment, find_node

VARIABLE = "OPENMUTUAL_CHROMIUM"
"""Names a Chromium that is preferred to all others."""

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

APT = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]

FALLBACK = Packages(Path(__file__).parent / "fallback")

FALLBACK_SCRIPT = 'import chromium from "@sparticuz/chromium"; console.log(await chromium.executablePath())'


class ChromiumMissing(ToolchainError):
    """There is no Chromium, and none could be installed."""


def chromium() -> Path:
    """The program, installed if need be; safe to call from several processes at once.  Raises ChromiumMissing."""
    if found := _present():
        return found
    with FileLock(Path(tempfile.gettempdir()) / "openmutual-chromium.lock"):
        return _present() or _of_distribution() or _of_npm()


def _present() -> Path | None:
    if named := os.environ.get(VARIABLE):
        if not os.access(named, os.X_OK):
            raise ChromiumMissing(f"{VARIABLE}={named} is no program that can be run")
        return Path(named)
    found = (shutil.which(program) for program in PROGRAMS)
    return next((Path(program) for program in found if program), None)


def _of_distribution() -> Path | None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return None
    for command in (["apt-get", "update", "-q"], APT):
        subprocess.run(
            command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, capture_output=True, check=False
        )
    return _present()


def _of_npm() -> Path:
    try:
        FALLBACK.install()
        command = [str(find_node().program), "--input-type=module", "-e", FALLBACK_SCRIPT]
        run = subprocess.run(
            command, cwd=FALLBACK.folder, env=environment(), capture_output=True, text=True, check=True
        )
    except (ToolchainError, subprocess.CalledProcessError) as failure:
        raise ChromiumMissing(
            f"no Chromium to test pages with: install one (`{' '.join(APT)}` as root), or name one in {VARIABLE}"
        ) from failure
    return Path(run.stdout.strip())
