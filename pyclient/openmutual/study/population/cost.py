"""What running a plan on a chain costs a member in a year, from the recorded gas of its transactions.

Gas is whole; how often things happen and what they cost are exact fractions until somebody reads them.  Prices come in
as decimal text: gas in gwei, the chain's own coin (of 10^18 wei) in the plan's currency.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from ...errors import SimulationError
from ...money import format_amount
from ...plans.terms import Plan
from ...resources import read_text
from ...statistics.incidence import MILLION, Weights, incidence
from .plan_section import PlanSection, read_plan_section

GWEI, COIN = 9, 18
"""Decimals: wei in a gwei, wei in a coin."""

BATCH = 100
"""Members in the batch whose gas is on record."""

MOST_MEMBERS = 10_000_000_000

TOP_UP = "top up"

CALLS: Mapping[str, str] = {
    "join": "join: an occupied rung",
    TOP_UP: "topUp: an occupied rung",
    "leave": "leave",
    "withdraw": "withdraw",
    "file": "file",
    "decide": "decide: approved, two signatures",
    "settle": "settle",
    "announce": "announce: 1,000 members, 1,000 cases",
}
"""What a member has to do with, and under which name its gas is on record."""

JOIN_MANY = "joinMany: 100 members"

PLACE = "standing order: place"
REFILL_FIRST = "standing orders: refill 100 members, the first time"
REFILL = "standing orders: refill 100 members"

ORDERS: Mapping[str, str] = {PLACE: "order", REFILL_FIRST: "refill first", REFILL: "refill"}
"""What standing orders do, by the name of its gas on record; a hundred members are refilled in one transaction."""

NAMES = (*CALLS.values(), JOIN_MANY, *ORDERS)
"""The recorded figures that are shipped with the package."""

FINEST = 6
"""Decimals with which costs are told, which may be far below the plan's smallest coin."""


