"""An extract in a file: it comes back as it was, and a file that is none is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from openmutual.abi.artifacts import contracts_version
from openmutual.audit.extraction.collect import collect
from openmutual.audit.parquet import bounded
from openmutual.audit.source.export_file import FORMAT, load, logs_in, save
from openmutual.errors import ExportDamaged, ExportError, FileError, NotAnExport, OtherContracts, UnknownExportVersion

from ..extracts import content, told

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def extract() -> Extract:
    _, ledger, source = told("circle")
    return collect(source, ledger.site.ledger, chosen=[20])


@pytest.fixture
def file(extract: Extract, tmp_path: Path) -> Path:
    save(extract, tmp_path / "plan.parquet")
    return tmp_path / "plan.parquet"


def manifest_of(file: Path) -> Manifest:
    return json.loads(pl.read_parquet_metadata(file)[FORMAT])


def write(file: Path, records: pl.DataFrame, manifest: Any) -> None:
    records.write_parquet(file, metadata={FORMAT: manifest if isinstance(manifest, str) else json.dumps(manifest)})


# --- refusals ------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be read"):
        load(tmp_path / "none.parquet")
    with pytest.raises(ExportError, match="cannot be read"):
        load(tmp_path)


def test_a_place_that_cannot_be_written_is_refused(extract: Extract, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="cannot be written"):
        save(extract, tmp_path / "none" / "plan.parquet")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        save(extract, tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\x80\x04\x95", b"plan,member\n", b"PAR"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "plan.parquet"
    file.write_bytes(raw)
    with pytest.raises(NotAnExport, match="no Parquet file") as refused:
        load(file)
    assert isinstance(refused.value, FileError)


def test_a_table_of_something_else_is_refused(tmp_path: Path) -> None:
    pl.DataFrame({"member": ["a"]}).write_parquet(tmp_path / "plan.parquet")
    with pytest.raises(NotAnExport, match="no export of a plan"):
        load(tmp_path / "plan.parquet")


@pytest.mark.parametrize("part", [0.001, 0.3, 0.9, 0.9999])
def test_a_file_that_is_cut_off_is_refused(file: Path, part: float) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[: int(part * len(raw))])
    with pytest.raises(ExportDamaged, match="cut off or changed"):
        load(file)


def test_a_file_with_garbage_inside_is_refused(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[4 : len(raw) // 2] = bytes(len(raw) // 2 - 4)
    file.write_bytes(raw)
    with pytest.raises(ExportDamaged, match="cut off or changed"):
        load(file)


def test_what_unpacks_to_too_much_is_refused_before_it_is_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest, records = manifest_of(file), pl.read_parquet(file).tail(1)
    write(file, records.select(pl.all().gather(pl.repeat(0, 200_000, dtype=pl.UInt32))), manifest)
    monkeypatch.setattr(bounded, "ALWAYS", 2**20)
    monkeypatch.setattr(pl, "read_parquet", None)
    for read in (load, lambda path: logs_in(path.read_bytes(), path.name)):
        with pytest.raises(ExportDamaged, match="unpacks to far more than any export of its size does"):
            read(file)


@pytest.mark.parametrize("version", [0, 4, "1", None, True])
def test_another_version_of_the_format_is_refused(file: Path, version: Any) -> None:
    write(file, pl.read_parquet(file), manifest_of(file) | {"version": version})
    with pytest.raises(UnknownExportVersion, match="this program knows format 3"):
        load(file)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("chain_id", "1"),
        ("chain_id", -1),
        ("first", 1.5),
        ("last", True),
        ("last", 2**63),
        ("block_hash", "0x" + 64 * "0"),
        ("block_hash", 7),
        ("every_header", 1),
        ("has_receipts", "yes"),
        ("contracts", []),
        ("contracts", {"ledger": "0x" + 40 * "0"}),
    ],
)
def test_a_manifest_with_a_wrong_value_is_refused(file: Path, field: str, value: Any) -> None:
    write(file, pl.read_parquet(file), manifest_of(file) | {field: value})
    with pytest.raises(ExportDamaged, match=f"wrong {field}"):
        load(file)


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "0x" + 40 * "A", "0x" + 40 * "a" + "\n", None])
def test_a_contract_that_is_no_address_is_refused(file: Path, address: Any) -> None:
    manifest = manifest_of(file)
    manifest["contracts"]["desk"] = address
    write(file, pl.read_parquet(file), manifest)
    with pytest.raises(ExportDamaged, match="wrong contracts"):
        load(file)


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "{}", "nonsense", 10_000 * "[", '{"version": 2, OURS}', '{"version": 2, OURS, "x": 2}']
)
def test_a_manifest_that_is_none_is_refused(file: Path, text: str) -> None:
    ours = f'"contracts_version": "{contracts_version()}"'
    write(file, pl.read_parquet(file), text.replace("OURS", ours))
    with pytest.raises(ExportDamaged, match="manifest"):
        load(file)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda records: records.drop("topic3"), "lacks the columns topic3"),
        (lambda records: records.with_columns(path=pl.lit("/etc/passwd")), "has 1 columns that no export has"),
        (lambda records: records.with_columns(pl.col("block").cast(pl.Int64)), "another type in the columns block"),
        (lambda records: records.with_columns(pl.col("balance").bin.encode("hex")), "another type in the columns balance"),
        (lambda records: records.with_columns(pl.col("block").cast(pl.Float64)), "another type in the columns block"),
    ],
)  # fmt: skip
def test_other_columns_are_refused(file: Path, change: Callable[[pl.DataFrame], pl.DataFrame], problem: str) -> None:
    write(file, change(pl.read_parquet(file)), manifest_of(file))
    with pytest.raises(ExportDamaged, match=problem):
        load(file)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("address", bytes(21)),
        ("topic0", bytes(31)),
        ("topic3", b""),
        ("bloom", bytes(257)),
        ("hash", bytes(33)),
        ("sender", bytes(19)),
        ("data", bytes(2**24 + 1)),
        ("rlp", bytes(2**24 + 1)),
        ("proof", [bytes(2**24 + 1)]),
        ("proof", [b"", None]),
        ("result", bytes(2**24 + 1)),
    ],
)
def test_a_value_of_a_wrong_size_is_refused(file: Path, column: str, value: Any) -> None:
    records = pl.read_parquet(file)
    wrong = pl.Series([value], dtype=records.schema[column])
    changed = pl.when(pl.int_range(pl.len()) == pl.col(column).is_not_null().arg_max()).then(wrong).otherwise(column)
    write(file, records.with_columns(changed.alias(column)), manifest_of(file))
    with pytest.raises(ExportDamaged, match=f"wrong size in the column {column}"):
        load(file)


@pytest.mark.parametrize(
    ("record", "column"), [("log", "data"), ("receipt", "bloom"), ("header", "rlp"), ("code", "address")]
)
def test_a_record_that_lacks_something_is_refused(file: Path, record: str, column: str) -> None:
    lost = pl.when(pl.col("record") == record).then(None).otherwise(column).alias(column)
    write(file, pl.read_parquet(file).with_columns(lost), manifest_of(file))
    with pytest.raises(ExportDamaged, match=f"has a {record} without {column}"):
        load(file)


@pytest.mark.parametrize("record", ["header", "receipt", "log"])
def test_records_that_stand_twice_or_in_the_wrong_place_are_refused(file: Path, record: str) -> None:
    records = pl.read_parquet(file)
    one = records.filter(pl.col("record") == record)[:1]
    for wrong in (pl.concat([records, one]), records.reverse()):
        write(file, wrong, manifest_of(file))
        with pytest.raises(ExportDamaged, match="twice or in the wrong place"):
            load(file)


def test_a_topic_behind_a_missing_one_is_refused(file: Path) -> None:
    """Moved one place on, an event's topics hash as before, and yet nobody would know the event."""
    records = pl.read_parquet(file)
    moved = {"topic0": pl.lit(None, pl.Binary), **{f"topic{place}": pl.col(f"topic{place - 1}") for place in (1, 2, 3)}}
    write(file, records.with_columns(**moved), manifest_of(file))
    with pytest.raises(ExportDamaged, match="gap between its topics"):
        load(file)


