"""What a keeper has to know of a plan, read from its chain."""

from collections.abc import Container, Iterable, Iterator

from ..chain import ChainLedger
from ..chain.node import Node
from ..chain.queries import CaseFile, Duty
from ..errors import FileError
from ..events import CaseFiled, Event
from ..records import CaseStatus, DisputeStage
from ..signing.ballots import Ballot, Ballots
from .tasks import Dispute, PlanState

OVER = (
    *(CaseStatus.REJECTED, CaseStatus.WITHDRAWN, CaseStatus.EXPIRED),
    *(CaseStatus.SETTLED, CaseStatus.OVERTURNED),
)
"""What a case can stay for good; a rejected one until it is appealed."""

FINAL = 256
"""Blocks after which nobody expects what a chain said to be undone."""


class Observer:
    """Reads the state of one plan again and again; what has been over for long is not asked for any more.

    Args:
        ledger: the plan; with its contract of standing orders, if these are to be refilled.
        node: its chain.
        ballots: where secrets of sealed votes are, if votes are to be opened.

    Attributes:
        unusable: what is wrong with ballots that are there and open no vote.
    """

    def __init__(self, ledger: ChainLedger, node: Node, ballots: Ballots | None = None) -> None:
        self.ledger = ledger
        self.node = node
        self._ballots = ballots
        self.unusable: list[str] = []
        self._over_since: dict[int, int] = {}

    def state(self) -> PlanState:
        """The plan as it is now.  Raises ChainError."""
        ledger = self.ledger
        events, block = ledger.events(), self.node.head().number
        cases = tuple(self._open_cases(events, block))
        running = [number for case in cases for number in case.disputes[-1:]]
        disputes = tuple(found for number in running if (found := self._dispute(number, block)))
        opening = {each.number for each in disputes if each.state.stage is DisputeStage.REVEALING}
        return PlanState(
            terms=ledger.terms,
            calendar=ledger.calendar(),
            last_filed_at=self._last_filed_at(events),
            cases=cases,
            disputes=disputes,
            sealed=frozenset(ballot.dispute for ballot in self.sealed(opening)),
            refillable=tuple(ledger.refillable()) if ledger.orders else (),
        )

    def sealed(self, opening: Container[int]) -> list[Ballot]:
        """The votes that can be opened now, with their secrets; what hinders others is in `unusable`.

        Args:
            opening: the disputes whose votes can be opened; of others, whose ballots stay here, nothing is asked.

        Raises ChainError.
        """
        if self._ballots is None:
            return []
        found = [*self._ballots.kept()]
        self.unusable = [str(each) for each in found if isinstance(each, FileError)]
        readable = {each.commitment: each for each in found if isinstance(each, Ballot) and each.dispute in opening}
        jurors = dict.fromkeys(ballot.juror for ballot in readable.values())
        duties = [(juror, duty) for juror in jurors for duty in self.ledger.duties(juror) if _waits_to_be_opened(duty)]
        committed = [readable.get(self.ledger.committed(juror, duty.dispute)) for juror, duty in duties]
        return [ballot for ballot in committed if ballot is not None and self._opens(ballot)]

    def _opens(self, ballot: Ballot) -> bool:
        """Whether vote and secret are what was sealed; noted if not."""
        sealed = self.ledger.commitment(ballot.juror, ballot.dispute, ballot.pays, ballot.secret)
        if sealed != ballot.commitment:
            self.unusable.append(f"the ballot of {ballot.juror} does not open their vote in dispute {ballot.dispute}")
        return sealed == ballot.commitment

    def _open_cases(self, events: Iterable[Event], block: int) -> Iterator[CaseFile]:
        filed = [event.case_id for event in events if isinstance(event, CaseFiled)]
        for case in self.ledger.cases([number for number in filed if not self._is_over(number, block)]):
            if case.status in OVER:
                self._over_since.setdefault(case.number, block)
            else:
                self._over_since.pop(case.number, None)
            yield case

    def _is_over(self, case: int, block: int) -> bool:
        return block - self._over_since.get(case, block) >= FINAL

    def _last_filed_at(self, events: Iterable[Event]) -> int:
        filed = [event.place.block for event in events if isinstance(event, CaseFiled)]
        return self.ledger.block_times(filed[-1:])[filed[-1]] if filed else 0

    def _dispute(self, number: int, block: int) -> Dispute | None:
        state = self.ledger.dispute(number)
        if state.stage is DisputeStage.DECIDED:
            return None
        return Dispute(number, state, self.node.is_local or self.ledger.draw_block(number) < block)


def _waits_to_be_opened(duty: Duty) -> bool:
    return duty.state.stage is DisputeStage.REVEALING and duty.committed and not duty.revealed
