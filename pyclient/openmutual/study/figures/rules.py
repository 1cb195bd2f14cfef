"""What the figures are worked out with: the presets' terms in the currency, the table of incidence, tables of ages."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

from ...model.sharing import Outcome, share_out
from ...plans.terms import Plan, load_plan
from ...records import Level, Terms
from ...statistics.ages import Weights, load_ages
from ...statistics.incidence import MILLION, Sex, incidence
from ..population.plan_section import Setting, read_setting

PAPER = "working paper on payout rigidity in network mutual aid, 2020-08"
STUDY = "study of Xianghubao's management fee, 2019"

FROM = 40
"""The age from which Xianghubao paid less."""


@cache
def preset(name: str) -> Plan:
    """A plan of the package."""
    return load_plan(name)


@cache
def setting(name: str) -> Setting:
    """Who is paid at which level in a plan of the package."""
    return read_setting(preset(name))


def yuan(plan: Plan, amount: int) -> Fraction:
    """An amount of base units in the currency."""
    return Fraction(amount, 10**plan.decimals)


def due(name: str, level: str) -> Fraction:
    """Benefit and fee of a level, in the currency."""
    return yuan(preset(name), preset(name).terms.level(level).due)


def rate(age: int, sex: Sex) -> Fraction:
    """Cases a year for each person of that age and sex."""
    return Fraction(incidence()[age, sex], MILLION)


def level_at(name: str, age: int) -> Level:
    """The level at which people of that age are paid."""
    return next(draw.level for draw in setting(name).draws if age in draw.ages)


def cost(name: str, age: int, sex: Sex) -> Fraction:
    """What a member of that age and sex is expected to cost all others in a year, in the currency."""
    return rate(age, sex) * yuan(preset(name), level_at(name, age).due)


def mean_cost(name: str, people: Weights) -> Fraction:
    """What a member is expected to cost all others in a year, where people are made up like that."""
    return sum((weight * cost(name, *who) for who, weight in people.items()), Fraction(0)) / sum(people.values())


def mean_rate(people: Weights) -> Fraction:
    """Cases a year for each member, where people are made up like that."""
    return sum((weight * rate(*who) for who, weight in people.items()), Fraction(0)) / sum(people.values())


def part(people: Weights, ages: range) -> Fraction:
    """How many of the people are of these ages, as a part of all."""
    return sum((weight for (age, _), weight in people.items() if age in ages), Fraction(0)) / sum(people.values())


def aged(table: str) -> Weights:
    """How people are made up by age and sex."""
    return load_ages(table)


def shared(name: str, cases: dict[str, int], units: int) -> Outcome:
    """One announcement of a plan, with nothing in surplus or backstop."""
    return share_out(preset(name).terms, cases, units, surplus=0, backstop=0, charged_this_year=0)


def with_fee(terms: Terms, fee: Fraction) -> Terms:
    """The same terms with another rate of the fee."""
    levels = tuple(replace(level, fee=int(level.benefit * fee)) for level in terms.levels)
    return replace(terms, levels=levels)
