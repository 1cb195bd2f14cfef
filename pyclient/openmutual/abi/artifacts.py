"""The compiled contracts as they ship inside the package: interface and code, checked against their manifest."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources.abc import Traversable
from typing import Any

from ..codec import from_hex
from ..errors import ArtifactError
from ..resources import resource
from .interface import Interface

CONTRACTS = (
    "MutualLedger",
    "CaseDesk",
    "Jury",
    "Enrolment",
    "StandingOrders",
    "MemberAccount",
    "PlanFactory",
    "TestYuan",
)
MANIFEST = "manifest.json"

LOCAL_CHAINS = {1337, 31337, 131_277_322_940_537}
"""The ids of toy chains, where alone TestYuan may stand: geth's and ganache's, hardhat's and anvil's, eth-tester's."""


@dataclass(frozen=True)
class Artifact:
    """One compiled contract.

    Attributes:
        creation_code: what a deployment runs, without the constructor's arguments.
        runtime_code: what then lies on the chain, with zeros where immutables are filled in.
        immutables: where that is: the start and length in bytes of every place, by the immutable's name in the sources
            (those of OpenZeppelin with their contract's name before it).
        storage: the compiler's layout of its storage.
        abi: the compiler's description of its interface, for libraries that want it as it is.
    """

    name: str
    interface: Interface = field(repr=False)
    creation_code: bytes = field(repr=False)
    runtime_code: bytes = field(repr=False)
    immutables: Mapping[str, tuple[tuple[int, int], ...]] = field(repr=False)
    storage: Mapping[str, Any] = field(repr=False)
    abi: Sequence[Mapping[str, Any]] = field(repr=False)


@cache
def artifact(name: str) -> Artifact:
    """The packaged contract of that name.  Raises ArtifactError."""
    return read_artifact(resource("artifacts"), name)


@cache
def contracts_version() -> str:
    """Which version of the contracts this package has: a hash over the hashes of all their sources."""
    sources = _parse(MANIFEST, _bytes(resource("artifacts"), MANIFEST))["sources"]
    return hashlib.sha256(json.dumps(sources, sort_keys=True).encode()).hexdigest()


def read_artifact(folder: Traversable, name: str) -> Artifact:
    """A contract out of a folder of artifacts, whose manifest must know its checksum.

    Raises:
        ArtifactError: it is missing, or is not what the compiler wrote.
    """
    file = f"{name}.json"
    checksums = _parse(MANIFEST, _bytes(folder, MANIFEST)).get("artifacts", {})
    content = _bytes(folder, file)
    if checksums.get(file) != hashlib.sha256(content).hexdigest():
        raise ArtifactError(f"the packaged artifact {file} is damaged: its checksum is not the manifest's")
    parsed = _parse(file, content)
    try:
        return Artifact(
            name=name,
            interface=Interface(parsed["abi"]),
            creation_code=from_hex(parsed["bytecode"]),
            runtime_code=from_hex(parsed["deployedBytecode"]),
            immutables={
                name: tuple((start, length) for start, length in places)
                for name, places in parsed["immutables"].items()
            },
            storage=parsed["storageLayout"],
            abi=parsed["abi"],
        )
    except (KeyError, ValueError) as error:
        raise ArtifactError(f"the packaged artifact {file} lacks what the client needs: {error}") from error


def masked(code: bytes, shipped: Artifact) -> bytes:
    """A code with nothing where a shipped contract has its immutables, as compilers leave it."""
    bare = bytearray(code)
    for start, length in (place for places in shipped.immutables.values() for place in places):
        if start + length <= len(bare):
            bare[start : start + length] = bytes(length)
    return bytes(bare)


def is_shipped(code: bytes, shipped: Artifact) -> bool:
    """Whether a code is a shipped one, whatever its immutables."""
    return masked(code, shipped) == shipped.runtime_code


def _bytes(folder: Traversable, file: str) -> bytes:
    try:
        return (folder / file).read_bytes()
    except OSError as error:
        raise ArtifactError(f"the packaged artifact {file} is missing") from error


def _parse(file: str, content: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise ArtifactError(f"the packaged artifact {file} is no JSON") from error
    if not isinstance(parsed, dict):
        raise ArtifactError(f"the packaged artifact {file} holds no object")
    return parsed
