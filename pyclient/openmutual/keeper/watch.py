"""Turn after turn of a keeper: see that the node can be believed, do what is due, tell people what they must do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..chain.node import Node
from ..errors import ChainError
from ..records import Account
from .keeper import Deed, Keeper, Outcome
from .notices import Notice, Told, of_people
from .observer import Observer

BEHIND = 4
"""Blocks by which one node may be behind another; at what both have they must agree."""

COMPLAINTS = {Outcome.DEAR: "dear", Outcome.FAILED: "failed"}
"""What people are told of a deed that was not done."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """Who pays for a keeper's transactions.

    Attributes:
        low: with less than this, in wei, somebody is told.
    """

    account: Account
    low: int


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn has come to.

    Attributes:
        deeds: what became of each thing that was due.
        notices: everything that people must do, whether it was told now or before.
        untold: how many of these could not be told.
    """

    deeds: tuple[Deed, ...]
    notices: tuple[Notice, ...]
    untold: int

    @property
    def is_well(self) -> bool:
        """Whether everything that was due is done, by whomever, and everybody told."""
        hindrances = {*COMPLAINTS.values(), "other_node", "unreachable"}
        return not self.untold and not any(notice.kind in hindrances for notice in self.notices)


class Watch:
    """One plan under the care of a keeper.

    Args:
        keeper: does what is due.
        observer: of the same plan.
        tell: how people are told; raises ChainError or OSError if they could not be.
        told: what they know already.
        wallet: who pays, if it is to be watched.
        second: another node of the same chain, to compare the first with.
    """

    def __init__(
        self,
        keeper: Keeper,
        observer: Observer,
        tell: Callable[[Notice], None],
        told: Told,
        wallet: Wallet | None = None,
        second: Node | None = None,
    ) -> None:
        self._keeper, self._observer, self._tell, self._told = keeper, observer, tell, told
        self._wallet, self._second = wallet, second
        self._conditions: list[Notice] = []

    def turn(self) -> Turn:
        """Do what is due and tell what is new.  Never raises for what a node or a webhook does."""
        deeds: list[Deed] = []
        conditions: list[Notice] = []
        people: list[Notice] = []
        try:
            conditions = [*self._disagreement()]
            if not conditions:
                deeds = self._keeper.round()
                conditions = [*self._of_deeds(deeds), *self._of_wallet()]
            people = [*of_people(self._observer.state(), self._observer.node.now())]
        except ChainError as error:
            conditions.append(Notice("unreachable", detail=str(error)))
        self._forget_what_is_over(conditions)
        notices = [*conditions, *people]
        return Turn(tuple(deeds), tuple(notices), sum(not self._is_told(notice) for notice in notices))

    def _disagreement(self) -> Iterator[Notice]:
        if self._second is None:
            return
        first, second = self._observer.node, self._second
        height = min(first.head().number, second.head().number) - BEHIND
        if height >= 0 and first.block_hash(height) != second.block_hash(height):
            yield Notice("other_node", detail=f"block {height} has another hash at the second node")

    def _of_deeds(self, deeds: list[Deed]) -> Iterator[Notice]:
        for deed in deeds:
            if deed.outcome in COMPLAINTS:
                detail = f"{deed.task.verb}: {deed.why}"
                yield Notice(COMPLAINTS[deed.outcome], deed.task.about, detail=detail)

    def _of_wallet(self) -> Iterator[Notice]:
        if self._wallet is not None:
            left = self._observer.node.balance(self._wallet.account)
            if left < self._wallet.low:
                yield Notice("low_gas", detail=f"{self._wallet.account} has {left} wei")

    def _forget_what_is_over(self, conditions: list[Notice]) -> None:
        """What comes and goes is told again when it comes again."""
        kinds = {(notice.kind, notice.about) for notice in conditions}
        for notice in self._conditions:
            if (notice.kind, notice.about) not in kinds:
                self._told.forget(notice)
        self._conditions = conditions

    def _is_told(self, notice: Notice) -> bool:
        if not self._told.is_new(notice):
            return True
        try:
            self._tell(notice)
            self._told.note(notice)
        except (ChainError, OSError):
            return False
        return True
