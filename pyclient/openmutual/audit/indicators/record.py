"""What a plan's conduct is read from, and what of it several figures look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ...events import Event
from ...records import CaseStatus
from ..replay.cases import announcement_of
from ..replay.state import Case, ReplayedPlan
from .morbidity import Assumptions

Kind = TypeVar("Kind", bound=Event)


@dataclass(frozen=True)
class Record:
    """A plan as it stands, and how it came there.

    Attributes:
        history: every event of the plan with its time, in log order.
        now: the time of the audited block.
        assumptions: what is assumed of people, of whom the log says nothing.
    """

    plan: ReplayedPlan
    history: Sequence[tuple[Event, int]]
    now: int
    assumptions: Assumptions

    @property
    def approved(self) -> list[Case]:
        """Cases that the panel or a jury let be paid, and that no jury struck out afterwards."""
        return [case for case in self.plan.cases if case.queue >= 0 and case.status is not CaseStatus.OVERTURNED]

    def of(self, kind: type[Kind]) -> Iterator[tuple[Kind, int]]:
        """The events of one kind."""
        return ((event, time) for event, time in self.history if isinstance(event, kind))

    @property
    def cover_closes(self) -> int:
        """Until when anybody at all has been covered."""
        return min(self.now, self.plan.closing_at) if self.plan.closing_at else self.now

    def announced_at(self, case: Case) -> int:
        """When a case was announced; -1 while it was not."""
        announced = announcement_of(self.plan, case)
        return announced.at if announced else -1

    def payable_from(self, case: Case) -> int:
        """From when an announced case can be paid: the end of its notice, or the later end of an objection to it."""
        return max(self.announced_at(case) + self.plan.terms.notice, case.concluded_at if case.objected_at >= 0 else 0)


def waiting_of(plan: ReplayedPlan, level: int) -> int:
    """How long one waits for a level; as long as for any other if the plan has none of that number."""
    levels = plan.terms.levels
    return levels[level].waiting if 0 <= level < len(levels) else plan.terms.waiting


def due_of(plan: ReplayedPlan, level: int) -> int:
    """What a case of a level asks for; nothing if the plan has none of that number."""
    levels = plan.terms.levels
    return levels[level].due if 0 <= level < len(levels) else 0


def approved_at(case: Case) -> int:
    """When a case was let through: by the panel, or on appeal by the jury."""
    return case.decided_at if case.approved_by_panel else case.concluded_at
