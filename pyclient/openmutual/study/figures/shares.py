"""Shares that were announced, and examples of them."""

from fractions import Fraction

from ...i18n import Bilingual
from .figure import Agreement, Figure, Line, besides, compare, preset, rounded, shared, text, yuan

XIANGHUBAO = "xianghubao"


def first_period() -> Figure:
    """Xianghubao's first share."""
    plan, payers = preset(XIANGHUBAO), 23_000_000
    outcome = shared(XIANGHUBAO, {"young": 1, "accident": 1}, payers)
    return Figure(
        Bilingual("Xianghubao's first share, January 2019", "相互宝首期分摊，2019 年 1 月"),
        "http://cqcb.com/wealth/2019-01-21/1396368_pc.html, 2019-01-21",
        Bilingual(
            "two cases of 300,000, one of them an accident, 8 %, 23 million payers",
            "两案各 30 万元（一案为意外），8 %，2,300 万人分摊",
        ),
        (
            compare(Bilingual("yuan a member", "元／人"), "0.03", yuan(plan, outcome.share)),
            besides(Bilingual("before rounding up", "进位前"), 2 * yuan(plan, plan.terms.level("young").due) / payers),
            besides(Bilingual("surplus", "结余"), yuan(plan, outcome.surplus)),
        ),
        Bilingual("The page says “more than 23 million”.", "原文为“超过 2,300 万”。"),
    )


def page_example() -> Figure:
    """The example of a page that explains the rules."""
    plan, payers, cases = preset(XIANGHUBAO), 5_000_000, 100
    outcome = shared(XIANGHUBAO, {"young": cases}, payers)
    return Figure(
        Bilingual("A page's example of a share", "规则说明页的示例"),
        "http://qiyebaizhang.gzzwz.com.cn/z/161826.html, undated",
        Bilingual("5 million members, 100 cases of 300,000, 8 %", "500 万人，100 案各 30 万元，8 %"),
        (
            compare(Bilingual("yuan a member", "元／人"), "6.48", yuan(plan, outcome.share)),
            compare(
                Bilingual("most that the cases could cost a member", "按单案上限至多"),
                "10",
                cases * yuan(plan, plan.terms.case_cap),
            ),
        ),
    )


def july_2019() -> Figure:
    """What a case was granted in July 2019."""
    plan = preset(XIANGHUBAO)
    payers, cases, share = 73_234_000, 287, Fraction("0.94")
    level = plan.terms.level("young")
    of_aid = Fraction(level.benefit, level.due)
    most = share * payers * of_aid / cases
    least = (share - yuan(plan, plan.terms.step)) * payers * of_aid / cases
    low, high = (yuan(plan, pick(each.benefit for each in plan.terms.levels)) for pick in (min, max))
    verdict = Agreement.CONSISTENT if low <= least <= most <= high else Agreement.ERRATUM
    return Figure(
        Bilingual("What a case was granted on average, first period of July 2019", "2019 年 7 月第一期每案平均互助金"),
        "http://www.saif.sjtu.edu.cn/show-58-1431.html, undated, on 2019-07",
        Bilingual(
            "0.94 yuan, 73.234 million payers, 287 cases, rounded up to a fen, 8 %",
            "0.94 元，7,323.4 万人，287 案，进位到分，8 %",
        ),
        (
            Line(
                Bilingual("yuan a case, from and to", "元／案，介于"),
                f"{text(rounded(least, 0))}–{text(rounded(most, 0))}",
                "",
                verdict,
            ),
        ),
        Bilingual(
            "What each case was granted is not published, so only an interval follows.",
            "各案金额未公布，只能得出区间。",
        ),
    )


def december_2021() -> Figure:
    """The last three totals, which the platform bore, and what the first of them would have been a member."""
    totals = 556, 560, 580
    return Figure(
        Bilingual("Xianghubao's last three periods, borne by the platform", "相互宝最后三期（由平台承担）"),
        "https://superpyq.com/article/61cd02059ba9014d0bc30752, undated, on 2021-12; "
        "https://cqzbh.org.cn/news/show?cateid=11&id=5321, undated, on 2022-01",
        Bilingual("556, 560 and 580 million yuan; about 75 million members", "5.56、5.60、5.80 亿元；约 7,500 万人"),
        (
            compare(Bilingual("billion yuan together", "合计，十亿元"), "1.70", Fraction(sum(totals), 1000)),
            besides(Bilingual("yuan a member, the first of them", "其中首期每人，元"), Fraction(totals[0], 75)),
        ),
        Bilingual(
            "No page prints the share of December 2021, which is derived here.",
            "2021 年 12 月每人分摊额未见印出，此处为推算。",
        ),
    )
