"""Advice on a plan: what its terms allow but its members will regret.  Every sentence says what to change."""

from collections.abc import Iterator

from .money import DAY, format_amount, format_duration
from .terms import Plan

YEAR = 365 * DAY
"""A plan year (rules, section 2), in seconds."""


def advice(plan: Plan) -> list[str]:
    """The sentences of advice; none for a plan that needs none."""
    return [*_caps(plan), *_deposits(plan), *_times(plan), *_judges(plan)]


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
    if terms.case_cap:
        units = max(-(-level.due // terms.case_cap) for level in terms.levels)
        members = -(-units // min(tier.units for tier in terms.tiers))
        if terms.min_members < members:
            yield (
                f"min_members {terms.min_members} is less than {members}: with fewer than {units} units the largest "
                f"case is cut by caps.case {_say(plan, terms.case_cap)}; raise min_members or the cap"
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


def _say(plan: Plan, amount: int) -> str:
    return format_amount(amount, plan.decimals)


def _whole_steps(plan: Plan, amount: int) -> int:
    return amount - amount % plan.terms.step
