"""RLP, Ethereum's encoding of byte strings and lists of them (Yellow Paper, appendix B), written for encoding alone.

The general encoder looks at the type of every item: for the headers and tries of a large plan that takes several times
as long.
"""

from collections.abc import Iterable

EMPTY = b"\x80"
"""The encoding of no bytes, and of the number 0."""

SHORT = 55
"""The longest payload whose length stands in the first byte."""


def string(data: bytes) -> bytes:
    """The encoding of a byte string."""
    if len(data) == 1 and data[0] < 0x80:
        return data
    return head(len(data), 0x80) + data


def number(value: int) -> bytes:
    """The encoding of a number: its bytes without leading zeros."""
    return string(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def sequence(encoded: Iterable[bytes]) -> bytes:
    """The encoding of a list, from the encodings of its elements."""
    payload = b"".join(encoded)
    return head(len(payload), 0xC0) + payload


def head(length: int, kind: int) -> bytes:
    """What stands before a payload of that length; `kind` is 0x80 for strings, 0xc0 for lists."""
    if length <= SHORT:
        return bytes((kind + length,))
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((kind + SHORT + len(digits),)) + digits
