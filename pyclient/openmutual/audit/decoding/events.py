"""From the logs of an extract to typed events, in log order, some tens of thousands at a time.

Whatever a contract of the plan says must be one of its own events, with every word clean; a log that is not is a
finding, and is left out.  Of the currency, only what concerns the ledger is read: transfers from and to it, and whom it
lets take its money.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from ...codec import from_hex, to_hex
from ...events import Event, LogPosition
from ...records import Account
from ..findings import Findings
from ..source.extract import Extract, PlanContracts
from .dynamic import tail_of
from .shapes import SPEAKERS, Shape, approval_shape, shapes, transfer_shape
from .words import WORD, columns

CHUNK = 32_768
"""Logs that are decoded at once."""

TOPICS = ("topic0", "topic1", "topic2", "topic3")

Log = tuple[int, LogPosition, Sequence[bytes | None], bytes]
"""A log by its number in the chunk, with its place, all four topics, and its data."""


def decode(extract: Extract, time_of: Callable[[int], int], findings: Findings) -> Iterator[tuple[int, int, Event]]:
    """Every event of the plan's contracts, and of the currency what concerns the ledger, in log order.

    Args:
        extract: what was said of the plan.
        time_of: the time of a block.
        findings: where every log goes that is not a clean event.

    Yields:
        the time, the number of the transaction in its block, and the event.
    """
    decoder = Decoder(extract.contracts, findings)
    for chunk in map(decoder.relevant, _chunks(extract)):
        times = {block: time_of(block) for block in chunk["block"].unique().to_list()}
        places = zip(chunk["block"].to_list(), chunk["transaction"].to_list(), decoder.events(chunk), strict=True)
        for block, transaction, event in places:
            if event is not None:
                yield times[block], transaction, event


def _chunks(extract: Extract) -> Iterator[pl.DataFrame]:
    """All logs in their order, some at a time."""
    for stretch in extract.stretches():
        yield from in_order(stretch.logs).iter_slices(CHUNK)


def in_order(logs: pl.DataFrame) -> pl.DataFrame:
    """The logs in log order, each once; the proof of the receipts says where they were not."""
    place = logs["block"].cast(pl.UInt64) * 2**32 + logs["index"]
    is_strict = bool((np.diff(place.to_numpy().astype(np.int64)) > 0).all())
    return logs if is_strict else logs.unique(["block", "index"], keep="first").sort("block", "index")


class Decoder:
    """What each contract can say."""

    def __init__(self, contracts: PlanContracts, findings: Findings) -> None:
        self._findings = findings
        self._token = _raw(contracts.token)
        self._ledger = _raw(contracts.ledger).rjust(WORD, b"\0")
        addresses = (contracts.ledger, contracts.desk, contracts.jury, contracts.enrolment)
        self._shapes: dict[bytes, Mapping[bytes, Shape]] = {
            _raw(address): shapes(name) for name, address in zip(SPEAKERS, addresses, strict=True) if address
        }
        self._own = list(self._shapes)
        self._shapes[self._token] = {shape.entry.digest: shape for shape in (transfer_shape(), approval_shape())}

    def relevant(self, logs: pl.DataFrame) -> pl.DataFrame:
        """Logs of the plan's contracts, transfers from or to the ledger, and what the ledger lets others take."""
        is_first, is_second = (pl.col(topic) == self._ledger for topic in ("topic1", "topic2"))
        moves = (pl.col("topic0") == transfer_shape().entry.digest) & (is_first | is_second)
        allows = (pl.col("topic0") == approval_shape().entry.digest) & is_first
        of_token = (pl.col("address") == self._token) & (moves | allows)
        return logs.filter(pl.col("address").is_in(self._own) | of_token)

    def events(self, chunk: pl.DataFrame) -> list[Event | None]:
        """The event of every log; None for one that cannot be read."""
        found: list[Event | None] = [None] * chunk.height
        kinds = chunk.with_row_index("row").partition_by("address", "topic0", as_dict=True)
        for (address, topic), logs in kinds.items():
            shape = self._shapes[address].get(topic)
            if shape is None:
                self._unknown(topic, _logs(logs, address))
            else:
                for row, event in self._read(shape, self._well_formed(shape, _logs(logs, address))):
                    found[row] = event
        return found

    def _unknown(self, topic: bytes | None, logs: Sequence[Log]) -> None:
        """Something that this contract cannot say: another one's event, or nobody's."""
        others = {name: shapes(name).get(topic or b"") for name in SPEAKERS}
        speaker = next(((name, shape) for name, shape in others.items() if shape), None)
        for _, place, _, _ in logs:
            if speaker is None:
                self._findings.add("event-unknown", place, **_where(place), topic=topic or b"")
            else:
                said = {"event": speaker[1].name, "speaker": speaker[0]}
                self._findings.add("event-of-another", place, **_where(place), **said)

    def _well_formed(self, shape: Shape, logs: Sequence[Log]) -> list[Log]:
        """The logs that have as many topics as the event, and as much data."""
        kept = []
        for log in logs:
            _, place, topics, data = log
            lengths = [len(topic) for topic in topics if topic is not None]
            if lengths != [WORD] * (1 + shape.indexed) or any(topics[shape.indexed + 1 :]):
                facts = {"topics": len(lengths), "expected": 1 + shape.indexed}
                self._findings.add("topics-malformed", place, **_where(place), event=shape.name, **facts)
            elif len(data) > shape.most_data or (not shape.tail and len(data) != shape.most_data):
                expected = f"≤ {shape.most_data}" if shape.tail else shape.most_data
                said: dict[str, Any] = {"bytes": len(data), "expected": expected}
                self._findings.add("data-of-wrong-length", place, **_where(place), event=shape.name, **said)
            else:
                kept.append(log)
        return kept

    def _read(self, shape: Shape, logs: list[Log]) -> Iterator[tuple[int, Event]]:
        """The events of well-formed logs of one kind, by the numbers of the logs; those with a dirty word left out."""
        pieces = (_words(shape, topics, data) for _, _, topics, data in logs)
        table = columns(pieces, len(shape.fields)) if shape.fields else np.empty((len(logs), 0, WORD), np.uint8)
        clean = np.ones(len(logs), np.bool_)
        for number, field in enumerate(shape.fields):
            fits = field.fits(table[:, number])
            for row in np.flatnonzero(clean & ~fits).tolist():
                place = logs[row][1]
                facts = {"event": shape.name, "field": field.name, "word": table[row, number].tobytes()}
                self._findings.add("word-out-of-range", place, **_where(place), **facts)
            clean &= fits
        kept = [log for log, is_clean in zip(logs, clean.tolist(), strict=True) if is_clean]
        values = [field.read(table[clean, number]) for number, field in enumerate(shape.fields)]
        rows = zip(*values, strict=True) if values else ((),) * len(kept)
        for (row, place, _, data), fixed in zip(kept, rows, strict=True):
            tail = tail_of(shape.tail, data) if shape.tail else ()
            if tail is None:
                self._findings.add("data-malformed", place, **_where(place), event=shape.name)
            else:
                yield row, shape.make(*fixed, *tail, place=place)


def _logs(logs: pl.DataFrame, address: bytes) -> list[Log]:
    contract = to_hex(address)
    numbers = (logs[name].to_list() for name in ("row", "block", "index"))
    topics = zip(*(logs[name].to_list() for name in TOPICS), strict=True)
    return [
        (row, LogPosition(contract, block, index), words, data)
        for row, block, index, words, data in zip(*numbers, topics, logs["data"].to_list(), strict=True)
    ]


def _words(shape: Shape, topics: Sequence[bytes | None], data: bytes) -> Sequence[Any]:
    """The words that the fields of a log lie in."""
    indexed = topics[1 : 1 + shape.indexed]
    return indexed if shape.tail else (*indexed, data)


def _where(place: LogPosition) -> dict[str, Any]:
    return {"contract": place.contract, "block": place.block, "index": place.index}


def _raw(account: Account) -> bytes:
    return from_hex(account)