@pytest.mark.parametrize("version", ["0" * 64, "", None, ["0" * 64]])
def test_an_export_of_other_contracts_is_refused_and_says_what_to_do(file: Path, version: Any) -> None:
    """Their log would be read as that of dishonest ones."""
    write(file, pl.read_parquet(file), manifest_of(file) | {"contracts_version": version})
    with pytest.raises(OtherContracts, match="was made by another version of the contracts: use the program that made"):
        load(file)


def test_an_export_that_does_not_name_its_contracts_is_of_others(file: Path) -> None:
    unnamed = {field: value for field, value in manifest_of(file).items() if field != "contracts_version"}
    write(file, pl.read_parquet(file), unnamed)
    with pytest.raises(OtherContracts):
        load(file)


@pytest.mark.parametrize("kind", ["program", "", None])
def test_records_of_no_known_kind_are_refused(file: Path, kind: str | None) -> None:
    records = pl.read_parquet(file)
    last = pl.int_range(pl.len()) == pl.len() - 1
    changed = pl.when(last).then(pl.lit(kind, pl.String)).otherwise("record").alias("record")
    write(file, records.with_columns(changed), manifest_of(file))
    with pytest.raises(ExportDamaged, match="records of an unknown kind"):
        load(file)


# --- what is kept --------------------------------------------------------------------------------------------------


