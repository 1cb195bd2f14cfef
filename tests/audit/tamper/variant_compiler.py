"""Where dishonest contracts are made: the sources with a few lines changed, through the compiler of the honest ones."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from deploy.compile import build_input
from deploy.npm import environment
from deploy.toolchain import ROOT, Toolchain

CACHE = ROOT / "contracts" / ".build" / "tamper"
"""What was compiled before, by the hash of all that went into it."""


@dataclass(frozen=True)
class Patch:
    """One change: in a file under `contracts/`, what stands there exactly once, and what stands there instead."""

    file: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        """The changed text.  Raises ValueError where it is not clear what to change."""
        if (times := text.count(self.old)) != 1:
            raise ValueError(f"{self.file} has {times} times: {self.old}")
        return text.replace(self.old, self.new)


@cache
def creation_code(contract: str, patches: tuple[Patch, ...]) -> bytes:
    """What a deployment of a changed contract runs; compiled once on each machine."""
    unit = f"contracts/{contract}.sol"
    request = _input((unit,))
    for patch in patches:
        source = request["sources"][f"contracts/{patch.file}"]
        source["content"] = patch.apply(source["content"])
    return _compiled(unit, contract, request)


@cache
def written_code(file: str, contract: str) -> bytes:
    """The creation code of a contract in a source that lies here."""
    settings = _input(("contracts/PlanFactory.sol",))["settings"]
    sources = {file: {"content": (Path(__file__).parent / file).read_text(encoding="utf-8")}}
    return _compiled(file, contract, {"language": "Solidity", "settings": settings, "sources": sources})


def _input(units: tuple[str, ...]) -> dict[str, Any]:
    """The project's own input to the compiler; what the sources import is installed first, if it is not there."""
    Toolchain().install()
    return build_input(ROOT, units)


def _compiled(unit: str, contract: str, request: dict[str, Any]) -> bytes:
    """The creation code of one contract in a request, from the cache if it was asked for before."""
    request["settings"]["outputSelection"] = {unit: {contract: ["evm.bytecode.object"]}}
    chain = Toolchain()
    words = json.dumps([chain.solc_version(), request], sort_keys=True)
    kept = CACHE / hashlib.sha256(words.encode()).hexdigest()
    CACHE.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            output = _run_compiler(chain, request)
            code = output["contracts"][unit][contract]["evm"]["bytecode"]["object"]
            part = kept.with_suffix(".part")
            part.write_text(code, encoding="ascii")
            part.rename(kept)
    return bytes.fromhex(kept.read_text(encoding="ascii"))


def _run_compiler(chain: Toolchain, request: Mapping[str, Any]) -> dict[str, Any]:
    run = subprocess.run(
        [str(chain.solc()), "--standard-json"],
        input=json.dumps(request),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    output: dict[str, Any] = json.loads(run.stdout)
    refused = [each["formattedMessage"] for each in output.get("errors", ()) if each["severity"] == "error"]
    if refused:
        raise ValueError("\n".join(refused))
    return output
