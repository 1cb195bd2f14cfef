"""What a member was said to pay in a year, and how many members it takes."""

from fractions import Fraction

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
    phrase,
    plan_section,
    preset,
    rate,
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
        phrase("what-a-man-of-35-costs"),
        PAPER,
        phrase("rate-benefit-300-000-and-fee", percent=text(percent), value=text(due(XIANGHUBAO, "young"))),
        (
            compare(phrase("yuan-a-year"), "452.3", cost(XIANGHUBAO, 35, Sex.MALE)),
            besides(
                phrase("with-0-14-the-rate-as"),
                Fraction(14, 10_000) * due(XIANGHUBAO, "young"),
            ),
        ),
    )


def yearly_share() -> Figure:
    """What a member pays in a year."""
    young, old = cost(XIANGHUBAO, SMALLEST, Sex.MALE), cost(XIANGHUBAO, LARGEST, Sex.MALE)
    return Figure(
        phrase("what-a-member-pays-in-a"),
        PAPER,
        phrase("85-men-of-25-at-15", young=text(young), old=text(old)),
        (
            compare(phrase("yuan-a-year"), "350.7", _paper_share(), Agreement.ERRATUM),
            compare(
                phrase("with-a-tenth-of-the-rate"),
                "350.7",
                _misread_share(),
            ),
        ),
        phrase("the-printed-figure-follows-from-its"),
    )


def half_and_a_period() -> Figure:
    """Half of it, and what that is in one period."""
    periods = plan_section(XIANGHUBAO).announcements
    misread, right = _misread_share() * HALF, _paper_share() * HALF
    return Figure(
        phrase("half-of-that-as-members-are"),
        PAPER,
        phrase("50-periods-a-year", periods=periods),
        (
            compare(phrase("a-year-from-350-7"), "175.3", misread),
            compare(phrase("a-period-from-350-7"), "7.3", misread / periods),
            compare(phrase("a-year-from-the-right-figure"), "175.3", right, Agreement.ERRATUM),
            compare(
                phrase("a-period-from-the-right-figure"),
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
        phrase("members-needed-to-pay-the-dearest"),
        f"{PAPER}; 相互保: https://www.447766.cn/chachong/15989.html, undated",
        phrase("highest-benefit-with-its-fee-divided"),
        (
            compare(phrase("xianghubao"), "3,240,000", least_members(plan.terms)),
            compare(phrase("the-same-with-10-fee"), "3,300,000", least_members(old_fee)),
            compare(phrase("meituan"), "3,240,000", least_members(preset("meituan").terms)),
            besides(phrase("waterdrop"), least_members(preset("waterdrop").terms)),
            besides(phrase("e-mutual-aid"), least_members(preset("ehuzhu").terms)),
            besides(phrase("a-case-s-share-with-3"), yuan(plan, full.share)),
            besides(
                phrase("collected-for-a-case-with-one"),
                yuan(plan, short.share * LACKING),
            ),
            besides(
                phrase("of-that-to-the-patient-by"),
                _by_charter(short.share * LACKING),
            ),
            besides(phrase("a-case-at-qingsong-s-minimum"), _at_minimum("qingsong")),
            besides(
                phrase("a-case-at-baidu-s-minimum"),
                _at_minimum("denghuo"),
            ),
        ),
        phrase("both-printed-minimums-are-right-for"),
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
