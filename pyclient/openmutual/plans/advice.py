"""Advice on a plan: what its terms allow but its members will regret.  Every sentence says what to change."""

from collections.abc import Iterator
from fractions import Fraction

from ..money import DAY, format_amount, format_duration
from ..records import Terms
from .provenance import stating
from .terms import Plan

YEAR = 365 * DAY
"""A plan year (rules, section 2), in seconds."""

TO_SPARE = Fraction(3, 2)
"""So many times the least membership a plan needs for people to leave without the rest being cut."""


def advice(plan: Plan, members: int = 0) -> list[str]:
    """The sentences of advice; none for a plan that needs none.

    Args:
        plan: what is looked at.
        members: how many it has, or will have; 0 if nobody knows.
    """
    return [
        *_caps(plan),
        *_members(plan, members),
        *_deposits(plan),
        *_times(plan),
        *_judges(plan),
        *_provenance(plan),
    ]


def least_units(terms: Terms) -> int:
    """The units that it takes to pay the dearest case in full, under the caps of a case and of a period."""
    most = min(terms.case_cap or terms.period_cap, terms.period_cap)
    return max(-(-level.due // most) for level in terms.levels)


def least_members(terms: Terms) -> int:
    """The members that it takes to pay the dearest case in full, if all are in the smallest tier."""
    return -(-least_units(terms) // min(tier.units for tier in terms.tiers))


def _caps(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    periods = -(-YEAR // terms.period)
    if terms.year_cap and terms.year_cap < periods * terms.period_cap:
        yield (
            f"caps.year {_say(plan, terms.year_cap)} is less than {periods} periods at the cap of "
            f"{_say(plan, terms.period_cap)}: once it is used up, cases are cut until the next plan year; "
            f"raise it, or lower caps.period to {_say(plan, _whole_steps(plan, terms.year_cap // periods))}"
        )
    if terms.case_cap > terms.period_cap:
        yield (
            f"caps.case {_say(plan, terms.case_cap)} can never be paid, because caps.period is "
            f"{_say(plan, terms.period_cap)}; lower the one or raise the other"
        )
    least, units = least_members(terms), least_units(terms)
    if terms.case_cap and terms.min_members < least:
        yield (
            f"min_members {terms.min_members} is less than {least}: with fewer than {units} units the largest "
            f"case is cut by caps.case {_say(plan, terms.case_cap)}; raise min_members or the cap"
        )


def _members(plan: Plan, members: int) -> Iterator[str]:
    least = max(least_members(plan.terms), plan.terms.min_members)
    if members and members < TO_SPARE * least:
        yield (
            f"{members} members are fewer than {float(TO_SPARE)} times {least}, the least that this plan needs: "
            "if many leave, it closes or cuts cases; begin with more, or raise the caps"
        )


def _deposits(plan: Plan) -> Iterator[str]:
    reserve = plan.terms.reserve
    for tier in plan.terms.tiers:
        if tier.deposit < 2 * tier.units * reserve:
            yield (
                f"tiers.{tier.name}.deposit {_say(plan, tier.deposit)} lasts for one full period only: then the member "
                f"lapses; ask for {_say(plan, 2 * tier.units * reserve)} to last for two"
            )


def _times(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    if terms.run_off < terms.filing:
        yield (
            f"run_off {format_duration(terms.run_off)} is shorter than filing {format_duration(terms.filing)}: who "
            "falls ill just before a closing has less time to file; make it as long"
        )
    if terms.grace < terms.notice:
        yield (
            f"grace {format_duration(terms.grace)} is shorter than notice {format_duration(terms.notice)}: a member "
            "may lapse for good before an announcement can be objected to; make it longer"
        )
    if terms.waiting == 0:
        yield "waiting is 0: nobody needs to join before they are ill; set a waiting period"


def _judges(plan: Plan) -> Iterator[str]:
    terms = plan.terms
    if terms.quorum == 1:
        yield "panel.quorum is 1: a single assessor can have any case paid; ask for two signatures or more"
    if terms.jury.size % 2 == 0:
        yield f"jury.size {terms.jury.size} is even: a tie leaves the panel's word standing; take an odd number"
    if terms.jury.bond == 0:
        yield "jury.bond is 0: objecting costs nothing, so every case can be held up; ask for a bond"


def _provenance(plan: Plan) -> Iterator[str]:
    """A plan that names sources should account for every key."""
    missing = [key for key in plan.keys if not stating(key, (*plan.sources, *plan.assumed))]
    if plan.sources and missing:
        yield f"{', '.join(missing)}: neither under sources nor under assumed; say where each comes from"


def _say(plan: Plan, amount: int) -> str:
    return format_amount(amount, plan.decimals)


def _whole_steps(plan: Plan, amount: int) -> int:
    return amount - amount % plan.terms.step
