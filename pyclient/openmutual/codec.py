"""Bytes as chains spell them: hexadecimal with `0x` before it."""

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
