"""One decoder of what contracts say when they refuse: revert data, from whatever chain, into a typed exception."""

from functools import cache

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from ..abi.artifacts import CONTRACTS, artifact
from ..abi.interface import Entry
from ..codec import to_hex
from ..errors import REFUSALS, ChainError, Reentered, UnexpectedRevert

ALIASES = {"ReentrancyGuardReentrantCall": Reentered}
"""Refusals that the contracts inherit under another name."""

TEXT, PANIC = bytes.fromhex("08c379a0"), bytes.fromhex("4e487b71")
"""The selectors of Solidity's own `Error(string)` and `Panic(uint256)`."""


@cache
def known_errors() -> dict[bytes, Entry]:
    """Every error that the shipped contracts can name, by selector."""
    return {selector: entry for name in CONTRACTS for selector, entry in artifact(name).interface.errors.items()}


def refusal(revert: bytes) -> Exception:
    """The exception for revert data: a Refusal of the same name and values, else an UnexpectedRevert."""
    try:
        return _refusal(revert)
    except DecodingError:
        return UnexpectedRevert(f"the call failed with data that fits no error: {to_hex(revert)}")


def _refusal(revert: bytes) -> ChainError | Exception:
    selector = revert[:4]
    if selector == TEXT:
        return UnexpectedRevert(f"the call failed: {decode(['string'], revert[4:])[0]}")
    if selector == PANIC:
        return UnexpectedRevert(f"the call failed with panic 0x{decode(['uint256'], revert[4:])[0]:02x}")
    if selector not in known_errors():
        said = f"with {to_hex(revert)}" if revert else "without a word; it may have run out of gas"
        return UnexpectedRevert(f"the call failed {said}")
    error = known_errors()[selector]
    values = error.values(revert)
    kind = REFUSALS.get(error.name) or ALIASES.get(error.name)
    if kind is not None:
        return kind(*values.values())
    shown = ", ".join(f"{name}={value}" for name, value in values.items())
    return UnexpectedRevert(f"the call failed with {error.name}({shown})")
