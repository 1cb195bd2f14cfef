"""What was said, row by row, into the tables of an extract, column by column."""

from collections.abc import Iterable, Sequence

import polars as pl

from .extract import HEADERS, LOGS, RECEIPTS
from .source import RawLog, RawReceipt

TOPICS = 4
"""A log has at most so many topics."""


def header_table(numbers: Sequence[int], headers: Sequence[bytes]) -> pl.DataFrame:
    """Headers by the numbers of their blocks, which ascend."""
    return pl.DataFrame({"number": numbers, "rlp": headers}, HEADERS)


def receipt_table(receipts: Iterable[RawReceipt]) -> pl.DataFrame:
    """Receipts without their logs."""
    rows = [receipt[:-1] for receipt in receipts]
    return _table(rows, RECEIPTS)


def log_table(logs: Iterable[RawLog]) -> pl.DataFrame:
    """Logs with their topics spread over four columns."""
    missing = [(None,) * count for count in range(TOPICS, -1, -1)]
    rows = [(*log[:4], *log.topics, *missing[len(log.topics)], log.data) for log in logs]
    return _table(rows, LOGS)


def is_in_order(table: pl.DataFrame, keys: Sequence[str]) -> bool:
    """Whether the rows ascend by these columns, and none stands there twice."""
    found = table.select(keys)
    return found.equals(found.unique().sort(keys))


def _table(rows: Sequence[Sequence[object]], schema: pl.Schema) -> pl.DataFrame:
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pl.DataFrame(
        [pl.Series(name, column, kind) for (name, kind), column in zip(schema.items(), columns, strict=True)]
    )
