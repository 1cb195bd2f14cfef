"""Rows sorted by account: in files, if they are many, so that one file's accounts fit into the memory."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import Bytes, Integers, Table
from .scan import ROW
from .spill import Spill

MOST_WAITING = 500_000
"""Rows that wait in the memory."""


class Shard(NamedTuple):
    """The rows of some accounts: those of an account together, in their order.

    Attributes:
        starts: where each account's rows begin; `ends` where they end.
    """

    rows: Table
    starts: Integers
    ends: Integers

    @property
    def accounts(self) -> Bytes:
        """The accounts, in rows of bytes."""
        accounts: Bytes = self.rows["account"][self.starts]
        return accounts


class Shards:
    """Rows by account, in files of a folder as soon as they are too many to wait in the memory."""

    def __init__(self, folder: Path) -> None:
        self._spill = Spill(folder, ROW, "account", MOST_WAITING)

    def add(self, rows: Table) -> None:
        """Keep more rows.  Raises OSError."""
        self._spill.add(rows)

    def numbers(self) -> list[int]:
        """The numbers of the shards.  Raises OSError."""
        self._spill.finish()
        return self._spill.numbers() if self._spill.is_stored else [0]

    def shard(self, number: int) -> Shard:
        """The shard of a number.  Raises OSError."""
        return shard_of(self._spill.part(number) if self._spill.is_stored else self._spill.waiting())


def shard_of(rows: Table) -> Shard:
    """Rows in the order of the log as a shard."""
    accounts = np.ascontiguousarray(rows["account"])
    keys = accounts[:, :8].copy().view(">u8").reshape(-1), accounts[:, 8:16].copy().view(">u8").reshape(-1)
    last = accounts[:, 16:].copy().view(">u4").reshape(-1)
    rows = rows[np.lexsort((rows["row"], last, keys[1], keys[0]))]
    bounds = _bounds(rows["account"])
    return Shard(rows, bounds[:-1], bounds[1:])


def _bounds(rows: NDArray[np.uint8]) -> Integers:
    """Where the runs of rows begin that are alike and stand together, and where the last one ends."""
    if not len(rows):
        return np.zeros(1, np.int64)
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    return np.concatenate(([0], changes, [len(rows)])).astype(np.int64)
