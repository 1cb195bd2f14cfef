"""The units of work on a shard of the members: who of them belongs to the story, and what all others come to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ...locations import Location
from ..kernels.columns import named
from ..kernels.compiled import Bytes, Integers, Table
from .kept import empty_tally
from .members import SEAT, STATUS, Given, Rows, Tally, count, judge
from .pieces import Cut, Piece, Range, cuts_of, read_rows, write_rows
from .scan import ROW
from .shards import RECORD, Shard, shard_of


@dataclass(frozen=True)
class ShardToJudge:
    """The members of a shard.

    Attributes:
        cuts: where their rows lie; `before` where it lies what they had come to before these.
        story: those who belong to the story, as far as it is known.
    """

    place: Range
    cuts: tuple[Cut, ...]
    before: tuple[Cut, ...]
    scratch: Location
    given: Given
    story: frozenset[bytes]

    def __str__(self) -> str:
        return str(self.place)

    def read(self) -> tuple[Shard, Integers]:
        """The shard, and the span of each account's rows with a 1 for whom the story does not know yet."""
        shard = shard_of(*(read_rows(self.scratch, *each) for each in ((self.cuts, ROW), (self.before, RECORD))))
        strangers = ~named(shard.accounts, self.story)
        return shard, np.stack([shard.starts, shard.ends, strangers], axis=1)


class JudgedShard(NamedTuple):
    """A shard of which it is known who belongs to the story.

    Attributes:
        of_story: their rows.
        taken_out: those of them who were in columns before, as they were then.
    """

    members: ShardToJudge
    of_story: Table
    taken_out: Table


@dataclass(frozen=True)
class ShardToCount:
    """The members of a shard, of whom it is known who belongs to the story.

    Attributes:
        rows: the rows of the story, in their order.
        top: the highest limit.
    """

    members: ShardToJudge
    rows: Integers
    top: int

    def __str__(self) -> str:
        return str(self.members)


class Sparse(NamedTuple):
    """An array of numbers, of which most are 0: where the others stand, and what they are."""

    places: Integers
    values: Integers


class CountedShard(NamedTuple):
    """What the members of a shard come to who do not belong to the story.

    Attributes:
        tally: as :class:`Tally` has it, array by array.
        held: where their memberships lie; `seated` where once more those lie that have a seat in the jury.
        logs: how many logs they have.
    """

    tally: tuple[Sparse, ...]
    held: Cut
    seated: Cut
    logs: int


def shards_to_judge(
    pieces: tuple[Sequence[Piece], Sequence[Piece]],
    places: Iterable[Range],
    scratch: Location,
    given: Given,
    story: Iterable[bytes],
) -> Iterator[ShardToJudge]:
    """All shards, in the order of their accounts.

    Args:
        pieces: of their rows, and of what they had come to before these.
        places: the first bytes of each shard's accounts.
        scratch: where the pieces are.
        given: what memberships are held to.
        story: whom it names.
    """
    by_first: dict[int, set[bytes]] = {}
    for account in story:
        by_first.setdefault(account[0], set()).add(account)
    for place in places:
        own = frozenset[bytes]().union(*(by_first.get(byte, set()) for byte in range(*place)))
        rows, before = (cuts_of(each, place) for each in pieces)
        yield ShardToJudge(place, rows, before, scratch, given, own)


def judge_shard(work: ShardToJudge) -> JudgedShard:
    """Who belongs to the story.  Raises ScratchLost."""
    shard, spans = work.read()
    judge(shard.fields, _columns(shard, np.empty(0, np.int64)), spans, work.given)
    is_of_story = spans[:, 2] == 0
    was_in_columns = is_of_story & (shard.fields[:, STATUS] != 0)
    taken_out = _records(shard.accounts[was_in_columns], shard.fields[was_in_columns])
    return JudgedShard(work, shard.rows[np.repeat(is_of_story, shard.ends - shard.starts)], taken_out)


def shards_to_count(judged: Iterable[JudgedShard], rows: Integers, top: int) -> Iterator[ShardToCount]:
    """The same shards, once their rows of the story are known."""
    for shard in judged:
        known = shard.members.story.union(map(bytes, shard.of_story["account"]))
        yield ShardToCount(replace(shard.members, story=known), rows, top)


def count_shard(work: ShardToCount) -> CountedShard:
    """What all others come to.  Raises ScratchLost."""
    shard, spans = work.members.read()
    given, tally = work.members.given, empty_tally(len(work.rows), len(work.members.given.calendar.rows), work.top)
    count(shard.fields, _columns(shard, work.rows), spans, given, tally)
    ordinary = spans[:, 2] == 1
    held = _records(shard.accounts[ordinary], shard.fields[ordinary])
    logs = int((spans[ordinary, 1] - spans[ordinary, 0]).sum())
    all_, seated = (write_rows(work.members.scratch, rows) for rows in (held, held[held["fields"][:, SEAT] >= 0]))
    return CountedShard(tuple(map(_sparse, tally)), all_, seated, logs)


def tally_of(rows: Table, story: Integers, top: int, given: Given) -> tuple[Table, Tally]:
    """What some members come to by their rows alone, each of them and together, between the rows of the story."""
    shard = shard_of(rows, np.empty(0, RECORD))
    spans = np.stack([shard.starts, shard.ends, np.ones_like(shard.starts)], axis=1)
    tally = empty_tally(len(story), len(given.calendar.rows), top)
    count(shard.fields, _columns(shard, story), spans, given, tally)
    return _records(shard.accounts, shard.fields), tally


def add_to(tally: Tally, more: Iterable[Sparse]) -> None:
    """Add what a shard comes to."""
    for numbers, some in zip(tally, more, strict=True):
        numbers.reshape(-1)[some.places] += some.values


def _sparse(numbers: Integers) -> Sparse:
    flat = numbers.reshape(-1)
    places = np.flatnonzero(flat)
    return Sparse(places, flat[places])


def _records(accounts: Bytes, fields: Integers) -> Table:
    records = np.empty(len(accounts), RECORD)
    records["account"], records["fields"] = accounts, fields
    return records


def _columns(shard: Shard, story: Integers) -> Rows:
    rows = {name: np.ascontiguousarray(shard.rows[name]) for name in ROW.names or () if ROW[name].kind == "i"}
    after = np.searchsorted(story, rows["row"])
    named = (rows[name] for name in ("time", "kind", "tier", "steps", "limit", "extra"))
    return Rows(rows["row"], after, *named)
