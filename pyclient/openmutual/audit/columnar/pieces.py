"""Rows in pieces: files of rows sorted by the first byte of a field, so that a range of first bytes is read from each.

Whoever has a part of the log writes a piece of it; whoever has a shard of the members reads its range of all pieces.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from ...errors import ScratchLost
from ...locations import Location
from ..kernels.compiled import Integers

FIRST_BYTES = 256

Rows = NDArray[np.void]


class Piece(NamedTuple):
    """A file of rows; those whose field begins with the byte b lie from `bounds[b]` to `bounds[b + 1]`."""

    name: str
    bounds: Integers


class Range(NamedTuple):
    """The first bytes from `first` up to, not including, `past`."""

    first: int
    past: int

    def __str__(self) -> str:
        return f"members {self.first:02x} to {self.past - 1:02x}"


class Cut(NamedTuple):
    """The rows of a file from `start` up to, not including, `end`."""

    name: str
    start: int
    end: int


def write_piece(scratch: Location, rows: Rows, field: str) -> Piece:
    """Write rows, of which those with one first byte keep their order.  Raises ScratchLost."""
    first = rows[field][:, 0]
    order = np.argsort(first, kind="stable")
    cut = write_rows(scratch, rows[order])
    return Piece(cut.name, np.searchsorted(first[order], np.arange(FIRST_BYTES + 1)).astype(np.int64))


def write_rows(scratch: Location, rows: Rows) -> Cut:
    """Write rows as they are, to a file of a new name.  Raises ScratchLost."""
    file = scratch / uuid4().hex
    try:
        file.write_bytes(rows.tobytes())
    except OSError as error:
        raise ScratchLost(str(file), str(error.strerror)) from None
    return Cut(file.name, 0, len(rows))


def read_rows(scratch: Location, cuts: Iterable[Cut], kind: np.dtype[np.void]) -> Rows:
    """The rows of some cuts, one after the other.  Raises ScratchLost."""
    return np.frombuffer(b"".join(_content(scratch / cut.name, cut, kind.itemsize) for cut in cuts), kind)


def _content(file: Location, cut: Cut, size: int) -> bytes:
    try:
        content = file.read_bytes(cut.start * size, cut.end * size)
    except OSError as error:
        raise ScratchLost(str(file), str(error.strerror)) from None
    if len(content) != (cut.end - cut.start) * size:
        raise ScratchLost(str(file), "it holds less than was written")
    return content


def cuts_of(pieces: Iterable[Piece], some: Range) -> tuple[Cut, ...]:
    """Where the rows of a range of first bytes lie."""
    cuts = (Cut(piece.name, *piece.bounds[[some.first, some.past]].tolist()) for piece in pieces)
    return tuple(cut for cut in cuts if cut.start < cut.end)


def ranges(pieces: Sequence[Piece], most: int) -> list[Range]:
    """Ranges of first bytes that cover all rows, of `most` rows each at most, if no single byte has more."""
    sizes = sum((np.diff(piece.bounds) for piece in pieces), np.zeros(FIRST_BYTES, np.int64))
    found, first, held = [], 0, 0
    for byte, size in enumerate(sizes.tolist()):
        if held and held + size > most:
            found.append(Range(first, byte))
            first, held = byte, 0
        held += size
    return [*found, Range(first, FIRST_BYTES)]
