"""An extract as one file, which anybody can audit again without a node: a Parquet table, its metadata a manifest.

Every row is a record: a header, a receipt, a log, an account, a code or an answer; columns that a kind of record does
not have are empty.  A file is data from a stranger: it is read by its form alone, and nothing in it names another file.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from ...abi.artifacts import contracts_version
from ...codec import from_hex, to_hex
from ...errors import ExportDamaged, ExportError, NotAnExport, OtherContracts, UnknownExportVersion
from ...files import replacing
from .extract import HEADERS, LOGS, RECEIPTS, Answer, Extract, PlanContracts, RawAccount
from .frames import is_in_order
from .rpc_parsing import CHAIN_IDS, LAST_BLOCK

VERSION = 3
"""Of the format; another one means other columns or another meaning."""

WITHOUT_WITNESS = 2
"""The format of before, in which nothing proved what the currency answers."""

WITHOUT_TAILS = 1
"""The format before that one, in which receipts had none of what some chains hash after the logs."""

OTHER_CONTRACTS = (
    "was made by another version of the contracts: use the program that made it, or export the plan again with this one"
)

ADDRESS = re.compile("0x[0-9a-f]{40}")

HASH = re.compile("[0-9a-f]{64}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= CHAIN_IDS


def _is_block(value: Any) -> bool:
    return _is_number(value) and bool(value <= LAST_BLOCK)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _are_contracts(value: Any) -> bool:
    names = {field.name for field in fields(PlanContracts)}
    return isinstance(value, dict) and value.keys() == names and all(map(_is_contract, value, value.values()))


def _is_contract(name: str, value: Any) -> bool:
    return isinstance(value, str) and (ADDRESS.fullmatch(value) is not None or (name, value) == ("enrolment", ""))


FORMS: Mapping[str, Callable[[Any], bool]] = {
    "chain_id": _is_number,
    "contracts": _are_contracts,
    "first": _is_block,
    "last": _is_block,
    "block_hash": lambda value: isinstance(value, str) and HASH.fullmatch(value) is not None,
    "every_header": _is_flag,
    "has_receipts": _is_flag,
}
"""The fields besides the versions, and what each must be."""


def text_of(extract: Extract) -> str:
    """The manifest of an extract."""
    return json.dumps(
        {
            "version": VERSION,
            "contracts_version": contracts_version(),
            "chain_id": extract.chain_id,
            "contracts": asdict(extract.contracts),
            "first": extract.first,
            "last": extract.last,
            "block_hash": extract.block_hash.hex(),
            "every_header": extract.every_header,
            "has_receipts": extract.has_receipts,
        }
    )


def read(file: str, text: str) -> dict[str, Any]:
    """The fields of an extract that stand in a manifest, and the version of the format.

    Raises:
        UnknownExportVersion: it is of a format that this program does not know.
        OtherContracts: it was made by another version of the contracts.
        ExportDamaged: a field is missing, is one too many, or has another form than it must.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        version = said.pop("version")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise ExportDamaged(file, "has no manifest that can be read") from None
    if version not in (VERSION, WITHOUT_WITNESS, WITHOUT_TAILS) or isinstance(version, bool):
        raise UnknownExportVersion(file, f"is an export in format {version!r:.20}; this program knows format {VERSION}")
    if said.pop("contracts_version", "") != contracts_version():
        raise OtherContracts(file, OTHER_CONTRACTS)
    if said.keys() != FORMS.keys():
        raise ExportDamaged(file, "has a manifest with other fields than it must")
    for field, holds in FORMS.items():
        if not holds(said[field]):
            raise ExportDamaged(file, f"has a manifest with a wrong {field}")
    return said | {
        "version": version,
        "contracts": PlanContracts(**said["contracts"]),
        "block_hash": bytes.fromhex(said["block_hash"]),
    }


FORMAT = "openmutual.extract"
"""The key of the manifest in the file's metadata."""

