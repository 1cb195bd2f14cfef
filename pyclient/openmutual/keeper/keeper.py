"""A round of a keeper: what is due is done, one thing after another, each on the state that the one before has left.

What a round does follows from the plan's state alone, so a keeper can die at any point: the next round does what is
still due, and nothing else.  The contracts refuse what was done already, so rivals cost each other gas, and nothing
happens twice.
"""

import math
import random
import time
from collections.abc import Callable, Container
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum

from ..chain.node import Rejected, TooDear
from ..chain.orders import BATCH
from ..chain.signers import Keyring
from ..chain.transactions import Journal
from ..errors import DrawExpired, OpenMutualError, Refusal
from ..money import grouped
from ..records import Account
from .observer import Observer
from .patience import QUARTER, Patience
from .tasks import Actor, PlanState, Task, Verb, due, tasks


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
class Round:
    """What a round has come to.

    Attributes:
        deeds: what became of each thing that was taken up.
        state: the plan as the round has left it.
    """

    deeds: tuple[Deed, ...]
    state: PlanState


@dataclass(frozen=True, slots=True)
class Limits:
    """What a keeper keeps to.

    Attributes:
        fee: the most that a transaction may offer for a unit of gas, in wei; 0 for no limit.
        jitter: the longest wait before something is done, in seconds, so that several keepers do not all pay for it;
            less where an end is near.
    """

    fee: int = 0
    jitter: float = 0


class Keeper:
    """Does what is due about one plan.

    Args:
        observer: of the plan, through a ledger whose sender pays for the gas.
        limits: what it keeps to.
        journal: in which the ledger's sender writes down what it sends.
        keyring: of the sender, to replace what an earlier round has left stuck; without one it is waited for.
        rest: how to wait, in seconds.
        alone: keeps others that send by the same key waiting.
    """

    def __init__(
        self,
        observer: Observer,
        limits: Limits | None = None,
        journal: Journal | None = None,
        keyring: Keyring | None = None,
        rest: Callable[[float], None] = time.sleep,
        alone: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        self._observer = observer
        self._ledger, self._node = observer.ledger, observer.node
        self._limits, self._journal, self._keyring = limits or Limits(), journal, keyring
        self._rest, self._alone = rest, alone
        self._patience = Patience()

    def round(self) -> Round:
        """Take up each thing that is due, once.  Raises ChainError if nothing is known.

        Standing orders are carried out a batch at a time, so that whatever becomes urgent meanwhile comes first.
        """
        self._end_what_was_sent()
        deeds: list[Deed] = []
        taken_up, refilled = set[Task](), set[Account]()
        state = self._state(refilled)
        while (task := self._next(state, taken_up)) is not None:
            deed = self._deed(task, state)
            deeds.append(deed)
            if task.verb is Verb.REFILL and deed.outcome is Outcome.DONE:
                refilled.update(state.refillable[:BATCH])
            else:
                taken_up.add(task)
            state = self._state(refilled)
        return Round(tuple(self._judged(deeds, state)), state)

    def _state(self, refilled: Container[Account]) -> PlanState:
        """The plan as it is now, without the orders that were carried out in this round."""
        state = self._observer.state()
        return replace(state, refillable=tuple(each for each in state.refillable if each not in refilled))

    def _judged(self, deeds: list[Deed], state: PlanState) -> list[Deed]:
        """The deeds; what was refused and is due all the same was not done by a rival, and fails if that goes on."""
        now = self._node.now()
        left = due(state, now)
        self._patience.forget_but(left)
        return [self._judge(deed, now) if deed.task in left else deed for deed in deeds]

    def _judge(self, deed: Deed, now: int) -> Deed:
        if deed.outcome not in (Outcome.REFUSED, Outcome.FAILED) or self._patience.why_not(deed.task, now):
            return deed
        times = self._patience.note_failure(deed.task, now, deed.why)
        # A node may try a call on the block before the one whose time makes it good: once is no failure.
        return replace(deed, outcome=Outcome.FAILED) if times > 1 else deed

    def _end_what_was_sent(self) -> None:
        """Wait for what a keeper that died, or lost patience, has sent; only then is it known what is still due."""
        while self._journal is not None:
            try:
                self._journal.resume(self._node, self._keyring)
            except Rejected:  # struck off; others may follow
                continue
            return

    def _next(self, state: PlanState, taken_up: Container[Task]) -> Task | None:
        return next((task for task in due(state, self._node.now()) if task not in taken_up), None)

    def _deed(self, task: Task, state: PlanState) -> Deed:
        if why := self._patience.why_not(task, self._node.now()):
            return Deed(task, Outcome.FAILED, why)
        try:
            if self._is_left_to_others(task, state):
                return Deed(task, Outcome.REFUSED, "somebody else did it first")
            if self._limits.fee and (asked := self._node.fees().most) > self._limits.fee:
                return Deed(
                    task, Outcome.DEAR, f"gas costs {grouped(asked, 9)} gwei, more than {grouped(self._limits.fee, 9)}"
                )
            with self._alone():
                self._do(task, state)
        except Refusal as refusal:
            return Deed(task, Outcome.REFUSED, str(refusal))
        except TooDear as error:
            return Deed(task, Outcome.DEAR, str(error))
        except OpenMutualError as error:
            return Deed(task, Outcome.FAILED, str(error))
        return Deed(task, Outcome.DONE)

    def _is_left_to_others(self, task: Task, state: PlanState) -> bool:
        """Wait a while, if several keepers may be at work, and see whether it is still due."""
        longest = min(self._limits.jitter, _spare(state, self._node.now()))
        if longest <= 0:
            return False
        self._rest(random.uniform(0, longest))
        return task not in due(self._observer.state(), self._node.now())

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
                ledger.refill([*state.refillable[:BATCH]])
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
        """Open each vote; one that cannot be opened holds up no other.  Raises what went wrong first."""
        failed: OpenMutualError | None = None
        for ballot in self._observer.sealed((dispute,)):
            try:
                self._ledger.reveal(dispute, ballot.juror, ballot.pays, ballot.secret)
            except OpenMutualError as error:
                failed = failed or error
        if failed is not None:
            raise failed


def _spare(state: PlanState, now: int) -> float:
    """The seconds that may be waited without harm: a quarter of what is left until the first end of anything."""
    ends = [task.until - now for task in tasks(state) if task.actor is Actor.ANYONE and task.until > now]
    return min(ends, default=math.inf) / QUARTER
