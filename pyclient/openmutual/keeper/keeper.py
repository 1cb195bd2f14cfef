"""A round of a keeper: what is due is done, one thing after another, each on the state that the one before has left.

What a round does follows from the plan's state alone, so a keeper can die at any point: the next round does what is
still due, and nothing else.  The contracts refuse what was done already, so rivals cost each other gas, and nothing
happens twice.
"""

import random
import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from enum import StrEnum

from ..chain.node import Rejected, TooDear
from ..chain.transactions import Journal
from ..errors import ChainError, DrawExpired, Refusal
from .observer import Observer
from .tasks import PlanState, Task, Verb, due


class Outcome(StrEnum):
    """What became of a task."""

    DONE = "done"
    REFUSED = "refused"
    DEAR = "dear"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Deed:
    """A task that a keeper has taken up.

    Attributes:
        why: the refusal, or what went wrong; empty if it is done.
    """

    task: Task
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a keeper keeps to.

    Attributes:
        fee: the most that a transaction may offer for a unit of gas, in wei; 0 for no limit.
        jitter: the longest wait before something is done, in seconds, so that several keepers do not all pay for it.
    """

    fee: int = 0
    jitter: float = 0


class Keeper:
    """Does what is due about one plan.

    Args:
        observer: of the plan, through a ledger whose sender pays for the gas.
        limits: what it keeps to.
        journal: in which the ledger's sender writes down what it sends.
        rest: how to wait, in seconds.
    """

    def __init__(
        self,
        observer: Observer,
        limits: Limits | None = None,
        journal: Journal | None = None,
        rest: Callable[[float], None] = time.sleep,
    ) -> None:
        self._observer = observer
        self._ledger, self._node = observer.ledger, observer.node
        self._limits, self._journal = limits or Limits(), journal
        self._rest = rest

    def round(self) -> list[Deed]:
        """Take up each thing that is due, once; returns what became of it.  Raises ChainError if nothing is known."""
        self._end_what_was_sent()
        deeds: dict[Task, Deed] = {}
        state = self._observer.state()
        while (task := self._next(state, deeds)) is not None:
            if self._is_left_to_others(task):
                deeds[task] = Deed(task, Outcome.REFUSED, "somebody else did it first")
            else:
                deeds[task] = self._deed(task, state)
            state = self._observer.state()
        return [*deeds.values()]

    def _end_what_was_sent(self) -> None:
        """Wait for what a keeper that died, or lost patience, has sent; only then is it known what is still due."""
        while self._journal is not None:
            try:
                self._journal.resume(self._node)
            except Rejected:  # struck off; others may follow
                continue
            return

    def _next(self, state: PlanState, taken_up: Container[Task]) -> Task | None:
        return next((task for task in due(state, self._node.now()) if task not in taken_up), None)

    def _is_left_to_others(self, task: Task) -> bool:
        """Wait a while, if several keepers may be at work, and see whether it is still due."""
        if not self._limits.jitter:
            return False
        self._rest(random.uniform(0, self._limits.jitter))
        return task not in due(self._observer.state(), self._node.now())

    def _deed(self, task: Task, state: PlanState) -> Deed:
        try:
            if self._limits.fee and (asked := self._node.fees().most) > self._limits.fee:
                return Deed(task, Outcome.DEAR, f"gas costs {asked} wei, more than {self._limits.fee}")
            self._do(task, state)
        except Refusal as refusal:
            return Deed(task, Outcome.REFUSED, str(refusal))
        except TooDear as error:
            return Deed(task, Outcome.DEAR, str(error))
        except ChainError as error:
            return Deed(task, Outcome.FAILED, str(error))
        return Deed(task, Outcome.DONE)

    def _do(self, task: Task, state: PlanState) -> None:
        ledger = self._ledger
        match task.verb:
            case Verb.ANNOUNCE:
                ledger.announce()
            case Verb.FINISH:
                ledger.finish()
            case Verb.SETTLE:
                ledger.settle(task.about)
            case Verb.DRAW:
                self._draw(task.about)
            case Verb.TALLY:
                ledger.tally(task.about)
            case Verb.REFILL:
                ledger.refill([*state.refillable])
            case Verb.REVEAL:
                self._reveal(task.about)
            case _:
                raise AssertionError(f"nobody but {task.actor} can {task.verb}")

    def _draw(self, dispute: int) -> None:
        """One call of a draw; where its block has passed out of reach, another block is named, and drawn by later."""
        try:
            self._ledger.draw_on(dispute)
        except DrawExpired:
            self._ledger.renew_draw(dispute)

    def _reveal(self, dispute: int) -> None:
        for ballot in self._observer.sealed():
            if ballot.dispute == dispute:
                self._ledger.reveal(dispute, ballot.juror, ballot.pays, ballot.secret)
