"""An extract as one file, which anybody can audit again without a node: a Parquet table, its metadata a manifest.

Every row is a record: a header, a receipt, a log, an account, a code or an answer; columns that a kind of record does
not have are empty.  A file is data from a stranger: it is read by its form alone, and nothing in it names another file.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import polars as pl

from ...codec import from_hex, to_hex
from ...errors import ExportDamaged, ExportError, NotAnExport
from ...files import replacing
from ...locations import Place
from ..parquet import bounded
from .columns import ACCOUNTS, ANSWERS, CODES, COLUMNS, WITNESS, check_columns, check_types, strays, table_of, tables_of
from .extract import HEADERS, LOGS, Answer, Extract, RawAccount
from .manifest import WITHOUT_TAILS, manifest_of, read_manifest

FORMAT = "openmutual.extract"
"""The key of the manifest in the file's metadata."""

PACKED: Literal["zstd"] = "zstd"
AS_THEY_ARE: Literal["uncompressed"] = "uncompressed"


def save(extract: Extract, path: Path) -> None:
    """Write an extract to a file, whole or not at all.

    Raises:
        ExportError: the file cannot be written.
    """
    parts = [_with_record(name, table) for name, table in _tables(extract).items()]
    records = pl.concat(parts, how="diagonal").select(list(COLUMNS))
    metadata = {FORMAT: manifest_of(extract)}
    try:
        with replacing(path) as file:
            file.write(_encoded_file(records, metadata))
    except OSError as error:
        raise ExportError(str(path), f"cannot be written: {error.strerror}") from error


def _encoded_file(records: pl.DataFrame, metadata: dict[str, str]) -> bytes:
    """The file of records, packed; as they are where a reader would take that for too much.

    A stranger's transaction can have any number of logs that are all alike; :mod:`openmutual.audit.parquet.bounded`
    tells what is too much.
    """
    content = b""
    for compression in PACKED, AS_THEY_ARE:
        file = BytesIO()
        records.write_parquet(file, compression=compression, metadata=metadata)
        content = file.getvalue()
        if bounded.is_readable(content):
            break
    return content


