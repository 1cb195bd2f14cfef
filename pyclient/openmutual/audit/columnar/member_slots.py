"""The slots of members in columns: what the ledger stores of each, a word a membership, and what the enrolment does."""

from collections.abc import Callable, Collection, Iterator, Mapping
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


def root_with_others(
    contract: str, others: Others, layout: Layout, slots: Mapping[int, int], emptied: Collection[int] = ()
) -> bytes:
    """The root of these slots of a contract and of those of the members in columns.  Raises OSError."""
    assert isinstance(others, Multitude), "only members in columns have slots that are not kept one by one"
    with TemporaryDirectory(prefix="openmutual-") as folder:
        buckets = Buckets(Path(folder))
        for more in SLOTS[contract](others, layout):
            buckets.add(more)
        held = {slot: value for slot, value in slots.items() if value}
        buckets.add(slots_of(dict.fromkeys(emptied, 0) | held))
        return buckets.root()


def _of_ledger(others: Multitude, layout: Layout) -> Iterator[Slots]:
    for accounts, fields in others.shards():
        yield _memberships(layout, accounts, fields)
        came_back = fields[:, REINSTATED_AT] >= 0
        yield _slots(layout, "reinstatedAtOf", accounts[came_back], {WHOLE: fields[came_back, REINSTATED_AT]})


def _of_enrolment(others: Multitude, layout: Layout) -> Iterator[Slots]:
    for words in others.words():
        taken, spent = words[~words["is_spent"]], words[words["is_spent"]]
        holders = {"account": taken["account"], "joinedAt": taken["time"]}
        yield _slots(layout, "_holders", taken["key"], holders)
        yield _slots(layout, "_used", spent["key"], {WHOLE: np.ones(len(spent), np.int64)})


SLOTS: Mapping[str, Callable[[Multitude, Layout], Iterator[Slots]]] = {
    "MutualLedger": _of_ledger,
    "Enrolment": _of_enrolment,
}
"""What each contract stores of members in columns; others store nothing of them."""


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
    """The slots of a mapping from accounts or hashes to words."""
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