def test_a_extract_comes_back_as_it_was(extract: Extract, file: Path) -> None:
    assert content(load(file)) == content(extract)
    assert load(file).source == "plan.parquet"


def test_a_extract_without_receipts_and_proofs_comes_back_as_it_was(extract: Extract, tmp_path: Path) -> None:
    bare = replace(
        extract,
        receipts=extract.receipts.clear(),
        has_receipts=False,
        every_header=False,
        accounts=tuple(replace(one, proof=(), code_hash=b"", balance=2**256 - 1) for one in extract.accounts),
        codes=dict.fromkeys(extract.codes, b""),
        answers=(),
    )
    save(bare, tmp_path / "bare.parquet")
    assert content(load(tmp_path / "bare.parquet")) == content(bare)


@pytest.mark.parametrize("in_a_block", [10, 10_000])
def test_a_stranger_whose_logs_are_all_alike_makes_no_export_unreadable(
    extract: Extract, tmp_path: Path, in_a_block: int
) -> None:
    """Packed, they take less than a byte each."""
    places = pl.DataFrame({"index": pl.int_range(in_a_block, dtype=pl.UInt32, eager=True)})
    alike = extract.logs.tail(1).drop("block", "index").join(places, how="cross")
    logs = extract.headers.select(block="number").join(alike, how="cross").select(extract.logs.columns)
    crowded = replace(extract, logs=logs)
    save(crowded, tmp_path / "plan.parquet")
    assert load(tmp_path / "plan.parquet").logs.equals(logs)


def test_a_second_export_takes_the_place_of_the_first(extract: Extract, file: Path) -> None:
    save(replace(extract, chain_id=5), file)
    assert load(file).chain_id == 5
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_name_is_a_name_and_no_pattern(extract: Extract, tmp_path: Path) -> None:
    save(extract, tmp_path / "plan[*].parquet")
    assert load(tmp_path / "plan[*].parquet").last == extract.last
    with pytest.raises(ExportError, match="cannot be read"):
        load(tmp_path / "*.parquet")


def test_all_that_is_said_stands_in_one_table_for_other_programs(extract: Extract, file: Path) -> None:
    records = pl.read_parquet(file)
    counted = dict(records["record"].value_counts().rows())
    assert counted == {
        "header": len(extract.headers),
        "receipt": len(extract.receipts),
        "log": len(extract.logs),
        "account": 8,
        "code": 4,
        "answer": 8,
        "witness": len(extract.witness),
    }
    assert manifest_of(file)["contracts"]["ledger"] == extract.contracts.ledger


# --- files of before ------------------------------------------------------------------------------------------------


def test_a_file_from_before_the_currencys_answers_were_proven_is_read_without_a_witness(
    file: Path, extract: Extract
) -> None:
    records = pl.read_parquet(file).filter(pl.col("record") != "witness")
    write(file, records, manifest_of(file) | {"version": 2})
    assert (load(file).witness, load(file).answers) == ((), extract.answers)


def test_a_file_from_before_receipts_had_tails_is_read(file: Path, extract: Extract) -> None:
    write(file, pl.read_parquet(file).drop("tail"), manifest_of(file) | {"version": 1})
    assert load(file).receipts.equals(extract.receipts)


def test_a_file_that_claims_to_be_from_before_has_no_tails(file: Path) -> None:
    write(file, pl.read_parquet(file), manifest_of(file) | {"version": 1})
    with pytest.raises(ExportDamaged, match="has 1 columns that no export has"):
        load(file)
    write(file, pl.read_parquet(file).drop("tail"), manifest_of(file) | {"version": 2})
    with pytest.raises(ExportDamaged, match="lacks the columns tail"):
        load(file)
