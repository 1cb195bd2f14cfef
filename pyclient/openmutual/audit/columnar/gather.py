"""The log of a plan parted in two: members whose own logs are all there is to say of them, and the replay's story.

Whom some other log names, and whose logs are not all just as the rules have them, belongs to the story, with all of
their logs.  So what is left in columns is sound, and the replay has whatever it needs to judge the rest.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
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
from .calendar import bounds_of, calendar_of
from .columns import named
from .compiled import Flags, Integers
from .enrolment import Enrolment
from .members import (
    FIELDS,
    JOINED,
    LEFT,
    LINES,
    MOST_LIMIT,
    REINSTATED,
    SUMS,
    TOPPED_UP,
    WITHDRAWN,
    Given,
    Rows,
    Tally,
    count,
    judge,
)
from .multitude import RECORD, Multitude
from .scan import MOVES, ROW, Scanner
from .shards import Shard, Shards

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


def gather(extract: Extract, time_of: Callable[[int], int], findings: Findings) -> Gathered | None:
    """Part the log of a plan; None if all of it is the replay's.

    Args:
        extract: what is said of the plan; where the state on the way is told, or one contract stands for two, the
            replay must have everybody.
        time_of: the time of a block.
        findings: where every log goes that is not a clean event.
    """
    stops, contracts = {account.block for account in extract.accounts}, extract.contracts
    if not stops <= {extract.last} or contracts.token in contracts.own or len({*contracts.own}) < len(contracts.own):
        return None
    opened = _opening(extract)
    return None if opened is None else _Gathering(extract, time_of, findings, opened).run()


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

    def __init__(self, extract: Extract, time_of: Callable[[int], int], findings: Findings, opened: PlanOpened) -> None:
        contracts = extract.contracts
        self._extract, self._time_of = extract, time_of
        self._decoder = Decoder(contracts, findings)
        self._terms = workable(opened.terms)
        ledger, token, enrolment = map(from_hex, (contracts.ledger, contracts.token, contracts.enrolment))
        self._scanner = Scanner(ledger, token, enrolment, self._terms.step, opened.place.block)
        self._folder = TemporaryDirectory(prefix="openmutual-")
        self._shards = Shards(Path(self._folder.name))
        self._enrolment = Enrolment(Path(self._folder.name) / "words")
        self._story: list[Entry] = []
        self._seen, self._moved, self._last, self._top = 0, 0, (0, 0), 0

    def run(self) -> Gathered | None:
        """The two parts; None if there is no calendar to go by."""
        for stretch in self._extract.stretches():
            self._read(self._decoder.relevant(in_order(stretch.logs)))
        whole = [(each.row, each.time, each.event) for each in self._story if each.part is Part.WHOLE]
        calendar, pool = calendar_of(whole, self._terms.step), _pool(event for _, _, event in whole)
        if calendar is None or pool is None:
            return None
        given = Given(bounds_of(self._terms), calendar, pool)
        members = _Members(self._shards, given, self._terms.step)
        members.judge(_named(event for _, _, event in whole) | self._enrolment.met_again())
        story = self._whole_story(members)
        others = members.count([entry.row for entry in story], self._top, self._folder)
        return Gathered(story, others, self._moved * self._terms.step, self._last)

    def _read(self, logs: pl.DataFrame) -> None:
        """Part some more logs."""
        blocks = {block: self._time_of(block) for block in logs["block"].unique().to_list()}
        times = np.array([blocks[block] for block in logs["block"].to_list()], np.int64)
        scanned = self._scanner.scan(logs, self._seen, times)
        rows, settled = scanned.rows, scanned.rows[scanned.rows["is_settled"]]
        self._moved += int((settled["steps"] * np.array(list(MOVES.values()))[settled["kind"]]).sum())
        self._top = max(self._top, int(rows["limit"].max(initial=0)))
        self._shards.add(rows)
        self._enrolment.add(scanned.words)
        self._tell(logs, times, ~scanned.is_settled, scanned.is_row)
        self._seen += logs.height
        if logs.height:
            self._last = int(logs["block"][-1]), int(times[-1])

    def _tell(self, logs: pl.DataFrame, times: Integers, is_told: Flags, is_row: Flags) -> None:
        """Put the logs that the replay must read into the story."""
        rows = np.flatnonzero(is_told)
        told = logs.filter(pl.Series(is_told))
        for row, transaction, event in zip(
            rows.tolist(), told["transaction"].to_list(), self._decoder.events(told), strict=True
        ):
            if event is not None:
                part = Part.MONEY if is_row[row] else Part.WHOLE
                self._story.append(Entry(self._seen + row, int(times[row]), transaction, event, part))

    def _whole_story(self, members: "_Members") -> list[Entry]:
        """The story with all logs of those who belong to it."""
        told, contracts = {entry.row: entry for entry in self._story}, self._extract.contracts
        accounts: set[bytes] = set()
        for row in members.of_story():
            accounts.add(bytes(row["account"]))
            before = told.get(int(row["row"]))
            if before is not None:
                told[before.row] = Entry(before.row, before.time, before.transaction, before.event)
            else:
                told[int(row["row"])] = _entry(row, self._terms.step, contracts.ledger)
        told |= {int(word["row"]): _of_enrolment(word, contracts) for word in self._enrolment.of_story(accounts)}
        self._enrolment.keep_slots(accounts, Path(self._folder.name))
        return [told[row] for row in sorted(told)]


class _Members:
    """The members of all shards, first looked at, then counted."""

    def __init__(self, shards: Shards, given: Given, step: int) -> None:
        self._shards, self._given, self._step = shards, given, step
        self._spans: dict[int, Integers] = {}

    def judge(self, names: set[bytes]) -> None:
        """Find who need not be in the story."""
        for number in self._shards.numbers():
            shard = self._shards.shard(number)
            unnamed = ~named(shard.accounts, names)
            spans = np.stack([shard.starts, shard.ends, unnamed], axis=1)
            judge(np.zeros(len(FIELDS), np.int64), _rows(shard, ()), spans, self._given)
            self._spans[number] = spans

    def of_story(self) -> Iterator[np.void]:
        """The rows of those who are."""
        for number, spans in self._spans.items():
            those = spans[spans[:, 2] == 0].tolist()
            rows = self._shards.shard(number).rows if those else ()
            for start, end, _ in those:
                yield from rows[start:end]

    def count(self, story: Sequence[int], top: int, folder: TemporaryDirectory[str]) -> Multitude:
        """What all others come to, between the rows of the story."""
        tally = _tally(len(story), len(self._given.calendar.rows), min(top, MOST_LIMIT))
        logs = memberships = 0
        for number, spans in self._spans.items():
            shard = self._shards.shard(number)
            members = np.zeros((len(spans), len(FIELDS)), np.int64)
            rows = _rows(shard, story)
            count(members, rows, spans, self._given, tally)
            ordinary = spans[:, 2] == 1
            held = np.empty(int(ordinary.sum()), RECORD)
            held["account"], held["fields"] = shard.accounts[ordinary], members[ordinary]
            held.tofile(Path(folder.name) / f"{number:03}.members")
            logs += int((spans[ordinary, 1] - spans[ordinary, 0]).sum())
            memberships += len(held)
        return Multitude(folder, self._given.calendar, tally, self._step, logs, memberships)


def _rows(shard: Shard, story: Sequence[int]) -> Rows:
    rows = {name: np.ascontiguousarray(shard.rows[name]) for name in ROW.names or () if ROW[name].kind == "i"}
    after = np.searchsorted(np.array(story, np.int64), rows["row"])
    named = (rows[name] for name in ("time", "kind", "tier", "steps", "limit", "extra"))
    return Rows(rows["row"], after, *named)


def _tally(story: int, periods: int, top: int) -> Tally:
    sums, lines = np.zeros((story + 1, len(SUMS)), np.int64), np.zeros((periods + 1, len(LINES)), np.int64)
    lapses, leavers = np.zeros((periods, 2), np.int64), np.zeros(periods, np.int64)
    return Tally(sums, lines, lapses, leavers, np.zeros((top + 1, 3), np.int64), np.zeros(3, np.int64))


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
