"""The slots of members in columns: what the ledger stores of each, a word a membership."""

from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from ..replay.others import Others
from ..storage.layout import WHOLE, Bits, Cell, Layout
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
from .multitude import Multitude
from .storage import Buckets, Slots, hashed, slots_of

WORD = 32

ACTIVE, LEAVING = 1, 2
"""What a member wanted last, as the ledger numbers it."""


def root_with_members(others: Others, layout: Layout, slots: Mapping[int, int], emptied: Collection[int] = ()) -> bytes:
    """The root of these slots and of those of the members in columns.  Raises OSError."""
    assert isinstance(others, Multitude), "only members in columns have slots that are not kept one by one"
    with TemporaryDirectory(prefix="openmutual-") as folder:
        buckets = Buckets(Path(folder))
        for accounts, fields in others.shards():
            buckets.add(_memberships(layout, accounts, fields))
            came_back = fields[:, REINSTATED_AT] >= 0
            buckets.add(_reinstated(layout, accounts[came_back], fields[came_back]))
        held = {slot: value for slot, value in slots.items() if value}
        buckets.add(slots_of(dict.fromkeys(emptied, 0) | held))
        return buckets.root()


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
