"""What a registry of verified contracts wants of a shipped one: compiler input, metadata, and that the two are exact.

At the end of each code the compiler leaves the hash of its metadata, which holds the hashes of all sources and every
setting.  A registry such as Sourcify calls a match exact where what it compiles has that hash too.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eth_utils.crypto import keccak

from ..codec import to_hex
from ..errors import ArtifactError
from ..resources import resource
from .artifacts import artifact

INPUT = "standard-input.json"

NOTE = bytes.fromhex("a264697066735822")
"""What begins the compiler's note at the end of a code: a map of two, the first of them `ipfs`, 34 bytes."""

SHA_256 = bytes.fromhex("1220")
"""What begins a hash of SHA-256 where several kinds are possible: its kind, and its 32 bytes of length."""

HASH_BYTES = 34

MOST_IN_A_BLOCK = 262_144
"""A longer file is cut up by IPFS, and its hash is that of a tree."""


@dataclass(frozen=True)
class VerificationBundle:
    """All that it takes to verify a contract, anywhere and offline.

    Attributes:
        name: the contract's.
        compiler: the exact version.
        identifier: the source unit and the contract in it.
        standard_input: what the compiler gets.
        metadata: what it leaves the hash of in the code; as text, of which every character counts.
        sources: those that the contract is made of, by source unit.
    """

    name: str
    compiler: str
    identifier: str
    standard_input: Mapping[str, Any] = field(repr=False)
    metadata: str = field(repr=False)
    sources: Mapping[str, str] = field(repr=False)

    def request(self) -> dict[str, Any]:
        """The body of a request to Sourcify's interface, version 2."""
        return {
            "stdJsonInput": self.standard_input,
            "compilerVersion": self.compiler,
            "contractIdentifier": self.identifier,
        }


def verification_bundle(name: str) -> VerificationBundle:
    """What verifies the shipped contract of that name, held against its own code.

    Raises:
        ArtifactError: the metadata is not that of the code, or a source or a setting not that of the metadata.
    """
    folder = resource("artifacts")
    raw, standard_input = (folder / f"{name}.metadata.json").read_bytes(), json.loads((folder / INPUT).read_bytes())
    if ipfs_hash(raw) != metadata_hash(artifact(name).runtime_code):
        raise ArtifactError(f"the packaged metadata of {name} is not that of its code")
    metadata = json.loads(raw)
    sources = {unit: standard_input["sources"][unit]["content"] for unit in metadata["sources"]}
    for unit, text in sources.items():
        if to_hex(keccak(text.encode())) != metadata["sources"][unit]["keccak256"]:
            raise ArtifactError(f"the packaged source {unit} is not that of the metadata of {name}")
    _expect_settings(name, standard_input["settings"], metadata["settings"])
    ((unit, contract),) = metadata["settings"]["compilationTarget"].items()
    version = metadata["compiler"]["version"]
    return VerificationBundle(name, version, f"{unit}:{contract}", standard_input, raw.decode(), sources)


def _expect_settings(name: str, given: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    wrong = [key for key, value in given.items() if key != "outputSelection" and kept.get(key) != value]
    if wrong:
        raise ArtifactError(f"the packaged settings are not those of the metadata of {name}: {', '.join(wrong)}")


def metadata_hash(code: bytes) -> bytes:
    """The hash of the metadata that a code names at its end, 34 bytes; empty if it names none."""
    start = code.rfind(NOTE)
    return code[start + len(NOTE) :][:HASH_BYTES] if start >= 0 else b""


def ipfs_hash(content: bytes) -> bytes:
    """What IPFS calls a file of this content, 34 bytes: the hash of the one block that holds it.

    Raises:
        ArtifactError: it is too long for one block.
    """
    if len(content) > MOST_IN_A_BLOCK:
        raise ArtifactError(f"a file of {len(content):,} bytes does not fit into one block of IPFS")
    # A node with data alone; the data are a record: a file (type 2), its content, its length.
    length = _varint(len(content))
    data = b"\x08\x02" + (b"\x12" + length + content if content else b"") + b"\x18" + length
    return SHA_256 + hashlib.sha256(b"\x0a" + _varint(len(data)) + data).digest()


def _varint(number: int) -> bytes:
    """A whole number in the encoding of protocol buffers: seven bits a byte, the lowest first."""
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*encoded, number])
