"""The study of Xianghubao's management fee, 2019: from shares of the members by age to a residue a head."""

from fractions import Fraction

from ...i18n import Bilingual
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
    Bilingual("born in the seventies", "七〇后"): ("15.2", (40,)),
    Bilingual("born in the eighties", "八〇后"): ("31.5", (30,)),
    Bilingual("born in the nineties", "九〇后"): ("28.2", (20,)),
    Bilingual("born from 2000 on", "〇〇后"): ("7", (10,)),
    Bilingual("all others, split evenly", "其余，平均分到两端"): ("18.1", (0, 50)),
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
        compare(Bilingual(f"{said.en}, per cent", f"{said.zh}，百分比"), DECADES[said][0], share)
        for said, share in shares.items()
    ]
    counts = ", ".join(text(share * MEMBERS / 100 / 1_000_000) for share in shares.values())
    return Figure(
        Bilingual("Members by decade of birth", "按出生年代的成员构成"),
        STUDY,
        Bilingual(f"80 million members; in millions {counts}", f"8,000 万成员；以百万计 {counts}"),
        (compare(Bilingual("together, per cent", "合计，百分比"), "100", sum(shares.values(), Fraction(0))), *lines),
    )


def fee_of_a_year() -> Figure:
    """The fee of a year, and the cases behind it."""
    young, older = cases_behind_the_fee()
    whole = young.denominator == older.denominator == 1
    at_mean, at_least = _cases(_mean_rates()), _cases(_lowest_rates())
    no = Agreement.NOT_REPRODUCIBLE
    return Figure(
        Bilingual("The operator's fee in a year", "一年的管理费"),
        STUDY,
        Bilingual(
            f"{text(CASES)} cases and a fee of 8 %: only {text(young)} at 300,000 and {text(older)} at 100,000 give it",
            f"{text(CASES)} 例、管理费 8 %：只有 30 万 {text(young)} 例、10 万 {text(older)} 例才得出该数",
        ),
        (
            Line(
                Bilingual("ten thousand yuan, from whole cases", "万元，由整数案件得"),
                text(_fee(young, older) / TEN_THOUSAND),
                text(FEE / TEN_THOUSAND),
                Agreement.CONSISTENT if whole else Agreement.ERRATUM,
            ),
            compare(
                Bilingual("cases under 40 behind it, and by the table cited", "其中 40 岁以下，对照所引发生率表"),
                text(young),
                rounded(at_mean[0], 0),
                no,
            ),
            compare(
                Bilingual("cases from 40 on behind it, and by that table", "其中 40 岁及以上，对照该表"),
                text(older),
                rounded(at_mean[1], 0),
                no,
            ),
            besides(
                Bilingual("fee by that table, million yuan", "按该表的管理费，百万元"),
                rounded(_fee(*at_mean) / MILLION, 1),
            ),
            besides(
                Bilingual("the same at each decade's lowest rate", "若各年龄段都取最低发生率"),
                rounded(_fee(*at_least) / MILLION, 1),
            ),
        ),
        Bilingual(
            "The sum is right in itself; the cases are not what the table gives, even at each decade's lowest rate.",
            "算式自洽；但案件数即使取各段最低发生率也得不出。",
        ),
    )


def investigation() -> Figure:
    """What investigating all cases costs."""
    return Figure(
        Bilingual("What investigating all cases costs", "全部调查费用"),
        STUDY,
        Bilingual(f"{text(CASES)} cases at 3,000 yuan", f"{text(CASES)} 例，每例 3,000 元"),
        (compare(Bilingual("ten thousand yuan", "万元"), "25,495.2", Fraction(CASES * EACH, TEN_THOUSAND)),),
    )


def residue() -> Figure:
    """What is left of the fee."""
    return Figure(
        Bilingual("What is left of the fee", "管理费余额"),
        STUDY,
        Bilingual("fee less investigation", "管理费减调查费"),
        (compare(Bilingual("ten thousand yuan", "万元"), "89,788", _residue() / TEN_THOUSAND),),
    )


def staff() -> Figure:
    """How many people the residue pays."""
    return Figure(
        Bilingual("How many people the rest pays", "余额可供养的人数"),
        STUDY,
        Bilingual("500,000 or 700,000 yuan a head", "人均 50 万元或 70 万元"),
        (
            compare(Bilingual("at 500,000", "按 50 万元"), "1,796", _residue() / 500_000),
            compare(Bilingual("at 700,000", "按 70 万元"), "1,283", _residue() / 700_000),
        ),
    )


def fee_of_a_case() -> Figure:
    """The fee of the dearest case."""
    plan = preset("xianghubao")
    return Figure(
        Bilingual("The fee of one case", "一案的管理费"),
        STUDY,
        Bilingual("8 % of 300,000", "30 万元的 8 %"),
        (compare(Bilingual("yuan", "元"), "24,000", yuan(plan, plan.terms.level("young").fee)),),
    )


def overall_rate() -> Figure:
    """How often members fall ill."""
    return Figure(
        Bilingual("How many members in 10,000 fall ill in a year", "每万名成员年发生数"),
        STUDY,
        Bilingual(f"{text(CASES)} cases among 80 million", f"8,000 万人中 {text(CASES)} 例"),
        (
            compare(Bilingual("in 10,000", "每万人"), "1", Fraction(CASES * TEN_THOUSAND, MEMBERS), Agreement.ERRATUM),
            besides(
                Bilingual("cases a year at 1 in 10,000", "按万分之一计的年案件数"), Fraction(MEMBERS, TEN_THOUSAND)
            ),
        ),
        Bilingual(
            "The study contradicts itself. In fact 16,528 were helped in 2019 and 68,675 in 2020.",
            "该文自相矛盾。实际 2019 年 16,528 人、2020 年 68,675 人获助。",
        ),
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
