"""The roots of the receipts of many blocks, encoded from columns and hashed without an object for any log.

:func:`openmutual.audit.proof.receipts.roots` tells the same of the same tables, and what the encoding is.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from ..kernels.columns import fixed, flat, integers
from ..kernels.compiled import Bytes, Integers, Words, compiled
from ..kernels.trie import HASH, Items, head_size, put_bytes, put_head, root_into, scratch_for, string_size

ADDRESS, BLOOM = 20, 256

KEY_BYTES = 4
"""The longest key of a receipt: the number of its transaction, encoded."""


class Logs(NamedTuple):
    """Logs in columns; `topics` in rows of four words, of which the first `counts` are there; `data` end to end."""

    addresses: Bytes
    topics: Bytes
    counts: Integers
    data: Bytes
    ends: Integers


class Receipts(NamedTuple):
    """Receipts in columns: each has the logs from `first` to `past`; `tails` end to end."""

    kinds: Integers
    succeeded: Integers
    gas: Words
    blooms: Bytes
    tails: Bytes
    ends: Integers
    first: Integers
    past: Integers


def roots(receipts: pl.DataFrame, logs: pl.DataFrame, first: Integers, past: Integers) -> Iterator[tuple[int, bytes]]:
    """Each block with the root of its receipts.

    Args:
        receipts: in their order, those of a block without a gap from its first transaction on.
        logs: in their order.
        first: the row of each receipt's first log.
        past: the row after its last.
    """
    blocks = integers(receipts["block"])
    starts = np.flatnonzero(np.diff(blocks, prepend=-1))
    ends = np.append(starts[1:], len(blocks))
    tails, tail_ends = flat(receipts["tail"])
    columns = Receipts(
        integers(receipts["kind"]),
        integers(receipts["succeeded"]),
        np.array(receipts["gas"].to_numpy()),
        fixed(receipts["bloom"], BLOOM),
        *(tails, tail_ends, first, past),
    )
    found = np.empty((len(starts), HASH), np.uint8)
    _roots(columns, _logs(logs), starts, ends, found)
    return zip(blocks[starts].tolist(), map(bytes, found), strict=True)


def _logs(logs: pl.DataFrame) -> Logs:
    topics = [logs[f"topic{place}"] for place in range(4)]
    words = np.stack([fixed(topic.fill_null(bytes(HASH)), HASH) for topic in topics], axis=1)
    counts = np.stack([topic.is_not_null().to_numpy() for topic in topics]).astype(np.int64).sum(axis=0)
    return Logs(fixed(logs["address"], ADDRESS), words, counts, *flat(logs["data"]))


@compiled
def log_payload(logs: Logs, log: int) -> int:
    """How long the encoding of a log is without its head."""
    topics = 33 * logs.counts[log]
    data = string_size(logs.data, logs.ends[log], logs.ends[log + 1])
    return int(1 + ADDRESS + head_size(topics) + topics + data)


@compiled
def put_log(out: Bytes, at: int, logs: Logs, log: int) -> int:
    """Write a log; returns where it ends."""
    at = put_head(out, at, log_payload(logs, log), 0xC0)
    at = put_bytes(out, at, logs.addresses[log], 0, ADDRESS)
    at = put_head(out, at, 33 * logs.counts[log], 0xC0)
    for topic in range(logs.counts[log]):
        at = put_bytes(out, at, logs.topics[log, topic], 0, HASH)
    return put_bytes(out, at, logs.data, logs.ends[log], logs.ends[log + 1])


@compiled
def put_number(out: Bytes, at: int, value: np.uint64) -> int:
    """Write a number as it is encoded; returns where it ends."""
    size = 0
    while size < 8 and value >> np.uint64(8 * size):
        size += 1
    if size == 0 or size > 1 or value >= np.uint64(0x80):
        out[at] = 0x80 + size
        at += 1
    for place in range(size):
        out[at + place] = (value >> np.uint64(8 * (size - 1 - place))) & np.uint64(0xFF)
    return at + size


@compiled
def put_receipt(out: Bytes, at: int, receipts: Receipts, logs: Logs, row: int) -> int:
    """Write a receipt as it is hashed; returns where it ends."""
    spelled, size = np.empty(9, np.uint8), 0
    gas = put_number(spelled, 0, receipts.gas[row])
    for log in range(receipts.first[row], receipts.past[row]):
        payload = log_payload(logs, log)
        size += head_size(payload) + payload
    tail = receipts.ends[row + 1] - receipts.ends[row]
    if receipts.kinds[row]:
        out[at] = receipts.kinds[row]
        at += 1
    at = put_head(out, at, 1 + gas + 3 + BLOOM + head_size(size) + size + tail, 0xC0)
    out[at] = 1 if receipts.succeeded[row] else 0x80
    out[at + 1 : at + 1 + gas] = spelled[:gas]
    at = put_bytes(out, at + 1 + gas, receipts.blooms[row], 0, BLOOM)
    at = put_head(out, at, size, 0xC0)
    for log in range(receipts.first[row], receipts.past[row]):
        at = put_log(out, at, logs, log)
    out[at : at + tail] = receipts.tails[receipts.ends[row] : receipts.ends[row + 1]]
    return int(at + tail)


@compiled
def most_bytes(receipts: Receipts, logs: Logs, start: int, end: int) -> int:
    """More bytes than the receipts of these rows take."""
    size = 0
    for row in range(start, end):
        size += BLOOM + 64 + receipts.ends[row + 1] - receipts.ends[row]
        for log in range(receipts.first[row], receipts.past[row]):
            size += 16 + log_payload(logs, log)
    return size


@compiled
def key_order(count: int) -> Integers:
    """The numbers below `count` as their encodings ascend: 1 to 127, then 0, then the rest."""
    order = np.arange(count)
    small = min(count, 128)
    order[: small - 1] = np.arange(1, small)
    order[small - 1] = 0
    return order


@compiled
def block_items(receipts: Receipts, logs: Logs, start: int, end: int) -> Items:
    """The items of a block's trie."""
    count = end - start
    keys, digits = np.zeros((count, KEY_BYTES), np.uint8), np.empty(count, np.int64)
    values, ends = np.empty(most_bytes(receipts, logs, start, end), np.uint8), np.zeros(count + 1, np.int64)
    for place, number in enumerate(key_order(count)):
        digits[place] = 2 * put_number(keys[place], 0, np.uint64(number))
        ends[place + 1] = put_receipt(values, ends[place], receipts, logs, start + number)
    return Items(keys, digits, values, ends)


@compiled
def _roots(receipts: Receipts, logs: Logs, starts: Integers, ends: Integers, found: Bytes) -> None:
    """Write the root of each block's receipts into a row."""
    out = found.reshape(-1)
    for block in range(len(starts)):
        items = block_items(receipts, logs, starts[block], ends[block])
        root_into(items, scratch_for(len(items.values)), ends[block] - starts[block], out, block * HASH)
