"""What was gathered of a plan's members, as tables; whoever wrote them, they can lead no loop astray."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import numpy as np
import polars as pl

from ..columnar.columns import binary, fixed
from ..columnar.compiled import Bytes
from ..columnar.kept import TOLD, Kept, Totals, empty_tally
from ..columnar.members import ACTIVE, FIELDS, LIMIT, LINES, MOST, MOST_LIMIT, OVER, STATUS, SUMS, Tally
from ..columnar.scan import ACCOUNT, KINDS, ROW, Table
from ..columnar.shards import RECORD
from .tables import Tables

TALLY = {
    "sums": SUMS,
    "lines": LINES,
    "lapses": ("members", "units"),
    "leavers": ("members",),
    "rungs": ("units", "members", "shares"),
    "at_end": ("entitled", "of_gone_then", "of_gone"),
}
"""The tables of a tally, in the order of its fields, and their columns; the last one has one row."""

NUMBERS = [name for name in ROW.names or () if ROW[name].kind == "i"]
"""The columns of a member's log that are numbers."""

ROWS = pl.Schema(dict.fromkeys(("account", "payer"), pl.Binary) | dict.fromkeys(NUMBERS, pl.Int64))
RECORDS = pl.Schema({"account": pl.Binary} | dict.fromkeys(FIELDS, pl.Int64))

MOST_TOPICS = ("topic0", "topic1", "topic2", "topic3")
"""What a log need not have."""


def tables(kept: Kept) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables, each with its name, one at a time."""
    yield "told", kept.told
    rows = {name: kept.rows[name] for name in NUMBERS}
    yield "rows", pl.DataFrame({name: binary(kept.rows[name]) for name in ("account", "payer")} | rows, ROWS)
    for number, records in enumerate(kept.records()):
        fields = dict(zip(FIELDS, records["fields"].T, strict=True))
        yield f"members-{number:03}", pl.DataFrame({"account": binary(records["account"])} | fields, RECORDS)
    for (name, columns), values in zip(TALLY.items(), kept.tally, strict=True):
        yield name, pl.DataFrame(values.reshape(-1, len(columns)), _numbers(columns))


def kept_in(stored: Tables, totals: Mapping[str, int], last: int) -> Kept:
    """What was gathered up to the block `last`.

    Raises:
        CheckpointDamaged: a table lacks, or holds what no audit comes to.
        CheckpointError: a table cannot be read.
    """
    if totals.keys() != set(Totals._fields) or not all(0 <= value < MOST for value in totals.values()):
        raise stored.damaged("totals")
    of_all = Totals(**totals)
    told, rows = stored.read("told", TOLD, MOST_TOPICS), _rows(stored, of_all.seen)
    story = np.union1d(told["number"].to_numpy(), rows["row"])
    return Kept(
        last=last,
        totals=of_all,
        told=told,
        rows=rows,
        records=partial(_records, stored, of_all.top),
        story=story,
        tally=_tally(stored, len(story), of_all.top),
    )


def _rows(stored: Tables, seen: int) -> Table:
    """The rows of the story's members.  Raises CheckpointError."""
    told = stored.read("rows", ROWS)
    rows = np.zeros(told.height, ROW)
    for name in NUMBERS:
        rows[name] = told[name].to_numpy()
        if (rows[name] < 0).any():
            raise stored.damaged("rows")
    if (rows["kind"] >= len(KINDS)).any() or (rows["row"] >= seen).any():
        raise stored.damaged("rows")
    for name in ("account", "payer"):
        rows[name] = _accounts(stored, "rows", told[name])
    return rows


def _records(stored: Tables, top: int) -> Iterator[Table]:
    """What members in columns have come to, a table at a time.  Raises CheckpointError."""
    for name in stored.names("members"):
        told = stored.read(name, RECORDS)
        records = np.empty(told.height, RECORD)
        records["account"], records["fields"] = _accounts(stored, name, told["account"]), told.select(FIELDS).to_numpy()
        fields = records["fields"]
        status, limit = fields[:, STATUS], fields[:, LIMIT]
        is_strange = (fields < -1).any() or (status < ACTIVE).any() or (status > OVER).any()
        if is_strange or (limit < 0).any() or (limit > min(top, MOST_LIMIT)).any():
            raise stored.damaged(name)
        yield records


def _accounts(stored: Tables, name: str, told: pl.Series) -> Bytes:
    if (told.bin.size() != ACCOUNT).any():
        raise stored.damaged(name)
    return fixed(told, ACCOUNT)


def _tally(stored: Tables, story: int, top: int) -> Tally:
    """What members in columns come to between so many logs of the story.  Raises CheckpointError."""
    told = {name: stored.read(name, _numbers(columns)) for name, columns in TALLY.items()}
    due = empty_tally(story, told["lapses"].height, top)
    for (name, rows), empty in zip(told.items(), due, strict=True):
        values = rows.to_numpy()
        if values.size != empty.size:
            raise stored.damaged(name)
        empty[:] = values.reshape(empty.shape)
    return due


def _numbers(columns: Iterable[str]) -> pl.Schema:
    return pl.Schema(dict.fromkeys(columns, pl.Int64))
