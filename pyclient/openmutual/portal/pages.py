"""A plan's pages in one language, from templates; every text passes their escaping, whoever wrote it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..audit.report.html import (
    LONG_HEX,
    MOST_ALIKE,
    MOST_PLACES,
    MOST_ROWS,
    WORTH_A_LOOK,
    brief,
    by_check,
    cut,
    marked,
    report_templates,
    term_sentences,
)
from ..audit.report.report import PeriodView
from ..audit.report.sentences import account, texts
from ..audit.report.terminal import lines
from ..i18n import texts as words_of
from ..i18n.formatter import LOCALES, SentenceFormatter
from ..i18n.sentences import source_in
from ..plans.explain import Clause, charter_phrases, explain
from .acting import ACTIONS, Instruction, instructions
from .examined import ExaminedPlan
from .powers import Use, holders, uses
from .standing import deadlines, next_steps, running_dispute
from .timeline import Happening, timelines

PAGES = (
    *("index", "charter", "money", "periods", "cases", "sharing", "powers", "conduct", "checks"),
    *("member", "acting", "downloads"),
)
"""Every page of the menu, in its order."""

SHARING = ("paid-by-tier", "cases-by-tier", "paid-by-age")
"""Figures on conduct that have a page of their own."""

PERIODS_A_PAGE, CASES_A_PAGE = 50, 25
"""A page holds so many in full, the first of them a multiple: so it keeps its address, and its size."""

LATEST, MOST_USES, MOST_ENTRIES = 50, 200, 50
"""Rows of a table of the latest, uses of powers, and entries of a feed, at most."""

ADDRESS_DIGITS = 42


class PlanPages:
    """All pages of a plan in `en` or `zh`.

    Args:
        examined: the plan.
        language: of the pages.
        scripts: the hash of each script and style of the site, by its path in the site.
        downloads: the tables, by name, with the number of their rows.
    """

    def __init__(
        self, examined: ExaminedPlan, language: str, scripts: Mapping[str, str], downloads: Mapping[str, int]
    ) -> None:
        self._examined, self._language = examined, language
        report = examined.report
        self._words, self._own = texts(language), words_of("portal", language)
        self._wording = SentenceFormatter(language, report.subject.decimals, report.subject.symbol)
        self._templates = report_templates(language, self._wording, "portal")
        self._templates.filters |= {"linked": linked}
        self._scripts, self._downloads = scripts, downloads
        self._timelines = timelines(examined.history, examined.plan)
        self._title, self._verdict = examined.title(language), lines(report, language)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every page by its name, and the feed."""
        makers = {
            "index": self._index,
            "charter": self._charter,
            "money": self._money,
            "periods": self._periods,
            "cases": self._cases,
            "sharing": self._sharing,
            "powers": self._powers,
            "conduct": self._conduct,
            "checks": self._checks,
            "acting": self._acting,
            "downloads": self._tables,
        }
        for page in PAGES:
            made = makers[page]() if page in makers else {}
            yield f"{page}.html", self._render(f"{page}.html.j2", f"{page}.html", page, **made)
        yield from self._period_pages()
        yield from self._case_pages()
        yield "feed.xml", self._render("feed.xml.j2", "feed.xml", "", **self._feed())

    def _render(self, template: str, name: str, page: str, **more: Any) -> bytes:
        report = self._examined.report
        text = self._templates.get_template(template).render(
            r=report,
            s=report.subject,
            t=self._words,
            p=self._own,
            title=self._title,
            verdict=self._verdict,
            language=self._language,
            locale=LOCALES[self._language].replace("_", "-"),
            pages=PAGES,
            page=page,
            name=name,
            sizes={"cases": CASES_A_PAGE, "periods": PERIODS_A_PAGE},
            scripts=self._scripts,
            most_rows=MOST_ROWS,
            **more,
        )
        return text.encode()

    def _index(self) -> Mapping[str, Any]:
        return {"latest": self._examined.report.periods.rows[-5:]}

    def _charter(self) -> Mapping[str, Any]:
        charter, report = self._examined.charter, self._examined.report
        told: dict[str, Any] = {"parts": [], "sources": {}, "sentences": term_sentences(report)}
        if charter is None:
            return told
        clauses = explain(charter, self._language)
        sources = dict.fromkeys(source for each in clauses for source in each.sources)
        numbers = {source: number for number, source in enumerate(sources, 1)}
        phrases = charter_phrases(self._language, charter.decimals)
        parts: dict[str, list[tuple[Clause, list[int]]]] = {}
        for each in clauses:
            parts.setdefault(each.part, []).append((each, sorted(numbers[source] for source in each.sources)))
        told["parts"] = [(phrases.part(part), told_there) for part, told_there in parts.items()]
        unmarked = phrases.say("unmarked", symbol=charter.symbol)
        named = {source_in(self._language, source): number for source, number in numbers.items()}
        return told | {"sources": named, "assumed": phrases.say("assumed"), "unmarked": unmarked}

    def _money(self) -> Mapping[str, Any]:
        return {"reserves": self._examined.report.reserves.rows[-LATEST:]}

    def _periods(self) -> Mapping[str, Any]:
        rows = self._examined.report.periods.rows
        return {"rows": rows[-LATEST:], "ranges": _ranges(len(rows), PERIODS_A_PAGE), "bars": _bars(rows[-LATEST:])}

    def _period_pages(self) -> Iterator[tuple[str, bytes]]:
        rows = self._examined.report.periods.rows
        of_period: dict[int, list[int]] = {}
        for case in self._examined.report.cases.rows:
            of_period.setdefault(case.period, []).append(case.number)
        for number, first, last in _ranges(len(rows), PERIODS_A_PAGE):
            told = {"rows": rows[first : last + 1], "of_period": of_period, "first": first, "last": last}
            yield self._page_of("periods", number, told)

    def _cases(self) -> Mapping[str, Any]:
        rows = self._examined.report.cases.rows
        return {"rows": rows[-LATEST:], "ranges": _ranges(len(rows), CASES_A_PAGE)}

    def _case_pages(self) -> Iterator[tuple[str, bytes]]:
        rows = self._examined.report.cases.rows
        for number, first, last in _ranges(len(rows), CASES_A_PAGE):
            told = [(row, *self._case(place)) for place, row in enumerate(rows[first : last + 1], first)]
            yield self._page_of("cases", number, {"told": told, "first": first, "last": last})

    def _page_of(self, page: str, number: int, told: Mapping[str, Any]) -> tuple[str, bytes]:
        name = f"{page}-{number}.html"
        return name, self._render(f"{page}-page.html.j2", name, page, **told)

    def _case(self, place: int) -> tuple[Any, ...]:
        """What happened to a case, its deadlines, and what can be done about it."""
        examined, case = self._examined, self._examined.plan.cases[place]
        dispute = running_dispute(case, examined.plan)
        known = {"case": str(case.number), **({"dispute": str(dispute.number)} if dispute else {})}
        steps = next_steps(case, examined.plan, examined.now)
        acts = list(instructions(examined.audited.extract.contracts, known, *steps)) if steps else []
        told = [self._sentence("case", each) for each in self._timelines[case.number]]
        return told, list(deadlines(case, examined.plan, examined.now)), acts

    def _sentence(self, area: str, each: Happening | Use) -> tuple[int, str, Any]:
        facts = {name: _named(fact) for name, fact in each.facts.items()}
        return each.at, self._wording.fill(self._own[area][each.what], facts), each.place

    def _sharing(self) -> Mapping[str, Any]:
        by_key = {figure.key: figure for figure in self._examined.report.conduct.figures}
        return {"figures": [by_key[key] for key in SHARING if key in by_key]}

    def _conduct(self) -> Mapping[str, Any]:
        figures = [each for each in self._examined.report.conduct.figures if each.key not in SHARING]
        return {"figures": figures, "worth_a_look": WORTH_A_LOOK}

    def _powers(self) -> Mapping[str, Any]:
        examined = self._examined
        every = list(uses(examined.history, examined.plan))
        told = [(each.role, *self._sentence("uses", each)) for each in every[-MOST_USES:]]
        return {"holders": holders(examined.history, examined.plan), "uses": told, "all": len(every)}

    def _checks(self) -> Mapping[str, Any]:
        findings = [(check, *cut(told, MOST_ALIKE)) for check, told in by_check(self._examined.report.findings)]
        return {"findings": findings, "most_places": MOST_PLACES}

    def _acting(self) -> Mapping[str, Any]:
        """Every action, by who can take it; one for each tier to join, and for each level to file for."""
        contracts = self._examined.audited.extract.contracts
        known = {"join": list(self._tiers()), "file": list(self._levels())}
        acts: dict[str, list[tuple[Instruction, Mapping[str, str]]]] = {}
        for action in ACTIONS:
            for facts in known.get(action.key, [{}]):
                acts.setdefault(action.who, []).append((action.filled(contracts, facts), facts))
        return {"acts": acts}

    def _tiers(self) -> Iterator[Mapping[str, str]]:
        """What is known of each tier to whoever joins in it."""
        told = zip(self._examined.report.terms.tiers, self._examined.plan.terms.tiers, strict=False)
        for number, (view, tier) in enumerate(told):
            numbers = {"tier_number": str(number), "base_units": str(tier.deposit)}
            yield {"tier": view.name, "deposit": view.deposit, **numbers}

    def _levels(self) -> Iterator[Mapping[str, str]]:
        """What is known of each level to whoever files for it."""
        for number, level in enumerate(self._examined.report.terms.levels):
            yield {"level": level.name, "level_number": str(number)}

    def _tables(self) -> Mapping[str, Any]:
        return {"tables": self._downloads, "papers": [name for name, _ in self._examined.papers.named()]}

    def _feed(self) -> Mapping[str, Any]:
        return {"entries": self._examined.report.periods.rows[: -MOST_ENTRIES - 1 : -1]}


def linked(text: str) -> Markup:
    """A text whose addresses lead to their accounts; longer numbers are shortened, whole in their titles."""
    return marked(text, LONG_HEX, _link)


def _link(full: str) -> Markup:
    if len(full) != ADDRESS_DIGITS:
        return Markup('<abbr title="{}">{}</abbr>').format(full, brief(full))
    return Markup('<a class="hex" href="member.html#{}" title="{}">{}</a>').format(full.lower(), full, brief(full))


def _ranges(count: int, size: int) -> list[tuple[int, int, int]]:
    """The pages of a long table: number, first and last row."""
    return [(start // size, start, min(start + size, count) - 1) for start in range(0, count, size)]


def _bars(rows: Sequence[PeriodView]) -> list[tuple[int, int]]:
    """The heights of shares in a hundred parts of the highest, by their places."""
    shares = [float(row.share) for row in rows]
    most = max(shares, default=0) or 1
    return [(place, round(100 * share / most)) for place, share in enumerate(shares)]


def _named(fact: Any) -> Any:
    """Several accounts with their checksums."""
    return tuple(account(each) for each in fact) if isinstance(fact, tuple) else fact
