"""Bytes as chains spell them: hexadecimal with `0x` before it."""

from collections.abc import Mapping
from typing import Any

ZERO_ADDRESS = "0x" + 20 * "00"
"""The address that stands for nobody in calls and logs."""


def to_hex(raw: bytes) -> str:
    """The spelling of bytes, `0x` and two digits each."""
    return "0x" + raw.hex()


def from_hex(text: str) -> bytes:
    """The bytes of a spelling, with or without `0x`.

    Raises:
        ValueError: it is not hexadecimal.
    """
    return bytes.fromhex(text.removeprefix("0x"))


def to_rpc(value: Any) -> Any:
    """A value as JSON-RPC writes it: bytes and whole numbers in hexadecimal, inside lists and mappings too."""
    if isinstance(value, Mapping):
        return {name: to_rpc(item) for name, item in value.items()}
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)
    return [to_rpc(item) for item in value] if isinstance(value, list | tuple) else value
