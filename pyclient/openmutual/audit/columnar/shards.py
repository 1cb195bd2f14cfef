"""Rows sorted by account: in files, if they are many, so that one file's accounts fit into the memory."""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import Bytes, Integers
from .scan import ROW, Table

SHARDS = 256
"""One for each first byte of an account."""

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
        self._folder, self._waiting, self._is_stored = folder, list[Table](), False

    def add(self, rows: Table) -> None:
        """Keep more rows.  Raises OSError."""
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) >= MOST_WAITING:
            self._store()

    def numbers(self) -> list[int]:
        """The numbers of the shards.  Raises OSError."""
        if not self._is_stored:
            return [0]
        self._store()
        return [number for number in range(SHARDS) if self._file(number).exists()]

    def shard(self, number: int) -> Shard:
        """The shard of a number.  Raises OSError."""
        if self._is_stored:
            return shard_of(np.fromfile(self._file(number), ROW))
        return shard_of(np.concatenate([np.empty(0, ROW), *self._waiting]))

    def _store(self) -> None:
        """Append what waits to the files of its accounts."""
        rows = np.concatenate([np.empty(0, ROW), *self._waiting])
        self._waiting, self._is_stored = [], True
        order = np.argsort(rows["account"][:, 0], kind="stable")
        first = rows["account"][order, 0]
        for start, end in pairwise(_bounds(first[:, None]).tolist()):
            with self._file(int(first[start])).open("ab") as file:
                rows[order[start:end]].tofile(file)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:02x}.rows"


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
