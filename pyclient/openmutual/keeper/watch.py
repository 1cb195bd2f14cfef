"""Turn after turn of a keeper: see that the node can be believed, do what is due, tell people what they must do."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache

from ..chain.node import Block, Node, TooDear
from ..errors import ChainError, OpenMutualError
from ..money import grouped
from ..records import Account
from .keeper import Deed, Keeper, Outcome
from .notices import Notice, Told, of_people
from .observer import Observer
from .tasks import PlanState

BEHIND = 4
"""Blocks by which one node may be behind another; at what both have they must agree."""

STANDSTILL = 900
"""Seconds after which a node that knows of no new block has lost its chain, or the chain stands still."""

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
        hindrances = {*COMPLAINTS.values(), "ballot", "other_node", "unreachable"}
        return not self.untold and not any(notice.kind in hindrances for notice in self.notices)


class Watch:
    """One plan under the care of a keeper.

    Args:
        keeper: does what is due.
        observer: of the same plan.
        tell: how people are told; raises ChainError or OSError if they could not be.
        told: what they know already.
        wallet: who pays, if it is to be watched.
        second: reaches another node of the same chain, to compare the first with; raises ChainError while it cannot.
    """

    def __init__(
        self,
        keeper: Keeper,
        observer: Observer,
        tell: Callable[[Notice], None],
        told: Told,
        wallet: Wallet | None = None,
        second: Callable[[], Node] | None = None,
    ) -> None:
        self._keeper, self._observer, self._tell, self._told = keeper, observer, tell, told
        self._wallet, self._second = wallet, cache(second) if second is not None else None
        self._seen: PlanState | None = None

    def turn(self) -> Turn:
        """Do what is due and tell what is new.  Never raises for what a node, a file or a webhook does."""
        deeds: tuple[Deed, ...] = ()
        conditions: list[Notice] = []
        state: PlanState | None = None
        with _noted(conditions):
            conditions += self._of_nodes()
            if not any(notice.kind == "other_node" for notice in conditions):
                made = self._keeper.round()
                deeds, state = made.deeds, made.state
                conditions += [*self._of_deeds(deeds), *self._of_ballots(), *self._of_wallet()]
        people = [*self._of_people(state, conditions)]
        notices = [*conditions, *people]
        return Turn(deeds, tuple(notices), self._tell_what_is_new(conditions, notices))

    def _of_people(self, state: PlanState | None, conditions: list[Notice]) -> Iterator[Notice]:
        """What people must do in a state; while the node is gone, in what was known last, by this machine's clock."""
        now = int(time.time())
        with _noted(conditions):
            self._seen, now = state or self._observer.state(), self._observer.node.now()
        if self._seen is not None:
            yield from of_people(self._seen, now)

    def _of_nodes(self) -> Iterator[Notice]:
        """What is wrong with the nodes: they disagree, or what one of them knows is old."""
        first = self._observer.node
        head = first.head()
        if not first.is_local and (age := time.time() - head.time) > STANDSTILL:
            yield Notice("unreachable", detail=f"its newest block, {head.number}, is {age / 60:.0f} minutes old")
        if self._second is not None:
            try:
                yield from self._of_second(head, self._second())
            except ChainError as error:
                # Comparing is a precaution; that it cannot be done must not let anybody's time run out.
                yield Notice("unreachable", detail=f"second node: {error}")

    def _of_second(self, head: Block, second: Node) -> Iterator[Notice]:
        if second.chain_id != self._observer.node.chain_id:
            yield Notice("other_node", detail=f"the second node is of chain {second.chain_id}")
            return
        other = second.head()
        if abs(head.time - other.time) > STANDSTILL:
            behind = "second" if other.time < head.time else "first"
            yield Notice("other_node", detail=f"the {behind} node is {abs(head.number - other.number)} blocks behind")
        height = min(head.number, other.number) - BEHIND
        if height >= 0 and self._observer.node.block_hash(height) != second.block_hash(height):
            yield Notice("other_node", detail=f"block {height} has another hash at the second node")

    def _of_ballots(self) -> Iterator[Notice]:
        for each in self._observer.unusable[:1]:
            yield Notice("ballot", detail=each)

    def _of_deeds(self, deeds: Sequence[Deed]) -> Iterator[Notice]:
        for deed in deeds:
            if deed.outcome in COMPLAINTS:
                detail = f"{deed.task.verb}: {deed.why}"
                yield Notice(COMPLAINTS[deed.outcome], deed.task.about, detail=detail)

    def _of_wallet(self) -> Iterator[Notice]:
        if self._wallet is not None:
            left = self._observer.node.balance(self._wallet.account)
            if left < self._wallet.low:
                yield Notice("low_gas", detail=f"{self._wallet.account} has {grouped(left, 18)} ether left")

    def _tell_what_is_new(self, conditions: list[Notice], notices: list[Notice]) -> int:
        """Tell each notice that is new; returns how many could not be told.

        Once somebody does not listen, nobody waits for them again in this turn.
        """
        with suppress(OSError):
            self._told.forget_conditions_but(conditions)
        new = [notice for notice in notices if self._told.is_new(notice)]
        for place, notice in enumerate(new):
            if not self._is_told(notice):
                return len(new) - place
        return 0

    def _is_told(self, notice: Notice) -> bool:
        try:
            self._tell(notice)
            self._told.note(notice)
        except (ChainError, OSError):
            return False
        return True


@contextmanager
def _noted(conditions: list[Notice]) -> Iterator[None]:
    """Let what ends a part of a turn early be told instead of raised, once for one node."""
    try:
        yield
    except TooDear as error:
        conditions.append(Notice("dear", detail=str(error)))
    except OpenMutualError as error:
        if not any(notice.kind == "unreachable" for notice in conditions):
            conditions.append(Notice("unreachable", detail=str(error)))
