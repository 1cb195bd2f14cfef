"""The log of a plan parted in two: members whose own logs are all there is to say of them, and the replay's story.

Whom some other log names, and whose logs are not all just as the rules have them, belongs to the story, with all of
their logs.  So what is left in columns is sound, and the replay has whatever it needs to judge the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
import polars as pl

from ...codec import from_hex, to_hex
from ...events import (
    Event,
    Finished,
    Joined,
    LeaveRequested,
    LogPosition,
    PlanOpened,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ...records import Account
from ..crew import Crew
from ..decoding.events import Decoder, in_order
from ..decoding.words import Approval, Transfer
from ..findings import Findings
from ..proof.headers import Headers
from ..replay.replay import workable
from ..source.extract import Extract
from ..source.locate import plan_opened
from . import shards
from .calendar import bounds_of, calendar_of
from .compiled import Integers
from .counting import (
    ShardToJudge,
    add_to,
    count_shard,
    judge_shard,
    shards_to_count,
    shards_to_judge,
    tally_for,
)
from .members import JOINED, LEFT, REINSTATED, TOPPED_UP, WITHDRAWN, Given
from .multitude import Multitude
from .pieces import Piece, ranges
from .scan import Scanner, Table
from .scanning import ScannedPart, parts_to_scan, scan_part

MOST = 2**62
"""Sums beyond are the replay's."""


class Part(Enum):
    """What of an event the replay must take."""

    WHOLE = "whole"
    MEMBER = "what it does to its member; its money is settled by its transaction"
    MONEY = "what it moves; its member is in columns"


@dataclass(frozen=True, slots=True)
class Entry:
    """An event of the story, with its row in the log; `payer` is who paid for one who joins alone."""

    row: int
    time: int
    transaction: int
    event: Event
    part: Part = Part.WHOLE
    payer: Account = ""


@dataclass(frozen=True)
class Gathered:
    """A log in two parts.

    Attributes:
        moved: what settled transactions have brought to the ledger and not taken, in base units.
        last: the block and the time of the last log.
    """

    story: Sequence[Entry]
    others: Multitude
    moved: int
    last: tuple[int, int]

    @property
    def early(self) -> list[tuple[int, int, Event]]:
        """The times, transactions and events up to the plan's opening."""
        end = next(place for place, entry in enumerate(self.story) if isinstance(entry.event, PlanOpened)) + 1
        return [(entry.time, entry.transaction, entry.event) for entry in self.story[:end]]


def gather(extract: Extract, headers: Headers, findings: Findings, crew: Crew) -> Gathered | None:
    """Part the log of a plan; None if all of it is the replay's.

    Args:
        extract: what is said of the plan; where an attestor vouches for members, or the state on the way is told, the
            replay must have everybody.
        headers: that tell the times of its blocks.
        findings: where every log goes that is not a clean event.
        crew: who does the work.

    Raises:
        ExportError: a part cannot be read.
        WorkerLost, ScratchLost: the work could not be done.
    """
    stops = {account.block for account in extract.accounts}
    if extract.contracts.enrolment or not stops <= {extract.last}:
        return None
    opened = _opening(extract)
    return None if opened is None else _Gathering(extract, headers, findings, crew).run(opened)


def _opening(extract: Extract) -> PlanOpened | None:
    """The first word of the ledger; None if it cannot be read."""
    decoder, said = Decoder(extract.contracts, Findings()), plan_opened()
    for stretch in extract.stretches():
        found = in_order(decoder.relevant(stretch.logs.filter(pl.col("topic0") == said)))
        for event in decoder.events(found[:1]):
            return event if isinstance(event, PlanOpened) else None
    return None


