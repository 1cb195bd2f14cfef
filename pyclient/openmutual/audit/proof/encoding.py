"""What Ethereum hashes: RLP written out by hand, and Keccak-256.

A proof of a large plan hashes millions of short strings.  The general RLP encoder looks at the type of every one of
them, and the hash of `eth_utils` chooses a backend anew each time; written for byte strings alone, both are several
times faster.
"""

from collections.abc import Iterable

from sha3 import keccak_256  # type: ignore[import-untyped]

EMPTY = b"\x80"
"""The encoding of no bytes, and of the number 0."""

SHORT = 55
"""The longest payload whose length stands in the first byte."""


def keccak(data: bytes) -> bytes:
    """The Keccak-256 hash."""
    digest: bytes = keccak_256(data).digest()
    return digest


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
