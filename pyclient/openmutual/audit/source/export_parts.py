"""An extract in parts: a folder of files with some blocks each, which a manifest seals by their hashes.

Each part is a file as :mod:`.export_file` writes it, of blocks that follow those of the part before; a last file tells
what the contracts hold after the last block.  The names of all files follow from their blocks, so that the manifest,
which is a stranger's word like the rest, names no file.  Headers are read at once, receipts and logs part by part.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
from eth_utils.crypto import keccak

from ...abi.artifacts import contracts_version
from ...errors import (
    ExportDamaged,
    ExportError,
    ExportUnfinished,
    NotAnExport,
    OtherContracts,
    PartMissing,
    PartOfAnother,
    PartsDisordered,
    UnknownExportVersion,
)
from ...files import replace
from .export_file import load, load_headers, load_part
from .extract import LOGS, RECEIPTS, Extract, PlanContracts, Stretch
from .manifest import OTHER_CONTRACTS, are_contracts, is_block, is_hash, is_number

VERSION = 1
"""Of the manifest's form; another one means other fields or another meaning."""

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One part as the manifest has it.

    Attributes:
        first: its first block, whose hash is `first_hash`; `last` and `last_hash` likewise.  Hashes are hexadecimal.
        logs: how many logs it has.
        sha256: of its file.
    """

    first: int
    last: int
    first_hash: str
    last_hash: str
    logs: int
    sha256: str

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"blocks-{self.first}-{self.last}.parquet"


FORMS: Mapping[str, Callable[[Any], bool]] = {
    "first": is_block,
    "last": is_block,
    "first_hash": is_hash,
    "last_hash": is_hash,
    "logs": is_number,
    "sha256": is_hash,
}
"""What each field of a part must be."""


@dataclass(frozen=True)
class ExportParts:
    """An export in parts, as far as its manifest tells.

    Attributes:
        sealed: the parts in the order of their blocks.
        state: the sha256 of the file that tells what the contracts hold; empty while the export is unfinished.
    """

    folder: Path
    chain_id: int
    contracts: PlanContracts
    sealed: tuple[SealedPart, ...] = ()
    state: str = ""

    @property
    def last(self) -> int:
        """The last block that is told of; before the first part, -1."""
        return self.sealed[-1].last if self.sealed else -1

    def path(self, part: SealedPart) -> Path:
        """Where a part lies."""
        return self.folder / part.name

    @property
    def state_path(self) -> Path:
        """Where the file lies that tells what the contracts hold."""
        return self.folder / f"state-{self.last}.parquet"

    def save(self) -> None:
        """Write the manifest, whole or not at all.  Raises ExportError."""
        told = {
            "version": VERSION,
            "contracts_version": contracts_version(),
            "chain_id": self.chain_id,
            "contracts": asdict(self.contracts),
            "parts": [asdict(part) for part in self.sealed],
            "state": self.state,
        }
        file = self.folder / MANIFEST
        try:
            replace(file, json.dumps(told, indent=1).encode() + b"\n")
        except OSError as error:
            raise ExportError(str(file), f"cannot be written: {error.strerror}") from error


def read_parts(folder: Path) -> ExportParts:
    """What the manifest in a folder tells.

    Raises:
        NotAnExport: there is none.
        UnknownExportVersion, OtherContracts: another program wrote it.
        ExportDamaged: a field is missing, is one too many, or has another form than it must.
        PartsDisordered: its parts do not follow one another.
    """
    file = folder / MANIFEST
    try:
        told = json.loads(file.read_bytes())
        version = told.pop("version")
    except OSError as error:
        raise NotAnExport(str(folder), f"has no {MANIFEST} that can be read: {error.strerror}") from None
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise ExportDamaged(str(file), "is no manifest that can be read") from None
    if version != VERSION or isinstance(version, bool):
        problem = f"is a manifest in format {version!r:.20}; this program knows format {VERSION}"
        raise UnknownExportVersion(str(file), problem)
    if told.pop("contracts_version", "") != contracts_version():
        raise OtherContracts(str(file), OTHER_CONTRACTS)
    parts = ExportParts(folder, **_fields(file, told))
    _expect_order(parts)
    return parts


def _fields(file: Path, told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a manifest, once each has its form.  Raises ExportDamaged."""
    forms: dict[str, Callable[[Any], bool]] = {
        "chain_id": is_number,
        "contracts": are_contracts,
        "parts": lambda value: isinstance(value, list),
        "state": lambda value: value == "" or is_hash(value),
    }
    _expect_forms(file, told, forms, "it")
    for number, part in enumerate(told["parts"]):
        _expect_forms(file, part, FORMS, f"part {number}")
    sealed = tuple(SealedPart(**part) for part in told["parts"])
    contracts = PlanContracts(**told["contracts"])
    return {"chain_id": told["chain_id"], "contracts": contracts, "sealed": sealed, "state": told["state"]}


def _expect_forms(file: Path, told: Any, forms: Mapping[str, Callable[[Any], bool]], what: str) -> None:
    if not isinstance(told, dict) or told.keys() != forms.keys():
        raise ExportDamaged(str(file), f"is changed: {what} has other fields than it must")
    for field, holds in forms.items():
        if not holds(told[field]):
            raise ExportDamaged(str(file), f"is changed: {what} has a wrong {field}")


