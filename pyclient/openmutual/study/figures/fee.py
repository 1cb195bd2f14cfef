"""The study of Xianghubao's management fee, 2019: from shares of the members by age to a residue a head."""

from fractions import Fraction

from ...statistics.incidence import MILLION, Sex, Weights
from .figure import (
    FROM,
    STUDY,
    Agreement,
    Figure,
    Line,
    aged,
    besides,
    compare,
    part,
    phrase,
    preset,
    rate,
    rounded,
    text,
    yuan,
)

MEMBERS = 80_000_000
CASES = 84_984
FEE = Fraction("115283.2") * 10_000
"""Cases and fee of a year as the study prints them; the fee in yuan."""

EACH = 3_000
"""Yuan that the study takes for investigating a case."""

TEN_THOUSAND = 10_000
AGES = "xianghubao-2019"
DECADES = {
    phrase("born-in-the-seventies"): ("15.2", (40,)),
    phrase("born-in-the-eighties"): ("31.5", (30,)),
    phrase("born-in-the-nineties"): ("28.2", (20,)),
    phrase("born-from-2000-on"): ("7", (10,)),
    phrase("all-others-split-evenly"): ("18.1", (0, 50)),
}
"""The study's shares in per cent, and the first ages of their decades in 2019."""


def members_by_age() -> Figure:
    """Members by decade of birth."""
    people = aged(AGES)
    shares = {
        said: 100 * sum((part(people, range(age, age + 10)) for age in ages), Fraction(0))
        for said, (_, ages) in DECADES.items()
    }
    lines = [
        compare(phrase("per-cent", value=said.en, value2=said.zh), DECADES[said][0], share)
        for said, share in shares.items()
    ]
    counts = ", ".join(text(share * MEMBERS / 100 / 1_000_000) for share in shares.values())
    return Figure(
        phrase("members-by-decade-of-birth"),
        STUDY,
        phrase("80-million-members-in-millions", counts=counts),
        (compare(phrase("together-per-cent"), "100", sum(shares.values(), Fraction(0))), *lines),
    )


def fee_of_a_year() -> Figure:
    """The fee of a year, and the cases behind it."""
    young, older = cases_behind_the_fee()
    whole = young.denominator == older.denominator == 1
    at_mean, at_least = _cases(_mean_rates()), _cases(_lowest_rates())
    no = Agreement.NOT_REPRODUCIBLE
    return Figure(
        phrase("the-operator-s-fee-in-a"),
        STUDY,
        phrase("cases-and-a-fee-of-8", cases=text(CASES), young=text(young), older=text(older)),
        (
            Line(
                phrase("ten-thousand-yuan-from-whole-cases"),
                text(_fee(young, older) / TEN_THOUSAND),
                text(FEE / TEN_THOUSAND),
                Agreement.CONSISTENT if whole else Agreement.ERRATUM,
            ),
            compare(
                phrase("cases-under-40-behind-it-and"),
                text(young),
                rounded(at_mean[0], 0),
                no,
            ),
            compare(
                phrase("cases-from-40-on-behind-it"),
                text(older),
                rounded(at_mean[1], 0),
                no,
            ),
            besides(
                phrase("fee-by-that-table-million-yuan"),
                rounded(_fee(*at_mean) / MILLION, 1),
            ),
            besides(
                phrase("the-same-at-each-decade-s"),
                rounded(_fee(*at_least) / MILLION, 1),
            ),
        ),
        phrase("the-sum-is-right-in-itself"),
    )


def investigation() -> Figure:
    """What investigating all cases costs."""
    return Figure(
        phrase("what-investigating-all-cases-costs"),
        STUDY,
        phrase("cases-at-3-000-yuan", cases=text(CASES)),
        (compare(phrase("ten-thousand-yuan"), "25,495.2", Fraction(CASES * EACH, TEN_THOUSAND)),),
    )


def residue() -> Figure:
    """What is left of the fee."""
    return Figure(
        phrase("what-is-left-of-the-fee"),
        STUDY,
        phrase("fee-less-investigation"),
        (compare(phrase("ten-thousand-yuan"), "89,788", _residue() / TEN_THOUSAND),),
    )


def staff() -> Figure:
    """How many people the residue pays."""
    return Figure(
        phrase("how-many-people-the-rest-pays"),
        STUDY,
        phrase("500-000-or-700-000-yuan"),
        (
            compare(phrase("at-500-000"), "1,796", _residue() / 500_000),
            compare(phrase("at-700-000"), "1,283", _residue() / 700_000),
        ),
    )


def fee_of_a_case() -> Figure:
    """The fee of the dearest case."""
    plan = preset("xianghubao")
    return Figure(
        phrase("the-fee-of-one-case"),
        STUDY,
        phrase("8-of-300-000"),
        (compare(phrase("yuan"), "24,000", yuan(plan, plan.terms.level("young").fee)),),
    )


def overall_rate() -> Figure:
    """How often members fall ill."""
    return Figure(
        phrase("how-many-members-in-10-000"),
        STUDY,
        phrase("cases-among-80-million", cases=text(CASES)),
        (
            compare(phrase("in-10-000"), "1", Fraction(CASES * TEN_THOUSAND, MEMBERS), Agreement.ERRATUM),
            besides(phrase("cases-a-year-at-1-in"), Fraction(MEMBERS, TEN_THOUSAND)),
        ),
        phrase("the-study-contradicts-itself-in-fact"),
    )


def cases_behind_the_fee() -> tuple[Fraction, Fraction]:
    """The cases below and from 40 on that give both the printed number of cases and the printed fee."""
    young_fee, older_fee = (_fee_at(name) for name in ("young", "older"))
    young = (FEE - CASES * older_fee) / (young_fee - older_fee)
    return young, CASES - young


def _fee_at(level: str) -> Fraction:
    return yuan(preset("xianghubao"), preset("xianghubao").terms.level(level).fee)


def _fee(young: Fraction | int, older: Fraction | int) -> Fraction:
    return young * _fee_at("young") + older * _fee_at("older")


def _residue() -> Fraction:
    return FEE - CASES * EACH


def _cases(rates: dict[int, Fraction]) -> tuple[Fraction, Fraction]:
    """Cases a year under 40 and from then on, with a rate for each age."""
    people: Weights = aged(AGES)
    in_all = sum(people.values())
    young, older = Fraction(0), Fraction(0)
    for (age, _), weight in people.items():
        cases = MEMBERS * weight / in_all * rates[age]
        young, older = (young + cases, older) if age < FROM else (young, older + cases)
    return young, older


def _mean_rates() -> dict[int, Fraction]:
    return {age: sum(rate(age, sex) for sex in Sex) / Fraction(len(Sex)) for age in range(60)}


def _lowest_rates() -> dict[int, Fraction]:
    """For each age the lowest rate of its decade, whichever sex."""
    decade = {
        first: min(rate(age, sex) for age in range(first, first + 10) for sex in Sex) for first in range(0, 60, 10)
    }
    return {age: decade[age // 10 * 10] for age in range(60)}
