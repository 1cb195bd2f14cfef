"""The log of a plan parted in two: members whose own logs are all there is to say of them, and the replay's story.

Whom some other log names, and whose logs are not all just as the rules have them, belongs to the story, with all of
their logs.  So what is left in columns is sound, and the replay has whatever it needs to judge the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl

from ...codec import from_hex, to_hex
from ...events import (
    AttestationSpent,
    Event,
    Finished,
    Joined,
    LeaveRequested,
    LogPosition,
    NullifierTaken,
    PlanOpened,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ...records import Account
from ..decoding.events import Decoder, in_order
from ..decoding.words import Approval, Transfer
from ..findings import Findings
from ..replay.replay import workable
from ..source.extract import Extract, PlanContracts
from ..source.locate import plan_opened
from .calendar import NEVER, bounds_of, calendar_of
from .columns import named
from .compiled import Bytes, Integers, Table
from .enrolment import Enrolment
from .kept import NOTHING, TOLD, Kept, are_of, empty_tally
from .members import (
    JOINED,
    LEFT,
    REINSTATED,
    STATUS,
    TOPPED_UP,
    WITHDRAWN,
    Given,
    Rows,
    Tally,
    count,
    judge,
)
from .multitude import Multitude
from .recall import rows_of
from .scan import MOVES, ROW, Scanner
from .shards import RECORD, Shard, Shards, shard_of

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
    extract: Extract, time_of: Callable[[int], int], findings: Findings, kept: Kept | None = None
) -> Gathered | None:
    """Part the log of a plan; None if all of it is the replay's.

    Args:
        extract: what is said of the plan; where the state on the way is told, or one contract stands for two, the
            replay must have everybody.
        time_of: the time of a block.
        findings: where every log goes that is not a clean event.
        kept: what was gathered of the first parts of the log before, which need not be read again.
    """
    stops, contracts = {account.block for account in extract.accounts}, extract.contracts
    if not stops <= {extract.last} or contracts.token in contracts.own or len({*contracts.own}) < len(contracts.own):
        return None
    opened = _opening(extract, kept or NOTHING)
    return None if opened is None else _Gathering(extract, time_of, findings, opened, kept or NOTHING).run()


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

    def __init__(
        self, extract: Extract, time_of: Callable[[int], int], findings: Findings, opened: PlanOpened, kept: Kept
    ) -> None:
        contracts = extract.contracts
        self._extract, self._time_of, self._kept = extract, time_of, kept
        self._decoder = Decoder(contracts, findings)
        self._terms = workable(opened.terms)
        ledger, token, enrolment = map(from_hex, (contracts.ledger, contracts.token, contracts.enrolment))
        self._scanner = Scanner(ledger, token, enrolment, self._terms.step, opened.place.block)
        self._folder = TemporaryDirectory(prefix="openmutual-")
        self._shards = Shards(Path(self._folder.name))
        self._enrolment = Enrolment(Path(self._folder.name) / "words")
        self._story: list[Entry] = []
        self._told: list[pl.DataFrame] = []
        self._totals = kept.totals

    def run(self) -> Gathered | None:
        """The two parts; None if there is no calendar to go by, or the log does not come to what was kept of it."""
        self._tell(self._decoder.relevant(in_order(self._kept.told)))
        bounds = bounds_of(self._terms)
        for records in self._kept.records():
            if not are_of(bounds, records["fields"]):
                return None
            self._shards.keep(records)
        for words in self._kept.words():
            self._enrolment.add(words)
        for stretch in self._extract.since(self._kept.last + 1).stretches():
            self._read(self._decoder.relevant(in_order(stretch.logs)))
        given = self._given(self._kept.totals.seen, NEVER)
        if given is None or len(self._kept.tally.leavers) != np.searchsorted(given.calendar.rows, given.since):
            return None
        members = _Members(self._shards, given, self._terms.step)
        names = _named(self._whole()) | {bytes(account) for account in self._kept.rows["account"]}
        members.judge(names | self._enrolment.met_again())
        kept = self._without(members.taken_out())
        return None if kept is None else self._gathered(members, kept)

    def _read(self, logs: pl.DataFrame) -> None:
        """Part some more logs."""
        before = self._totals
        blocks = {block: self._time_of(block) for block in logs["block"].unique().to_list()}
        times = np.array([blocks[block] for block in logs["block"].to_list()], np.int64)
        scanned = self._scanner.scan(logs, before.seen, times)
        rows, settled = scanned.rows, scanned.rows[scanned.rows["is_settled"]]
        moved = int((settled["steps"] * np.array(list(MOVES.values()))[settled["kind"]]).sum())
        self._shards.add(rows)
        self._enrolment.add(scanned.words)
        told = logs.with_row_index("number", before.seen).with_columns(is_row=pl.Series(scanned.is_row))
        self._tell(told.filter(~pl.Series(scanned.is_settled)).select(TOLD.names()).cast(TOLD))
        self._totals = before._replace(
            seen=before.seen + logs.height,
            moved=before.moved + moved,
            block=int(logs["block"][-1]) if logs.height else before.block,
            time=int(times[-1]) if logs.height else before.time,
            top=max(before.top, int(rows["limit"].max(initial=0))),
        )

    def _tell(self, told: pl.DataFrame) -> None:
        """Put logs that the replay must read into the story."""
        self._told.append(told)
        places = told.select("number", "block", "transaction", "is_row").iter_rows()
        for (number, block, transaction, is_row), event in zip(places, self._decoder.events(told), strict=True):
            if event is not None:
                part = Part.MONEY if is_row else Part.WHOLE
                self._story.append(Entry(number, self._time_of(block), transaction, event, part))

    def _whole(self, until: int = NEVER) -> Iterator[Entry]:
        """What the replay must take wholly, up to, not including, a row."""
        return (entry for entry in self._story if entry.part is Part.WHOLE and entry.row < until)

    def _given(self, since: int, until: int) -> Given | None:
        """What memberships are held to from a row on, by the log up to another one; None if there is no calendar."""
        calendar = calendar_of([(each.row, each.time, each.event) for each in self._whole(until)], self._terms.step)
        pool = _pool(each.event for each in self._whole(until))
        return None if calendar is None or pool is None else Given(bounds_of(self._terms), calendar, pool, since)

    def _without(self, members: Table) -> Kept | None:
        """What was kept, without some members in columns; None if they have come to something else than was kept."""
        kept = self._kept
        if not len(members):
            return kept
        earlier = self._extract.until(kept.last)
        rows = rows_of(members["account"], earlier, self._scanner, self._decoder, self._time_of)
        given, shard = self._given(0, kept.totals.seen), shard_of(rows, members[:0])
        if given is None or not np.array_equal(shard.accounts, members["account"]):
            return None
        spans = np.stack([shard.starts, shard.ends, np.ones(len(members), np.int64)], axis=1)
        tally = empty_tally(len(kept.story), len(given.calendar.rows), kept.totals.top)
        count(shard.fields, _rows(shard, kept.story), spans, given, tally)
        return kept.without(rows, tally) if np.array_equal(shard.fields, members["fields"]) else None

    def _gathered(self, members: "_Members", kept: Kept) -> Gathered:
        """The two parts, with what was kept as the beginning."""
        rows = np.concatenate([kept.rows, members.of_story()])
        story = self._whole_story(rows)
        numbers = np.array([entry.row for entry in story], np.int64)
        tally = kept.begun_tally(numbers, len(members.given.calendar.rows), self._totals.top)
        others = members.count(numbers, tally, self._folder)
        others.logs += kept.totals.logs
        totals = self._totals._replace(logs=members.logs + kept.totals.logs)
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
        told, contracts = {entry.row: entry for entry in self._story}, self._extract.contracts
        accounts = {bytes(account) for account in rows["account"]}
        for row in rows:
            before = told.get(int(row["row"]))
            if before is not None:
                told[before.row] = Entry(before.row, before.time, before.transaction, before.event)
            else:
                told[int(row["row"])] = _entry(row, self._terms.step, contracts.ledger)
        told |= {int(word["row"]): _of_enrolment(word, contracts) for word in self._enrolment.of_story(accounts)}
        self._enrolment.keep_slots(accounts, Path(self._folder.name))
        return [told[row] for row in sorted(told)]


class _Members:
    """The members of all shards, first looked at, then counted.

    Attributes:
        logs: how many logs those have who were counted.
    """

    def __init__(self, shards: Shards, given: Given, step: int) -> None:
        self._shards, self.given, self._step = shards, given, step
        self._spans: dict[int, Integers] = {}
        self._taken_out: list[Table] = []
        self.logs = 0

    def judge(self, names: set[bytes]) -> None:
        """Find who need not be in the story."""
        for number in self._shards.numbers():
            shard = self._shards.shard(number)
            unnamed = ~named(shard.accounts, names)
            spans = np.stack([shard.starts, shard.ends, unnamed], axis=1)
            judge(shard.fields, _rows(shard, np.empty(0, np.int64)), spans, self.given)
            self._spans[number] = spans
            was_in_columns = (spans[:, 2] == 0) & (shard.fields[:, STATUS] != 0)
            self._taken_out.append(_records(shard.accounts[was_in_columns], shard.fields[was_in_columns]))

    def taken_out(self) -> Table:
        """Those who belong to the story, but were in columns before, as they were then."""
        return np.concatenate(self._taken_out)

    def of_story(self) -> Table:
        """The rows of those who belong to the story."""
        found = [np.empty(0, ROW)]
        for number, spans in self._spans.items():
            those = spans[spans[:, 2] == 0].tolist()
            rows = self._shards.shard(number).rows if those else found[0]
            found += [rows[start:end] for start, end, _ in those]
        return np.concatenate(found)

    def count(self, story: Integers, tally: Tally, folder: TemporaryDirectory[str]) -> Multitude:
        """What all others come to, between the rows of the story."""
        memberships = 0
        for number, spans in self._spans.items():
            shard = self._shards.shard(number)
            rows, ordinary = _rows(shard, story), spans[:, 2] == 1
            count(shard.fields, rows, spans, self.given, tally)
            held = _records(shard.accounts[ordinary], shard.fields[ordinary])
            held.tofile(Path(folder.name) / f"{number:03}.members")
            self.logs += int((spans[ordinary, 1] - spans[ordinary, 0]).sum())
            memberships += len(held)
        return Multitude(folder, self.given.calendar, tally, self._step, self.logs, memberships)


def _records(accounts: Bytes, fields: Integers) -> Table:
    records = np.empty(len(accounts), RECORD)
    records["account"], records["fields"] = accounts, fields
    return records


def _rows(shard: Shard, story: Integers) -> Rows:
    rows = {name: np.ascontiguousarray(shard.rows[name]) for name in ROW.names or () if ROW[name].kind == "i"}
    after = np.searchsorted(story, rows["row"])
    named = (rows[name] for name in ("time", "kind", "tier", "steps", "limit", "extra"))
    return Rows(rows["row"], after, *named)


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


def _entry(row: np.void, step: int, ledger: Account) -> Entry:
    """An entry of the story for a member's log whose money is settled."""
    payer = to_hex(bytes(row["payer"])) if any(row["payer"]) else ""
    event = _event(row, payer, step, LogPosition(ledger, int(row["block"]), int(row["index"])))
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
    }
    return made[kind]()
