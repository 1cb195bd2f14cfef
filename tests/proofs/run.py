"""Proves what ``tests/proofs/*.t.sol`` state, for all values: ``python -m tests.proofs.run``.

The prover, halmos, has an environment of its own, since its solvers are large and nothing else needs them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deploy.toolchain import ROOT, Toolchain

HALMOS = "halmos==0.3.3"
BUILD = ROOT / "contracts" / ".build" / "proofs"
SECONDS = 300
"""How long one contract's proofs may take."""

_RESULT = re.compile(
    r"\[(PASS|FAIL|TIMEOUT|ERROR)\].*? (check_\w+)\(.*?\) \(paths: (\d+), time: ([\d.]+)s, bounds: \[(.*)\]\)"
)
_COLOUR = re.compile(r"\x1b\[\d+m")
_CONTRACT = re.compile(r"^contract (\w+) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came out for one property."""

    name: str
    outcome: str
    paths: int
    seconds: str

    @property
    def holds(self) -> bool:
        return self.outcome == "PASS"


def contracts() -> list[str]:
    """The contracts that state properties, by name."""
    pages = sorted((ROOT / "tests" / "proofs").glob("*.t.sol"))
    return [name for page in pages for name in _CONTRACT.findall(page.read_text(encoding="utf-8"))]


def read(output: str) -> list[Proof]:
    """The properties in what halmos printed; one that a loop bound cut short is ``BOUNDED``."""
    plain = _COLOUR.sub("", output)
    unrolled = "paths have not been explored" in plain or "incomplete" in plain
    return [
        Proof(name, "BOUNDED" if unrolled and outcome == "PASS" else outcome, int(paths), seconds)
        for outcome, name, paths, seconds, _bounds in _RESULT.findall(plain)
    ]


def prove(toolchain: Toolchain) -> Iterator[Proof]:
    """Each property of each contract; a contract that ran out of time is one that is not decided."""
    halmos = _halmos()
    environment = {
        **toolchain.forge_environment("proofs"),
        "PATH": f"{toolchain.program('forge').parent}{os.pathsep}{os.environ['PATH']}",
    }
    for contract in contracts():
        command = [halmos, "--forge-build-out", BUILD / "out", "--contract", contract, "--loop", "16"]
        try:
            run = subprocess.run(
                command,
                cwd=toolchain.root,
                env=environment,
                capture_output=True,
                text=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            yield Proof(contract, "TIMEOUT", 0, str(SECONDS))
            continue
        found = read(run.stdout + run.stderr)
        yield from found or [Proof(contract, "ERROR", 0, "0")]


def _halmos() -> Path:
    """The prover, installed where it is not yet."""
    home = BUILD / "venv"
    program = home / "bin" / "halmos"
    if not program.is_file():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "-q", HALMOS], check=True)
    return program


def main() -> int:
    """Prints a line for each property; 1 if one does not hold as far as it is stated."""
    proofs = []
    for proof in prove(Toolchain()):
        print(f"{proof.outcome:8} {proof.name} ({proof.paths} paths, {proof.seconds} s)", flush=True)
        proofs.append(proof)
    return 0 if all(proof.holds for proof in proofs) else 1


if __name__ == "__main__":
    sys.exit(main())
