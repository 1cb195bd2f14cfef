"""Exports as anybody can take them apart and put together again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import polars as pl

from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.export_file import FORMAT, load, save
from openmutual.errors import ChainError, FileError

from .extracts import told

MEANING = ("verdict", "findings", "terms", "flow", "periods", "reserves", "cases")
"""What a report says of a plan, without what the currency calls itself and what that rests on."""


@dataclass(frozen=True)
class Export:
    """An export as anybody can take it apart."""

    records: pl.DataFrame
    manifest: dict[str, Any]

    def rows(self, record: str) -> list[int]:
        """Where the records of a kind stand."""
        return [row for row, kind in enumerate(self.records["record"]) if kind == record]

    def with_cell(self, row: int, column: str, value: Any) -> pl.DataFrame:
        """The records with another value in one place."""
        values = self.records[column].to_list()
        values[row] = value
        return self.records.with_columns(pl.Series(column, values, self.records.schema[column]))


@cache
def export_of(name: str) -> Export:
    """The export of a scenario's plan."""
    _, ledger, source = told(name)
    extract = collect(source, ledger.site.ledger, since=ledger.site.since)
    return taken_apart(written(extract))


def written(extract: Any) -> Path:
    file = Path(mkdtemp()) / "plan.parquet"
    save(extract, file)
    return file


def taken_apart(file: Path) -> Export:
    return Export(pl.read_parquet(file), json.loads(pl.read_parquet_metadata(file)[FORMAT]))


def put_together(file: Path, records: pl.DataFrame, manifest: dict[str, Any]) -> Path:
    records.write_parquet(file, metadata={FORMAT: json.dumps(manifest)})
    return file


def found_in(file: Path, records: pl.DataFrame, manifest: dict[str, Any]) -> list[str] | str:
    """Which checks find something in an edited file, or as what it is refused; its report can be written."""
    try:
        audited = audit(load(put_together(file, records, manifest)))
    except (FileError, ChainError) as refused:
        return type(refused).__name__
    assert assemble(audited)
    return audited.findings.keys


def meaning(audited: Audited) -> dict[str, Any]:
    report = to_json(assemble(audited))
    return {part: report[part] for part in MEANING}


def weaker(audited: Audited, honest: Audited) -> set[str]:
    """What rests on less than in the honest file."""
    return {part for part, basis in honest.bases.items() if audited.bases.get(part) is not basis}