@cache
def recorded_gas() -> Mapping[str, int]:
    """Gas of whole transactions, by their names on record."""
    text = read_text("gas.json")
    return {name: int(gas) for name, gas in json.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Prices:
    """What gas costs.

    Attributes:
        gas: wei for one gas.
        coin: base units of the plan's currency for one coin.
    """

    gas: int
    coin: int

    def of(self, gas: Fraction) -> Fraction:
        """Base units for so much gas."""
        return Fraction(gas * self.gas * self.coin, 10**COIN)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happens to a member: how many times a year, and its gas, alone and in a batch.

    Attributes:
        gas: of one transaction, or a member's part of one that is for many.
    """

    action: str
    times: Fraction
    gas: Fraction
    batched: Fraction

    @property
    def gas_a_year(self) -> Fraction:
        """Gas of a year."""
        return self.times * self.gas

    def to_json(self) -> dict[str, Any]:
        """The line for `json.dumps`."""
        return {
            "action": self.action,
            "times_a_year": float(self.times),
            "gas": int(self.gas) if self.gas.denominator == 1 else float(self.gas),
            "gas_batched": float(self.batched),
        }


@dataclass(frozen=True, slots=True)
class Bill:
    """A member's year.

    Attributes:
        announcements: in a year; `cases` a member has in a year, on average.
        lines: all that costs gas, where each tops up by themselves.
        orders: what comes in place of topping up where reserves are filled by standing orders.
    """

    plan: Plan
    members: int
    prices: Prices
    announcements: Fraction
    cases: Fraction
    lines: tuple[Line, ...]
    orders: tuple[Line, ...]

    @property
    def gas(self) -> Fraction:
        """Gas of a member's year, one transaction for each thing."""
        return sum((line.gas_a_year for line in self.lines), Fraction(0))

    @property
    def top_up(self) -> Line:
        """What keeps a reserve filled where each tops up by themselves."""
        return next(line for line in self.lines if line.action == TOP_UP)

    @property
    def orders_gas(self) -> Fraction:
        """Gas of a year in which a standing order keeps a reserve filled, for that alone."""
        return sum((line.gas_a_year for line in self.orders), Fraction(0))

    @property
    def ordered_gas(self) -> Fraction:
        """Gas of a member's year, where a standing order keeps the reserve filled."""
        return self.gas - self.top_up.gas_a_year + self.orders_gas

    @property
    def batched_gas(self) -> Fraction:
        """The same, where a sponsor enrols in batches."""
        return sum((line.times * line.batched for line in self.lines), Fraction(0))

    def money(self, gas: Fraction) -> str:
        """What so much gas costs, in the currency, rounded up at the sixth decimal."""
        finest = self.prices.of(gas) * 10**FINEST / 10**self.plan.decimals
        return format_amount(-(-finest.numerator // finest.denominator), FINEST)

    def to_json(self) -> dict[str, Any]:
        """The bill for `json.dumps`."""
        return {
            "plan": self.plan.name,
            "currency": self.plan.symbol,
            "members": self.members,
            "gas_price_gwei": format_amount(self.prices.gas, GWEI),
            "token_price": format_amount(self.prices.coin, self.plan.decimals),
            "announcements_a_year": float(self.announcements),
            "cases_a_year_per_million": float(self.cases * MILLION),
            "lines": [line.to_json() for line in self.lines],
            "standing_order_lines": [line.to_json() for line in self.orders],
            "gas_a_year": float(self.gas),
            "gas_a_year_batched": float(self.batched_gas),
            "gas_a_year_standing_orders": float(self.ordered_gas),
            "cost_a_year": self.money(self.gas),
            "cost_a_year_batched": self.money(self.batched_gas),
            "cost_a_year_standing_orders": self.money(self.ordered_gas),
        }


def bill(plan: Plan, members: int, prices: Prices, ages: Weights, habits: tuple[Fraction, Fraction, Fraction]) -> Bill:
    """What a member's year costs; `habits`: years that they stay, top-ups a year, illness as a multiple of the table.

    Raises SimulationError for figures out of bounds, FileError for a bad section about the population.
    """
    stay, top_ups, illness = habits
    for name, value, least, most in (
        ("members", members, 1, MOST_MEMBERS),
        ("stay", stay, Fraction(1, 100), 100),
        ("top-ups", top_ups, 0, 1000),
        ("illness", illness, 0, 1000),
    ):
        if not least <= value <= most:
            raise SimulationError(f"{name} must be from {least} to {most}, but is {value}")
    section, gas = read_plan_section(plan), recorded_gas()
    announcements = _announcements(plan, section)
    cases = illness * cases_a_year(section, ages)
    times = {
        **dict.fromkeys(("join", "leave", "withdraw"), 1 / stay),
        TOP_UP: top_ups,
        **dict.fromkeys(("file", "decide", "settle"), cases),
        "announce": announcements / members,
    }
    lines = []
    for action, name in CALLS.items():
        batched = Fraction(gas[JOIN_MANY], BATCH) if action == "join" else Fraction(gas[name])
        lines.append(Line(action, times[action], Fraction(gas[name]), batched))
    return Bill(plan, members, prices, announcements, cases, tuple(lines), _orders(1 / stay, top_ups))


def _orders(joins: Fraction, refills: Fraction) -> tuple[Line, ...]:
    """What standing orders take for so many refills a year: the first of each member's is dearer."""
    gas, first = recorded_gas(), min(joins, refills)
    times = {PLACE: joins, REFILL_FIRST: first, REFILL: refills - first}
    members = {PLACE: 1, REFILL_FIRST: BATCH, REFILL: BATCH}
    each = {name: Fraction(gas[name], members[name]) for name in times}
    return tuple(Line(ORDERS[name], times[name], each[name], each[name]) for name in times)


def cases_a_year(section: PlanSection, ages: Weights) -> Fraction:
    """Cases a year that the table of incidence expects of one member, at all levels together.

    Raises SimulationError if nobody of these ages can join.
    """
    there = {cell: weight for cell, weight in ages.items() if section.admits(*cell)}
    if not there:
        raise SimulationError("the table of ages has nobody of an age that the plan has a tier and a level for")
    expected = sum(
        weight * incidence()[age, sex] * risk.rate
        for (age, sex), weight in there.items()
        for risk in section.risks
        if age in risk.ages
    )
    return Fraction(expected) / sum(there.values()) / MILLION


def _announcements(plan: Plan, section: PlanSection) -> Fraction:
    """Announcements a year: what the section says, as far as the period allows."""
    year = 365 * 86_400
    return min(Fraction(section.announcements), Fraction(year, plan.terms.period))