def _expect_order(parts: ExportParts) -> None:
    for part in parts.sealed:
        if part.first > part.last:
            raise PartsDisordered(str(parts.path(part)), "ends before it begins: its manifest was changed")
    for before, part in pairwise(parts.sealed):
        if part.first <= before.last:
            problem = f"begins before {before.name} ends: parts overlap, or stand in another order than their blocks"
            raise PartsDisordered(str(parts.path(part)), problem)
        if part.first != before.last + 1:
            missing = f"blocks {before.last + 1} to {part.first - 1}"
            raise PartsDisordered(str(parts.path(part)), f"does not follow {before.name}: {missing} are left out")


def load_parts(folder: Path, blocks: Collection[int] | None = None) -> Extract:
    """Read an export in parts; each file is checked against the manifest, and receipts and logs stay on the disk.

    Args:
        folder: where it lies.
        blocks: whose headers are kept in the memory; if it is not given, all are, as an audit needs them.

    Raises:
        ExportUnfinished: it was interrupted, and not taken up again.
        PartMissing, PartOfAnother, PartsDisordered: the parts are not those of the manifest.
        ExportDamaged: a file is cut off or changed.
        ExportError: as :func:`openmutual.audit.source.export_file.load` and :func:`read_parts` do.
    """
    parts = read_parts(folder)
    if not (parts.sealed and parts.state):
        raise ExportUnfinished(str(folder), "is an unfinished export: run the same export again to finish it")
    for part in parts.sealed:
        expect_sealed(parts.path(part), part.sha256)
    expect_sealed(parts.state_path, parts.state)
    state = load(parts.state_path)
    said = state.chain_id, state.contracts, state.first, state.last, state.block_hash.hex()
    sealed = parts.sealed[0].first, parts.last, parts.sealed[-1].last_hash
    if said != (parts.chain_id, parts.contracts, *sealed):
        raise PartOfAnother(str(parts.state_path), "is of another plan, or of another block, than the manifest says")
    return Extract(
        source=folder.resolve().name,
        chain_id=parts.chain_id,
        contracts=parts.contracts,
        first=state.first,
        last=state.last,
        block_hash=state.block_hash,
        every_header=blocks is None,
        has_receipts=True,
        headers=pl.concat([table if blocks is None else _of(blocks, table) for table in _headers(parts)]),
        receipts=pl.DataFrame(schema=RECEIPTS),
        logs=pl.DataFrame(schema=LOGS),
        accounts=state.accounts,
        codes=state.codes,
        answers=state.answers,
        witness=state.witness,
        parts=tuple(StoredPart(parts, part) for part in parts.sealed),
    )


def _of(blocks: Collection[int], headers: pl.DataFrame) -> pl.DataFrame:
    return headers.filter(pl.col("number").is_in(blocks))


def _headers(parts: ExportParts) -> Iterator[pl.DataFrame]:
    """The headers of all parts: all of their blocks, from the hash to the hash that the manifest has."""
    for part in parts.sealed:
        headers = load_headers(parts.path(part))
        numbers, ends = headers["number"].to_list(), (headers["rlp"][0], headers["rlp"][-1])
        if numbers != list(range(part.first, part.last + 1)):
            raise PartOfAnother(str(parts.path(part)), "does not have just the headers of the blocks that it is of")
        if tuple(keccak(header).hex() for header in ends) != (part.first_hash, part.last_hash):
            raise PartOfAnother(str(parts.path(part)), "is of other blocks than the manifest says: their hashes differ")
        yield headers


def expect_sealed(file: Path, sha256: str) -> None:
    """Whether a file is there, and as it was sealed.

    Raises:
        PartMissing: it is not there.
        ExportDamaged: it is another one.
        ExportError: it cannot be read.
    """
    try:
        found = sha256_of(file)
    except FileNotFoundError:
        raise PartMissing(str(file), "is not there, though the manifest names it: get it, or export again") from None
    except OSError as error:
        raise ExportError(str(file), f"cannot be read: {error.strerror}") from error
    if found != sha256:
        raise ExportDamaged(str(file), "is cut off or changed: it has another sha256 than the manifest says")


def sha256_of(file: Path) -> str:
    """The sha256 of a file in hexadecimal.  Raises OSError."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True)
class StoredPart:
    """The receipts and logs of one part, read when they are needed."""

    parts: ExportParts
    part: SealedPart

    @property
    def logs(self) -> int:
        """How many logs it has."""
        return self.part.logs

    @property
    def last(self) -> int:
        """The block up to which it tells."""
        return self.part.last

    def read(self) -> Stretch:
        """What it tells.

        Raises:
            PartOfAnother: it says itself that it is of another plan or of other blocks than the manifest says.
            ExportError: it cannot be read.
        """
        file = self.parts.path(self.part)
        told = load_part(file)
        said = told.chain_id, told.contracts, told.first, told.last, told.block_hash.hex(), told.logs.height
        part = self.part
        if said != (self.parts.chain_id, self.parts.contracts, part.first, part.last, part.last_hash, part.logs):
            raise PartOfAnother(str(file), "is of another plan, or of other blocks, than the manifest says")
        return Stretch(told.receipts, told.logs)
