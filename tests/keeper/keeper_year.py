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
from openmutual.keeper.observer import Observer
from openmutual.keeper.tasks import PlanState, Task, due
from openmutual.records import CaseStatus, DisputeStage, StandingOrder
from openmutual.signing.ballots import Ballot, Ballots
from tests.client.chain_play import ChainPlay
from tests.terms import DAY, terms

HOURS = 24
"""Hours from one block of the year to the next."""

PEOPLE = tuple(f"m{number}" for number in range(12))
DRAWABLE = PEOPLE[3:]

TERMS = terms(period=30 * DAY, notice=5 * DAY, decision=10 * DAY, waiting=0, period_cap=20, run_off=20 * DAY)


class Killed(BaseException):
    """The keeper's process ends here, between two of its steps."""


class Mortal:
    """A node under which the process dies at the end of a fuse: before a transaction is sent, after, or while waiting."""

    def __init__(self, node: Node, fuse: int) -> None:
        self._node, self.fuse = node, fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def submit(self, raw: bytes) -> None:
        self._burn()
        self._node.submit(raw)
        self._burn()

    def receipt(self, transaction: bytes) -> Receipt:
        self._burn()
        return self._node.receipt(transaction)

    def _burn(self) -> None:
        self.fuse -= 1
        if self.fuse == 0:
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

    def keeper(self, name: str = "keeper", fuse: int = 0, **options: Any) -> Keeper:
        """A keeper that begins anew, with a journal that outlives it; it dies at the end of the fuse."""
        node: Any = Mortal(self.world.node, fuse)
        keyring, journal = LocalKeyring(), Journal(self.folder / f"{name}.jsonl")
        ledger = ChainLedger(Sender(node, keyring, journal), self.play.ledger.site, keyring.account(name))
        ledger.orders_at(self.play.ledger.orders)
        return Keeper(Observer(ledger, node, self.ballots), journal=journal, **options)

    def state(self) -> PlanState:
        """The plan as anybody sees it."""
        return self._seen.state()

    def blocks(self, days: int) -> Iterator[list[Task]]:
        """Block after block: what is due when it begins; people have acted in it when this is yielded."""
        first = self.world.now()
        for number in range(days * 24 // HOURS):
            self.world.advance(first + number * HOURS * 3_600)
            state = self.state()
            found = due(state, self.world.now())
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
