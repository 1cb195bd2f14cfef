"""The terms of a circle's plan, made to its measure: what a case costs a unit is the same in every circle."""

from .circle import Person

PERIOD = 30
"""Days between announcements in a story; the plan's own period is a little shorter, so that no hour matters."""

LEAST, LARGE, RETURN = 1300, 4000, 2000
"""What a unit brings: at least, and if it is to last; and what one who lapsed brings to come back.  In yuan."""

TIERS = {"under40": 1, "from40": 2}
"""Units by tier: who is likelier to fall ill carries more."""


def tier_of(person: Person) -> str:
    """The tier that a person joins in."""
    return "under40" if person.age < 40 else "from40"


def plan_text(units: int) -> list[str]:
    """The lines of a plan for a circle of so many units.

    A severe case costs 520 yuan a unit if everyone pays.  As that is the cap, and the claimant does not pay, the
    backstop is called upon from the first case on.
    """
    return [
        "plan:",
        "  name: neighbours",
        "  title: {en: A circle of neighbours, zh: 邻里互助圈}",
        "  source: made up for the demo; no platform's rules",
        "  currency: {symbol: CNY, decimals: 2}",
        "  step: 1",
        "  tiers:",
        *(f"    {tier}: {{units: {each}, deposit: {each * LEAST}}}" for tier, each in TIERS.items()),
        "  levels:",
        f"    severe: {{benefit: {thousands(units * 500)}, fee: 4%, ends_membership: true}}",
        f"    early: {{benefit: {thousands(units * 100)}, fee: 4%}}",
        f"  caps: {{case: 520, period: 600, backstop: {thousands(units * 50)}}}",
        "  dues: 2",
        "  waiting: 30 d",
        f"  period: {PERIOD - 1} d",
        "  notice: 7 d",
        "  grace: 30 d",
        "  filing: 60 d",
        "  decision: 14 d",
        "  run_off: 60 d",
        "  min_members: 0",
        "  panel: {assessors: 3, quorum: 2}",
        "  jury: {size: 5, quorum: 3, bond: 100, reward: 5}",
    ]


def thousands(amount: int) -> int:
    """The amount, rounded up to whole thousands."""
    return -(-amount // 1000) * 1000
