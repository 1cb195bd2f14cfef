"""The event log of a plan, read once and kept: typed events, in log order."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from eth_abi.exceptions import DecodingError

from ..abi.artifacts import artifact
from ..abi.interface import Entry, snake_case
from ..abi.structs import account_from, roles_from, terms_from
from ..errors import ChainError, NodeContradictsItself
from ..events import EVENTS, AnnouncementFigures, Contracts, Event, LogPosition, PlanOpened
from ..records import Account, Announcement, Verdict
from .contract import one_of
from .node import Block, Log, Node, Topics

SPEAKING = ("MutualLedger", "CaseDesk", "Jury", "Enrolment", "StandingOrders", "PlanFactory")
"""The contracts whose events have a record."""

WORD = 32

VERDICTS = tuple(Verdict)
"""The contracts' enumeration: numbers that count in the order of ours."""


class History:
    """What a plan's contracts have said, from a first block on.

    A few kinds of events are asked for by these, which takes as long as there are of them; everything is read when
    somebody asks for it, and kept.  A read goes on where the last one ended, and begins anew if that block has been
    undone since.

    Attributes:
        announcements: what readers have worked out about announcements, by period; they never change, unless the
            chain undoes them.
    """

    def __init__(self, node: Node, contracts: tuple[Account, ...], first: int) -> None:
        self._node = node
        self._contracts = contracts
        self._first = first
        self._read_to: Block | None = None
        self._events: list[Event] = []
        self.announcements: dict[int, Announcement] = {}
        self._times: dict[int, int] = {}

    def opening(self) -> list[Event]:
        """The events of the first block that open the plan.  Raises ChainError."""
        return list(self._told(self._first, self._first, [_topics_of([PlanOpened])]))

    def of(self, kinds: Sequence[type[Event]], head: Block, about: int | None = None) -> list[Event]:
        """The events of some kinds up to the block `head`, included.

        Args:
            kinds: which.
            head: the newest block.
            about: the case, dispute or period that they tell of, if they are of one; nodes are not told which member
                somebody asks about.

        Raises:
            ChainError: the node does not answer.
        """
        if self._read_to is not None:
            told: Iterable[Event] = self.events(head)
        else:
            wanted = [_topics_of(kinds)] + ([] if about is None else [[about.to_bytes(WORD, "big")]])
            told = self._told(self._first, head.number, wanted)
        return [event for event in told if isinstance(event, tuple(kinds)) and about in (None, _subject(event))]

    def events(self, head: Block) -> list[Event]:
        """All events up to the block `head`, included.  Raises ChainError."""
        if self._read_to is not None and self._node.block_hash(self._read_to.number) != self._read_to.hash:
            self._read_to, self._events = None, []
            self.announcements.clear()
            self._times.clear()
        first = self._first if self._read_to is None else self._read_to.number + 1
        if first <= head.number:
            self._events += self._told(first, head.number)
            self._read_to = head
        return self._events

    def _told(self, first: int, last: int, topics: Topics = ()) -> Iterator[Event]:
        logs = self._node.logs(self._contracts, first, last, topics)
        _expect_in_order(logs, first, last)
        return events_of(logs, self._contracts)

    def times(self, blocks: Iterable[int]) -> dict[int, int]:
        """When these blocks were made, in Unix seconds; each is asked for once.  Raises ChainError."""
        for block in set(blocks) - self._times.keys():
            self._times[block] = self._node.block_time(block)
        return self._times


def _expect_in_order(logs: Iterable[Log], first: int, last: int) -> None:
    """Each log is told once, and is of a block that was asked about.  Raises NodeContradictsItself."""
    before = first, -1
    for log in logs:
        if not before < (log.block, log.index) or log.block > last:
            raise NodeContradictsItself(
                f"log {log.index} of block {log.block} is told twice, or is none of blocks {first} to {last}"
            )
        before = log.block, log.index


def _topics_of(kinds: Sequence[type[Event]]) -> list[bytes]:
    """The first topics of some kinds of events."""
    names = {kind.__name__ for kind in kinds}
    return [topic for topic, entry in known_events().items() if entry.name in names]


def _subject(event: Event) -> Any:
    """What an event tells of first."""
    return getattr(event, next(name for name in event.__dataclass_fields__ if name != "place"))


def events_of(logs: Iterable[Log], speakers: Collection[Account]) -> Iterator[Event]:
    """The events that these contracts have said, in the order of the logs.

    Logs of others are passed over: a currency can say whatever it likes in a transaction, in the plan's own words too.

    Raises:
        ChainError: a log is cut off.
    """
    for log in logs:
        entry = known_events().get(log.topics[0]) if log.topics and log.contract in speakers else None
        if entry is not None:
            words = {snake_case(name): _value(name, value) for name, value in _fields(entry, log).items()}
            yield EVENTS[entry.name](place=LogPosition(log.contract, log.block, log.index), **words)


def _fields(entry: Entry, log: Log) -> dict[str, Any]:
    try:
        return entry.fields(log.topics, log.data)
    except DecodingError:
        raise ChainError(
            f"log {log.index} of block {log.block} has what is no {entry.name}; ask another node"
        ) from None


@cache
def known_events() -> dict[bytes, Entry]:
    """Every event that has a record, by its first topic."""
    entries = (entry for name in SPEAKING for entry in artifact(name).interface.events.values())
    return {entry.digest: entry for entry in entries if entry.name in EVENTS}


def _value(name: str, value: Any) -> Any:
    """A decoded value as the records hold it."""
    if name == "terms":
        return terms_from(value)
    if name == "roles":
        return roles_from(value)
    if name == "figures":
        return AnnouncementFigures(**{snake_case(figure): number for figure, number in value.items()})
    if name == "plan":
        return Contracts(**{contract: account_from(address) for contract, address in value.items()})
    if name == "verdict":
        return one_of(VERDICTS, value)
    if isinstance(value, list):
        return tuple(value)
    return account_from(value) if isinstance(value, str) else value
