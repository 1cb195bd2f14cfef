"""The manifest of a checkpoint: of which parts it is, who made it, and the hashes of the files that hold the rest.

It may come from a stranger, like any file: each field has one form, and the names of files follow from their hashes.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import zip_longest
from pathlib import Path
from typing import Any

from ...abi.artifacts import contracts_version
from ...errors import (
    AuditedPartChanged,
    CheckpointDamaged,
    CheckpointError,
    CheckpointOfAnother,
    CheckpointOutdated,
    NotACheckpoint,
)
from ...files import replace
from ..source.export_parts import FORMS as PART
from ..source.export_parts import Forms, SealedPart, StoredPart, expect_forms
from ..source.extract import Extract, PlanContracts
from ..source.manifest import are_contracts, is_hash, is_number

VERSION = 2
"""Of the format; another one means other files or another meaning."""

MANIFEST = "checkpoint.json"

NAME = re.compile("[a-z_]+(-[0-9]{3})?")
"""What a table is called."""

FILE = re.compile(f"({NAME.pattern})-[0-9a-f]{{16}}[.]parquet")
"""What the file of a table is called: its table, and how its sha256 begins."""


def this_program() -> dict[str, Any]:
    """What made a checkpoint, if it was this program: another one may have audited otherwise."""
    return {
        "version": VERSION,
        "made_by": f"openmutual {version('openmutual')}",
        "contracts_version": contracts_version(),
    }


def _are_files(value: Any) -> bool:
    return isinstance(value, dict) and all(map(NAME.fullmatch, value)) and all(map(is_hash, value.values()))


def _are_totals(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(each, int) for each in value.values())


MEMBERS: Forms = {
    "chain_id": is_number,
    "contracts": are_contracts,
    "parts": lambda value: isinstance(value, list) and bool(value),
    "totals": lambda value: value is None or _are_totals(value),
    "files": _are_files,
}
"""The fields besides those of the program, and what each must be."""


@dataclass(frozen=True)
class Manifest:
    """What a checkpoint is of.

    Attributes:
        parts: the sealed parts that were audited, from the plan's first block on.
        totals: sums over the members in columns, by name; None if there are none in columns.
        files: the sha256 of each table's file, by the table.
    """

    chain_id: int
    contracts: PlanContracts
    parts: tuple[SealedPart, ...]
    totals: Mapping[str, int] | None
    files: Mapping[str, str]

    @property
    def last(self) -> SealedPart:
        """The last part that was audited."""
        return self.parts[-1]

    def encoded(self) -> bytes:
        """As it is written."""
        return json.dumps(this_program() | asdict(self), indent=1).encode() + b"\n"

    def save(self, folder: Path) -> str:
        """Write it, whole or not at all; returns its sha256.  Raises CheckpointError."""
        file, content = folder / MANIFEST, self.encoded()
        try:
            replace(file, content)
        except OSError as error:
            raise CheckpointError(str(file), f"cannot be written: {error.strerror}") from error
        return hashlib.sha256(content).hexdigest()


def file_name(table: str, sha256: str) -> str:
    """The name of a table's file."""
    return f"{table}-{sha256[:16]}.parquet"


def read_manifest(folder: Path) -> tuple[Manifest, str] | None:
    """The manifest in a folder and its sha256; None if nothing is there yet.

    Raises:
        NotACheckpoint: the folder has other things.
        CheckpointOutdated: another version of the program made it.
        CheckpointDamaged: a field is missing, is one too many, or has another form than it must.
    """
    file = folder / MANIFEST
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        if any(not FILE.fullmatch(each.name) and not each.name.startswith(".") for each in folder.iterdir()):
            raise NotACheckpoint(str(folder), f"has no {MANIFEST}, but other files: name a folder of its own") from None
        return None
    except OSError as error:
        raise CheckpointError(str(file), f"cannot be read: {error.strerror}") from error
    return _read(file, content), hashlib.sha256(content).hexdigest()


def _read(file: Path, content: bytes) -> Manifest:
    try:
        told = json.loads(content)
        program = {name: told.pop(name) for name in this_program()}
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise CheckpointDamaged(str(file), "is no manifest that can be read") from None
    if program != this_program():
        raise CheckpointOutdated(str(file), "was made by another version of this program")
    expect_forms(file, told, MEMBERS, "it", CheckpointDamaged)
    for number, part in enumerate(told["parts"]):
        expect_forms(file, part, PART, f"part {number}", CheckpointDamaged)
    parts = tuple(SealedPart(**part) for part in told["parts"])
    return Manifest(**told | {"contracts": PlanContracts(**told["contracts"]), "parts": parts})


def sealed_parts(extract: Extract) -> tuple[SealedPart, ...]:
    """The sealed parts of an export; none if it is not one in parts."""
    return tuple(stored.part for stored in extract.parts if isinstance(stored, StoredPart))


def expect_fits(manifest: Manifest, folder: Path, extract: Extract) -> None:
    """The parts that were audited are the first of an export, each by its sha256.

    Of each part of the export it was found, when it was loaded, that its file has the sha256 that it names.

    Raises:
        CheckpointOfAnother: it is of another plan or chain.
        AuditedPartChanged: a part is another one, or gone; says which.
    """
    if (manifest.chain_id, manifest.contracts) != (extract.chain_id, extract.contracts):
        raise CheckpointOfAnother(str(folder), "is of an audit of another plan: name another folder")
    for audited, there in zip_longest(manifest.parts, sealed_parts(extract)[: len(manifest.parts)]):
        if audited != there:
            problem = "is not the part that was audited, or is gone: get that one, or audit without a checkpoint"
            raise AuditedPartChanged(audited.name, problem)
