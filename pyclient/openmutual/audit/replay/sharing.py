"""What an announcement must come to: the formulas of the rules, section 5, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...records import Terms
from .state import Funding, Plan

YEAR = 365 * 24 * 60 * 60

UNLIMITED = 1 << 256
"""More than anything."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the queued cases ask of those who share.

    Attributes:
        units: who pays (U).
        queue: cases by level (n); `asked` what one of them asks of the members (a).
        need: all of them together.
        left: what a unit may still be charged this plan year.
    """

    units: int
    queue: Mapping[int, int]
    asked: Mapping[int, int]
    need: int
    left: int


def call(plan: Plan, terms: Terms, time: int, units: int | None = None) -> Call:
    """What is asked at `time`, of as many units as there are or of others; a later plan year starts its count anew."""
    units = plan.units + plan.leaving_units if units is None else units
    queue = {level: count for level, count in sorted(plan.queue.items()) if count}
    asked = {level: asked_for(terms, level, units) for level in queue}
    need = sum(count * asked[level] for level, count in queue.items())
    charged = plan.charged if plan_year(plan, time) == plan.year else 0
    left = max(0, terms.year_cap - charged) if terms.year_cap else UNLIMITED
    return Call(units, queue, asked, need, left)


def plan_year(plan: Plan, time: int) -> int:
    """The plan year, counted from 0 at the deployment."""
    return (time - plan.opened_at) // YEAR


def asked_for(terms: Terms, level: int, units: int) -> int:
    """The most that members are asked for one case of a level."""
    due = terms.levels[level].due
    return min(due, terms.case_cap * units) if terms.case_cap and units else due


def share_up(terms: Terms, asked: Call, surplus: int) -> int:
    """What each unit pays: what is missing to the need, rounded up to a step, within the caps."""
    if asked.units == 0:
        return 0
    missing = max(0, asked.need - surplus)
    steps_up = -(-missing // (asked.units * terms.step))
    return min(steps_up * terms.step, terms.period_cap, asked.left)


@dataclass(frozen=True, slots=True)
class Funded:
    """How the cases are funded; G, B and the rest of the rules."""

    pot: int
    surplus: int
    gap: int
    means: int
    drawn: int
    funding: dict[int, Funding]

    def payouts(self, queue: Mapping[int, int]) -> int:
        """What all cases get together."""
        return sum(count * sum_of(self.funding[level]) for level, count in queue.items())


def fund(terms: Terms, asked: Call, pot: int, backstop: int) -> Funded:
    """Share the pot among the cases, then fill the gap from the backstop."""
    queue = asked.queue
    by_members = {level: cut_down(asked.asked[level], pot, asked.need) for level in queue}
    surplus = pot - sum(count * by_members[level] for level, count in queue.items())
    gaps = {level: terms.levels[level].due - by_members[level] for level in queue}
    gap = sum(count * gaps[level] for level, count in queue.items())
    means = max(0, min(backstop, terms.backstop_cap) if terms.backstop_cap else backstop)
    by_backstop = {level: cut_down(gaps[level], means, gap) for level in queue}
    drawn = sum(count * by_backstop[level] for level, count in queue.items())
    funding = {level: Funding(by_members[level], by_backstop[level]) for level in queue}
    return Funded(pot, surplus, gap, means, drawn, funding)


def cut_down(amount: int, part: int, whole: int) -> int:
    """An amount in the proportion `part / whole`, rounded down; the whole of it where the part is enough."""
    return amount if part >= whole else amount * part // whole


def sum_of(funding: Funding) -> int:
    """What one case gets, from members and the backstop together."""
    return funding.by_members + funding.by_backstop
