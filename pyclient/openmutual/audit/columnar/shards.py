"""Shards of the members: the rows of some accounts, sorted by account, few enough for the memory."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import Bytes, Integers
from .scan import Table

MOST_ROWS = 500_000
"""Rows of a shard, if no more of them have one first byte."""


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


def shard_of(rows: Table) -> Shard:
    """Rows in the order of the log as a shard."""
    words = _words(rows["account"])
    order = np.argsort(words[0], kind="stable")
    if _are_mixed([word[order] for word in words]):
        order = np.lexsort((rows["row"], *reversed(words)))
    rows = rows[order]
    bounds = _bounds(rows["account"])
    return Shard(rows, bounds[:-1], bounds[1:])


def _words(accounts: NDArray[np.uint8]) -> list[NDArray[np.uint64]]:
    """Accounts as numbers of eight, eight and four bytes, the first ones first."""
    return [
        np.ascontiguousarray(accounts[:, start:end]).view(f">u{end - start}").reshape(-1).astype(np.uint64)
        for start, end in ((0, 8), (8, 16), (16, 20))
    ]


def _are_mixed(words: list[NDArray[np.uint64]]) -> bool:
    """Whether accounts differ that begin with the same word, of accounts sorted by their first words alone."""
    alike, differs = (np.diff(words[0]) == 0), (np.diff(words[1]) != 0) | (np.diff(words[2]) != 0)
    return bool((alike & differs).any())


def _bounds(rows: NDArray[np.uint8]) -> Integers:
    """Where the runs of rows begin that are alike and stand together, and where the last one ends."""
    if not len(rows):
        return np.zeros(1, np.int64)
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    return np.concatenate(([0], changes, [len(rows)])).astype(np.int64)
