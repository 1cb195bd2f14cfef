"""What was gathered of a plan's members, as tables; whoever wrote them, they can lead no loop astray."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

import numpy as np
import polars as pl

from ..columnar.calendar import MOST
from ..columnar.enrolment import WORDS
from ..columnar.kept import TOLD, Kept, Totals, empty_tally
from ..columnar.members import ACTIVE, FIELDS, LIMIT, LINES, MOST_LIMIT, OVER, STATUS, SUMS, Tally
from ..columnar.scan import ACCOUNT, KINDS, ROW
from ..columnar.shards import RECORD
from ..kernels.columns import binary, fixed
from ..kernels.compiled import Bytes, Integers, Table
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

STORY = pl.Schema({"number": pl.Int64})
RECORDS = pl.Schema({"account": pl.Binary} | dict.fromkeys(FIELDS, pl.Int64))

TOPICS = ("topic0", "topic1", "topic2", "topic3")
"""What a log need not have."""


def tables(kept: Kept) -> Iterator[tuple[str, pl.DataFrame]]:
    """The tables, each with its name, one at a time."""
    yield "told", kept.told
    yield "rows", _frame(kept.rows)
    yield "story", pl.DataFrame({"number": kept.story}, STORY)
    for number, words in enumerate(kept.words()):
        yield f"words-{number:03}", _frame(words)
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
    if totals.keys() != set(Totals._fields) or not all(-MOST < value < MOST for value in totals.values()):
        raise stored.damaged("totals")
    of_all = Totals(**totals)
    if not of_all.top >= 0:
        raise stored.damaged("totals")
    story, told, rows = _story(stored, of_all.seen), stored.read("told", TOLD, TOPICS), _rows(stored)
    for name, numbers in (("told", told["number"].to_numpy()), ("rows", rows["row"])):
        if not np.isin(numbers, story).all() or len(np.unique(numbers)) < len(numbers):
            raise stored.damaged(name)
    return Kept(
        last=last,
        totals=of_all,
        told=told,
        rows=rows,
        records=partial(_records, stored, of_all.top),
        words=partial(_words, stored),
        story=story,
        tally=_tally(stored, len(story), of_all.top),
    )


def _story(stored: Tables, seen: int) -> Integers:
    """The rows of the story.  Raises CheckpointError."""
    story = np.array(stored.read("story", STORY)["number"].to_numpy())
    if (np.diff(story, prepend=-1, append=seen) <= 0).any():
        raise stored.damaged("story")
    return story


def _rows(stored: Tables) -> Table:
    """The rows of the story's members.  Raises CheckpointError."""
    rows = _table(stored, "rows", ROW)
    if (rows["kind"] >= len(KINDS)).any():
        raise stored.damaged("rows")
    return rows


def _words(stored: Tables) -> Iterator[Table]:
    """The attestor's words, a table at a time.  Raises CheckpointError."""
    return (_table(stored, name, WORDS) for name in stored.names("words"))


def _records(stored: Tables, top: int) -> Iterator[Table]:
    """What members in columns have come to, a table at a time.  Raises CheckpointError."""
    for name in stored.names("members"):
        told = stored.read(name, RECORDS)
        records = np.empty(told.height, RECORD)
        records["account"] = _bytes(stored, name, told["account"], ACCOUNT)
        records["fields"] = fields = told.select(FIELDS).to_numpy()
        status, limit = fields[:, STATUS], fields[:, LIMIT]
        is_strange = (fields < -1).any() or (status < ACTIVE).any() or (status > OVER).any()
        if is_strange or (limit < 0).any() or (limit > min(top, MOST_LIMIT)).any():
            raise stored.damaged(name)
        yield records


def _tally(stored: Tables, story: int, top: int) -> Tally:
    """What members in columns come to between so many logs of the story.  Raises CheckpointError."""
    known = {"sums": story + 1}
    told = {name: stored.read(name, _numbers(columns), rows=known.get(name, 0)) for name, columns in TALLY.items()}
    due = empty_tally(story, told["lapses"].height, top)
    for (name, rows), empty in zip(told.items(), due, strict=True):
        values = rows.to_numpy()
        if values.size != empty.size:
            raise stored.damaged(name)
        empty[:] = values.reshape(empty.shape)
    return due


def _numbers(columns: Iterable[str]) -> pl.Schema:
    return pl.Schema(dict.fromkeys(columns, pl.Int64))


def _frame(table: Table) -> pl.DataFrame:
    """Rows whose fields are byte strings, numbers and flags as a table."""
    schema = _schema(table.dtype)
    named = {name: binary(table[name]) if kind == pl.Binary else table[name] for name, kind in schema.items()}
    return pl.DataFrame(named, schema)


def _table(stored: Tables, name: str, kind: np.dtype[np.void]) -> Table:
    """Such rows again, in whose numbers nothing is below 0.  Raises CheckpointError."""
    told = stored.read(name, _schema(kind))
    rows = np.zeros(told.height, kind)
    for field, column in _schema(kind).items():
        if column == pl.Binary:
            rows[field] = _bytes(stored, name, told[field], kind[field].itemsize)
        else:
            rows[field] = told[field].to_numpy()
        if column == pl.Int64 and (rows[field] < 0).any():
            raise stored.damaged(name)
    return rows


def _schema(kind: np.dtype[np.void]) -> pl.Schema:
    columns = {"V": pl.Binary, "i": pl.Int64, "b": pl.Boolean}
    return pl.Schema({name: columns[kind[name].kind] for name in kind.names or ()})


def _bytes(stored: Tables, name: str, told: pl.Series, size: int) -> Bytes:
    if (told.bin.size() != size).any():
        raise stored.damaged(name)
    return fixed(told, size)
