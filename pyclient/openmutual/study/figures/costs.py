"""What a member was said to pay in a year, and how many members it takes."""

from fractions import Fraction

from ...i18n import Bilingual
from ...plans.explain import least_members
from ...statistics.incidence import Sex
from .figure import (
    PAPER,
    Agreement,
    Figure,
    aged,
    besides,
    compare,
    cost,
    due,
    mean_cost,
    preset,
    rate,
    setting,
    shared,
    text,
    with_fee,
    yuan,
)

XIANGHUBAO = "xianghubao"
HALF = Fraction(1, 2)
SMALLEST, LARGEST = 25, 50
"""The two ages of the paper's example."""

LACKING = 3_239_999
"""One member less than Xianghubao needs."""


def man_of_35() -> Figure:
    """What a man of 35 costs a year."""
    percent = 100 * rate(35, Sex.MALE)
    return Figure(
        Bilingual("What a man of 35 costs all others in a year", "35 岁男性一年的预期成本"),
        PAPER,
        Bilingual(
            f"rate {text(percent)} %, benefit 300,000 and fee of 8 %: {text(due(XIANGHUBAO, 'young'))}",
            f"发生率 {text(percent)} %，互助金 30 万加 8 % 管理费共 {text(due(XIANGHUBAO, 'young'))}",
        ),
        (
            compare(Bilingual("yuan a year", "元／年"), "452.3", cost(XIANGHUBAO, 35, Sex.MALE)),
            besides(
                Bilingual("with 0.14 %, the rate as the footnote rounds it", "若用脚注所印的 0.14 %"),
                Fraction(14, 10_000) * due(XIANGHUBAO, "young"),
            ),
        ),
    )


def yearly_share() -> Figure:
    """What a member pays in a year."""
    young, old = cost(XIANGHUBAO, SMALLEST, Sex.MALE), cost(XIANGHUBAO, LARGEST, Sex.MALE)
    return Figure(
        Bilingual("What a member pays in a year", "每位成员一年的分摊"),
        PAPER,
        Bilingual(
            f"85 % men of 25 at {text(young)}, 15 % men of 50 at {text(old)}",
            f"85 % 为 25 岁男性（{text(young)}），15 % 为 50 岁男性（{text(old)}）",
        ),
        (
            compare(Bilingual("yuan a year", "元／年"), "350.7", _paper_share(), Agreement.ERRATUM),
            compare(
                Bilingual(
                    "with a tenth of the rate at 50 in place of the rate at 25", "若 25 岁误用 50 岁发生率的十分之一"
                ),
                "350.7",
                _misread_share(),
            ),
        ),
        Bilingual(
            "The printed figure follows from its inputs only if the rate at 25 was never looked up.",
            "只有未用 25 岁的发生率，才会得出所印的数字。",
        ),
    )


def half_and_a_period() -> Figure:
    """Half of it, and what that is in one period."""
    periods = setting(XIANGHUBAO).announcements
    misread, right = _misread_share() * HALF, _paper_share() * HALF
    return Figure(
        Bilingual("Half of that, as members are healthier; and in one period", "健康折扣 50 % 之后，以及每期"),
        PAPER,
        Bilingual(f"50 %, {periods} periods a year", f"50 %，一年 {periods} 期"),
        (
            compare(Bilingual("a year, from 350.7", "每年，由 350.7 得"), "175.3", misread),
            compare(Bilingual("a period, from 350.7", "每期，由 350.7 得"), "7.3", misread / periods),
            compare(Bilingual("a year, from the right figure", "每年，由正确数得"), "175.3", right, Agreement.ERRATUM),
            compare(
                Bilingual("a period, from the right figure", "每期，由正确数得"),
                "7.3",
                right / periods,
                Agreement.ERRATUM,
            ),
        ),
    )


def members_needed() -> Figure:
    """How many members a plan needs to pay its dearest case in full."""
    old_fee = with_fee(preset(XIANGHUBAO).terms, Fraction(1, 10))
    short = shared(XIANGHUBAO, {"young": 1}, LACKING)
    plan = preset(XIANGHUBAO)
    full = shared(XIANGHUBAO, {"young": 1}, 3_240_000)
    return Figure(
        Bilingual("Members needed to pay the dearest case in full", "足额给付最大一案所需人数"),
        f"{PAPER}; 相互保: https://www.447766.cn/chachong/15989.html, undated",
        Bilingual("highest benefit with its fee, divided by the cap of a case", "最高互助金加管理费，除以单案上限"),
        (
            compare(Bilingual("Xianghubao", "相互宝"), "3,240,000", least_members(plan.terms)),
            compare(
                Bilingual("the same with 10 % fee (相互保)", "相互保，管理费 10 %"), "3,300,000", least_members(old_fee)
            ),
            compare(Bilingual("Meituan", "美团互助"), "3,240,000", least_members(preset("meituan").terms)),
            besides(Bilingual("Waterdrop", "水滴互助"), least_members(preset("waterdrop").terms)),
            besides(Bilingual("E Mutual Aid", "E互助"), least_members(preset("ehuzhu").terms)),
            besides(Bilingual("a case's share with 3,240,000 members", "324 万人时一案分摊"), yuan(plan, full.share)),
            besides(
                Bilingual("collected for a case with one member less", "少一人时一案筹得"),
                yuan(plan, short.share * LACKING),
            ),
            besides(
                Bilingual("of that to the patient, by Sina's charter", "其中按新浪公约付给患者"),
                _by_charter(short.share * LACKING),
            ),
            besides(Bilingual("a case at Qingsong's minimum", "轻松最低人数时一案分摊"), _at_minimum("qingsong")),
            besides(
                Bilingual("a case at Baidu's minimum, fee assumed", "百度最低人数时一案分摊（费率为假设）"),
                _at_minimum("denghuo"),
            ),
        ),
        Bilingual(
            "Both printed minimums are right, for different fees. On this ledger the operator bears what one member "
            "less leaves open: claimants come first.",
            "两个所印人数都对，只是费率不同。少一人的缺口在本账本上由运营方承担：先付成员。",
        ),
    )


def _by_charter(collected: int) -> Fraction:
    """What a charter that cuts aid and fee alike pays for one severe case of what was collected, in yuan."""
    plan = preset(XIANGHUBAO)
    level = plan.terms.level("young")
    return yuan(plan, collected) * level.benefit / level.due


def _at_minimum(name: str) -> Fraction:
    """What a severe case costs each of as few members as the plan allows."""
    return due(name, "severe") / preset(name).terms.min_members


def _paper_share() -> Fraction:
    return mean_cost(XIANGHUBAO, aged("paper-2020"))


def _misread_share() -> Fraction:
    """The share that comes out if the young are given a tenth of the rate of the old."""
    people = aged("paper-2020")
    weight = people[SMALLEST, Sex.MALE] / sum(people.values())
    misread = rate(LARGEST, Sex.MALE) / 10 * due(XIANGHUBAO, "young")
    return weight * misread + (1 - weight) * cost(XIANGHUBAO, LARGEST, Sex.MALE)
