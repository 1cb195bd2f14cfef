"""An extract in parts: a folder of files with some blocks each, which a manifest seals by their hashes.

Each part is a file as :mod:`.export_file` writes it, of blocks that follow those of the part before; a last file tells
what the contracts hold after the last block.  The names of all files follow from their blocks, so that the manifest,
which is a stranger's word like the rest, names no file.  Headers are read at once, receipts and logs part by part.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Generic, TypeVar

import polars as pl
from eth_utils.crypto import keccak

from ...abi.artifacts import contracts_version
from ...errors import (
    ExportDamaged,
    ExportError,
    ExportUnfinished,
    FileError,
    NotAnExport,
    OtherContracts,
    PartMissing,
    PartOfAnother,
    PartsDisordered,
    UnknownExportVersion,
)
from ...files import replace as write_anew
from ...locations import Location, Place
from ..crew import Crew
from .export_file import expect_whole, headers_in, logs_in, part_in
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


Forms = Mapping[str, Callable[[Any], bool]]

FORMS: Forms = {
    "first": is_block,
    "last": is_block,
    "first_hash": is_hash,
    "last_hash": is_hash,
    "logs": is_number,
    "sha256": is_hash,
}
"""What each field of a part must be."""


Folder = TypeVar("Folder", Path, Location)
"""Of this machine, where an export can be written as well, or in any storage."""


@dataclass(frozen=True)
class ExportParts(Generic[Folder]):
    """An export in parts, as far as its manifest tells.

    Attributes:
        sealed: the parts in the order of their blocks.
        state: the sha256 of the file that tells what the contracts hold; empty while the export is unfinished.
    """

    folder: Folder
    chain_id: int
    contracts: PlanContracts
    sealed: tuple[SealedPart, ...] = ()
    state: str = ""

    @property
    def last(self) -> int:
        """The last block that is told of; before the first part, -1."""
        return self.sealed[-1].last if self.sealed else -1

    def path(self, part: SealedPart) -> Folder:
        """Where a part lies."""
        return self.folder / part.name

    @property
    def state_path(self) -> Folder:
        """Where the file lies that tells what the contracts hold."""
        return self.folder / f"state-{self.last}.parquet"

    def save(self: "ExportParts[Path]") -> None:
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
            write_anew(file, json.dumps(told, indent=1).encode() + b"\n")
        except OSError as error:
            raise ExportError(str(file), f"cannot be written: {error.strerror}") from error


def read_parts(folder: Folder) -> ExportParts[Folder]:
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


def _fields(file: Place, told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a manifest, once each has its form.  Raises ExportDamaged."""
    forms: Forms = {
        "chain_id": is_number,
        "contracts": are_contracts,
        "parts": lambda value: isinstance(value, list),
        "state": lambda value: value == "" or is_hash(value),
    }
    expect_forms(file, told, forms, "it")
    for number, part in enumerate(told["parts"]):
        expect_forms(file, part, FORMS, f"part {number}")
    sealed = tuple(SealedPart(**part) for part in told["parts"])
    contracts = PlanContracts(**told["contracts"])
    return {"chain_id": told["chain_id"], "contracts": contracts, "sealed": sealed, "state": told["state"]}


def expect_forms(
    file: Place, told: Any, forms: Forms, what: str, damaged: Callable[[str, str], FileError] = ExportDamaged
) -> None:
    """What a manifest tells has just the fields that it must, each in its form.

    Args:
        file: the manifest.
        told: what it tells, or a part of that.
        forms: whether a value can be a field's, by the field.
        what: what is told of.
        damaged: raised, with the file and the problem, where it is not so.
    """
    if not isinstance(told, dict) or told.keys() != forms.keys():
        raise damaged(str(file), f"is changed: {what} has other fields than it must")
    for field, holds in forms.items():
        if not holds(told[field]):
            raise damaged(str(file), f"is changed: {what} has a wrong {field}")


def _expect_order(parts: ExportParts[Folder]) -> None:
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


