"""A published figure, what it comes to when it is worked out anew, and what it is worked out with.

All numbers are exact fractions, none of them negative; texts are made at the edge.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import Any

from ...i18n import LANGUAGES, Bilingual, texts
from ...model.announcing import Outcome, share_out
from ...plans.terms import Plan, load_plan
from ...records import Level, Terms
from ...statistics.incidence import MILLION, Sex, Weights, incidence, load_ages
from ..population.plan_section import PlanSection, read_plan_section

AREA = "figures"
MOST_DECIMALS = 6
"""Decimals up to which a number is given exactly; what goes on is cut there and followed by an ellipsis."""


class Agreement(StrEnum):
    """What a recomputation says of a printed figure, from best to worst; `--json` has these words."""

    EXACT = "exact"
    ROUNDED = "rounded"
    CONSISTENT = "consistent"
    ERRATUM = "erratum"
    NOT_REPRODUCIBLE = "not reproducible"


def phrase(key: str, **values: object) -> Bilingual:
    """A text of the figures in each language, with the values in their places."""
    return Bilingual(*(texts(AREA, language)["texts"][key].format(**values) for language in LANGUAGES))


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a figure; `printed` and `verdict` are empty where no source prints it."""

    what: Bilingual
    computed: str
    printed: str = ""
    verdict: Agreement | None = None

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        verdict = self.verdict.value if self.verdict else None
        return {
            "what": self.what.to_json(),
            "printed": self.printed or None,
            "computed": self.computed,
            "verdict": verdict,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure.

    Attributes:
        source: who printed it, and when.
        inputs: what it is worked out from.
        remark: what a reader should know, if anything.
    """

    title: Bilingual
    source: str
    inputs: Bilingual
    lines: tuple[Line, ...]
    remark: Bilingual | None = None

    @property
    def verdict(self) -> Agreement:
        """The worst verdict on any of its values."""
        order = list(Agreement)
        return max((line.verdict for line in self.lines if line.verdict), key=order.index)

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {
            "title": self.title.to_json(),
            "source": self.source,
            "inputs": self.inputs.to_json(),
            "lines": [line.to_json() for line in self.lines],
            "verdict": self.verdict.value,
            "remark": self.remark.to_json() if self.remark else None,
        }


def compare(
    what: Bilingual, printed: str, computed: Fraction | int, otherwise: Agreement = Agreement.NOT_REPRODUCIBLE
) -> Line:
    """A printed number beside the computed one.

    It is exact if both are the same, rounded if the computed one, rounded or cut to the decimals that were printed, is
    the printed one; `otherwise` says what it is if it is neither.
    """
    number = Fraction(printed.replace(",", ""))
    places = len(printed.partition(".")[2])
    verdict = otherwise
    if number == computed:
        verdict = Agreement.EXACT
    elif number in (rounded(computed, places), cut(computed, places)):
        verdict = Agreement.ROUNDED
    return Line(what, text(computed), printed, verdict)


def besides(what: Bilingual, computed: Fraction | int) -> Line:
    """A number that no source prints."""
    return Line(what, text(computed))


def between(what: Bilingual, computed: Fraction | int, least: Fraction | int, most: Fraction | int) -> Line:
    """A number that follows from what is printed; consistent with the rules if it lies between two others."""
    verdict = Agreement.CONSISTENT if least <= computed <= most else Agreement.ERRATUM
    return Line(what, text(computed), "", verdict)


def rounded(number: Fraction | int, places: int) -> Fraction:
    """The number rounded to so many decimals, halves up."""
    return Fraction(int(Fraction(number) * 10**places + Fraction(1, 2)), 10**places)


def cut(number: Fraction | int, places: int) -> Fraction:
    """The number without what lies beyond so many decimals."""
    return Fraction(int(Fraction(number) * 10**places), 10**places)


def text(number: Fraction | int) -> str:
    """The number in digits: `3,240,000`, `452.304`, `166,666.666666…`."""
    whole, part = divmod(Fraction(number), 1)
    digits = part * 10**MOST_DECIMALS
    decimals = f"{int(digits):0{MOST_DECIMALS}}".rstrip("0")
    if digits.denominator != 1:
        return f"{int(whole):,}.{int(digits):0{MOST_DECIMALS}}…"
    return f"{int(whole):,}.{decimals}" if decimals else f"{int(whole):,}"


PAPER = "working paper on payout rigidity in network mutual aid, 2020-08"
STUDY = "study of Xianghubao's management fee, 2019"

FROM = 40
"""The age from which Xianghubao paid less."""


@cache
def preset(name: str) -> Plan:
    """A plan of the package."""
    return load_plan(name)


@cache
def plan_section(name: str) -> PlanSection:
    """Who is paid at which level in a plan of the package."""
    return read_plan_section(preset(name))


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
    return next(risk.level for risk in plan_section(name).risks if age in risk.ages)


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
