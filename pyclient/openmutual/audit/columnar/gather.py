"""The log of a plan parted in two: members whose own logs are all there is to say of them, and the replay's story.

Whom some other log names, and whose logs are not all just as the rules have them, belongs to the story, with all of
their logs.  So what is left in columns is sound, and the replay has whatever it needs to judge the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

import numpy as np
import polars as pl

from ...codec import from_hex, to_hex
from ...events import (
    Announced,
    AttestationSpent,
    CaseFiled,
    Event,
    Finished,
    Joined,
    LeaveRequested,
    LogPosition,
    NullifierTaken,
    PlanOpened,
    Reinstated,
    Resigned,
    ToppedUp,
    Volunteered,
    Withdrawn,
)
from ...records import Account
from ..crew import Crew
from ..decoding.events import Decoder, in_order
from ..decoding.words import Approval, Transfer
from ..findings import Findings
from ..kernels.compiled import Integers, Table
from ..proof.headers import Headers
from ..replay.replay import workable
from ..source.extract import Extract, PlanContracts
from ..source.locate import plan_opened
from . import shards
from .calendar import MOST, NEVER, bounds_of, calendar_of
from .counting import JudgedShard, add_to, count_shard, judge_shard, shards_to_count, shards_to_judge, tally_of
from .enrolment import Enrolment
from .kept import NOTHING, Kept, are_of
from .members import JOINED, LEFT, REINSTATED, RESIGNED, TOPPED_UP, VOLUNTEERED, WITHDRAWN, Given
from .multitude import Multitude
from .pieces import Piece, ranges, write_piece
from .recall import rows_of
from .scan import Scanner
from .scanning import ScannedPart, parts_to_scan, scan_part
from .seats import Seats, held_in, looked_at, said_in


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
        kept: what a longer log can be gathered from.
    """

    story: Sequence[Entry]
    others: Multitude
    moved: int
    last: tuple[int, int]
    kept: Kept

    @property
    def early(self) -> list[tuple[int, int, Event]]:
        """The times, transactions and events up to the plan's opening."""
        end = next(place for place, entry in enumerate(self.story) if isinstance(entry.event, PlanOpened)) + 1
        return [(entry.time, entry.transaction, entry.event) for entry in self.story[:end]]


def gather(
    extract: Extract, headers: Headers, findings: Findings, crew: Crew, kept: Kept | None = None
) -> Gathered | None:
    """Part the log of a plan; None if all of it is the replay's.

    Args:
        extract: what is said of the plan; where the state on the way is told, or one contract stands for two, the
            replay must have everybody.
        headers: that tell the times of its blocks; where these fall, likewise.
        findings: where every log goes that is not a clean event.
        crew: who does the work.
        kept: what was gathered of the first parts of the log before, which need not be read again.

    Raises:
        ExportError: a part cannot be read.
        CheckpointError: what was kept cannot be read.
        WorkerLost, ScratchLost: the work could not be done.
    """
    stops, contracts = {account.block for account in extract.accounts}, extract.contracts
    if not stops <= {extract.last} or contracts.token in contracts.own or len({*contracts.own}) < len(contracts.own):
        return None
    if (np.diff(headers.times) < 0).any():
        return None
    opened = _opening(extract, kept or NOTHING)
    return None if opened is None else _Gathering(extract, headers, findings, crew, opened).run(kept or NOTHING)


def _opening(extract: Extract, kept: Kept) -> PlanOpened | None:
    """The first word of the ledger; None if it cannot be read."""
    decoder, said = Decoder(extract.contracts, Findings()), plan_opened()
    for logs in chain([kept.told], (stretch.logs for stretch in extract.stretches())):
        found = in_order(decoder.relevant(logs.filter(pl.col("topic0") == said)))
        for event in decoder.events(found[:1]):
            return event if isinstance(event, PlanOpened) else None
    return None


