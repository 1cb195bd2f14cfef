"""The receipts of a block, encoded again from their columns, have the root that its header names.

A receipt holds the logs of its transaction, so that with the root every log of the block is proven: none changed, none
left out, none added.  The hash and the sender of a transaction are no part of its receipt; they stay the node's word.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ...abi.rlp import EMPTY, number, sequence, string
from ...codec import from_hex
from .. import kernels
from ..findings import ONCE, Findings
from ..hashing import keccak, root_of
from ..source.extract import RECEIPTS, Extract
from .headers import Headers

CHUNK = 16_384
"""Receipts that are encoded at once."""

ETHEREUM = frozenset(range(5))
"""The types of transactions of Ethereum's, whose receipts are encoded alike on all chains."""

OTHERS = frozenset((*range(0x64, 0x67), *range(0x68, 0x6B), 0x7B, 0x7E, 0x7F))
"""The types of other chains' transactions whose receipts are known as they are today.

Arbitrum's, Celo's payments of gas in another currency (0x7b), the OP Stack's deposits (0x7e), and what Polygon takes
over from Ethereum, since that is under the root (0x7f, PIP-74).  All are encoded as Ethereum's; only the two before the
last may hash more than their logs.  Their chains may have them hash more one day, as the OP Stack did in 2024.  Chains
of other makes have types of their own.
"""

POLYGON = (137, 80_002)
"""The chains that tell a receipt more in some blocks from before PIP-74: of what was taken over from Ethereum."""

HYPERLIQUID = (998, 999)
"""The chains that tell receipts of what they did themselves: these have used no gas by then (nanoreth)."""

STATE_SYNC = b"matic-bor-receipt-"
"""What the hash of such a receipt's transaction is made of, before the block's number and hash (maticnetwork/bor)."""

PLACES = 2**32
"""Numbers within a block stay below."""

Numbers = NDArray[np.int64]


def unproven(extract: Extract, headers: Headers, findings: Findings) -> set[int]:
    """The blocks whose receipts do not prove their logs; says of each what is wrong."""
    receipts = _ascending_receipts(extract.receipts, findings)
    logs = _ascending_logs(extract.logs, findings)
    outside = _outside(extract, receipts, headers)
    skewed = _misnumbered_receipts(receipts, findings)
    skewed |= _misnumbered_logs(logs, receipts, skewed, findings)
    if not outside.is_empty():
        skewed |= _told_outside(extract, logs, outside, findings)
        receipts, logs = (_without(table, outside) for table in (receipts, logs))
    receipts, logs = (table.filter(~pl.col("block").is_in(skewed)) for table in (receipts, logs))
    return skewed | _misfitting(receipts, logs, headers, findings)


def _outside(extract: Extract, receipts: pl.DataFrame, headers: Headers) -> pl.DataFrame:
    """The places of the receipts that their chain leaves out of the root."""
    if extract.chain_id in HYPERLIQUID:
        return receipts.filter(pl.col("gas") == 0).select("block", "transaction")
    candidates = receipts if extract.chain_id in POLYGON else receipts.clear()
    last = candidates.group_by("block", maintain_order=True).last().select("block", "transaction", "hash")
    places = [
        (block, transaction)
        for block, transaction, digest in last.iter_rows()
        if (header := headers.header(block)) and digest == keccak(STATE_SYNC + block.to_bytes(8) + header.hash)
    ]
    return pl.DataFrame(places, {name: RECEIPTS[name] for name in ("block", "transaction")}, orient="row")


