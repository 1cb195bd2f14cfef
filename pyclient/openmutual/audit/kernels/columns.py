"""Columns of a table as arrays that compiled loops run over.

All are copies of their own, in one block of memory: for any other kind of array a loop would be compiled once more.
"""

from collections.abc import Collection

import numpy as np
import polars as pl

from .compiled import Bytes, Flags, Integers


def integers(column: pl.Series) -> Integers:
    """A column of numbers or flags."""
    return np.array(column.cast(pl.Int64).to_numpy())


def fixed(column: pl.Series, size: int) -> Bytes:
    """A column of byte strings of one size, as rows; none may be missing."""
    if column.is_empty():
        return np.empty((0, size), np.uint8)
    rows: Bytes = column.bin.reinterpret(dtype=pl.Array(pl.UInt8, size), endianness="big").to_numpy()
    return np.array(rows)


def flat(column: pl.Series) -> tuple[Bytes, Integers]:
    """A column of byte strings end to end, and where each ends, after a 0."""
    sizes = column.bin.size().to_numpy().astype(np.int64)
    joined = np.frombuffer(b"".join(column.to_list()), np.uint8).copy()
    return joined, np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))


def binary(rows: Bytes) -> pl.Series:
    """Rows of bytes as a column of byte strings."""
    joined, size = rows.tobytes(), rows.shape[1]
    return pl.Series([joined[at : at + size] for at in range(0, len(joined), size)], dtype=pl.Binary)


def named(accounts: Bytes, names: Collection[bytes]) -> Flags:
    """Which accounts, in rows of bytes, are among these names."""
    first = accounts[:, :8].copy().view(">u8").reshape(-1)
    found = np.isin(first, [int.from_bytes(name[:8], "big") for name in names])
    for place in np.flatnonzero(found).tolist():
        found[place] = bytes(accounts[place]) in names
    return found