class _Gathering:
    """A log that is being parted."""

    def __init__(self, extract: Extract, headers: Headers, findings: Findings, crew: Crew, opened: PlanOpened) -> None:
        contracts = extract.contracts
        self._extract, self._headers, self._crew = extract, headers, crew
        self._decoder, self._terms = Decoder(contracts, findings), workable(opened.terms)
        named = (contracts.ledger, contracts.jury, contracts.token, contracts.enrolment)
        ledger, jury, token, enrolment = map(from_hex, named)
        self._bounds = bounds_of(self._terms)
        self._scanner = Scanner(ledger, jury, token, enrolment, self._terms.step, opened.place.block)
        self._enrolment, self._seats = Enrolment(crew.scratch), Seats(crew.scratch)
        self._story: list[Entry] = []
        self._told: list[pl.DataFrame] = []
        self._pieces: list[Piece] = []
        self._before: list[Piece] = []
        self._totals = NOTHING.totals

    def run(self, kept: Kept) -> Gathered | None:
        """The two parts; None if there is no calendar to go by, or the log does not come to what was kept of it."""
        if not self._take_up(kept):
            return None
        added, seen = self._extract.since(kept.last + 1), kept.totals.seen
        parts = parts_to_scan(added, self._headers, self._scanner, self._crew.scratch, seen)
        for part in self._crew.each(scan_part, parts):
            self._take(part)
        if not self._seats.are_in_turn:
            return None
        given = self._given(seen, NEVER)
        if given is None or len(kept.tally.leavers) != np.searchsorted(given.calendar.rows, seen):
            return None
        names = _named(self._whole()) | {bytes(account) for account in kept.rows["account"]}
        names |= self._seats.holders(looked_at(entry.event for entry in self._whole()))
        judged = self._judged(given, names | self._enrolment.met_again())
        kept_still = self._without(kept, np.concatenate([each.taken_out for each in judged]))
        return None if kept_still is None else self._gathered(judged, kept_still, given)

    def _take_up(self, kept: Kept) -> bool:
        """Begin with what was kept; whether it can be of this plan, and this plan in columns."""
        scratch, bounds = self._crew.scratch, self._bounds
        if bounds is None:
            return False
        self._tell(self._decoder.relevant(in_order(kept.told)))
        for records in kept.records():
            if not are_of(bounds, records["fields"]):
                return False
            self._before.append(write_piece(scratch, records, "account"))
            self._seats.keep(held_in(records))
        self._seats.keep(said_in(kept.rows))
        for words in kept.words():
            self._enrolment.add(write_piece(scratch, words, "key"))
        self._totals = kept.totals
        return True

    def _take(self, part: ScannedPart) -> None:
        """Note what a part holds."""
        before = self._totals
        self._pieces.append(part.piece)
        self._enrolment.add(part.words)
        self._seats.add(part.seats)
        self._tell(part.told)
        block, time = part.last or (before.block, before.time)
        self._totals = before._replace(
            seen=before.seen + part.logs,
            moved=before.moved + part.moved,
            block=block,
            time=time,
            top=max(before.top, part.top),
        )

    def _tell(self, told: pl.DataFrame) -> None:
        """Put logs that the replay must read into the story."""
        self._told.append(told)
        places = told.select("number", "block", "transaction", "is_row").iter_rows()
        for (row, block, transaction, is_row), event in zip(places, self._decoder.events(told), strict=True):
            if event is not None:
                way = Part.MONEY if is_row else Part.WHOLE
                self._story.append(Entry(row, self._headers.time(block), transaction, event, way))

    def _whole(self, until: int = NEVER) -> Iterator[Entry]:
        """What the replay must take wholly, up to, not including, a row."""
        return (entry for entry in self._story if entry.part is Part.WHOLE and entry.row < until)

    def _given(self, since: int, until: int) -> Given | None:
        """What memberships are held to from a row on, by the log up to another one; None if there is no calendar."""
        calendar = calendar_of([(each.row, each.time, each.event) for each in self._whole(until)], self._terms.step)
        pool = _pool(each.event for each in self._whole(until))
        if self._bounds is None or calendar is None or pool is None:
            return None
        return Given(self._bounds, calendar, pool, since)

    def _judged(self, given: Given, names: set[bytes]) -> list[JudgedShard]:
        """All shards, with who of them belongs to the story: whom it names, and whose rows are not sound."""
        places = ranges([*self._pieces, *self._before], shards.MOST_ROWS)
        judging = shards_to_judge((self._pieces, self._before), places, self._crew.scratch, given, names)
        return list(self._crew.each(judge_shard, judging))

    def _without(self, kept: Kept, members: Table) -> Kept | None:
        """What was kept, without some members in columns; None if they have come to something else than was kept."""
        if not len(members):
            return kept
        earlier = self._extract.until(kept.last)
        rows = rows_of(members["account"], earlier, self._scanner, self._decoder, self._headers.time)
        given = self._given(0, kept.totals.seen)
        found = None if given is None else tally_of(rows, kept.story, kept.totals.top, given)
        return kept.without(rows, found[1]) if found is not None and np.array_equal(found[0], members) else None

    def _gathered(self, judged: Sequence[JudgedShard], kept: Kept, given: Given) -> Gathered:
        """The two parts, with what was kept as the beginning."""
        rows = np.concatenate([kept.rows, *(each.of_story for each in judged)])
        story = self._whole_story(rows)
        numbers = np.array([entry.row for entry in story], np.int64)
        tally = kept.begun_tally(numbers, len(given.calendar.rows), self._totals.top)
        others = Multitude(self._crew, given.calendar, tally, self._terms.step, kept.totals.logs)
        self._count(judged, numbers, others)
        totals = self._totals._replace(logs=others.logs)
        accounts = {bytes(account) for account in rows["account"]}
        others.vouch(self._enrolment.slots(accounts))
        moments = {entry.time for entry in story if isinstance(entry.event, Announced | CaseFiled)}
        others.taken_before, others.seat_count = self._seats.taken_before(moments, accounts), self._seats.count
        now_kept = Kept(
            last=self._extract.last,
            totals=totals,
            told=pl.concat(self._told),
            rows=rows,
            records=others.records,
            words=self._enrolment.all,
            story=numbers,
            tally=tally,
        )
        return Gathered(story, others, totals.moved * self._terms.step, (totals.block, totals.time), now_kept)

    def _whole_story(self, rows: Table) -> list[Entry]:
        """The story with all logs of those who belong to it."""
        accounts, contracts = {bytes(account) for account in rows["account"]}, self._extract.contracts
        told = {int(word["row"]): _of_enrolment(word, contracts) for word in self._enrolment.of_story(accounts)}
        told |= {entry.row: entry for entry in self._story}
        for row in rows:
            before = told.get(int(row["row"]))
            if before is not None:
                told[before.row] = Entry(before.row, before.time, before.transaction, before.event)
            else:
                told[int(row["row"])] = _entry(row, self._terms.step, contracts)
        return [told[row] for row in sorted(told)]

    def _count(self, judged: Sequence[JudgedShard], story: Integers, others: Multitude) -> None:
        """Count all others, between the rows of the story."""
        for counted in self._crew.each(count_shard, shards_to_count(judged, story, self._totals.top)):
            add_to(others.tally, counted.tally)
            others.held.append(counted.held)
            others.memberships += counted.held.end
            others.logs += counted.logs
            if counted.seated.end:
                others.seated.append(counted.seated)


