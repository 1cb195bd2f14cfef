"""Shares that were announced, and examples of them."""

from fractions import Fraction

from .figure import Agreement, Figure, Line, besides, compare, phrase, preset, rounded, shared, text, yuan

XIANGHUBAO = "xianghubao"


def first_period() -> Figure:
    """Xianghubao's first share."""
    plan, payers = preset(XIANGHUBAO), 23_000_000
    outcome = shared(XIANGHUBAO, {"young": 1, "accident": 1}, payers)
    return Figure(
        phrase("xianghubao-s-first-share-january-2019"),
        "http://cqcb.com/wealth/2019-01-21/1396368_pc.html, 2019-01-21",
        phrase("two-cases-of-300-000-one"),
        (
            compare(phrase("yuan-a-member"), "0.03", yuan(plan, outcome.share)),
            besides(phrase("before-rounding-up"), 2 * yuan(plan, plan.terms.level("young").due) / payers),
            besides(phrase("surplus"), yuan(plan, outcome.surplus)),
        ),
        phrase("the-page-says-more-than-23"),
    )


def page_example() -> Figure:
    """The example of a page that explains the rules."""
    plan, payers, cases = preset(XIANGHUBAO), 5_000_000, 100
    outcome = shared(XIANGHUBAO, {"young": cases}, payers)
    return Figure(
        phrase("a-page-s-example-of-a"),
        "http://qiyebaizhang.gzzwz.com.cn/z/161826.html, undated",
        phrase("5-million-members-100-cases-of"),
        (
            compare(phrase("yuan-a-member"), "6.48", yuan(plan, outcome.share)),
            compare(
                phrase("most-that-the-cases-could-cost"),
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
        phrase("what-a-case-was-granted-on-2"),
        "http://www.saif.sjtu.edu.cn/show-58-1431.html, undated, on 2019-07",
        phrase("0-94-yuan-73-234-million"),
        (
            Line(
                phrase("yuan-a-case-from-and-to"),
                f"{text(rounded(least, 0))}–{text(rounded(most, 0))}",
                "",
                verdict,
            ),
        ),
        phrase("what-each-case-was-granted-is"),
    )


def december_2021() -> Figure:
    """The last three totals, which the platform bore, and what the first of them would have been a member."""
    totals = 556, 560, 580
    return Figure(
        phrase("xianghubao-s-last-three-periods-borne"),
        "https://superpyq.com/article/61cd02059ba9014d0bc30752, undated, on 2021-12; "
        "https://cqzbh.org.cn/news/show?cateid=11&id=5321, undated, on 2022-01",
        phrase("556-560-and-580-million-yuan"),
        (
            compare(phrase("billion-yuan-together"), "1.70", Fraction(sum(totals), 1000)),
            besides(phrase("yuan-a-member-the-first-of"), Fraction(totals[0], 75)),
        ),
        phrase("no-page-prints-the-share-of"),
    )
