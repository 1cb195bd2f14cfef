"""Whatever somebody edits in an export, at random: it is refused or found, or has changed nothing that is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited
from openmutual.audit.source.columns import COLUMNS
from openmutual.audit.source.export_file import load
from openmutual.errors import ChainError, FileError

from ..exports import Export, export_of, meaning, put_together
from ..extracts import told


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export") / "plan.parquet"


Edit = Callable[[pl.DataFrame, Any], pl.DataFrame]


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_is_edited_is_refused_or_found_or_changes_nothing(data: st.DataObject, file: Path) -> None:
    export, honest = export_of("circle"), believed()
    row = data.draw(st.integers(0, export.records.height - 1))
    match data.draw(st.sampled_from(["value", "value", "value", "drop", "double", "swap"])):
        case "value":
            edited = with_any_value(export, row, data)
        case "drop":
            edited = export.records.filter(pl.int_range(pl.len()) != row)
        case "double":
            other = data.draw(st.integers(0, export.records.height))
            edited = pl.concat([export.records[:other], export.records[row : row + 1], export.records[other:]])
        case _:
            other = data.draw(st.integers(0, export.records.height - 1))
            order = list(range(export.records.height))
            order[row], order[other] = other, row
            edited = export.records[order]
    expect_no_belief(put_together(file, edited, export.manifest), honest)


@settings(max_examples=60)
@given(place=st.floats(0, 1, exclude_max=True), bits=st.integers(1, 255))
def test_a_byte_that_is_altered_anywhere_is_refused_or_found_or_changes_nothing(
    place: float, bits: int, file: Path
) -> None:
    export, honest = export_of("circle"), believed()
    raw = bytearray(put_together(file, export.records, export.manifest).read_bytes())
    raw[int(place * len(raw))] ^= bits
    file.write_bytes(raw)
    expect_no_belief(file, honest)


@cache
def believed() -> Audited:
    """The audit of the file as it was written."""
    _, ledger, source = told("circle")
    return audit(collect(source, ledger.site.ledger, since=ledger.site.since))


def with_any_value(export: Export, row: int, data: st.DataObject) -> pl.DataFrame:
    """The records with something drawn in one place that has a value."""
    columns = [column for column in COLUMNS if column != "record" and export.records[column][row] is not None]
    column = data.draw(st.sampled_from(columns))
    cell = export.records[column][row]
    kind = COLUMNS[column]
    if kind == pl.List(pl.Binary()):
        value: Any = data.draw(st.lists(st.binary(max_size=40), max_size=4))
    elif kind == pl.Binary():
        size = len(cell)
        value = data.draw(st.binary(min_size=size, max_size=size) | st.binary(max_size=300))
    elif kind == pl.Boolean():
        value = not cell
    else:
        most = {pl.UInt8(): 8, pl.UInt32(): 32, pl.UInt64(): 64}[kind]
        value = data.draw(st.integers(0, 2**most - 1) | st.integers(0, 50))
    return export.with_cell(row, column, value)


STRENGTH = tuple(Basis)
"""From what rests on a proof to what rests on a word."""


def said(audited: Audited) -> Any:
    """What an audit says of the plan, whatever that rests on."""
    return _without_rests(meaning(audited) | {"verdict": 0, "findings": 0})


def _without_rests(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _without_rests(value) for key, value in told.items() if key != "rest"}
    return [_without_rests(each) for each in told] if isinstance(told, list) else told


def expect_no_belief(file: Path, honest: Audited) -> None:
    """An edited file is refused, or something is found, or it says what the honest one says, and rests on no more."""
    try:
        audited = audit(load(file))
    except (FileError, ChainError):
        return
    if audited.findings.is_clean:
        assert said(audited) == said(honest)
        assert all(STRENGTH.index(basis) >= STRENGTH.index(honest.bases[part]) for part, basis in audited.bases.items())
        assert audited.extract.block_hash == honest.extract.block_hash
        assert audited.extract.contracts == honest.extract.contracts
