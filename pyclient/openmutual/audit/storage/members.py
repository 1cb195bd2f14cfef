"""The slots of members in columns: what the ledger stores of each, a word a membership, the enrolment and the jury."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...locations import Location
from ..columnar.enrolment import WORDS
from ..columnar.members import (
    ASKED_AT,
    ASKED_IN,
    FIRST_SEATED,
    JOINED_AT,
    JOINED_IN,
    LIMIT,
    OVER,
    OVER_AT,
    REINSTATED_AT,
    RESIGNED_AT,
    SEAT,
    SEATED_AT,
    SHARED_BEFORE,
    STATUS,
    UNITS,
)
from ..columnar.multitude import Multitude
from ..columnar.pieces import Cut, Piece, read_rows, write_piece
from ..columnar.shards import RECORD
from ..kernels.compiled import Bytes, Integers, Table
from ..kernels.keccak import keccak_rows
from ..replay.others import Others
from .layout import WHOLE, Bits, Cell, Layout, layout_of
from .root import Slots, hashed, root_of_pieces, slots_of

WORD = 32

ACTIVE, LEAVING = 1, 2
"""What a member wanted last, as the ledger numbers it."""


@dataclass(frozen=True)
class SlotsToHash:
    """What a contract stores of some members: the rows that say so lie at `cut`."""

    contract: str
    cut: Cut
    scratch: Location

    def __str__(self) -> str:
        return f"{self.contract}'s slots {self.cut.name}"


def root_with_others(contract: str, others: Others, slots: Mapping[int, int], emptied: Collection[int] = ()) -> bytes:
    """The root of these slots of a contract and of those of the members in columns.  Raises ScratchLost, WorkerLost."""
    assert isinstance(others, Multitude), "only members in columns have slots that are not kept one by one"
    crew = others.crew
    held = {slot: value for slot, value in slots.items() if value}
    own = write_piece(crew.scratch, slots_of(dict.fromkeys(emptied, 0) | held), "key")
    work = (SlotsToHash(contract, cut, crew.scratch) for cut in STORED[contract].cuts(others))
    return root_of_pieces([own, *crew.each(hash_slots, work)], crew)


def hash_slots(work: SlotsToHash) -> Piece:
    """The slots of some members.  Raises ScratchLost."""
    stored = STORED[work.contract]
    rows = read_rows(work.scratch, [work.cut], stored.kind)
    return write_piece(work.scratch, np.concatenate(stored.slots(layout_of(work.contract), rows)), "key")


def _of_ledger(layout: Layout, records: Table) -> list[Slots]:
    accounts, fields = records["account"], records["fields"]
    came_back = fields[:, REINSTATED_AT] >= 0
    reinstated = _slots(layout, "reinstatedAtOf", accounts[came_back], {WHOLE: fields[came_back, REINSTATED_AT]})
    return [_memberships(layout, accounts, fields), reinstated]


def _of_enrolment(layout: Layout, words: Table) -> list[Slots]:
    taken, spent = words[~words["is_spent"]], words[words["is_spent"]]
    holders = {"account": taken["account"], "joinedAt": taken["time"]}
    used = _slots(layout, "_used", spent["key"], {WHOLE: np.ones(len(spent), np.int64)})
    return [_slots(layout, "_holders", taken["key"], holders), used]


def _of_jury(layout: Layout, records: Table) -> list[Slots]:
    accounts, fields = records["account"], records["fields"]
    numbers = fields[:, SEAT].astype(">i8").view(np.uint8).reshape(-1, 8)
    seats = {"account": accounts, "firstTakenAt": fields[:, FIRST_SEATED]}
    volunteers = {
        "seatPlusOne": fields[:, SEAT] + 1,
        "takenAt": fields[:, SEATED_AT],
        "resignedAt": np.maximum(fields[:, RESIGNED_AT], 0),
    }
    return [_slots(layout, "_seats", numbers, seats), _slots(layout, "_volunteers", accounts, volunteers)]


class Stored(NamedTuple):
    """What a contract stores of members in columns.

    Attributes:
        cuts: where the rows lie that say so.
        kind: theirs.
        slots: what they come to.
    """

    cuts: Callable[[Multitude], list[Cut]]
    kind: np.dtype[np.void]
    slots: Callable[[Layout, Table], list[Slots]]


STORED: Mapping[str, Stored] = {
    "MutualLedger": Stored(lambda others: others.held, RECORD, _of_ledger),
    "Jury": Stored(lambda others: others.seated, RECORD, _of_jury),
    "Enrolment": Stored(lambda others: others.vouched, WORDS, _of_enrolment),
}
"""By contract; others store nothing of them."""


def _memberships(layout: Layout, accounts: Bytes, fields: Integers) -> Slots:
    asked = fields[:, ASKED_AT] >= 0
    told = {
        "units": fields[:, UNITS],
        "limit": fields[:, LIMIT],
        "joinedAt": fields[:, JOINED_AT],
        "joinShares": fields[:, SHARED_BEFORE],
        "period": np.where(asked, fields[:, ASKED_IN], fields[:, JOINED_IN]),
        "standing": np.where(asked, LEAVING, ACTIVE),
        "exit": (fields[:, STATUS] == OVER).astype(np.int64),
        "endedAt": np.where(asked, fields[:, ASKED_AT], np.maximum(fields[:, OVER_AT], 0)),
    }
    return _slots(layout, "_members", accounts, told)


def _slots(layout: Layout, variable: str, names: Bytes, told: Mapping[str, Integers | Bytes]) -> Slots:
    """The slots of a mapping from accounts, hashes or numbers to words."""
    shape = layout.shape(Cell(variable, (0,), {}))
    keys = np.zeros((len(names), 2 * WORD), np.uint8)
    keys[:, WORD - names.shape[1] : WORD] = names
    keys[:, WORD:] = np.frombuffer(shape.slot.to_bytes(WORD, "big"), np.uint8)
    values = np.zeros((len(names), WORD), np.uint8)
    for name, column in told.items():
        _put(values, shape.fields[name], column)
    return hashed(keccak_rows(keys), values)


def _put(values: Bytes, bits: Bits, column: Integers | Bytes) -> None:
    """Write numbers, or rows of bytes, to where a field lies in its words."""
    rows = column if column.ndim == 2 else column.astype(">i8").view(np.uint8).reshape(-1, 8)
    size = min(bits.mask.bit_length() // 8, rows.shape[1])
    end = WORD - bits.shift // 8
    values[:, end - size : end] = rows[:, rows.shape[1] - size :]
