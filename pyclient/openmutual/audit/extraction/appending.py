"""A plan exported into parts: as little in memory as one part takes, and taken up where the last export ended.

A part is sealed as soon as it is written, and the manifest after it; so whatever stops an export, all that is sealed is
whole, and the same export again goes on from there.  The next day's does the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl
import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from ...errors import ChainError, ExportError, ExportUnderway, PartOfAnother
from ...files import alone_in
from ...records import Account
from ..currency.witness import witness_of
from ..source.export_file import save
from ..source.export_parts import MANIFEST, ExportParts, SealedPart, load_parts, read_parts, sealed_content, sha256_of
from ..source.extract import HEADERS, LOGS, RECEIPTS, Extract
from ..source.source import Source
from .collect import Piece, Progress, Reading, begin, hash_at, undone

PART_ROWS = 50_000
"""Headers, receipts and logs after which a part is sealed; it can have a block's more."""


def append(
    source: Source,
    ledger: Account,
    folder: Path,
    *,
    since: int = 0,
    block: int | None = None,
    chosen: Sequence[int] = (),
    progress: Progress | None = None,
) -> ExportParts[Path]:
    """Export a plan into a folder, or what has been added to it since the last export.

    Args:
        source: the node.
        ledger: the address of the plan's ledger.
        folder: where the parts lie, or will.
        since: a block before which the plan was not there, to save the search.
        block: the last one to read; if it is not given, the newest that is final.
        chosen: further blocks after which the contracts' accounts are asked for.
        progress: told how far the reading is.

    Raises:
        ExportUnderway: another export writes there.
        PartOfAnother: the folder holds another plan, or one of another chain.
        PartMissing, ExportDamaged: the last part is not as it was sealed.
        Reorganised: the node has undone the last sealed block, or one that is being read.
        ExportError: a part cannot be written, or the folder holds more than is asked for.
        ChainError: as :func:`openmutual.audit.extraction.collect.collect` does; or the node gives no receipts.
    """
    underway = ExportUnderway(str(folder), "is written by another export: wait until it has ended")
    with alone_in(folder, folder / MANIFEST, underway, partial(ExportError, str(folder))):
        known = read_parts(folder) if (folder / MANIFEST).exists() else None
        if known is not None and known.sealed:
            since = known.sealed[0].first
        reading = begin(source, ledger, since=since, block=block, chosen=chosen, progress=progress)
        parts = known or ExportParts(folder, source.chain_id, reading.contracts)
        _expect_same(parts, reading)
        return _Appending(reading, parts).run()


def _expect_same(parts: ExportParts[Path], reading: Reading) -> None:
    """Whether what is sealed is the beginning of what is read."""
    if (parts.chain_id, parts.contracts) != (reading.source.chain_id, reading.contracts):
        raise PartOfAnother(str(parts.folder), "holds the export of another plan: name another folder")
    if not parts.sealed:
        return
    last = parts.sealed[-1]
    if parts.sealed[0].first != reading.first:
        problem = f"holds the plan from block {parts.sealed[0].first} on, not from {reading.first}: name another folder"
        raise PartOfAnother(str(parts.folder), problem)
    if last.last > reading.last:
        raise ExportError(str(parts.folder), f"holds blocks up to {last.last} already, after block {reading.last}")
    sealed_content(parts.path(last), last.sha256)
    if hash_at(reading.source, last.last).hex() != last.last_hash:
        raise undone(reading.source, last.last)


@dataclass
class _Appending:
    """One export under way.

    Attributes:
        waiting: what was read and not sealed yet.
    """

    reading: Reading
    parts: ExportParts[Path]
    waiting: list[Piece] = field(default_factory=list)

    def run(self) -> ExportParts[Path]:
        """Seal all that is read, then what the contracts hold."""
        reading, rows = self.reading, 0
        first = max(reading.first, self.parts.last + 1)
        for piece in reading.pieces(first):
            self.waiting.append(piece)
            rows += piece.headers.height + piece.logs.height + (0 if piece.receipts is None else piece.receipts.height)
            if rows >= PART_ROWS or piece.last == reading.last:
                self._seal()
                rows = 0
        if self.parts.sealed[-1].last_hash != reading.block_hash.hex():
            raise undone(reading.source, reading.last)
        self._tell_state()
        if hash_at(reading.source, reading.last) != reading.block_hash:
            raise undone(reading.source, reading.last)
        return self.parts

    def _seal(self) -> None:
        """Write what waits as a part, and the manifest with it."""
        receipts = [piece.receipts for piece in self.waiting if piece.receipts is not None]
        if len(receipts) < len(self.waiting):
            name = self.reading.source.name
            raise ChainError(f"{name} gives no receipts, which a sealed part must have: export into one file instead")
        headers = pl.concat([piece.headers for piece in self.waiting])
        ends = headers["rlp"][0], headers["rlp"][-1]
        if self.parts.sealed and rlp.decode(ends[0])[0].hex() != self.parts.sealed[-1].last_hash:
            raise undone(self.reading.source, self.parts.last)
        first_hash, last_hash = map(keccak, ends)
        logs = pl.concat([piece.logs for piece in self.waiting])
        told = self._extract(headers["number"][0], headers["number"][-1], last_hash)
        told = replace(told, headers=headers, receipts=pl.concat(receipts), logs=logs)
        part = SealedPart(told.first, told.last, first_hash.hex(), last_hash.hex(), logs.height, "")
        self._add(replace(part, sha256=_written(told, self.parts.path(part))))
        self.waiting.clear()

    def _add(self, part: SealedPart) -> None:
        """Note a part in the manifest; what the contracts held before is out of date then."""
        before = self.parts.state_path if self.parts.state else None
        self.parts = replace(self.parts, sealed=(*self.parts.sealed, part), state="")
        self.parts.save()
        if before is not None:
            before.unlink(missing_ok=True)

    def _tell_state(self) -> None:
        """Write what the contracts hold after the last block."""
        reading = self.reading
        told = replace(
            self._extract(reading.first, reading.last, reading.block_hash),
            accounts=tuple(reading.accounts()),
            codes=reading.codes(),
            answers=tuple(reading.answers()),
        )
        self._write_state(told)
        blocks = {reading.first, reading.opened, *reading.stops}
        witness = witness_of(reading.source, load_parts(self.parts.folder, blocks=blocks))
        self._write_state(replace(told, witness=witness))

    def _write_state(self, told: Extract) -> None:
        self.parts = replace(self.parts, state=_written(told, self.parts.state_path))
        self.parts.save()

    def _extract(self, first: int, last: int, block_hash: bytes) -> Extract:
        """An extract of some blocks that tells nothing yet."""
        return Extract(
            source=self.reading.source.name,
            chain_id=self.parts.chain_id,
            contracts=self.parts.contracts,
            first=first,
            last=last,
            block_hash=block_hash,
            every_header=True,
            has_receipts=True,
            headers=pl.DataFrame(schema=HEADERS),
            receipts=pl.DataFrame(schema=RECEIPTS),
            logs=pl.DataFrame(schema=LOGS),
            accounts=(),
            codes={},
            answers=(),
        )


def _written(extract: Extract, file: Path) -> str:
    """Write a file; returns its sha256.  Raises ExportError, which names it."""
    save(extract, file)
    return sha256_of(file)
