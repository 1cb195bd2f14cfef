"""How many people were said to take part, and figures of single platforms that follow from their rules."""

from datetime import date, timedelta
from fractions import Fraction

from .figure import PAPER, Agreement, Figure, Line, besides, between, compare, phrase, plan_section, preset, text, yuan

CLOSINGS = "article on the closing of network mutual aid, undated"
CHINESE = 1400
"""People in China, in millions, as the sources take it."""


def people_in_2020() -> Figure:
    """People who took part, without those counted twice."""
    memberships, overlap = 200, Fraction(30, 100)
    found = Agreement.NOT_REPRODUCIBLE
    return Figure(
        phrase("people-who-take-part-each-counted"),
        PAPER,
        phrase("million-memberships-30-overlap", memberships=memberships, value=memberships // 100),
        (
            compare(
                phrase("million-if-30-are-counted-twice"),
                "150",
                memberships * (1 - overlap),
                found,
            ),
            compare(
                phrase("million-if-30-more-were-counted"),
                "150",
                memberships / (1 + overlap),
                found,
            ),
            compare(phrase("per-cent-of-1-4-billion"), "10.7", Fraction(100 * 150, CHINESE)),
        ),
        phrase("what-overlap-means-is-not-said"),
    )


def people_expected() -> Figure:
    """People who were expected to take part."""
    return Figure(
        phrase("people-expected-to-take-part"),
        CLOSINGS,
        phrase("450-million-of-1-4-billion"),
        (compare(phrase("per-cent-2"), "32", Fraction(100 * 450, CHINESE)),),
    )


def kangai_year() -> Figure:
    """Kang'ai's cap of a year."""
    plan = preset("kangai")
    events = plan_section("kangai").announcements
    return Figure(
        phrase("kang-ai-s-cap-of-a"),
        f"{PAPER}, table 1",
        phrase("a-share-event-a-year", value=text(yuan(plan, plan.terms.period_cap)), events=events),
        (compare(phrase("yuan-a-year"), "72", yuan(plan, plan.terms.period_cap * events)),),
    )


def kangai_bands() -> Figure:
    """Kang'ai's fee by bands of the aid."""
    plan = preset("kangai")
    lines: list[Line] = []
    for name, band in (("aid20", "500"), ("aid50", "1,000"), ("aid100", "1,500"), ("aid150", "1,500")):
        level = plan.terms.level(name)
        raised, fee = yuan(plan, level.due), yuan(plan, level.fee)
        lines.append(compare(phrase("band-at", raised=text(raised)), band, fee - raised / 100))
        lines.append(besides(phrase("whole-fee-at", raised=text(raised)), fee))
    return Figure(
        phrase("kang-ai-s-fee-by-bands"),
        f"{PAPER}, table 2",
        phrase("the-preset-s-fees-less-1"),
        tuple(lines),
        phrase("the-edges-are-open-in-print"),
    )


def dues_of_a_year() -> Figure:
    """What monthly fees come to in a year."""
    of = {name: _dues(name) for name in ("quark-500k", "quark-300k", "ehuzhu")}
    return Figure(
        phrase("what-monthly-fees-come-to-in"),
        f"{PAPER}, table 2",
        phrase("2-5-or-1-yuan-a"),
        (
            compare(phrase("quark-500-000"), "30", of["quark-500k"]),
            compare(phrase("quark-300-000"), "12", of["quark-300k"]),
            compare(phrase("e-mutual-aid"), "12", of["ehuzhu"]),
        ),
    )


def denghuo_days() -> Figure:
    """How long Baidu's platform lived."""
    ended, printed = date(2020, 9, 9), "2019-11"
    began = (ended - timedelta(days=300)).isoformat()
    verdict = Agreement.CONSISTENT if began.startswith(printed) else Agreement.ERRATUM
    return Figure(
        phrase("when-baidu-s-platform-began"),
        PAPER,
        phrase("ended-after-about-300-days", ended=ended),
        (Line(phrase("date"), began, printed, verdict),),
    )


def mean_aid() -> Figure:
    """What a case was granted on average."""
    benefits = [yuan(preset("xianghubao"), level.benefit) for level in preset("xianghubao").terms.levels]
    return Figure(
        phrase("what-a-case-was-granted-on"),
        PAPER,
        phrase("more-than-7-0-billion-yuan"),
        (
            between(
                phrase("yuan-a-case-with-its-fee"),
                Fraction(7_000_000_000, 50_000),
                min(benefits),
                max(benefits),
            ),
        ),
        phrase("it-lies-between-the-lowest-and"),
    )


def qingsong_end() -> Figure:
    """What was left of an approved case when Qingsong closed."""
    approved, paid = Fraction("61337.02"), Fraction(28_500)
    return Figure(
        phrase("what-was-paid-of-an-approved"),
        "http://265266.com/guojimanping/bv82lcm7zn.html, undated, on 2021",
        phrase("approved-paid", approved=text(approved), paid=text(paid)),
        (
            compare(phrase("per-cent-2"), "46", 100 * paid / approved),
            compare(phrase("yuan-not-paid"), "32,837.02", approved - paid),
        ),
    )


def _dues(name: str) -> Fraction:
    return yuan(preset(name), preset(name).terms.dues) * plan_section(name).announcements
