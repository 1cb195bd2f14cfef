"""A deployed code beside the shipped one: the same but for what a deployment fills in, or not."""

from ...abi.artifacts import Artifact
from ...records import Account
from ..proof.encoding import keccak
from ..source.extract import Extract


def misgiven(extract: Extract) -> dict[Account, bytes]:
    """The contracts of which another code is given than their accounts name, and the hash that they name."""
    codes, last = extract.codes, extract.last
    named = {said.address: said.code_hash for said in extract.accounts if said.block == last and said.code_hash}
    return {address: due for address, due in named.items() if address in codes and keccak(codes[address]) != due}


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


def first_difference(code: bytes, shipped: Artifact) -> int:
    """Where a code begins to differ from a shipped one; the end of the shorter if nothing before does."""
    one, other = masked(code, shipped), shipped.runtime_code
    pairs = enumerate(zip(one, other, strict=False))
    return next((offset for offset, (a, b) in pairs if a != b), min(len(one), len(other)))


def held(code: bytes, shipped: Artifact, immutable: str) -> list[bytes]:
    """What a code that is the shipped one has as an immutable: one value, or several that disagree."""
    places = shipped.immutables[immutable]
    return list(dict.fromkeys(code[start : start + length] for start, length in places))
