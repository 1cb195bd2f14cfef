"""The units of work on a shard of the members: who of them belongs to the story, and what all others come to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ...locations import Location
from .compiled import Integers
from .members import FIELDS, LINES, MOST_LIMIT, SUMS, Given, Rows, Tally, count, judge
from .multitude import RECORD
from .pieces import Cut, Piece, Range, cuts_of, read_rows, write_rows
from .scan import ROW, Table
from .shards import Shard, shard_of


@dataclass(frozen=True)
class ShardToJudge:
    """The members of a shard.

    Attributes:
        cuts: where their rows lie.
        story: those who belong to the story, as far as it is known.
    """

    place: Range
    cuts: tuple[Cut, ...]
    scratch: Location
    given: Given
    story: frozenset[bytes]

    def __str__(self) -> str:
        return str(self.place)

    def read(self) -> tuple[Shard, Integers]:
        """The shard, and the span of each account's rows with a 1 for whom the story does not know yet."""
        shard = shard_of(read_rows(self.scratch, self.cuts, ROW))
        return shard, np.stack([shard.starts, shard.ends, _strangers(shard, self.story)], axis=1)


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
        held: where their memberships lie.
        logs: how many logs they have.
    """

    tally: tuple[Sparse, ...]
    held: Cut
    logs: int


def shards_to_judge(
    pieces: Sequence[Piece], places: Iterable[Range], scratch: Location, given: Given, story: Iterable[bytes]
) -> Iterator[ShardToJudge]:
    """All shards, in the order of their accounts."""
    by_first: dict[int, set[bytes]] = {}
    for account in story:
        by_first.setdefault(account[0], set()).add(account)
    for place in places:
        own = frozenset[bytes]().union(*(by_first.get(byte, set()) for byte in range(*place)))
        yield ShardToJudge(place, cuts_of(pieces, place), scratch, given, own)


def judge_shard(work: ShardToJudge) -> Table:
    """The rows of those who belong to the story.  Raises ScratchLost."""
    shard, spans = work.read()
    judge(np.zeros(len(FIELDS), np.int64), _columns(shard, np.empty(0, np.int64)), spans, work.given)
    of_story: Table = shard.rows[np.repeat(spans[:, 2] == 0, shard.ends - shard.starts)]
    return of_story


def shards_to_count(judged: Iterable[tuple[ShardToJudge, Table]], rows: Integers, top: int) -> Iterator[ShardToCount]:
    """The same shards, once their rows of the story are known."""
    for shard, of_story in judged:
        known = shard.story.union(map(bytes, of_story["account"]))
        yield ShardToCount(replace(shard, story=known), rows, top)


def count_shard(work: ShardToCount) -> CountedShard:
    """What all others come to.  Raises ScratchLost."""
    shard, spans = work.members.read()
    given, tally = work.members.given, tally_for(len(work.rows), len(work.members.given.calendar.rows), work.top)
    fields = np.zeros((len(spans), len(FIELDS)), np.int64)
    count(fields, _columns(shard, work.rows), spans, given, tally)
    ordinary = spans[:, 2] == 1
    held = np.empty(int(ordinary.sum()), RECORD)
    held["account"], held["fields"] = shard.accounts[ordinary], fields[ordinary]
    logs = int((spans[ordinary, 1] - spans[ordinary, 0]).sum())
    return CountedShard(tuple(map(_sparse, tally)), write_rows(work.members.scratch, held), logs)


def tally_for(story: int, periods: int, top: int) -> Tally:
    """A tally of nothing: of so many logs of the story and announcements, and limits up to the highest."""
    sums, lines = np.zeros((story + 1, len(SUMS)), np.int64), np.zeros((periods + 1, len(LINES)), np.int64)
    lapses, leavers = np.zeros((periods, 2), np.int64), np.zeros(periods, np.int64)
    rungs = np.zeros((min(top, MOST_LIMIT) + 1, 3), np.int64)
    return Tally(sums, lines, lapses, leavers, rungs, np.zeros(3, np.int64))


def add_to(tally: Tally, more: Iterable[Sparse]) -> None:
    """Add what a shard comes to."""
    for numbers, some in zip(tally, more, strict=True):
        numbers.reshape(-1)[some.places] += some.values


def _sparse(numbers: Integers) -> Sparse:
    flat = numbers.reshape(-1)
    places = np.flatnonzero(flat)
    return Sparse(places, flat[places])


def _strangers(shard: Shard, story: frozenset[bytes]) -> Integers:
    """Which accounts of a shard the story does not know, as 1."""
    accounts = shard.accounts
    first = accounts[:, :8].copy().view(">u8").reshape(-1)
    alike = np.isin(first, [int.from_bytes(account[:8]) for account in story])
    strangers = np.ones(len(accounts), np.int64)
    for place in np.flatnonzero(alike).tolist():
        strangers[place] = bytes(accounts[place]) not in story
    return strangers


def _columns(shard: Shard, story: Integers) -> Rows:
    rows = {name: np.ascontiguousarray(shard.rows[name]) for name in ROW.names or () if ROW[name].kind == "i"}
    after = np.searchsorted(story, rows["row"])
    named = (rows[name] for name in ("time", "kind", "tier", "steps", "limit", "extra"))
    return Rows(rows["row"], after, *named)
