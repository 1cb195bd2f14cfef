"""Which slots of a contract's storage are not as they must be, and what that means in the words of the rules."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ...records import Account
from ..replay.state import ReplayedPlan
from .empty_slots import suspects
from .expected import Part
from .layout import SLOT_BYTES, Cell, Held, value

Read = Callable[[Sequence[int]], Mapping[int, int]]
"""What somebody says that slots hold."""

AT_ONCE = 1_000
"""Cells that are asked for together."""

UNUSED = "unused"
"""What bits are called that belong to no field."""

CHECKS = {
    "_tiers": "state-tier",
    "_levels": "state-level",
    "operator": "state-operator",
    "_proposal": "state-operator-proposal",
    "_money.surplus": "state-surplus",
    "_money.backstop": "state-backstop",
    "_payable.operatorCredit": "state-operator-credit",
    "_payable.rebatePool": "state-rebate-pool",
    "_rebate": "state-rebate",
    "_rebateLeft": "state-rebate",
    "_sharedByGone": "state-rebate",
    "_bonds": "state-bonds",
    "_credits": "state-credit",
    "_backstopNotice": "state-notice",
    "_sharing": "state-totals",
    "_calendar": "state-calendar",
    "_calendar.index": "state-index",
    "_pending": "state-calendar",
    "_queue": "state-queue",
    "_members": "state-member",
    "_members.limit": "state-member-limit",
    "_members.units": "state-member-units",
    "reinstatedAtOf": "state-member",
    "_ladder.rungs": "state-rung",
    "_ladder.occupied": "state-rungs-occupied",
    "_history.checkpoints": "state-announcement",
    "_history.cuts": "state-announcement",
    "_history.backstopRatios": "state-announcement",
    "_history.announcedIn": "state-announcement",
    "_docket": "state-docket",
    "_cases": "state-case",
    "_grounds": "state-case",
    "_rejections": "state-case",
    "_claimants": "state-last-case",
    "_assessors": "state-assessor",
    "_proposed": "state-panel-proposal",
    "_proposedFrom": "state-panel-proposal",
    "seatCount": "state-seat-count",
    "_seats": "state-seat",
    "_volunteers": "state-volunteer",
    "_disputes": "state-dispute",
    "_jurorSeats": "state-juror",
    "_commitments": "state-vote",
    "_holders": "state-nullifier",
    "_used": "state-attestation",
}
"""What is wrong where a variable, or one field of it, differs; all others are told by their names in the sources."""


class Difference(NamedTuple):
    """A field that holds something else than it must."""

    contract: str
    cell: Cell
    keys: tuple[Any, ...]
    said: Held
    due: Held

    @property
    def check(self) -> str:
        """The check of the catalogue that says it."""
        variable = self.cell.variable
        return CHECKS.get(f"{variable}.{self.said.name}") or CHECKS.get(variable, "state-differs")

    def facts(self, address: Account, block: int) -> dict[str, Any]:
        """What its sentence tells; `first` and `second` are what a mapping is asked by."""
        first, second, *_ = (*self.keys, "", "")
        return {
            "contract": address,
            "name": self.contract,
            "variable": self.cell.variable,
            "field": self.said.name or self.cell.variable,
            "first": first,
            "second": second,
            "said": value(self.said.kind, self.said.number),
            "due": value(self.due.kind, self.due.number),
            "slot": self.said.slot.to_bytes(SLOT_BYTES, "big"),
            "block": block,
        }


def differences(part: Part, plan: ReplayedPlan, read: Read) -> Iterator[Difference]:
    """Every field that holds something else than it must, and whatever is hidden for somebody whom the log knows."""
    looked_at: set[tuple[str, tuple[int, ...]]] = set()
    for cells in _chunks(part.cells(plan)):
        looked_at.update((cell.variable, cell.keys) for cell in cells)
        yield from _unlike(part, cells, read)
    others = (cell for cell in suspects(part.name, plan) if (cell.variable, cell.keys) not in looked_at)
    for cells in _chunks(others):
        yield from _unlike(part, cells, read)


def _chunks(cells: Iterable[Cell]) -> Iterator[list[Cell]]:
    cells = iter(cells)
    while chunk := list(islice(cells, AT_ONCE)):
        yield chunk


def _unlike(part: Part, cells: Sequence[Cell], read: Read) -> Iterator[Difference]:
    due = [part.layout.words(cell) for cell in cells]
    said = read([slot for words in due for slot in words])
    for cell, words in zip(cells, due, strict=True):
        if any(said[slot] != word for slot, word in words.items()):
            yield from _fields_unlike(part, cell, said, words)


def _fields_unlike(part: Part, cell: Cell, said: Mapping[int, int], due: Mapping[int, int]) -> Iterator[Difference]:
    """The fields of a cell that differ; where none does, bits of its slots that belong to no field."""
    layout = part.layout
    keys = tuple(map(value, layout.shape(cell).key_types, cell.keys))
    pairs = zip(layout.fields(cell, said), layout.fields(cell, due), strict=True)
    unlike = [Difference(part.name, cell, keys, held, must) for held, must in pairs if held != must]
    for slot in [] if unlike else due:
        held, must = (Held(UNUSED, slot, "t_bytes32", words[slot]) for words in (said, due))
        unlike += [Difference(part.name, cell, keys, held, must)] * (held != must)
    yield from unlike
