"""Numbers as nodes write them, and how large those of a chain can be."""

from typing import Any

LAST_BLOCK = 2**31 - 1
"""No chain comes so far: a search up to there ends some time, and what counts logs through all blocks has room."""

UINT64 = 2**64 - 1
WORD_MAX = 2**256 - 1


def number_in(told: Any, most: int) -> int:
    """A number in hexadecimal.

    Raises:
        TypeError: it is no text.
        ValueError: it is no number, is below zero, or above the most.
    """
    number = int(told, 16)
    if not 0 <= number <= most:
        raise ValueError("a number out of its range")
    return number
