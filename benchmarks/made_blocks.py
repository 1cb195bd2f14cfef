"""Blocks that no chain has made, as one would have: receipts, headers that name their roots, sealed in parts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import rlp
from eth_utils.crypto import keccak
from numpy.typing import NDArray

from openmutual.audit.kernels.columns import integers
from openmutual.audit.proof.receipt_roots import roots
from openmutual.audit.source.export_file import save
from openmutual.audit.source.export_parts import ExportParts, SealedPart, sha256_of
from openmutual.audit.source.extract import LOGS, RECEIPTS, Answer, Extract, RawAccount

Words = NDArray[np.uint8]


@dataclass
class Block:
    """The logs of one block under way: frames of logs, transaction by transaction."""

    frames: list[pl.DataFrame] = field(default_factory=list)
    transactions: int = 0

    def add(self, *frames: pl.DataFrame, each: bool = False) -> None:
        """A transaction with these logs; or one for each row of all frames."""
        count = frames[0].height if each else 1
        for order, frame in enumerate(frames):
            places = pl.int_range(frame.height, dtype=pl.UInt32) if each else pl.lit(0, pl.UInt32)
            self.frames.append(frame.with_columns(transaction=self.transactions + places, order=pl.lit(order)))
        self.transactions += count


class Writer:
    """Blocks that hang together, sealed in parts."""

    def __init__(self, folder: Path, seed: Extract, rows: int) -> None:
        self.parts = ExportParts(folder, seed.chain_id, seed.contracts)
        self.seed, self.rows = seed, rows
        self.number, self.parent = seed.last, seed.block_hash
        self.fields: list[bytes] = rlp.decode(seed.headers["rlp"][-1])
        self.time = int.from_bytes(self.fields[11], "big")
        self.logs = 0
        self._headers: list[tuple[int, bytes]] = list(seed.headers.rows())
        self._receipts, self._logs = [seed.receipts], [seed.logs]

    def block(self, block: Block, seconds: int) -> None:
        """One block more, so many seconds later, with a stranger's transaction at its end."""
        self.number, self.time = self.number + 1, self.time + seconds
        block.add(log(b"\7" * 20, [keccak(b"Strange()")], np.zeros((1, 1, 32), np.uint8)))
        table = pl.concat(block.frames).sort("transaction", "order", maintain_order=True)
        table = table.with_columns(block=pl.lit(self.number, pl.UInt64), index=pl.int_range(pl.len(), dtype=pl.UInt32))
        logs = table.select(LOGS.names()).cast(dict(LOGS))
        receipts = receipts_of(self.number, block.transactions)
        places = integers(logs["transaction"])
        ends = (np.searchsorted(places, np.arange(block.transactions), side) for side in ("left", "right"))
        ((_, root),) = roots(receipts, logs, *ends)
        self._chain(root, self.fields[3], b"\xff")
        self._receipts.append(receipts)
        self._logs.append(logs)
        self.logs += logs.height
        if sum(each.height for each in self._logs) >= self.rows:
            self.seal()

    def end(self, state_root: bytes) -> None:
        """The last block, without a log."""
        self.number, self.time = self.number + 1, self.time + 1
        self._chain(keccak(b"\x80"), state_root, b"\0")
        self.seal()

    def _chain(self, receipts_root: bytes, state_root: bytes, filtered: bytes) -> None:
        """A header, whose filter lets everything through or nothing."""
        words = [number.to_bytes((number.bit_length() + 7) // 8, "big") for number in (self.number, self.time)]
        fields = list(self.fields)
        fields[0], fields[3], fields[5], fields[6] = self.parent, state_root, receipts_root, filtered * 256
        fields[8], fields[11], fields[13] = *words, keccak(words[0])
        header = rlp.encode(fields)
        self._headers.append((self.number, header))
        self.parent = keccak(header)

    def seal(self) -> None:
        """Write what waits as a part."""
        (first, header), last = self._headers[0], self._headers[-1][0]
        told = replace(
            self.seed,
            first=first,
            last=last,
            block_hash=self.parent,
            headers=pl.DataFrame(self._headers, self.seed.headers.schema, orient="row"),
            receipts=pl.concat(self._receipts),
            logs=pl.concat(self._logs),
            accounts=(),
            codes={},
            answers=(),
        )
        part = SealedPart(first, last, keccak(header).hex(), self.parent.hex(), told.logs.height, "")
        save(told, self.parts.path(part))
        part = replace(part, sha256=sha256_of(self.parts.path(part)))
        self.parts = replace(self.parts, sealed=(*self.parts.sealed, part))
        self.parts.save()
        self._headers, self._receipts, self._logs = [], [pl.DataFrame(schema=RECEIPTS)], [pl.DataFrame(schema=LOGS)]

    def tell(self, accounts: Sequence[RawAccount], answers: Sequence[Answer]) -> None:
        """Write what the contracts hold after the last block."""
        empty = {"headers": self.seed.headers.clear(), "receipts": self.seed.receipts.clear()}
        told = replace(self.seed, **empty, logs=self.seed.logs.clear(), last=self.number, block_hash=self.parent)
        save(replace(told, accounts=tuple(accounts), answers=tuple(answers)), self.parts.state_path)
        self.parts = replace(self.parts, state=sha256_of(self.parts.state_path))
        self.parts.save()


def receipts_of(block: int, count: int) -> pl.DataFrame:
    """So many receipts that say nothing of note."""
    return pl.select(
        block=pl.lit(block, pl.UInt64).repeat_by(count).explode(),
        transaction=pl.int_range(count, dtype=pl.UInt32),
        hash=pl.lit(bytes(32)),
        sender=pl.lit(bytes(20)),
        kind=pl.lit(2, pl.UInt8),
        succeeded=pl.lit(True),
        gas=pl.int_range(1, count + 1, dtype=pl.UInt64) * 100_000,
        bloom=pl.lit(b"\x11" * 256),
        tail=pl.lit(b""),
    )


def words(*columns: Any) -> Words:
    """Numbers as words: by log, column and byte."""
    count = max(len(np.atleast_1d(column)) for column in columns)
    out = np.zeros((count, len(columns), 32), np.uint8)
    for place, column in enumerate(columns):
        numbers = np.broadcast_to(np.asarray(column, np.int64), count)
        out[:, place, 24:] = numbers.astype(">i8").view(np.uint8).reshape(-1, 8)
    return out


def padded(accounts: Words) -> list[bytes]:
    """Accounts as topics."""
    return [bytes(12) + bytes(account) for account in accounts]


def log(address: bytes, topics: Sequence[bytes | list[bytes]], data: Words) -> pl.DataFrame:
    """Logs of one kind, as many as there is data for."""
    whole = [row.tobytes() for row in data]
    columns = {f"topic{place}": topic for place, topic in enumerate(topics)}
    frame = pl.DataFrame({"data": pl.Series(whole, dtype=pl.Binary)}).with_columns(address=pl.lit(address))
    for place in range(4):
        value = columns.get(f"topic{place}")
        column = pl.Series(value, dtype=pl.Binary) if isinstance(value, list) else pl.lit(value, pl.Binary)
        frame = frame.with_columns(column.alias(f"topic{place}"))
    return frame