class _Gathering:
    """A log that is being parted."""

    def __init__(self, extract: Extract, headers: Headers, findings: Findings, crew: Crew) -> None:
        self._extract, self._headers, self._crew = extract, headers, crew
        self._decoder = Decoder(extract.contracts, findings)
        self._story: list[Entry] = []
        self._pieces: list[Piece] = []
        self._moved, self._last, self._top = 0, (0, 0), 0

    def run(self, opened: PlanOpened) -> Gathered | None:
        """The two parts; None if there is no calendar to go by."""
        contracts, terms, scratch = self._extract.contracts, workable(opened.terms), self._crew.scratch
        scanner = Scanner(from_hex(contracts.ledger), from_hex(contracts.token), terms.step, opened.place.block)
        for part in self._crew.each(scan_part, parts_to_scan(self._extract, self._headers, scanner, scratch)):
            self._take(part)
        whole = [(each.row, each.time, each.event) for each in self._story if each.part is Part.WHOLE]
        calendar, pool = calendar_of(whole, terms.step), _pool(event for _, _, event in whole)
        if calendar is None or pool is None:
            return None
        given, places = Given(bounds_of(terms), calendar, pool), ranges(self._pieces, shards.MOST_ROWS)
        named = _named(event for _, _, event in whole)
        judging = list(shards_to_judge(self._pieces, places, scratch, given, named))
        judged = list(zip(judging, self._crew.each(judge_shard, judging), strict=True))
        story = self._whole_story((row for _, rows in judged for row in rows), terms.step)
        others = self._count(judged, np.array([entry.row for entry in story], np.int64), given, terms.step)
        return Gathered(story, others, self._moved * terms.step, self._last)

    def _take(self, part: ScannedPart) -> None:
        """Note what a part holds."""
        self._pieces.append(part.piece)
        self._moved += part.moved
        self._top = max(self._top, part.top)
        self._last = part.last or self._last
        places = part.told.select("number", "block", "transaction", "is_row").iter_rows()
        for (row, block, transaction, is_row), event in zip(places, self._decoder.events(part.told), strict=True):
            if event is not None:
                way = Part.MONEY if is_row else Part.WHOLE
                self._story.append(Entry(row, self._headers.time(block), transaction, event, way))

    def _whole_story(self, rows: Iterable[np.void], step: int) -> list[Entry]:
        """The story with all logs of those who belong to it."""
        told = {entry.row: entry for entry in self._story}
        for row in rows:
            before = told.get(int(row["row"]))
            if before is not None:
                told[before.row] = Entry(before.row, before.time, before.transaction, before.event)
            else:
                told[int(row["row"])] = _entry(row, step, self._extract.contracts.ledger)
        return [told[row] for row in sorted(told)]

    def _count(
        self, judged: Sequence[tuple[ShardToJudge, Table]], story: Integers, given: Given, step: int
    ) -> Multitude:
        """What all others come to, between the rows of the story."""
        others = Multitude(self._crew, given.calendar, tally_for(len(story), len(given.calendar.rows), self._top), step)
        for counted in self._crew.each(count_shard, shards_to_count(judged, story, self._top)):
            add_to(others.tally, counted.tally)
            others.held.append(counted.held)
            others.logs += counted.logs
            others.memberships += counted.held.end
        return others


def _pool(story: Iterable[Event]) -> Integers | None:
    """The rebate pool and what all have shared who have a part in it; None if they are too large."""
    told = next(((each.rebate_pool, each.rebate_shared) for each in story if isinstance(each, Finished)), (0, 0))
    return np.array(told, np.int64) if max(told) < MOST else None


def _named(story: Iterable[Event]) -> set[bytes]:
    """Whom the story names, but for transfers and allowances, which concern no membership."""
    found: set[bytes] = set()
    for event in story:
        if not isinstance(event, Transfer | Approval | PlanOpened):
            for name in event.__dataclass_fields__:
                found.update(map(from_hex, _accounts(getattr(event, name))))
    return found


def _accounts(value: object) -> Iterator[Account]:
    if isinstance(value, str) and value.startswith("0x"):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _accounts(each)


def _entry(row: np.void, step: int, ledger: Account) -> Entry:
    """An entry of the story for a member's log whose money is settled."""
    payer = to_hex(bytes(row["payer"])) if any(row["payer"]) else ""
    event = _event(row, payer, step, LogPosition(ledger, int(row["block"]), int(row["index"])))
    return Entry(int(row["row"]), int(row["time"]), int(row["transaction"]), event, Part.MEMBER, payer)


def _event(row: np.void, payer: Account, step: int, place: LogPosition) -> Event:
    member, kind = to_hex(bytes(row["account"])), int(row["kind"])
    amount, limit, extra = int(row["steps"]) * step, int(row["limit"]), int(row["extra"])
    made: dict[int, Callable[[], Event]] = {
        JOINED: lambda: Joined(member, int(row["tier"]), amount, limit, place=place),
        TOPPED_UP: lambda: ToppedUp(member, payer, amount, limit, place=place),
        REINSTATED: lambda: Reinstated(member, payer, amount, extra * step, limit, place=place),
        LEFT: lambda: LeaveRequested(member, extra, place=place),
        WITHDRAWN: lambda: Withdrawn(member, amount, extra, 0, place=place),
    }
    return made[kind]()
