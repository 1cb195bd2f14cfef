"""Parquet files from strangers, which can unpack to a thousand times their size and more: measured, and then read."""

from io import BytesIO

import polars as pl

from .pages import VIEW, unpacked

ALWAYS, TIMES = 2**28, 512
"""A file may unpack to so many bytes, and so many times its own size more: an export with a byte for each record does.

Exports come to 30 times their size, but whoever pays for the gas can fill a plan's blocks with logs that are all alike.
"""

CONTENT = 2**32
"""The most bytes of byte strings and texts in a file, where many rows have the same one."""

UNREADABLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, MemoryError)
"""What is raised over a file that is cut off or changed."""


class Oversized(ValueError):
    """A file unpacks to far more than it can have been made from."""


def read(content: bytes, columns: list[str] | None = None, cells: int = 0) -> pl.DataFrame:
    """The rows of a file.

    Args:
        content: of the file.
        columns: those that are wanted; all if it is left out.
        cells: how many values it is known to have, which may be all alike.

    Raises:
        Oversized: they do not fit into a memory that the size of the file allows for.
        One of `UNREADABLE`: it is no Parquet file, or cut off or changed.
    """
    if not is_readable(content, cells):
        raise Oversized
    rows = pl.read_parquet(BytesIO(content), columns=columns)
    if _content_of(rows) > CONTENT + len(content):  # what many rows have was unpacked once, and is copied for each
        raise Oversized
    return rows


def is_readable(content: bytes, cells: int = 0) -> bool:
    """Whether a file unpacks to no more than its size allows for.  Raises ValueError as :func:`unpacked` does."""
    return unpacked(content) <= ALWAYS + TIMES * len(content) + 2 * VIEW * cells


def _content_of(rows: pl.DataFrame) -> int:
    """The bytes of all byte strings and texts in there, inside of lists too."""
    flat = (column.explode() if isinstance(column.dtype, pl.List) else column for column in rows)
    texts = (column.cast(pl.Binary) for column in flat if column.dtype in (pl.Binary, pl.String))
    return sum(int(column.bin.size().cast(pl.UInt64).sum()) for column in texts)
