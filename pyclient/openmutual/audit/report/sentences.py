"""Findings and indicators in sentences of both languages, and how a report looks at a glance."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, Literal, Protocol

from ...codec import to_hex
from ...events import LogPosition
from ...i18n import Bilingual, in_each_language
from ...i18n import texts as words_of
from ...i18n.formatter import KINDS, LOCALES, Kind, SentenceFormatter, scaled, slots, tame
from ...resources import read_yaml
from ..findings import Check, Finding
from ..indicators import Criticism
from ..indicators.figure import Figure, Table
from .report import (
    ColumnView,
    CriticismView,
    Evidence,
    Fact,
    FigureView,
    FindingView,
    Report,
    Rest,
    TableView,
)
from .values import Hex, Moment, Money

OTHER_FILE = "plan-hash-differs"
"""The finding after which nothing is known of the terms that members were shown."""


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The words of the report: headings, labels, sentences."""
    return words_of("report", language)


@cache
def indicator_texts() -> Mapping[str, Any]:
    """The number of each indicator, and its words in each language, by its key."""
    numbers = read_yaml("audit", "indicators.yaml")
    return {key: {**entry, **in_each_language("indicators")[key]} for key, entry in numbers.items()}


@cache
def statement_texts() -> Mapping[str, Any]:
    """The words of a member's account, by language."""
    return {language: words_of("statement", language) for language in ("en", "zh")}


def both(entry: Mapping[str, Mapping[str, str]], word: str) -> dict[str, str]:
    """One word of an entry in each language; empty where the entry has none."""
    return {language: entry[language].get(word, "") for language in ("en", "zh")}


def as_bilingual(templates: Mapping[str, str]) -> Bilingual:
    """A sentence that names no facts."""
    return Bilingual(en=templates["en"], zh=templates["zh"])


STRENGTH: tuple[Rest, ...] = ("reported", "recomputed", "proven")
"""What a figure rests on, the weakest first."""


def money(amount: int, decimals: int) -> Money:
    """Base units as a decimal string of the currency, without zeros at its end."""
    text = f"{scaled(amount, decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(at: int) -> Moment:
    """Unix seconds in ISO 8601; nothing for what has not happened (-1) and for times after the year 9999."""
    if at < 0:
        return ""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def hexed(value: bytes) -> Hex:
    """Bytes in hexadecimal; nothing for no bytes."""
    return to_hex(value) if value else ""


@lru_cache(100_000)
def account(value: str) -> Hex:
    """An account with its checksum; nobody is empty."""
    return _SAYER.account(value) if value else ""


def weakest(*rests: Rest) -> Rest:
    """What something rests on that needs all of these."""
    return min(rests, key=STRENGTH.index)


def facts_of(templates: list[str], values: dict[str, Any], decimals: int) -> tuple[Fact, ...]:
    """Every fact that one of these templates names, as it is written there.  Raises KeyError if one is missing."""
    named = dict.fromkeys((name, kind) for template in templates for _, name, kind in slots(template) if name)
    return tuple(Fact(name, kind, written(kind, values[name], decimals)) for name, kind in named)  # type: ignore[arg-type]


def written(kind: str, value: Any, decimals: int) -> str:
    """One fact as a report has it."""
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return money(value, decimals)
    if kind == "time" and isinstance(value, int):
        return moment(value) or str(value)
    if kind == "account":
        return account(value)
    if isinstance(value, bytes):
        return _SAYER.write("hash", value)
    if isinstance(value, (tuple, list)):
        return ", ".join(written(kind, each, decimals) for each in value)
    return tame(str(value))


def kind_of(value: Any) -> Kind:
    """How a fact is written whose column does not say."""
    if isinstance(value, Fraction):
        return "ratio"
    if isinstance(value, bytes):
        return "hash"
    return "count" if isinstance(value, int) and not isinstance(value, bool) else "plain"


def said(
    templates: dict[str, str], values: dict[str, Any], wordings: tuple[SentenceFormatter, ...], bare: bool = False
) -> Bilingual:
    """A sentence in each language, filled."""
    return Bilingual(**{each.language: each.fill(templates[each.language], values, bare) for each in wordings})


_SAYER = SentenceFormatter("en", 0, "")


class Locator(Protocol):
    """Finds what is known of a log."""

    def __call__(self, place: LogPosition) -> Evidence:
        """The evidence that stands there."""


