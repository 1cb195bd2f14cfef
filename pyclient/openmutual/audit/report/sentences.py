"""Findings and figures of conduct, put in words of both languages."""

from collections.abc import Mapping
from typing import Any, Protocol

from ...events import LogPosition
from ...i18n import Bilingual
from ...i18n.formatter import KINDS, LOCALES, Kind, SentenceFormatter
from ..findings import Check, Finding
from ..indicators.criticisms import Criticism
from ..indicators.figure import Figure, Table
from .figures import account, facts_of, kind_of, said, written
from .report import ColumnView, CriticismView, Evidence, Fact, FigureView, FindingView, TableView
from .texts import as_bilingual, both, indicator_texts


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
