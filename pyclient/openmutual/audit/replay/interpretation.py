"""How an announcement is to be read that the rules do not explain: as it contradicts itself least.

One figure may be false, or the ledger may really have charged otherwise, and then all that follows is otherwise too.
The other figures tell which: so one wrong is one finding, and what comes after is held against what was done.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...events import Announced
from ...records import Terms
from .sharing import Call, Funded, call, fund, share_up
from .state import Plan


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an announcement.

    Attributes:
        asked: what was asked of whom.
        share: what a unit paid for cases.
        funded: how the cases were funded with it.
    """

    asked: Call
    share: int
    funded: Funded

    def contradictions(self, said: Announced) -> int:
        """How many figures of the log it does not explain."""
        figures = said.figures
        told = figures.need, figures.share, figures.surplus, figures.drawn
        explained = self.asked.need, self.share, self.funded.surplus, self.funded.drawn
        return sum(one != other for one, other in zip(told, explained, strict=True))


def read(plan: Plan, event: Announced, time: int) -> Reading:
    """The reading that explains most; of equal ones that which is nearest to the rules."""
    return min(_readings(plan, event, time), key=lambda reading: reading.contradictions(event))


def _readings(plan: Plan, event: Announced, time: int) -> Iterator[Reading]:
    """By the rules; with the share that the log tells, and with its units; without the caps on a case and a draw."""
    terms, said = plan.terms, event.figures
    asked = call(plan, terms, time)
    yield _reading(plan, terms, asked, share_up(terms, asked, plan.money.surplus))
    yield _reading(plan, terms, asked, said.share)
    yield _reading(plan, terms, call(plan, terms, time, said.units), said.share)
    for uncapped in (replace(terms, case_cap=0), replace(terms, backstop_cap=0)):
        yield _reading(plan, uncapped, call(plan, uncapped, time), said.share)


def _reading(plan: Plan, terms: Terms, asked: Call, share: int) -> Reading:
    pot = share * asked.units + plan.money.surplus
    return Reading(asked, share, fund(terms, asked, pot, plan.money.backstop))
