"""The columns of an export's records and what every value must be: a stranger's data is read by its form."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import polars as pl

from ...errors import ExportDamaged
from .extract import HEADERS, LOGS, RECEIPTS
from .frames import is_in_order

ACCOUNTS = pl.Schema(
    {
        "block": pl.UInt64(),
        "address": pl.Binary(),
        "nonce": pl.UInt64(),
        "balance": pl.Binary(),
        "storage_root": pl.Binary(),
        "code_hash": pl.Binary(),
        "proof": pl.List(pl.Binary()),
        "emptied": pl.List(pl.Binary()),
    }
)
CODES = pl.Schema({"address": pl.Binary(), "data": pl.Binary()})
WITNESS = pl.Schema({"data": pl.Binary()})
ANSWERS = pl.Schema({"block": pl.UInt64(), "address": pl.Binary(), "data": pl.Binary(), "result": pl.Binary()})

TABLES: Mapping[str, pl.Schema] = {
    "header": HEADERS,
    "receipt": RECEIPTS,
    "log": LOGS,
    "account": ACCOUNTS,
    "code": CODES,
    "answer": ANSWERS,
    "witness": WITNESS,
}
"""What there is a record of, and the columns of each."""

COLUMNS: Mapping[str, pl.DataType] = {
    "record": pl.String(),
    **{name: kind for table in TABLES.values() for name, kind in table.items()},
}
"""All columns of the file."""

KEYS = {"header": ("number",), "receipt": ("block", "transaction"), "log": ("block", "index")}
"""What these records ascend by, none twice."""

TOPICS = ("topic0", "topic1", "topic2", "topic3")
"""A log may have fewer topics; everything else must be there."""

SIZES = {"address": 20, "sender": 20, "hash": 32, "bloom": 256} | dict.fromkeys(TOPICS, 32)
"""Columns whose values have one length, in bytes."""

WORD = 32
WORDS = ("balance", "emptied")
"""Columns whose values are numbers of a word at most."""

ONCE = {
    "account": ("block", "address"),
    "code": ("address",),
    "answer": ("block", "address", "data"),
    "witness": ("data",),
}
"""What no two of these records share: what is said twice could be read in two ways."""

MOST_BYTES = 2**24
"""More than a block's gas pays for in one log, or than any other value needs."""


def check_columns(name: str, columns: Mapping[str, Any], has_tails: bool) -> None:
    """Whether a file has the columns that it must, of their types.  Raises ExportDamaged."""
    expected = {column: kind for column, kind in COLUMNS.items() if has_tails or column != "tail"}
    missing, extra = sorted(expected.keys() - columns.keys()), sorted(columns.keys() - expected.keys())
    if missing:
        raise ExportDamaged(name, f"lacks the columns {', '.join(missing)}")
    if extra:
        raise ExportDamaged(name, f"has {len(extra)} columns that no export has")
    check_types(name, columns, expected)


def check_types(name: str, columns: Mapping[str, Any], wanted: Iterable[str]) -> None:
    """Whether a file has these columns of their types.  Raises ExportDamaged."""
    wrong = [column for column in wanted if columns.get(column) != COLUMNS[column]]
    if wrong:
        raise ExportDamaged(name, f"has values of another type in the columns {', '.join(wrong)}")


def tables_of(name: str, records: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The records of a file by what they are of, once their values and their order have been checked.

    Raises:
        ExportDamaged: something is missing, has a wrong size, stands in the wrong place, or stands there twice.
    """
    if not records["record"].is_in(list(TABLES)).fill_null(value=False).all():
        raise ExportDamaged(name, "has records of an unknown kind")
    tables = {record: table_of(name, records, record) for record in TABLES}
    for record, keys in KEYS.items():
        if not is_in_order(tables[record], keys):
            raise ExportDamaged(name, f"has a {record} twice or in the wrong place")
    for record, keys in ONCE.items():
        if tables[record].select(keys).is_duplicated().any():
            raise ExportDamaged(name, f"has the same {record} twice")
    if _has_gaps(tables["log"]):
        raise ExportDamaged(name, "has a log with a gap between its topics")
    return tables


def table_of(name: str, records: pl.DataFrame, record: str) -> pl.DataFrame:
    """The records of one kind, after their values have been checked.  Raises ExportDamaged."""
    table = records.filter(pl.col("record") == record).select(TABLES[record].names())
    for column in table:
        if column.null_count() and column.name not in TOPICS:
            raise ExportDamaged(name, f"has a {record} without {column.name}")
        if not _fits(column):
            raise ExportDamaged(name, f"has a value of a wrong size in the column {column.name}")
    return table


def _has_gaps(logs: pl.DataFrame) -> bool:
    """Whether a topic stands behind a missing one: the log would hash as if it stood in front."""
    pairs = pairwise(TOPICS)
    return any(logs.filter(pl.col(before).is_null())[after].count() for before, after in pairs)


def strays(table: pl.DataFrame, first: int, last: int) -> bool:
    """Whether a record is of a block before the first or after the last."""
    return any(not table[name].is_between(first, last).all() for name in ("number", "block") if name in table.columns)


def _fits(column: pl.Series) -> bool:
    """Whether all values have the size that they must."""
    most = WORD if column.name in WORDS else MOST_BYTES
    if column.dtype == pl.Binary:
        sizes, size = column.bin.size(), SIZES.get(column.name)
        return bool((sizes <= most if size is None else sizes == size).all())
    if column.dtype == pl.List(pl.Binary):
        return all(node is not None and len(node) <= most for nodes in column for node in nodes)
    return True