def _without(table: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    return table.join(places, on=["block", "transaction"], how="anti", maintain_order="left")


def _told_outside(extract: Extract, logs: pl.DataFrame, outside: pl.DataFrame, findings: Findings) -> set[int]:
    """The blocks in which such a receipt tells of the plan, or of its currency: nothing proves that."""
    concerned = [from_hex(contract) for contract in (*extract.contracts.own, extract.contracts.token)]
    told = logs.join(outside, on=["block", "transaction"], how="semi").filter(pl.col("address").is_in(concerned))
    blocks = told["block"].unique().sort().to_list()
    if blocks:
        findings.add("receipt-outside-root", block=blocks[0], count=len(blocks))
    return set(blocks)


def expect_strict_order(logs: pl.DataFrame, findings: Findings) -> None:
    """Logs without receipts, of which only the plan's are given, stand at least in their order, each once."""
    ascending = _ascending_logs(logs, findings)
    for row in np.flatnonzero(np.diff(_places(ascending)) == 0).tolist():
        block, index = ascending["block"][row], ascending["index"][row]
        findings.add("log-misnumbered", block=block, index=index, expected=index + 1)


def encoded_receipt(
    kind: int, succeeded: bool, gas: int, bloom: bytes, logs: Iterable[bytes], tail: bytes = b""
) -> bytes:
    """A receipt as it is hashed; `gas` is the cumulative gas, and the logs and the tail are encoded already."""
    status = b"\x01" if succeeded else EMPTY
    body = sequence((status, number(gas), string(bloom), sequence(logs), tail))
    return bytes((kind,)) + body if kind else body


def encoded_log(address: bytes, topics: Sequence[bytes | None], data: bytes) -> bytes:
    """A log as its receipt holds it; topics that are not there are None, and only at the end."""
    count = len(topics) - topics.count(None)
    said = sequence([string(topic or b"") for topic in topics[:count]])
    return sequence((string(address), said, string(data)))


def _misfitting(receipts: pl.DataFrame, logs: pl.DataFrame, headers: Headers, findings: Findings) -> set[int]:
    """The blocks whose receipts have another root than their header says, or that have no header.

    Where a block has a type that no fitting block shows to be encoded as it is known, the source may be right.
    """
    wrong = {block: root for block, root in roots(receipts, logs) if not _fits(block, root, headers)}
    if not wrong:
        return set()
    is_wrong = pl.col("block").is_in([*wrong])
    known = ETHEREUM | OTHERS.intersection(receipts.filter(~is_wrong)["kind"])
    kinds = dict(receipts.filter(is_wrong).group_by("block").agg(pl.col("kind").unique()).iter_rows())
    for block, root in wrong.items():
        header, strange = headers.header(block), {*kinds[block]} - known
        if header is None:
            continue
        if not strange:
            findings.add("receipts-root-differs", block=block, root=root, said=header.receipts_root)
        elif ONCE not in findings.keys:
            findings.add(ONCE, block=block, kind=max(strange))
    return {*wrong}


def _fits(block: int, root: bytes, headers: Headers) -> bool:
    """Whether the root of a block's receipts is the one in its header."""
    header = headers.header(block)
    return header is not None and header.receipts_root == root


def roots(receipts: pl.DataFrame, logs: pl.DataFrame) -> Iterator[tuple[int, bytes]]:
    """Each block with the root of its receipts; both tables are in their order, each log belongs to a receipt."""
    if not kernels.is_worth_it(logs.height):
        for block, told in groupby(_encoded(receipts, logs), key=itemgetter(0)):
            yield block, root_of((number(place), receipt) for place, (_, receipt) in enumerate(told))
        return
    from .receipt_roots import roots as compiled_roots

    of_log, keys = _keys(logs), _keys(receipts)
    yield from compiled_roots(
        receipts, logs, np.searchsorted(of_log, keys), np.searchsorted(of_log, keys, side="right")
    )


def _encoded(receipts: pl.DataFrame, logs: pl.DataFrame) -> Iterator[tuple[int, bytes]]:
    """Every receipt with its block, in order."""
    of_log = _keys(logs)
    for start in range(0, receipts.height, CHUNK):
        chunk = receipts.slice(start, CHUNK)
        keys = _keys(chunk)
        begins, ends = np.searchsorted(of_log, keys), np.searchsorted(of_log, keys, side="right")
        first = int(begins[0])
        spelled = list(_encoded_logs(logs.slice(first, int(ends[-1]) - first)))
        runs = zip((begins - first).tolist(), (ends - first).tolist(), strict=True)
        columns = (chunk[name].to_list() for name in ("block", "kind", "succeeded", "gas", "bloom", "tail"))
        for (begin, end), block, kind, succeeded, gas, bloom, tail in zip(runs, *columns, strict=True):
            yield block, encoded_receipt(kind, succeeded, gas, bloom, spelled[begin:end], tail)


def _encoded_logs(logs: pl.DataFrame) -> Iterator[bytes]:
    topics = zip(*(logs[f"topic{place}"].to_list() for place in range(4)), strict=True)
    return map(encoded_log, logs["address"].to_list(), topics, logs["data"].to_list())


def _ascending_receipts(receipts: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The receipts in their order; the first that stands in the wrong place is a finding."""
    row = _first_fall(_keys(receipts))
    if row is None:
        return receipts
    findings.add("receipt-disordered", block=receipts["block"][row], transaction=receipts["transaction"][row])
    return receipts.sort("block", "transaction", maintain_order=True)


def _ascending_logs(logs: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The logs in their order; the first that stands in the wrong place is a finding."""
    row = _first_fall(_places(logs))
    if row is None:
        return logs
    findings.add("logs-disordered", block=logs["block"][row], index=logs["index"][row])
    return logs.sort("block", "index", maintain_order=True)


def _first_fall(values: Numbers) -> int | None:
    """The first row whose value is lower than the one before it."""
    falls = np.flatnonzero(np.diff(values) < 0)
    return int(falls[0]) + 1 if len(falls) else None


def _misnumbered_receipts(receipts: pl.DataFrame, findings: Findings) -> set[int]:
    """Blocks that have not just one receipt for each transaction; the first place that is wrong is a finding."""
    blocks, places = _column(receipts, "block"), _column(receipts, "transaction")
    expected = _numbered(blocks)
    reported: set[int] = set()
    for row in np.flatnonzero(places != expected).tolist():
        block, place = int(blocks[row]), int(places[row])
        if block not in reported and place < expected[row]:
            findings.add("receipt-doubled", block=block, transaction=place)
        elif block not in reported:
            findings.add("receipt-missing", block=block, transaction=int(expected[row]))
        reported.add(block)
    return reported


def _misnumbered_logs(logs: pl.DataFrame, receipts: pl.DataFrame, skewed: set[int], findings: Findings) -> set[int]:
    """Blocks whose logs are not numbered through, or belong to no receipt; the first such log is a finding."""
    blocks, places, keys = _column(logs, "block"), _column(logs, "index"), _keys(logs)
    expected, falls = _numbered(blocks), np.diff(keys, prepend=keys[:1]) < 0
    orphaned = ~np.isin(keys, _keys(receipts))
    reported: set[int] = set()
    for row in np.flatnonzero((places != expected) | falls | orphaned).tolist():
        block, place = int(blocks[row]), int(places[row])
        if block in skewed or block in reported:
            continue
        reported.add(block)
        if orphaned[row]:
            transaction = int(logs["transaction"][row])
            findings.add("log-without-receipt", block=block, index=place, transaction=transaction)
        else:
            findings.add("log-misnumbered", block=block, index=place, expected=int(expected[row]))
    return reported


def _numbered(blocks: Numbers) -> Numbers:
    """The number of each row among those of its block, which stand together."""
    rows = np.arange(len(blocks))
    begins = np.diff(blocks, prepend=-1) != 0
    return rows - np.maximum.accumulate(np.where(begins, rows, 0))


def _places(logs: pl.DataFrame) -> Numbers:
    """Block and place in the block as one number."""
    return _column(logs, "block") * PLACES + _column(logs, "index")


def _keys(table: pl.DataFrame) -> Numbers:
    """Block and transaction as one number."""
    return _column(table, "block") * PLACES + _column(table, "transaction")


def _column(table: pl.DataFrame, name: str) -> Numbers:
    return table[name].to_numpy().astype(np.int64)