def _pool(story: Iterable[Event]) -> Integers | None:
    """The rebate pool and what all have shared who have a part in it; None if they are too large."""
    told = next(((each.rebate_pool, each.rebate_shared) for each in story if isinstance(each, Finished)), (0, 0))
    return np.array(told, np.int64) if max(told) < MOST else None


def _named(story: Iterable[Entry]) -> set[bytes]:
    """Whom the story names, but for transfers and allowances, which concern no membership."""
    found: set[bytes] = set()
    for event in (entry.event for entry in story):
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


def _entry(row: np.void, step: int, contracts: PlanContracts) -> Entry:
    """An entry of the story for a member's log whose money is settled."""
    payer = to_hex(bytes(row["payer"])) if any(row["payer"]) else ""
    speaker = contracts.jury if row["kind"] in (VOLUNTEERED, RESIGNED) else contracts.ledger
    event = _event(row, payer, step, LogPosition(speaker, int(row["block"]), int(row["index"])))
    return Entry(int(row["row"]), int(row["time"]), int(row["transaction"]), event, Part.MEMBER, payer)


def _of_enrolment(word: np.void, contracts: PlanContracts) -> Entry:
    """An entry of the story for a word of the attestor."""
    key, place = bytes(word["key"]), LogPosition(contracts.enrolment, int(word["block"]), int(word["index"]))
    taken = NullifierTaken(to_hex(bytes(word["account"])), key, place=place)
    event: Event = AttestationSpent(key, place=place) if word["is_spent"] else taken
    return Entry(int(word["row"]), int(word["time"]), int(word["transaction"]), event)


def _event(row: np.void, payer: Account, step: int, place: LogPosition) -> Event:
    member, kind = to_hex(bytes(row["account"])), int(row["kind"])
    amount, limit, extra = int(row["steps"]) * step, int(row["limit"]), int(row["extra"])
    made: dict[int, Callable[[], Event]] = {
        JOINED: lambda: Joined(member, int(row["tier"]), amount, limit, place=place),
        TOPPED_UP: lambda: ToppedUp(member, payer, amount, limit, place=place),
        REINSTATED: lambda: Reinstated(member, payer, amount, extra * step, limit, place=place),
        LEFT: lambda: LeaveRequested(member, extra, place=place),
        WITHDRAWN: lambda: Withdrawn(member, amount, extra, 0, place=place),
        VOLUNTEERED: lambda: Volunteered(member, extra, place=place),
        RESIGNED: lambda: Resigned(member, place=place),
    }
    return made[kind]()
