"""Exports that somebody has edited: each is refused or found out, or the edit has changed nothing that is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openmutual.abi.block_hash import program
from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.source import calls
from openmutual.audit.source.columns import TABLES
from openmutual.audit.source.export_file import FORMAT, load
from openmutual.errors import ExportDamaged, NotAnExport, UnknownExportVersion

from ..exports import Export, export_of, found_in, meaning, put_together, taken_apart, weaker, written
from ..extracts import told

pytestmark = pytest.mark.slow

FREE = {"receipt": ("hash", "sender"), "account": ("emptied",)}
"""Columns that nothing proves and nothing rests on: a transaction's name and sender are no part of its receipt, and
what a trie has kept of emptied slots is only tried out."""


@pytest.fixture(scope="module")
def export() -> Export:
    return export_of("circle")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("export") / "plan.parquet"


@pytest.fixture(scope="module")
def honest(export: Export, file: Path) -> Audited:
    audited = audit(load(put_together(file, export.records, export.manifest)))
    assert audited.findings.found == []
    return audited


# --- one value -----------------------------------------------------------------------------------------------------


def altered(value: Any) -> Any:
    """A value of the same form, and another one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [altered(value[0]), *value[1:]] if value else [b"\x01"]
    return value[:-1] + bytes([value[-1] ^ 1]) if value else b"\x01"


CELLS = [(record, column) for record, table in TABLES.items() for column in table.names()]


