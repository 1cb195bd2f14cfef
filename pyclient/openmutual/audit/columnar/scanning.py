"""The unit of work on a part of the log: its members' rows in a piece, and the logs that the replay must read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from ...locations import Location
from ..decoding.events import Decoder, in_order
from ..findings import Findings
from ..kernels.compiled import Table
from ..proof.headers import Headers
from ..source.extract import Extract
from .kept import TOLD
from .pieces import Piece, write_piece
from .scan import MOVES, Scanner
from .seats import said_in


@dataclass(frozen=True)
class PartToScan:
    """One part of a log.

    Attributes:
        first: the number of its first log.
    """

    extract: Extract
    headers: Headers
    scanner: Scanner
    first: int
    scratch: Location

    def __str__(self) -> str:
        return str(self.extract)


class ScannedPart(NamedTuple):
    """What there is in a part.

    Attributes:
        piece: the members' rows; `words` the attestor's words.
        seats: that members took, in the order of the log.
        logs: how many logs it has.
        told: those of the story.
        moved: what its settled transactions brought to the ledger and did not take, in steps.
        top: the highest limit of its rows.
        last: the block and the time of its last log that concerns the plan; none if it has none.
    """

    piece: Piece
    words: Piece
    seats: Table
    logs: int
    told: pl.DataFrame
    moved: int
    top: int
    last: tuple[int, int] | None


def parts_to_scan(
    extract: Extract, headers: Headers, scanner: Scanner, scratch: Location, first: int
) -> Iterator[PartToScan]:
    """The parts of a log, in their order, of which the first log has the number `first`."""
    for part in extract.split():
        yield PartToScan(part, headers.of(part), scanner, first, scratch)
        first += part.log_count


def scan_part(work: PartToScan) -> ScannedPart:
    """Scan a part.  Raises ExportError, ScratchLost."""
    extract = work.extract.read()
    logs = Decoder(extract.contracts, Findings()).relevant(in_order(extract.logs))
    blocks = {block: work.headers.time(block) for block in logs["block"].unique().to_list()}
    times = np.array([blocks[block] for block in logs["block"].to_list()], np.int64)
    scanned = work.scanner.scan(logs, work.first, times)
    rows, settled = scanned.rows, scanned.rows[scanned.rows["is_settled"]]
    told = logs.with_row_index("number", work.first).with_columns(is_row=pl.Series(scanned.is_row))
    return ScannedPart(
        piece=write_piece(work.scratch, rows, "account"),
        words=write_piece(work.scratch, scanned.words, "key"),
        seats=said_in(rows),
        logs=extract.log_count,
        told=told.filter(~pl.Series(scanned.is_settled)).select(TOLD.names()).cast(TOLD),
        moved=int((settled["steps"] * np.array(list(MOVES.values()))[settled["kind"]]).sum()),
        top=int(rows["limit"].max(initial=0)),
        last=(int(logs["block"][-1]), int(times[-1])) if logs.height else None,
    )
