"""The expected storage of a plan: what every slot of its contracts must hold, and nothing else, by its log.

Where its root is the contract's storage root, each member, each total and each case is proven at once, and so is that
the contract stores nothing beside.
"""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from ...records import Account
from .. import kernels
from ..hashing import storage_root
from ..replay.state import ReplayedPlan
from ..source.extract import PlanContracts
from . import desk, jury, ledger
from .layout import WHOLE, Cell, Layout, layout_of, word


class Part(NamedTuple):
    """One contract of a plan.

    Attributes:
        name: in the sources.
        cells: what its storage is made of.
    """

    name: str
    cells: Callable[[ReplayedPlan], Iterator[Cell]]

    @property
    def layout(self) -> Layout:
        """Where the compiler puts its variables."""
        return layout_of(self.name)

    def root(self, plan: ReplayedPlan, emptied: Collection[int] = ()) -> bytes:
        """The root of all that it must hold, with the slots that its chain keeps though they are `emptied`."""
        slots = self.slots(plan)
        if not (kernels.is_worth_it(len(slots)) or plan.others.logs):
            return storage_root(slots, emptied)
        from .members import STORED, root_with_others
        from .root import root_of_slots

        if self.name in STORED and plan.others.logs:
            return root_with_others(self.name, plan.others, slots, emptied)
        return root_of_slots(slots, emptied)

    def slots(self, plan: ReplayedPlan) -> dict[int, int]:
        """What every slot must hold that is not empty, but for members who are not kept one by one."""
        slots: dict[int, int] = {}
        words = self.layout.words
        for cell in self.cells(plan):
            slots.update(words(cell))
        return {slot: value for slot, value in slots.items() if value}


def parts(contracts: PlanContracts) -> dict[Account, Part]:
    """The contracts of a plan by their addresses."""
    found = {
        contracts.ledger: Part("MutualLedger", ledger.cells),
        contracts.desk: Part("CaseDesk", desk.cells),
        contracts.jury: Part("Jury", jury.cells),
    }
    enrolment = {contracts.enrolment: Part("Enrolment", enrolment_cells)}
    return found | (enrolment if contracts.enrolment else {})


def expected_storage(plan: ReplayedPlan, contracts: PlanContracts) -> dict[Account, dict[int, int]]:
    """What the storage of each contract of a plan must hold: all slots that are not empty."""
    return {address: part.slots(plan) for address, part in parts(contracts).items()}


def enrolment_cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Which person, as a nullifier, took which membership last; and which words of the attestor were used."""
    for nullifier, holder in plan.nullifiers.items():
        membership = {"account": word(holder.account), "joinedAt": holder.joined_at}
        yield Cell("_holders", (int.from_bytes(nullifier, "big"),), membership)
    for words in plan.attestations:
        yield Cell("_used", (int.from_bytes(words, "big"),), {WHOLE: 1})
