"""Rows on the disk, sorted into files by account, so that one file's accounts fit into the memory."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import Bytes, Integers
from .scan import ROW, Table

SHARDS = 256
"""One for each first byte of an account."""


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
    """Rows by account, in files of a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.rows = 0

    def add(self, rows: Table) -> None:
        """Keep more rows.  Raises OSError."""
        self.rows += len(rows)
        order = np.argsort(rows["account"][:, 0], kind="stable")
        first = rows["account"][order, 0]
        for start, end in _runs(first[:, None]):
            with self._file(int(first[start])).open("ab") as file:
                rows[order[start:end]].tofile(file)

    def __iter__(self) -> Iterator[Shard]:
        """Shard by shard.  Raises OSError."""
        for number in range(SHARDS):
            file = self._file(number)
            if file.exists():
                yield shard_of(np.fromfile(file, ROW))

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:02x}.rows"


def shard_of(rows: Table) -> Shard:
    """Rows in the order of the log as a shard."""
    accounts = np.ascontiguousarray(rows["account"])
    keys = accounts[:, :8].copy().view(">u8").reshape(-1), accounts[:, 8:16].copy().view(">u8").reshape(-1)
    last = accounts[:, 16:].copy().view(">u4").reshape(-1)
    rows = rows[np.lexsort((rows["row"], last, keys[1], keys[0]))]
    runs = np.array(list(_runs(rows["account"])), np.int64).reshape(-1, 2)
    return Shard(rows, runs[:, 0].copy(), runs[:, 1].copy())


def _runs(rows: NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """From where to where rows are alike that stand together."""
    if not len(rows):
        return
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    bounds = np.concatenate(([0], changes, [len(rows)])).tolist()
    yield from pairwise(bounds)
