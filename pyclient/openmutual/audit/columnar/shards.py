"""Rows sorted by account: in files, if they are many, so that one file's accounts fit into the memory."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .compiled import Bytes, Integers, Table
from .members import FIELDS
from .scan import ACCOUNT, ROW
from .spill import Spill

MOST_WAITING = 500_000
"""Rows, and memberships, that wait in the memory."""

RECORD = np.dtype([("account", "u1", ACCOUNT), ("fields", "i8", len(FIELDS))])
"""What an account has come to."""

Keys = NDArray[np.bytes_]


class Shard(NamedTuple):
    """The rows of some accounts: those of an account together, in their order.

    Attributes:
        accounts: in rows of bytes.
        starts: where each account's rows begin; `ends` where they end.
        fields: what each account has come to before its rows; 0 for those who are new.
    """

    rows: Table
    accounts: Bytes
    starts: Integers
    ends: Integers
    fields: Integers


class Shards:
    """Rows by account, and what accounts had come to before, in files as soon as they are too many for the memory."""

    def __init__(self, folder: Path) -> None:
        self._rows, self._kept = (
            Spill(folder, kind, "account", MOST_WAITING) for folder, kind in _places(folder).items()
        )

    def add(self, rows: Table) -> None:
        """Keep more rows.  Raises OSError."""
        self._rows.add(rows)

    def keep(self, records: Table) -> None:
        """Keep what more accounts had come to before all rows.  Raises OSError."""
        self._kept.add(records)

    def numbers(self) -> list[int]:
        """The numbers of the shards.  Raises OSError."""
        spills = self._rows, self._kept
        if not any(spill.is_stored for spill in spills):
            return [0]
        for spill in spills:
            spill.store()
        return sorted({number for spill in spills for number in spill.numbers()})

    def shard(self, number: int) -> Shard:
        """The shard of a number.  Raises OSError."""
        rows, kept = (spill.part(number) if spill.is_stored else spill.waiting() for spill in (self._rows, self._kept))
        return shard_of(rows, kept)


def _places(folder: Path) -> dict[Path, np.dtype[np.void]]:
    """Where the files of rows lie, and those of what accounts had come to."""
    places = {folder / "rows": ROW, folder / "kept": RECORD}
    for place in places:
        place.mkdir()
    return places


def shard_of(rows: Table, kept: Table) -> Shard:
    """Rows in the order of the log as a shard, with what accounts had come to before."""
    accounts = np.ascontiguousarray(rows["account"])
    words = accounts[:, :8].copy().view(">u8").reshape(-1), accounts[:, 8:16].copy().view(">u8").reshape(-1)
    last = accounts[:, 16:].copy().view(">u4").reshape(-1)
    rows = rows[np.lexsort((rows["row"], last, words[1], words[0]))]
    bounds, known, before = _bounds(rows["account"]), keys_of(rows["account"]), keys_of(kept["account"])
    own = known[bounds[:-1]]
    keys = np.union1d(own, before) if len(kept) else own
    spans, fields = np.zeros((2, len(keys)), np.int64), np.zeros((len(keys), len(FIELDS)), np.int64)
    spans[:, np.searchsorted(keys, own)] = bounds[:-1], bounds[1:]
    fields[np.searchsorted(keys, before)] = kept["fields"]
    return Shard(rows, keys.view(np.uint8).reshape(-1, ACCOUNT), spans[0], spans[1], fields)


def keys_of(accounts: Bytes) -> Keys:
    """Accounts as strings of bytes, which compare as they do: all are of one length."""
    return np.ascontiguousarray(accounts).view(f"S{ACCOUNT}").reshape(-1)


def _bounds(rows: NDArray[np.uint8]) -> Integers:
    """Where the runs of rows begin that are alike and stand together, and where the last one ends."""
    if not len(rows):
        return np.zeros(1, np.int64)
    changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    return np.concatenate(([0], changes, [len(rows)])).astype(np.int64)