ACCOUNTS = pl.Schema(
    {
        "block": pl.UInt64(),
        "address": pl.Binary(),
        "nonce": pl.UInt64(),
        "balance": pl.Binary(),
        "storage_root": pl.Binary(),
        "code_hash": pl.Binary(),
        "proof": pl.List(pl.Binary()),
        "emptied": pl.List(pl.Binary()),
    }
)
CODES = pl.Schema({"address": pl.Binary(), "data": pl.Binary()})
WITNESS = pl.Schema({"data": pl.Binary()})
ANSWERS = pl.Schema({"block": pl.UInt64(), "address": pl.Binary(), "data": pl.Binary(), "result": pl.Binary()})

TABLES: Mapping[str, pl.Schema] = {
    "header": HEADERS,
    "receipt": RECEIPTS,
    "log": LOGS,
    "account": ACCOUNTS,
    "code": CODES,
    "answer": ANSWERS,
    "witness": WITNESS,
}
"""What there is a record of, and the columns of each."""

COLUMNS: Mapping[str, pl.DataType] = {
    "record": pl.String(),
    **{name: kind for table in TABLES.values() for name, kind in table.items()},
}
"""All columns of the file."""

KEYS = {"header": ("number",), "receipt": ("block", "transaction"), "log": ("block", "index")}
"""What these records ascend by, none twice."""

TOPICS = ("topic0", "topic1", "topic2", "topic3")
"""A log may have fewer topics; everything else must be there."""

SIZES = {"address": 20, "sender": 20, "hash": 32, "bloom": 256} | dict.fromkeys(TOPICS, 32)
"""Columns whose values have one length, in bytes."""

WORD = 32
WORDS = ("balance", "emptied")
"""Columns whose values are numbers of a word at most."""

ONCE = {
    "account": ("block", "address"),
    "code": ("address",),
    "answer": ("block", "address", "data"),
    "witness": ("data",),
}
"""What no two of these records share: what is said twice could be read in two ways."""

MOST_BYTES = 2**24
"""More than a block's gas pays for in one log, or than any other value needs."""


def save(extract: Extract, path: Path) -> None:
    """Write an extract to a file, whole or not at all.

    Raises:
        ExportError: the file cannot be written.
    """
    parts = [_with_record(name, table) for name, table in _tables(extract).items()]
    records = pl.concat(parts, how="diagonal").select(list(COLUMNS))
    metadata = {FORMAT: text_of(extract)}
    try:
        with replacing(path) as file:
            records.write_parquet(file, compression="zstd", metadata=metadata)
    except OSError as error:
        raise ExportError(str(path), f"cannot be written: {error.strerror}") from error