class Sentences:
    """Puts findings and figures in words.

    Args:
        decimals: of the currency in whose base units the facts are.
        symbol: what the currency is called.
    """

    def __init__(self, decimals: int, symbol: str) -> None:
        self._decimals = decimals
        self._wordings = tuple(SentenceFormatter(language, decimals, symbol) for language in LOCALES)

    def finding(self, finding: Finding, locate: Locator) -> FindingView:
        """A finding.  Raises KeyError if a fact that its sentence names is missing."""
        check, values = finding.check, dict(finding.facts)
        return FindingView(
            number=check.number,
            key=check.key,
            severity=check.severity.value,
            sentence=self._said(check.sentence, values),
            by_hand=self._said(check.by_hand, values, bare=True),
            facts=self._facts(_templates(check), values),
            evidence=tuple(locate(place) for place in finding.places),
        )

    def figure(self, figure: Figure) -> FigureView:
        """A figure of conduct.  Raises KeyError if it has no texts, or if a fact of its sentence is missing."""
        entry, values = indicator_texts()[figure.key], dict(figure.facts)
        sentence = both(entry, figure.wording)
        return FigureView(
            number=str(entry["number"]),
            key=figure.key,
            judgement=figure.judgement.value,
            title=as_bilingual(both(entry, "title")),
            sentence=self._said(sentence, values),
            measure=as_bilingual(both(entry, "measure")),
            limit=as_bilingual(both(entry, "limit")),
            criticism=as_bilingual(both(entry, "criticism")),
            facts=self._facts(list(sentence.values()), values),
            table=self._table(figure.table, entry) if figure.table else None,
        )

    def _table(self, table: Table, entry: Mapping[str, Any]) -> TableView:
        columns = tuple(_column(column, number, table, entry) for number, column in enumerate(table.columns))
        rows = tuple(
            tuple(written(column.kind, cell, self._decimals) for column, cell in zip(columns, row, strict=True))
            for row in table.rows
        )
        return TableView(columns, rows)

    def _said(self, templates: Mapping[str, str], values: dict[str, Any], bare: bool = False) -> Bilingual:
        return said(dict(templates), values, self._wordings, bare)

    def _facts(self, templates: list[str], values: dict[str, Any]) -> tuple[Fact, ...]:
        return facts_of(templates, values, self._decimals)


def _column(column: str, number: int, table: Table, entry: Mapping[str, Any]) -> ColumnView:
    """A column's key may say how its cells are written: `paid:money`; else its first cell does."""
    key, _, spec = column.partition(":")
    kind: Kind = spec if spec in KINDS else kind_of(_first(table, number))  # type: ignore[assignment]
    titles = {language: entry[language].get("columns", {}).get(key, key) for language in LOCALES}
    return ColumnView(key, kind, as_bilingual(titles))


def _first(table: Table, number: int) -> Any:
    return next((row[number] for row in table.rows if row[number] is not None), "")


def _templates(check: Check) -> list[str]:
    return [*check.sentence.values(), *check.by_hand.values()]


def criticism(said_of: Criticism) -> CriticismView:
    """A criticism with its answer; figures by their numbers."""
    numbers = tuple(str(indicator_texts()[key]["number"]) for key in said_of.figures)
    return CriticismView(
        number=said_of.number,
        key=said_of.key,
        answered=said_of.is_answered,
        says=as_bilingual(said_of.says),
        answer=as_bilingual(said_of.answer),
        figures=numbers,
        checks=said_of.checks,
    )


def evidence(place: LogPosition, event: str, transaction: str, time: str) -> Evidence:
    """A log as evidence."""
    return Evidence(account(place.contract), place.block, time, transaction, place.index, event)


HOUR = 3_600
"""Seconds.  A node whose newest block is older does not follow its chain, or the chain stands still."""

Tone = Literal["clean", "doubt", "breach", "source"]
"""What a verdict's colour is chosen by."""

FOLLOWING = ("times", "terms", "balances", "token_balance", "currency", "birth")
"""Parts that show nothing of the plan where log, code and state are not proven."""


def tone(report: Report) -> Tone:
    """How bad it looks; what is not proven does not look clean."""
    if report.verdict.outcome == "source":
        return "source"
    if report.verdict.breaches:
        return "breach"
    return "clean" if report.verdict.outcome == "clean" else "doubt"


def is_unproven(report: Report) -> bool:
    """Whether neither the log nor the code nor what the contracts store is proven: all of it could be made up."""
    return all(ground.rest != "proven" for ground in report.grounds if ground.part not in FOLLOWING)


def headline(report: Report) -> str:
    """Which words the verdict of an audit without findings has."""
    return "clean_unknown" if report.verdict.outcome == "unknown" else shortfall(report) or "clean"


def shortfall(report: Report) -> str:
    """Which words say what is not proven; empty if all is."""
    if report.verdict.proven:
        return ""
    return "clean_unproven" if is_unproven(report) else "clean_reported"


def caveats(report: Report) -> list[str]:
    """Which words of the verdict say what it was not held against, and what no verdict can say."""
    if report.verdict.outcome == "source":
        return []
    is_other = any(finding.key == OTHER_FILE for finding in report.findings)
    compared = ["other_file"] if is_other else [] if report.subject.plan_name else ["no_file"]
    return [*compared, "limit"]


def anchor(report: Report, words: Mapping[str, Any], wording: SentenceFormatter) -> str:
    """How many parts of the audit are proven, and whether the auditor named the hash that the proofs lead to."""
    said, subject = words["verdict"], report.subject
    compared = said["hash_compared" if subject.hash_given else "hash_not_compared"]
    if report.verdict.outcome == "source":
        return str(compared)
    proven = sum(ground.rest == "proven" for ground in report.grounds)
    return wording.fill(said["anchor"], {"proven": proven, "all": len(report.grounds), "compared": compared})


def start(report: Report, words: Mapping[str, Any], wording: SentenceFormatter) -> str:
    """Which earlier audit this one went on from; empty if it began at the beginning."""
    begun = report.start
    if begun is None:
        return ""
    said = words["start"]["replayed" if begun.replayed else "went_on"]
    return wording.fill(said, {**asdict(begun), "first": report.subject.first_block})


def hours_behind(report: Report) -> int:
    """How many hours the node's newest block lies behind the clock; 0 for less than one, and where nobody knows."""
    return (report.subject.head_age or 0) // HOUR
