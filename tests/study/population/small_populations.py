"""Small populations for tests: a plan in which everything happens, and what is assumed of its people."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from openmutual.plans.document import parse_document
from openmutual.plans.terms import Plan, read_plan
from openmutual.statistics.incidence import load_ages
from openmutual.study.population.cohorts import Assumptions

STEEP = """\
name: steep
currency: {symbol: CNY, decimals: 2}
step: 0.5
tiers:
  one: {units: 1, deposit: 30}
  three: {units: 3, deposit: 120}
levels:
  grave: {benefit: 500, fee: 10%, ends_membership: true}
  early: {benefit: 60, fee: 5}
  fall: {benefit: 90, fee: 0, waiting: 0 d}
caps: {case: 4, period: 8, year: 240, backstop: 100}
dues: 1
population:
  announcements: 12
  tiers: {one: 0-39, three: 40-59}
  levels:
    grave: {ages: 0-59}
    early: {ages: 20-59, rate: 50%}
    fall: {ages: 0-39, rate: 30%}
waiting: 60 d
period: 14 d
notice: 3 d
grace: 70 d
filing: 90 d
decision: 30 d
run_off: 30 d
min_members: 40
panel: {assessors: 3, quorum: 2}
jury: {size: 5, quorum: 3, bond: 50, reward: 5}
"""


def plan_of(text: str) -> Plan:
    """The plan in a text."""
    return read_plan(parse_document(text.encode(), "steep.yaml"))


def steep(*changes: tuple[str, str]) -> Plan:
    """The steep plan, with some of its text replaced."""
    text = STEEP
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return plan_of(text)


def people(members: int = 60, years: int = 2, seed: int = 1, **assumed: Any) -> Assumptions:
    """What is assumed; everything that is not given is such that much happens."""
    return Assumptions(
        members,
        years,
        seed,
        **{
            "ages": load_ages("xianghubao-2019"),
            "illness": Fraction(60),
            "joining": Fraction(1, 100),
            "leaving": Fraction(1, 50),
            "impatience": Fraction(1, 1000),
            "top_up": Fraction(2, 3),
            "returning": Fraction(1, 3),
            "backstop": 50_000,
            **assumed,
        },
    )
