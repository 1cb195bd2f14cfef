"""The filter in a block's header (`logsBloom`): whose logs the block may hold, and whose it certainly does not.

Each address and each topic of a log sets three of 2,048 bits (Yellow Paper, section 4.4.1).
"""

from collections.abc import Iterable

from eth_utils.crypto import keccak

from ...errors import ChainError

BITS = 2_048

BEGINNING = 192
"""Where the filter stands in an encoded header: what comes before it has the same length in all headers."""

MARK = b"\xb9\x01\x00"
"""How RLP announces 256 bytes."""


def bloom_of(header: bytes) -> int:
    """The filter in an RLP-encoded header.  Raises ChainError if there is none where it must be."""
    if header[BEGINNING - len(MARK) : BEGINNING] != MARK:
        raise ChainError("a block's header has no filter (logsBloom) where it must")
    return int.from_bytes(header[BEGINNING : BEGINNING + BITS // 8], "big")


def mark_of(values: Iterable[bytes]) -> int:
    """The bits that a log sets which has all of these addresses and topics."""
    mark = 0
    for value in values:
        digest = keccak(value)
        for place in (0, 2, 4):
            mark |= 1 << (int.from_bytes(digest[place : place + 2], "big") % BITS)
    return mark


def may_hold(bloom: int, marks: Iterable[int]) -> bool:
    """Whether a filter lets any of these marks through."""
    return any(bloom & mark == mark for mark in marks)