def load_parts(folder: Folder, crew: Crew | None = None, blocks: Collection[int] | None = None) -> Extract:
    """Read an export in parts; each file is checked against the manifest, and receipts and logs stay where they are.

    Args:
        folder: of this machine, or in any storage.
        crew: who reads the parts; this process if nobody else does.
        blocks: whose headers are kept in the memory; if it is not given, all are, as an audit needs them.

    Raises:
        ExportUnfinished: it was interrupted, and not taken up again.
        PartMissing, PartOfAnother, PartsDisordered: the parts are not those of the manifest.
        ExportDamaged: a file is cut off or changed.
        ExportError: as :func:`openmutual.audit.source.export_file.load` and :func:`read_parts` do.
        ProtocolMissing: its URL needs a plug-in.
        WorkerLost: the work could not be done.
    """
    parts: ExportParts[Folder] = read_parts(folder)
    if not (parts.sealed and parts.state):
        raise ExportUnfinished(str(folder), "is an unfinished export: run the same export again to finish it")
    where = folder.absolute() if isinstance(folder, Path) else folder
    stored = tuple(StoredPart(where, parts.chain_id, parts.contracts, part) for part in parts.sealed)
    told = (crew or Crew()).each(StoredPart.headers, stored)
    headers = pl.concat([table if blocks is None else _of(blocks, table) for table in told])
    state = part_in(sealed_content(parts.state_path, parts.state), str(parts.state_path))
    expect_whole(state, str(parts.state_path))
    said = state.chain_id, state.contracts, state.first, state.last, state.block_hash.hex()
    first, last = parts.sealed[0], parts.sealed[-1]
    if said != (parts.chain_id, parts.contracts, first.first, parts.last, last.last_hash):
        raise PartOfAnother(str(parts.state_path), "is of another plan, or of another block, than the manifest says")
    return replace(
        state,
        source=where.name,
        every_header=blocks is None,
        has_receipts=True,
        headers=headers,
        receipts=pl.DataFrame(schema=RECEIPTS),
        logs=pl.DataFrame(schema=LOGS),
        parts=stored,
    )


def _of(blocks: Collection[int], headers: pl.DataFrame) -> pl.DataFrame:
    return headers.filter(pl.col("number").is_in(blocks))


def sealed_content(file: Place, sha256: str) -> bytes:
    """What a file holds, if it is there and as it was sealed.

    Raises:
        PartMissing: it is not there.
        ExportDamaged: it is another one.
        ExportError: it cannot be read.
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise PartMissing(str(file), "is not there, though the manifest names it: get it, or export again") from None
    except OSError as error:
        raise ExportError(str(file), f"cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ExportDamaged(str(file), "is cut off or changed: it has another sha256 than the manifest says")
    return content


def sha256_of(file: Path) -> str:
    """The sha256 of a file in hexadecimal.  Raises OSError."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@dataclass(frozen=True)
class StoredPart:
    """One part of an export, read when it is needed, and each time held to what the manifest has sealed."""

    folder: Place
    chain_id: int
    contracts: PlanContracts
    part: SealedPart

    def __str__(self) -> str:
        return str(self.folder / self.part.name)

    @property
    def first(self) -> int:
        """The block from which on it tells."""
        return self.part.first

    @property
    def last(self) -> int:
        """The block up to which it tells."""
        return self.part.last

    @property
    def logs(self) -> int:
        """How many logs it has."""
        return self.part.logs

    def read(self) -> Stretch:
        """What it tells.

        Raises:
            PartOfAnother: it says itself that it is of another plan or of other blocks than the manifest says.
            ExportError: it cannot be read.
        """
        told, part = part_in(self._content(), str(self)), self.part
        said = told.chain_id, told.contracts, told.first, told.last, told.block_hash.hex(), told.logs.height
        if said != (self.chain_id, self.contracts, part.first, part.last, part.last_hash, part.logs):
            raise PartOfAnother(str(self), "is of another plan, or of other blocks, than the manifest says")
        return Stretch(told.receipts, told.logs)

    def read_logs(self) -> pl.DataFrame:
        """Its logs alone.  Raises ExportError."""
        return logs_in(self._content(), str(self))

    def headers(self) -> pl.DataFrame:
        """Its headers: of all of its blocks, from the hash to the hash that the manifest has.

        Raises:
            PartOfAnother: they are of other blocks.
            ExportError: it cannot be read.
        """
        part, headers = self.part, headers_in(self._content(), str(self))
        blocks = range(part.first, part.last + 1)  # as many as a stranger says: not listed before they are counted
        if headers.height != len(blocks) or headers["number"].to_list() != list(blocks):
            raise PartOfAnother(str(self), "does not have just the headers of the blocks that it is of")
        if tuple(keccak(header).hex() for header in headers["rlp"][[0, -1]]) != (part.first_hash, part.last_hash):
            raise PartOfAnother(str(self), "is of other blocks than the manifest says: their hashes differ")
        return headers

    def _content(self) -> bytes:
        return sealed_content(self.folder / self.part.name, self.part.sha256)