@pytest.mark.parametrize(("record", "column"), CELLS)
def test_a_value_that_was_altered_is_refused_or_found_or_changes_nothing(
    export: Export, honest: Audited, file: Path, record: str, column: str
) -> None:
    rows = [row for row in export.rows(record) if export.records[column][row] is not None]
    for row in {rows[0], rows[len(rows) // 2], rows[-1]} if rows else ():
        cell = export.records[column][row]
        value = cell.to_list() if isinstance(cell, pl.Series) else cell
        edited = export.with_cell(row, column, altered(value))
        found = found_in(file, edited, export.manifest)
        if record == "witness":
            assert assemble(audit(load(file))).verdict.outcome == "reported"
        elif column in FREE.get(record, ()):
            assert found == []
            assert meaning(audit(load(file))) == meaning(honest)
        elif not (record == "answer" and is_free(export, row, column)):
            assert found, (record, column, row)


def is_free(export: Export, row: int, column: str) -> bool:
    """Whether an answer is the currency's name for itself, or the ledger's books where its storage is proven.

    What the ledger held when it was opened is nothing, unless something else is said; what contracts see as a block's
    hash is that hash, unless something else is said; an answer to another question says nothing else.
    """
    said, manifest = export.records[row].row(0, named=True), export.manifest
    if said["data"] == program(manifest["last"] - 1):
        return column != "result"
    if said["data"] == calls.balance_of(manifest["contracts"]["ledger"]):
        return bool(said["block"] == manifest["first"] and column != "result")
    return said["data"] in (calls.name(), calls.symbol(), calls.books())


def test_decimals_that_the_currencys_code_does_not_have_are_found(export: Export, file: Path) -> None:
    row = next(row for row in export.rows("answer") if export.records["data"][row] == calls.decimals())
    edited = export.with_cell(row, "result", altered(export.records["result"][row]))
    assert found_in(file, edited, export.manifest) == ["answer-differs"]


def unproven(records: pl.DataFrame) -> pl.DataFrame:
    """The same without what proves the currency's answers."""
    return records.filter(pl.col("record") != "witness")


# --- whole records -------------------------------------------------------------------------------------------------

DROPPED = {
    "header": {"header-missing", "last-header-differs"},
    "receipt": {"log-without-receipt", "logs-withheld", "receipt-missing"},
    "log": {"receipts-root-differs", "log-misnumbered", "NotAPlan"},
    "account": {"ExportDamaged"},
    "code": {"ExportDamaged"},
}


@pytest.mark.parametrize("record", DROPPED)
def test_a_record_that_was_left_out_is_missed(export: Export, file: Path, record: str) -> None:
    rows = export.rows(record)
    for row in {rows[0], rows[len(rows) // 2], rows[-1]}:
        without = export.records.filter(pl.int_range(pl.len()) != row)
        found = found_in(file, without, export.manifest)
        assert {found if isinstance(found, str) else found[0]} <= DROPPED[record]


@pytest.mark.parametrize("record", DROPPED)
def test_a_kind_of_records_that_was_left_out_is_missed(export: Export, file: Path, record: str) -> None:
    found = found_in(file, export.records.filter(pl.col("record") != record), export.manifest)
    assert {found if isinstance(found, str) else found[0]} <= DROPPED[record] | {"ExportDamaged", "UnusableSource"}


def test_answers_that_were_left_out_are_missed_where_nothing_proves_them(export: Export, file: Path) -> None:
    answers = {export.records["data"][row]: row for row in export.rows("answer")}
    ledger = export.manifest["contracts"]["ledger"]
    expected = {calls.balance_of(ledger): ["token-balance-untold"], calls.decimals(): []}
    for question, found in expected.items():
        without = export.records.filter(pl.int_range(pl.len()) != answers[question])
        assert found_in(file, without, export.manifest) == []
        assert found_in(file, unproven(without), export.manifest) == found


@pytest.mark.parametrize("record", TABLES)
def test_a_record_that_stands_there_twice_is_refused(export: Export, file: Path, record: str) -> None:
    row = export.rows(record)[-1]
    assert (
        found_in(file, pl.concat([export.records, export.records[row : row + 1]]), export.manifest) == "ExportDamaged"
    )


@pytest.mark.parametrize("record", ["account", "code", "answer"])
def test_something_else_said_of_the_same_is_refused(export: Export, file: Path, record: str) -> None:
    row = export.rows(record)[-1]
    column = {"account": "storage_root", "code": "data", "answer": "result"}[record]
    other = export.with_cell(row, column, altered(export.records[column][row]))[row : row + 1]
    assert found_in(file, pl.concat([export.records, other]), export.manifest) == "ExportDamaged"


@pytest.mark.parametrize("record", ["header", "receipt", "log"])
def test_records_that_changed_places_are_refused(export: Export, file: Path, record: str) -> None:
    one, other = export.rows(record)[:2]
    order = list(range(export.records.height))
    order[one], order[other] = other, one
    assert found_in(file, export.records[order], export.manifest) == "ExportDamaged"


def test_logs_that_changed_their_numbers_are_found(export: Export, file: Path) -> None:
    """Two members' joinings in one transaction change places, each with the other's number."""
    logs = export.records.filter(pl.col("record") == "log")
    block = logs["block"].mode()[0]
    one, other, *_ = [row for row in export.rows("log") if export.records["block"][row] == block]
    edited = export.with_cell(one, "data", export.records["data"][other])
    for topic in ("topic0", "topic1", "topic2", "topic3", "address"):
        edited = Export(edited, {}).with_cell(one, topic, export.records[topic][other])
    assert "receipts-root-differs" in found_in(file, edited, export.manifest)


def test_an_invented_log_in_a_block_without_any_is_found(export: Export, file: Path) -> None:
    row = export.rows("log")[-1]
    held = {export.records["block"][each] for each in export.rows("log")}
    empty = next(block for block in range(export.manifest["last"], 0, -1) if block not in held)
    moved = export.with_cell(row, "block", empty)
    assert "log-without-receipt" in found_in(
        file, moved.sort("record", "block", "index", maintain_order=True), export.manifest
    )


# --- the manifest --------------------------------------------------------------------------------------------------

OTHER = "0x" + 40 * "5"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        ({"chain_id": 1}, ["chain-differs"]),
        ({"first": 4}, "ExportDamaged"),
        ({"first": 0}, ["header-missing"]),
        ({"last": 20}, "ExportDamaged"),
        ({"block_hash": 64 * "1"}, ["last-header-differs"]),
        ({"version": 4}, "UnknownExportVersion"),
        ({"version": 1}, "ExportDamaged"),
    ],
)
def test_an_edited_manifest_is_refused_or_found(
    export: Export, file: Path, edit: dict[str, Any], found: list[str] | str
) -> None:
    assert found_in(file, export.records, export.manifest | edit) == found


@pytest.mark.parametrize("flag", ["every_header", "has_receipts"])
def test_a_manifest_that_claims_less_shows_less(export: Export, honest: Audited, file: Path, flag: str) -> None:
    audited = audit(load(put_together(file, export.records, export.manifest | {flag: False})))
    assert audited.findings.found == []
    assert "completeness" in weaker(audited, honest)


@pytest.mark.parametrize("flag", ["every_header", "has_receipts"])
def test_a_manifest_that_claims_more_is_found(file: Path, flag: str) -> None:
    _, ledger, source = told("circle")
    few = collect(source, ledger.site.ledger, every_header=False)
    export = taken_apart(written(few))
    assert not export.manifest["every_header"]
    records = export.records if flag == "every_header" else export.records.filter(pl.col("record") != "receipt")
    found = found_in(file, records, export.manifest | {flag: True})
    assert found[0] in ("header-missing", "log-without-receipt")


@pytest.mark.parametrize("contract", ["ledger", "desk", "jury", "enrolment", "token"])
def test_contracts_that_are_not_the_plans_are_refused_or_found(export: Export, file: Path, contract: str) -> None:
    named = export.manifest["contracts"]
    for address in {OTHER, *named.values()} - {"", named[contract]}:
        manifest = export.manifest | {"contracts": named | {contract: address}}
        assert found_in(file, export.records, manifest) != []


def test_contracts_that_were_put_in_everywhere_are_found(export: Export, file: Path) -> None:
    """The desk is another one in the manifest, the accounts and the codes, but not in the log."""
    desk, other = (bytes.fromhex(each[2:]) for each in (export.manifest["contracts"]["desk"], OTHER))
    here = (pl.col("address") == desk) & pl.col("record").is_in(["account", "code", "answer"])
    records = export.records.with_columns(pl.when(here).then(pl.lit(other)).otherwise("address").alias("address"))
    manifest = export.manifest | {"contracts": export.manifest["contracts"] | {"desk": OTHER}}
    # A proof of one account leads nowhere for another, or shows, where few accounts share its way, that it is not there.
    assert {"account-proof-broken", "account-differs"} & set(found_in(file, records, manifest))


# --- files ---------------------------------------------------------------------------------------------------------


def test_the_log_of_another_plan_is_found(export: Export, file: Path) -> None:
    other = export_of("lapse-and-return")
    spliced = pl.concat([
        export.records.filter(~pl.col("record").is_in(["log", "receipt"])),
        other.records.filter(pl.col("record").is_in(["log", "receipt"]), pl.col("block") <= export.manifest["last"]),
    ])  # fmt: skip
    assert "receipts-root-differs" in found_in(file, spliced, export.manifest)


@pytest.mark.parametrize("record", ["header", "account", "code"])
def test_records_of_another_plan_are_refused_or_found(export: Export, file: Path, record: str) -> None:
    other = export_of("full-at-3240000")
    mine, theirs = pl.col("record") != record, pl.col("record") == record
    assert found_in(file, pl.concat([export.records.filter(mine), other.records.filter(theirs)]), export.manifest) != []


def test_a_parquet_file_of_something_else_is_refused(export: Export, file: Path) -> None:
    export.records.write_parquet(file)
    with pytest.raises(NotAnExport):
        load(file)
    export.records.write_parquet(file, metadata={FORMAT: json.dumps(export.manifest | {"version": 9})})
    with pytest.raises(UnknownExportVersion):
        load(file)


def test_a_file_cut_off_anywhere_is_refused(export: Export, honest: Audited, file: Path) -> None:
    raw = put_together(file, export.records, export.manifest).read_bytes()
    for size in range(0, len(raw), len(raw) // 23):
        file.write_bytes(raw[:size])
        with pytest.raises((NotAnExport, ExportDamaged)):
            load(file)
