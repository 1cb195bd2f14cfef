"""Columns of 32-byte words as logs carry their values, and the transfers that the currency's log tells of.

A column is an array of one row a log and 32 bytes a row, so that a million words are judged and read at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...events import Event
from ...records import NOBODY, Account, Verdict

Column = NDArray[np.uint8]
"""Words below one another: rows of 32 bytes."""

WORD = 32
ADDRESS = 20
HALF = 2**64
"""What does not fit the machine's own integers."""

VERDICTS = tuple(Verdict)
"""The contracts' enumeration: numbers that count in the order of ours."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event.

    Attributes:
        name: as the event's record has it.
        most: the largest number that an honest word of this field is; what lies above the field's own bits is 0.
        read: the values of a column whose words all fit.
    """

    name: str
    most: int
    read: Callable[[Column], list[Any]]

    def fits(self, column: Column) -> NDArray[np.bool_]:
        """Which words the field can hold."""
        width = (self.most.bit_length() + 7) // 8
        fits = np.asarray(~column[:, : WORD - width].any(axis=1), np.bool_)
        if self.most < HALF:
            fits &= _last(column) <= self.most
        return fits


def columns(rows: Iterable[Iterable[bytes]], width: int) -> NDArray[np.uint8]:
    """Rows of words, each row `width` of them in any number of pieces: by row, word and byte."""
    joined = b"".join(chain.from_iterable(rows))
    return np.frombuffer(joined, np.uint8).reshape(-1, width, WORD)


def numbers(column: Column) -> list[int]:
    """Words as unsigned numbers."""
    if column[:, :16].any():
        return [int.from_bytes(word, "big") for word in hashes(column)]
    low: list[int] = _last(column).tolist()
    high = _big_endian(column[:, 16:24])
    return [above << 64 | below for above, below in zip(high.tolist(), low, strict=True)] if high.any() else low


def accounts(column: Column) -> list[Account]:
    """Words as accounts in lower-case hex; zero is nobody."""
    digits = np.ascontiguousarray(column[:, WORD - ADDRESS :]).tobytes().hex()
    spelled = [digits[start : start + 2 * ADDRESS] for start in range(0, len(digits), 2 * ADDRESS)]
    return ["0x" + account if account != _ZERO else NOBODY for account in spelled]


def hashes(column: Column) -> list[bytes]:
    """Words as they are."""
    raw = np.ascontiguousarray(column).tobytes()
    return [raw[start : start + WORD] for start in range(0, len(raw), WORD)]


def truths(column: Column) -> list[bool]:
    """Words as yes or no."""
    said: list[bool] = (column[:, -1] != 0).tolist()
    return said


def verdicts(column: Column) -> list[Verdict]:
    """Words as a jury's verdicts."""
    return [VERDICTS[number] for number in column[:, -1].tolist()]


_ZERO = "0" * 2 * ADDRESS


def _last(column: Column) -> NDArray[np.uint64]:
    """The low eight bytes of words as numbers."""
    return _big_endian(column[:, 24:])


def _big_endian(column: Column) -> NDArray[np.uint64]:
    return np.ascontiguousarray(column).view(">u8").reshape(-1).astype(np.uint64)


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Somebody's units of the currency became somebody else's."""

    sender: Account
    receiver: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """Somebody may take so much of the owner's units, whenever they like."""

    owner: Account
    spender: Account
    amount: int
