"""A year of a plan with a keeper: people act at their hours, and everything else is left to whoever keeps it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openmutual.chain import ChainLedger, ChainWorld, LocalKeyring
from openmutual.chain.node import Node, Receipt
from openmutual.chain.transactions import Journal, Sender
from openmutual.errors import Refusal
from openmutual.keeper.keeper import Keeper
from openmutual.keeper.notices import CALLED
from openmutual.keeper.observer import Observer
from openmutual.keeper.tasks import Actor, PlanState, Task, due, tasks
from openmutual.records import CaseStatus, DisputeStage, JuryTerms, StandingOrder
from openmutual.signing.ballots import Ballot, Ballots
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, terms

HOURS = 24
"""Hours from one block of the year to the next."""

PEOPLE = tuple(f"m{number}" for number in range(12))
DRAWABLE = PEOPLE[3:]

JURY = JuryTerms(size=5, quorum=3, bond=50, reward=2, commit=6 * DAY, reveal=6 * DAY)

TERMS = terms(period=30 * DAY, notice=5 * DAY, decision=10 * DAY, waiting=0, period_cap=20, run_off=20 * DAY, jury=JURY)

STEP = 20
"""What one step of sending takes off a fuse; a question takes 1, so that about every second death is in a sending."""


Deadline = tuple[str, int, int, bool]
"""What people must do, about what and until when, and whether a quarter of the time is left or less."""


def deadlines(state: PlanState, now: int) -> set[Deadline]:
    """All that somebody has to be told of."""
    waiting = [task for task in tasks(state) if task.actor is not Actor.ANYONE and task.verb in CALLED]
    at_all = {(task.verb.value, task.about, task.until, False) for task in waiting if task.is_open(now)}
    almost_over = [task for task in waiting if now >= task.since + (task.until - task.since) * 3 / 4]
    return at_all | {(task.verb.value, task.about, task.until, True) for task in almost_over if task.is_open(now)}


class Killed(BaseException):
    """The keeper's process ends here, between two of its steps."""


class Mortal:
    """A node under which the process dies at the end of a fuse: between two questions, or while something is sent.

    Attributes:
        overtaken: what happens at times between the moment when a transaction is signed and the one when it is sent.
    """

    def __init__(self, node: Node, fuse: float, overtaken: Callable[[], None] = lambda: None) -> None:
        self._node, self.fuse, self.overtaken = node, fuse, overtaken

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._node, name)
        if callable(found):
            self._burn(1)
        return found

    def submit(self, raw: bytes) -> None:
        self._burn(STEP)
        self.overtaken()
        self._node.submit(raw)
        self._burn(STEP)

    def receipt(self, transaction: bytes) -> Receipt:
        self._burn(STEP)
        return self._node.receipt(transaction)

    def _burn(self, length: int) -> None:
        self.fuse -= length
        if self.fuse <= 0:
            raise Killed


@dataclass
class Year:
    """The plan, its people, and what they do; every seed is another year.

    Attributes:
        salts: of the jurors who leave opening to the keeper.
    """

    seed: int
    folder: Path
    world: ChainWorld
    play: ChainPlay = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.random = random.Random(self.seed)
        self.play = ChainPlay(self.world, TERMS)
        self.play.join(*PEOPLE, deposit=400)
        for name in DRAWABLE:
            self.play.ledger.volunteer(self.play.who(name))
        self.ballots = Ballots(self.folder / "ballots")
        self.play.fund(500)
        self._seen = Observer(self.world.ledger_at(self.play.ledger.site.ledger), self.world.node)
        self.who_orders("m11")

    def who_orders(self, name: str) -> None:
        world, ledger, member = self.play.world, self.play.ledger, self.play.who(name)
        world.stock(ledger, member, 200)
        ledger.place_order(member, StandingOrder(target=400, most_per_period=60))

    def keeper(self, name: str = "keeper", node: Any = None, **options: Any) -> Keeper:
        """A keeper that begins anew, with a journal that outlives it, on a node that may be mortal."""
        keyring, journal, node = LocalKeyring(), Journal(self.folder / f"{name}.jsonl"), node or self.world.node
        ledger = ChainLedger(Sender(node, keyring, journal), self.play.ledger.site, keyring.account(name))
        ledger.orders_at(self.play.ledger.orders)
        return Keeper(Observer(ledger, node, self.ballots), journal=journal, **options)

    def state(self) -> PlanState:
        """The plan as anybody sees it."""
        return self._seen.state()

    def blocks(self, days: int = 365) -> Iterator[tuple[list[Task], set[Deadline]]]:
        """Block after block: what is due and what people must be told when it begins; then people have acted in it."""
        first = self.world.now()
        for number in range(days * 24 // HOURS):
            self.world.advance(first + number * HOURS * 3_600)
            state = self.state()
            found = due(state, self.world.now()), deadlines(state, self.world.now())
            self._people_act(number, state)
            yield found

    def _people_act(self, number: int, state: PlanState) -> None:
        if number % 8 == 3:
            self._try(lambda: self.play.file(self.random.choice(PEOPLE[:3]), self.random.choice(("mild", "bruise"))))
        if number == 300:
            self.play.ledger.close(self.play.operator)
        for case in state.cases:
            self._act_on(case.number, case.status, case.claimant)

    def _act_on(self, case: int, status: CaseStatus, claimant: str) -> None:
        ledger = self.play.ledger
        if status is CaseStatus.FILED and self.random.random() < 0.4:
            approve = self.random.random() < 0.7
            self._try(lambda: self.play.decide(case, "bruise", approve))
        elif status is CaseStatus.REJECTED and self.random.random() < 0.5:
            self.play.world.give(ledger, claimant, 50)
            self._try(lambda: ledger.appeal(claimant, case, b"why"))
        elif status is CaseStatus.ANNOUNCED and self.random.random() < 0.3:
            self.play.world.give(ledger, self.play.who("m9"), 50)
            self._try(lambda: ledger.object(self.play.who("m9"), case, b"why"))
        elif status in (CaseStatus.CONTESTED, CaseStatus.APPEALED):
            self._vote(ledger.case(case).disputes[-1])

    def _vote(self, dispute: int) -> None:
        state = self.play.ledger.dispute(dispute)
        if state.stage is not DisputeStage.COMMITTING:
            return
        for juror in state.jurors[:4]:
            if not self.play.ledger.committed(juror, dispute):
                pays, secret = self.random.random() < 0.6, self.random.randbytes(32)
                commitment = self.play.ledger.commitment(juror, dispute, pays, secret)
                self.ballots.keep(Ballot(juror, dispute, commitment, pays, secret))
                self.play.ledger.commit(juror, dispute, pays, secret)

    @staticmethod
    def _try(deed: Callable[[], object]) -> None:
        with suppress(Refusal):
            deed()
