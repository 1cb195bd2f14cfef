"""The slots of members in columns: what the ledger stores of each, a word a membership."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from ...locations import Location
from ..replay.others import Others
from ..storage.layout import WHOLE, Bits, Cell, Layout, layout_of
from .compiled import Bytes, Integers
from .keccak import keccak_rows
from .members import (
    ASKED_AT,
    ASKED_IN,
    JOINED_AT,
    JOINED_IN,
    LIMIT,
    OVER,
    OVER_AT,
    REINSTATED_AT,
    SHARED_BEFORE,
    STATUS,
    UNITS,
)
from .multitude import RECORD, Multitude
from .pieces import Cut, Piece, read_rows, write_piece
from .storage import Slots, hashed, root_of_pieces, slots_of

WORD = 32

ACTIVE, LEAVING = 1, 2
"""What a member wanted last, as the ledger numbers it."""


@dataclass(frozen=True)
class MembersToHash:
    """Some members, whose memberships lie at `cut`, and the contract that stores them."""

    contract: str
    cut: Cut
    scratch: Location

    def __str__(self) -> str:
        return f"members {self.cut.name}"


def root_with_members(others: Others, contract: str, slots: Mapping[int, int], emptied: Collection[int] = ()) -> bytes:
    """The root of these slots and of those of the members in columns.  Raises ScratchLost, WorkerLost."""
    assert isinstance(others, Multitude), "only members in columns have slots that are not kept one by one"
    crew = others.crew
    held = {slot: value for slot, value in slots.items() if value}
    own = write_piece(crew.scratch, slots_of(dict.fromkeys(emptied, 0) | held), "key")
    work = (MembersToHash(contract, cut, crew.scratch) for cut in others.held)
    return root_of_pieces([own, *crew.each(hash_members, work)], crew)


def hash_members(work: MembersToHash) -> Piece:
    """The slots of some members.  Raises ScratchLost."""
    layout, held = layout_of(work.contract), read_rows(work.scratch, [work.cut], RECORD)
    accounts, fields = held["account"], held["fields"]
    came_back = fields[:, REINSTATED_AT] >= 0
    memberships = _memberships(layout, accounts, fields)
    reinstated = _reinstated(layout, accounts[came_back], fields[came_back])
    return write_piece(work.scratch, np.concatenate([memberships, reinstated]), "key")


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


def _reinstated(layout: Layout, accounts: Bytes, fields: Integers) -> Slots:
    return _slots(layout, "reinstatedAtOf", accounts, {WHOLE: fields[:, REINSTATED_AT]})


def _slots(layout: Layout, variable: str, accounts: Bytes, told: Mapping[str, Integers]) -> Slots:
    """The slots of a mapping from accounts to words."""
    shape = layout.shape(Cell(variable, (0,), {}))
    keys = np.zeros((len(accounts), 2 * WORD), np.uint8)
    keys[:, WORD - accounts.shape[1] : WORD] = accounts
    keys[:, WORD:] = np.frombuffer(shape.slot.to_bytes(WORD, "big"), np.uint8)
    values = np.zeros((len(accounts), WORD), np.uint8)
    for name, numbers in told.items():
        _put(values, shape.fields[name], numbers)
    return hashed(keccak_rows(keys), values)


def _put(values: Bytes, bits: Bits, numbers: Integers) -> None:
    """Write numbers to where a field lies in its words."""
    size = min(bits.mask.bit_length() // 8, 8)
    end = WORD - bits.shift // 8
    values[:, end - size : end] = numbers.astype(">i8").view(np.uint8).reshape(-1, 8)[:, 8 - size :]