def load(path: Place) -> Extract:
    """Read an extract back; its source is then the file's name.

    Raises:
        NotAnExport: it is no Parquet file, or not one of ours.
        UnknownExportVersion: it is written in a format that this program does not know.
        OtherContracts: it was made by another version of the contracts.
        ExportDamaged: it is cut off, or has not the columns, the types and the sizes that it must.
        ExportError: it cannot be read.
        ProtocolMissing: its URL needs a plug-in.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(str(path), f"cannot be read: {error.strerror}") from error
    extract = replace(part_in(content, str(path)), source=path.name)
    expect_whole(extract, str(path))
    return extract


def expect_whole(extract: Extract, name: str) -> None:
    """Whether all contracts of the plan are told of.  Raises ExportDamaged, of the file of that name."""
    if missing := _missing(extract):
        raise ExportDamaged(name, f"lacks the {missing} of a contract of the plan")


def part_in(content: bytes, name: str) -> Extract:
    """What a file says that need not tell of the plan's contracts, as the parts of a large export do not.

    Raises:
        ExportError: as :func:`load` does, of the file of that name.
    """
    said, records = _read(name, content)
    tables = tables_of(name, records)
    if any(strays(table, said["first"], said["last"]) for table in tables.values()):
        raise ExportDamaged(name, "has records of blocks that it does not claim to tell of")
    return Extract(
        source=name,
        **said,
        headers=tables["header"],
        receipts=tables["receipt"],
        logs=tables["log"],
        accounts=tuple(_accounts(tables["account"])),
        codes={_account(row["address"]): row["data"] for row in tables["code"].iter_rows(named=True)},
        answers=tuple(_answers(tables["answer"])),
        witness=tuple(tables["witness"]["data"]),
    )


def headers_in(content: bytes, name: str) -> pl.DataFrame:
    """The headers alone that a file has of that name.  Raises ExportError."""
    return _records_in(content, name, "header", HEADERS)


def logs_in(content: bytes, name: str) -> pl.DataFrame:
    """The logs alone, likewise.  Raises ExportError."""
    return _records_in(content, name, "log", LOGS)


def _records_in(content: bytes, name: str, record: str, schema: pl.Schema) -> pl.DataFrame:
    wanted = ["record", *schema.names()]
    with _in_form(name):
        check_types(name, pl.read_parquet_schema(BytesIO(content)), wanted)
        records = bounded.read(content, wanted)
    return table_of(name, records, record)


def _tables(extract: Extract) -> Mapping[str, pl.DataFrame]:
    accounts = [
        (
            *(one.block, _bytes(one.address), one.nonce, _encoded(one.balance)),
            *(one.storage_root, one.code_hash, one.proof, [_encoded(slot) for slot in one.emptied]),
        )
        for one in extract.accounts
    ]
    codes = [(_bytes(address), code) for address, code in extract.codes.items()]
    answers = [(one.block, _bytes(one.contract), one.data, one.result) for one in extract.answers]
    return {
        "header": extract.headers,
        "receipt": extract.receipts,
        "log": extract.logs,
        "account": pl.DataFrame(accounts, ACCOUNTS, orient="row"),
        "code": pl.DataFrame(codes, CODES, orient="row"),
        "answer": pl.DataFrame(answers, ANSWERS, orient="row"),
        "witness": pl.DataFrame([(each,) for each in extract.witness], WITNESS, orient="row"),
    }


def _with_record(name: str, table: pl.DataFrame) -> pl.DataFrame:
    return table.select(pl.lit(name).alias("record"), pl.all())


def _read(name: str, content: bytes) -> tuple[dict[str, Any], pl.DataFrame]:
    """The manifest and the records, after the manifest and the columns have been checked."""
    if not content.startswith(b"PAR1"):
        raise NotAnExport(name, "is no Parquet file")
    with _in_form(name):
        metadata = pl.read_parquet_metadata(BytesIO(content))
    if FORMAT not in metadata:
        raise NotAnExport(name, "is a Parquet file, but no export of a plan")
    said = read_manifest(name, metadata[FORMAT])
    has_tails = said.pop("version") != WITHOUT_TAILS
    with _in_form(name):
        check_columns(name, pl.read_parquet_schema(BytesIO(content)), has_tails)
        records = bounded.read(content)
    return said, records if has_tails else records.with_columns(_no_tails())


def _no_tails() -> pl.Expr:
    """A receipt has none, and nothing else has the column."""
    return pl.when(pl.col("record") == "receipt").then(pl.lit(b"", pl.Binary)).alias("tail")


@contextmanager
def _in_form(name: str) -> Iterator[None]:
    try:
        yield
    except bounded.Oversized:
        raise ExportDamaged(name, "unpacks to far more than any export of its size does") from None
    except bounded.UNREADABLE as error:
        raise ExportDamaged(name, "is cut off or changed: it cannot be read as Parquet") from error


def _missing(extract: Extract) -> str:
    """Which record some contract lacks: after the last block, and each other that any is told of, all are told of."""
    wanted = {*extract.contracts.own, extract.contracts.token}
    accounts = {extract.last: set[str]()}
    for said in extract.accounts:
        accounts.setdefault(said.block, set()).add(said.address)
    if any(told != wanted for told in accounts.values()):
        return "account"
    return "" if set(extract.codes) == wanted else "code"


def _accounts(table: pl.DataFrame) -> Iterator[RawAccount]:
    for row in table.iter_rows(named=True):
        emptied = tuple(int.from_bytes(slot, "big") for slot in row["emptied"])
        words = row["storage_root"], row["code_hash"], tuple(row["proof"]), emptied
        balance = int.from_bytes(row["balance"], "big")
        yield RawAccount(_account(row["address"]), row["block"], row["nonce"], balance, *words)


def _answers(table: pl.DataFrame) -> Iterable[Answer]:
    for row in table.iter_rows(named=True):
        yield Answer(_account(row["address"]), row["data"], row["block"], row["result"])


def _bytes(account: str) -> bytes:
    return from_hex(account)


def _account(address: bytes) -> str:
    return to_hex(address)


def _encoded(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
