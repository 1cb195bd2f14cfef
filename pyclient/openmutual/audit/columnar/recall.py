"""Reading again, of a log that was gathered before, what some members did in it."""

from collections.abc import Callable

import numpy as np
import polars as pl

from ..decoding.events import Decoder, in_order
from ..kernels.compiled import Bytes, Table
from ..source.extract import Extract
from .scan import ROW, Scanner
from .shards import keys_of

TOPIC = 32


def rows_of(
    accounts: Bytes, extract: Extract, scanner: Scanner, decoder: Decoder, time_of: Callable[[int], int]
) -> Table:
    """The rows of some members; those of their transactions alone are looked at.

    Args:
        accounts: in rows of bytes.
        extract: the log from the plan's beginning on, as far as it was gathered.
        scanner: by which that was done.
        decoder: likewise.
        time_of: the time of a block.

    Raises:
        ExportError: a part cannot be read.
    """
    names = [bytes(account).rjust(TOPIC, b"\0") for account in accounts]
    first, found = 0, [np.empty(0, ROW)]
    for part in extract.parts:
        logs = decoder.relevant(in_order(part.read_logs())).with_row_index("number", first)
        first += part.logs
        place = ["block", "transaction"]
        some = logs.join(logs.filter(pl.col("topic1").is_in(names)).select(place).unique(), on=place, how="semi")
        some = some.sort("number")
        times = np.array([time_of(block) for block in some["block"].to_list()], np.int64)
        rows = scanner.scan(some, 0, times).rows
        rows["row"] = some["number"].to_numpy()[rows["row"]]
        found.append(rows[np.isin(keys_of(rows["account"]), keys_of(accounts))])
    return np.concatenate(found)
