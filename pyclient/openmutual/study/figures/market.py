"""How many people were said to take part, and figures of single platforms that follow from their rules."""

from datetime import date, timedelta
from fractions import Fraction

from ...i18n import Bilingual
from .figure import PAPER, Agreement, Figure, Line, besides, between, compare, preset, setting, text, yuan

CLOSINGS = "article on the closing of network mutual aid, undated"
CHINESE = 1400
"""People in China, in millions, as the sources take it."""


def people_in_2020() -> Figure:
    """People who took part, without those counted twice."""
    memberships, overlap = 200, Fraction(30, 100)
    found = Agreement.NOT_REPRODUCIBLE
    return Figure(
        Bilingual("People who take part, each counted once", "去重后的参与人数"),
        PAPER,
        Bilingual(f"{memberships} million memberships, 30 % overlap", f"{memberships // 100} 亿人次，重复率 30 %"),
        (
            compare(
                Bilingual("million, if 30 % are counted twice", "百万人，若 30 % 为重复"),
                "150",
                memberships * (1 - overlap),
                found,
            ),
            compare(
                Bilingual("million, if 30 % more were counted", "百万人，若多算了 30 %"),
                "150",
                memberships / (1 + overlap),
                found,
            ),
            compare(Bilingual("per cent of 1.4 billion", "占 14 亿的百分比"), "10.7", Fraction(100 * 150, CHINESE)),
        ),
        Bilingual(
            "What overlap means is not said; neither reading gives 150.",
            "未说明“重复率”的含义；两种理解都得不到 1.5 亿。",
        ),
    )


def people_expected() -> Figure:
    """People who were expected to take part."""
    return Figure(
        Bilingual("People expected to take part", "预计参与人数"),
        CLOSINGS,
        Bilingual("450 million of 1.4 billion", "14 亿人中的 4.5 亿"),
        (compare(Bilingual("per cent", "百分比"), "32", Fraction(100 * 450, CHINESE)),),
    )


def kangai_year() -> Figure:
    """Kang'ai's cap of a year."""
    plan = preset("kangai")
    events = setting("kangai").announcements
    return Figure(
        Bilingual("Kang'ai's cap of a year", "康爱公社年度上限"),
        f"{PAPER}, table 1",
        Bilingual(
            f"{text(yuan(plan, plan.terms.period_cap))} a share event, {events} a year", f"每次 3 元，一年 {events} 次"
        ),
        (compare(Bilingual("yuan a year", "元／年"), "72", yuan(plan, plan.terms.period_cap * events)),),
    )


def kangai_bands() -> Figure:
    """Kang'ai's fee by bands of the aid."""
    plan = preset("kangai")
    lines: list[Line] = []
    for name, band in (("aid20", "500"), ("aid50", "1,000"), ("aid100", "1,500"), ("aid150", "1,500")):
        level = plan.terms.level(name)
        raised, fee = yuan(plan, level.due), yuan(plan, level.fee)
        lines.append(
            compare(Bilingual(f"band at {text(raised)}", f"互助金 {text(raised)} 的分段费"), band, fee - raised / 100)
        )
        lines.append(besides(Bilingual(f"whole fee at {text(raised)}", f"互助金 {text(raised)} 的全部费用"), fee))
    return Figure(
        Bilingual("Kang'ai's fee by bands", "康爱公社分段管理费"),
        f"{PAPER}, table 2",
        Bilingual("the preset's fees, less 1 % of what is raised", "预设计划的费用，减去筹得款的 1 %"),
        tuple(lines),
        Bilingual(
            "The edges are open in print (“20,000 to 50,000”); here a lower edge belongs to its band.",
            "原文未说明分段边界归属（“2–5 万”）；这里下界属于本段。",
        ),
    )


def dues_of_a_year() -> Figure:
    """What monthly fees come to in a year."""
    of = {name: _dues(name) for name in ("quark-500k", "quark-300k", "ehuzhu")}
    return Figure(
        Bilingual("What monthly fees come to in a year", "按月收费的年额"),
        f"{PAPER}, table 2",
        Bilingual("2.5 or 1 yuan a month", "每月 2.5 元或 1 元"),
        (
            compare(Bilingual("Quark, 500,000", "夸克联盟 50 万"), "30", of["quark-500k"]),
            compare(Bilingual("Quark, 300,000", "夸克联盟 30 万"), "12", of["quark-300k"]),
            compare(Bilingual("E Mutual Aid", "E互助"), "12", of["ehuzhu"]),
        ),
    )


def denghuo_days() -> Figure:
    """How long Baidu's platform lived."""
    ended, printed = date(2020, 9, 9), "2019-11"
    began = (ended - timedelta(days=300)).isoformat()
    verdict = Agreement.CONSISTENT if began.startswith(printed) else Agreement.ERRATUM
    return Figure(
        Bilingual("When Baidu's platform began", "灯火互助的上线时间"),
        PAPER,
        Bilingual(f"ended {ended}, after about 300 days", f"{ended} 终止，历时约 300 天"),
        (Line(Bilingual("date", "日期"), began, printed, verdict),),
    )


def mean_aid() -> Figure:
    """What a case was granted on average."""
    benefits = [yuan(preset("xianghubao"), level.benefit) for level in preset("xianghubao").terms.levels]
    return Figure(
        Bilingual("What a case was granted on average, to mid-2020", "截至 2020 年年中每案平均金额"),
        PAPER,
        Bilingual("more than 7.0 billion yuan, more than 50,000 helped", "超过 70 亿元，超过 5 万人"),
        (
            between(
                Bilingual("yuan a case, with its fee", "元／案，含管理费"),
                Fraction(7_000_000_000, 50_000),
                min(benefits),
                max(benefits),
            ),
        ),
        Bilingual(
            "It lies between the lowest and the highest benefit; more cannot be said of two lower bounds.",
            "介于最低与最高互助金之间；两个下界只能说明这些。",
        ),
    )


def qingsong_end() -> Figure:
    """What was left of an approved case when Qingsong closed."""
    approved, paid = Fraction("61337.02"), Fraction(28_500)
    return Figure(
        Bilingual("What was paid of an approved case when Qingsong closed", "轻松互助关停时一案的实付"),
        "http://265266.com/guojimanping/bv82lcm7zn.html, undated, on 2021",
        Bilingual(f"{text(approved)} approved, {text(paid)} paid", f"核定 {text(approved)}，实付 {text(paid)}"),
        (
            compare(Bilingual("per cent", "百分比"), "46", 100 * paid / approved),
            compare(Bilingual("yuan not paid", "未付，元"), "32,837.02", approved - paid),
        ),
    )


def _dues(name: str) -> Fraction:
    return yuan(preset(name), preset(name).terms.dues) * setting(name).announcements