def load(path: Path) -> Extract:
    """Read an extract back; its source is then the file's name.

    Raises:
        NotAnExport: it is no Parquet file, or not one of ours.
        UnknownExportVersion: it is written in a format that this program does not know.
        OtherContracts: it was made by another version of the contracts.
        ExportDamaged: it is cut off, or has not the columns, the types and the sizes that it must.
        ExportError: it cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(str(path), f"cannot be read: {error.strerror}") from error
    said, records = _read(str(path), content)
    if not records["record"].is_in(list(TABLES)).fill_null(value=False).all():
        raise ExportDamaged(str(path), "has records of an unknown kind")
    tables = {name: _table(str(path), records, name) for name in TABLES}
    for name, keys in KEYS.items():
        if not is_in_order(tables[name], keys):
            raise ExportDamaged(str(path), f"has a {name} twice or in the wrong place")
    for name, keys in ONCE.items():
        if tables[name].select(keys).is_duplicated().any():
            raise ExportDamaged(str(path), f"has the same {name} twice")
    if _has_gaps(tables["log"]):
        raise ExportDamaged(str(path), "has a log with a gap between its topics")
    if missing := _missing(tables, said["contracts"], said["last"]):
        raise ExportDamaged(str(path), f"lacks the {missing} of a contract of the plan")
    if any(_strays(table, said["first"], said["last"]) for table in tables.values()):
        raise ExportDamaged(str(path), "has records of blocks that it does not claim to tell of")
    return Extract(
        source=path.name,
        **said,
        headers=tables["header"],
        receipts=tables["receipt"],
        logs=tables["log"],
        accounts=tuple(_accounts(tables["account"])),
        codes={_account(row["address"]): row["data"] for row in tables["code"].iter_rows(named=True)},
        answers=tuple(_answers(tables["answer"])),
        witness=tuple(tables["witness"]["data"]),
    )


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
    said = read(name, metadata[FORMAT])
    has_tails = said.pop("version") != WITHOUT_TAILS
    with _in_form(name):
        _check_columns(name, pl.read_parquet_schema(BytesIO(content)), has_tails)
        records = pl.read_parquet(BytesIO(content))
    return said, records if has_tails else records.with_columns(_no_tails())


def _no_tails() -> pl.Expr:
    """A receipt has none, and nothing else has the column."""
    return pl.when(pl.col("record") == "receipt").then(pl.lit(b"", pl.Binary)).alias("tail")


@contextmanager
def _in_form(name: str) -> Iterator[None]:
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, MemoryError) as error:
        raise ExportDamaged(name, "is cut off or changed: it cannot be read as Parquet") from error


def _check_columns(name: str, columns: Mapping[str, Any], has_tails: bool) -> None:
    expected = {column: kind for column, kind in COLUMNS.items() if has_tails or column != "tail"}
    missing, extra = sorted(expected.keys() - columns.keys()), sorted(columns.keys() - expected.keys())
    if missing:
        raise ExportDamaged(name, f"lacks the columns {', '.join(missing)}")
    if extra:
        raise ExportDamaged(name, f"has {len(extra)} columns that no export has")
    wrong = [column for column, kind in expected.items() if columns[column] != kind]
    if wrong:
        raise ExportDamaged(name, f"has values of another type in the columns {', '.join(wrong)}")


def _table(name: str, records: pl.DataFrame, record: str) -> pl.DataFrame:
    """The records of one kind, after their values have been checked."""
    table = records.filter(pl.col("record") == record).select(TABLES[record].names())
    for column in table:
        if column.null_count() and column.name not in TOPICS:
            raise ExportDamaged(name, f"has a {record} without {column.name}")
        if not _fits(column):
            raise ExportDamaged(name, f"has a value of a wrong size in the column {column.name}")
    return table


def _has_gaps(logs: pl.DataFrame) -> bool:
    """Whether a topic stands behind a missing one: the log would hash as if it stood in front."""
    pairs = pairwise(TOPICS)
    return any(logs.filter(pl.col(before).is_null())[after].count() for before, after in pairs)


def _missing(tables: Mapping[str, pl.DataFrame], contracts: PlanContracts, last: int) -> str:
    """Which record some contract lacks: after the last block, and each other that any is told of, all are told of."""
    wanted = {_bytes(contract) for contract in (*contracts.own, contracts.token)}
    accounts = {last: set[bytes]()}
    for block, address in tables["account"].select("block", "address").iter_rows():
        accounts.setdefault(block, set()).add(address)
    if any(told != wanted for told in accounts.values()):
        return "account"
    return "" if set(tables["code"]["address"].to_list()) == wanted else "code"


def _strays(table: pl.DataFrame, first: int, last: int) -> bool:
    """Whether a record is of a block before the first or after the last."""
    return any(not table[name].is_between(first, last).all() for name in ("number", "block") if name in table.columns)


def _fits(column: pl.Series) -> bool:
    """Whether all values have the size that they must."""
    most = WORD if column.name in WORDS else MOST_BYTES
    if column.dtype == pl.Binary:
        sizes, size = column.bin.size(), SIZES.get(column.name)
        return bool((sizes <= most if size is None else sizes == size).all())
    if column.dtype == pl.List(pl.Binary):
        return all(node is not None and len(node) <= most for nodes in column for node in nodes)
    return True


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
