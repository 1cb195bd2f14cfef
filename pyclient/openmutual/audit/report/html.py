"""The report as one page: offline, without a script, for phone, screen and paper, in English or Chinese.

Every text passes the template engine's escaping, whoever wrote it; the page's own policy allows nothing to be loaded or
run.  Long hexadecimal numbers are shortened for the eye and whole in their title.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from itertools import groupby
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from ...i18n import Bilingual
from ...i18n.formatter import LOCALES, SentenceFormatter
from ...render.templates import environment
from ...resources import read_text
from .charts import Charts
from .report import FindingView, Report
from .sentences import anchor, caveats, headline, hours_behind, shortfall, start, texts, tone

MOST_PERIODS, MOST_CASES, MOST_ROWS = 120, 100, 25
"""The most rows of a table of periods, of cases, and of a figure on conduct."""

MOST_ALIKE, MOST_PLACES = 10, 6
"""The most findings of one check, and the most logs of one finding."""

MOST_CHECKS = 6
"""The most checks that the verdict names."""

WORTH_A_LOOK = ("watch", "unusual")
"""The judgements of figures that are told at once; the others are folded into one table."""

LONG_HEX = re.compile("0x[0-9a-fA-F]{40,}")

COMMAND = re.compile("`[^`]+`")


def page(report: Report, language: str) -> str:
    """The page, in `en` or `zh`."""
    words = texts(language)
    wording = SentenceFormatter(language, report.subject.decimals, report.subject.symbol)
    template = report_templates(language, wording, "audit", "report").get_template("page.html.j2")
    return template.render(
        r=report,
        tone=tone(report),
        clean_words=headline(report),
        shortfall=shortfall(report),
        hours_behind=hours_behind(report),
        start=start(report, words, wording),
        anchor=anchor(report, words, wording),
        caveats=caveats(report),
        t=words,
        language=LOCALES[language].replace("_", "-"),
        style=Markup(read_text("audit", "report", "style.css")),
        pictures=Charts(report, words, wording).pictures(),
        findings=[(check, *cut(told, MOST_ALIKE)) for check, told in by_check(report.findings)],
        periods=cut(report.periods.rows, -MOST_PERIODS),
        reserves=cut(report.reserves.rows, -MOST_PERIODS),
        cases=cut(report.cases.rows, -MOST_CASES),
        noteworthy=[figure for figure in report.conduct.figures if figure.judgement in WORTH_A_LOOK],
        folded=[figure for figure in report.conduct.figures if figure.judgement not in WORTH_A_LOOK],
        sentences=term_sentences(report),
        most_named=MOST_CHECKS,
        most_rows=MOST_ROWS,
        most_places=MOST_PLACES,
    )


def by_check(findings: Sequence[FindingView]) -> Iterator[tuple[str, list[FindingView]]]:
    """Findings of one check together, in the order of the worst."""
    order = {number: place for place, number in enumerate(dict.fromkeys(each.number for each in findings))}
    ordered = sorted(findings, key=lambda finding: order[finding.number])
    for number, told in groupby(ordered, key=lambda finding: finding.number):
        yield number, list(told)


def cut(rows: Sequence[Any], most: int) -> tuple[Sequence[Any], int]:
    """At most so many rows, the last of them if `most` is negative, and how many there are in all."""
    return (rows[most:] if most < 0 else rows[:most]), len(rows)


def term_sentences(report: Report) -> list[str]:
    """Which sentences tell the terms."""
    terms = report.terms
    caps = ("case_cap", "year_cap", "backstop_cap")
    told = [cap if getattr(terms, cap) != "0" else f"no_{cap}" for cap in caps]
    return ["reserve", *told, "times", "cases", "jury", "closing"]


def shortened(text: str) -> Markup:
    """A text with its long hexadecimal numbers shortened, each whole in its title."""
    return marked(text, LONG_HEX, lambda full: Markup('<abbr title="{}">{}</abbr>').format(full, brief(full)))


def brief(full: str) -> str:
    """The beginning and the end of a long hexadecimal number."""
    return f"{full[:6]}…{full[-4:]}"


def coded(text: str) -> Markup:
    """A text whose parts in backticks are commands."""
    return marked(text, COMMAND, lambda quoted: Markup("<code>{}</code>").format(quoted[1:-1]))


def marked(text: str, pattern: re.Pattern[str], mark: Callable[[str], Markup]) -> Markup:
    """Marks up what the pattern finds, and escapes the rest."""
    parts, end = [], 0
    for found in pattern.finditer(text):
        parts += [escape(text[end : found.start()]), mark(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def report_templates(language: str, wording: SentenceFormatter, *folder: str) -> Environment:
    """The templates of a packaged folder, that can write what stands in a report."""
    page = environment(*folder)

    def fill(template: str, facts: Any = None, **more: Any) -> str:
        return wording.fill(template, {**(asdict(facts) if facts is not None else {}), **more})

    def said(sentence: Bilingual) -> str:
        return str(getattr(sentence, language))

    page.filters |= {
        "fill": fill,
        "said": said,
        "money": wording.money,
        "amount": wording.amount,
        "count": wording.count,
        "day": partial(_moment, wording.day),
        "time": partial(_moment, wording.time),
        "days": wording.days,
        "account": wording.account,
        "shortened": shortened,
        "coded": coded,
    }
    page.globals |= {"write": wording.write}
    return page


def _moment(write: Any, at: str) -> str:
    """A time that has not come is a dash."""
    return write(at) if at else "–"
