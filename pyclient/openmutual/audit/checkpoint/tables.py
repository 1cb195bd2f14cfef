"""The tables of a checkpoint as files, each named by its hash, so that new ones never take the place of old ones."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polars as pl

from ...errors import CheckpointDamaged, CheckpointError
from ...files import replace
from ..parquet import bounded
from .manifest import FILE, file_name

HOW_TO = "audit without it, or remove it"


def write_table(folder: Path, table: str, rows: pl.DataFrame) -> str:
    """Write a table, whole or not at all; returns the sha256 of its file.  Raises CheckpointError."""
    content = BytesIO()
    rows.write_parquet(content, compression="zstd")
    sha256 = hashlib.sha256(content.getbuffer()).hexdigest()
    file = folder / file_name(table, sha256)
    try:
        replace(file, content.getvalue())
    except OSError as error:
        raise CheckpointError(str(file), f"cannot be written: {error.strerror}") from error
    return sha256


def remove_others(folder: Path, files: Mapping[str, str]) -> None:
    """Remove the files of tables that no manifest names any more.  Raises CheckpointError."""
    named = {file_name(table, sha256) for table, sha256 in files.items()}
    try:
        for file in folder.iterdir():
            if FILE.fullmatch(file.name) and file.name not in named:
                file.unlink(missing_ok=True)
    except OSError as error:
        raise CheckpointError(str(folder), f"cannot be written: {error.strerror}") from error


@dataclass(frozen=True)
class Tables:
    """The tables that a manifest names.

    Attributes:
        files: the sha256 of each table's file, by the table.
    """

    folder: Path
    files: Mapping[str, str]

    def names(self, kind: str) -> list[str]:
        """The tables of a kind, which are numbered, in the order of their numbers."""
        return sorted(name for name in self.files if name.startswith(f"{kind}-"))

    def read(self, table: str, schema: pl.Schema, optional: Sequence[str] = (), rows: int = 0) -> pl.DataFrame:
        """A table, once its file is as it was written, and its columns are those that it must have.

        Args:
            table: its name.
            schema: its columns.
            optional: those that not every row has a value in.
            rows: how many it must have, where that is known before, and they may be all alike.

        Raises:
            CheckpointDamaged: it is not; or the manifest does not name it.
            CheckpointError: it cannot be read.
        """
        if table not in self.files:
            raise CheckpointDamaged(str(self.folder), f"lacks the table {table}: {HOW_TO}")
        file = self.folder / file_name(table, self.files[table])
        try:
            content = file.read_bytes()
        except FileNotFoundError:
            raise CheckpointDamaged(str(file), f"is not there: {HOW_TO}") from None
        except OSError as error:
            raise CheckpointError(str(file), f"cannot be read: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != self.files[table]:
            raise CheckpointDamaged(str(file), f"is cut off or changed: {HOW_TO}")
        told = _parsed(file, content, schema, rows)
        if any(told.drop(optional).null_count().row(0)):
            raise _other_columns(file)
        return told

    def damaged(self, table: str) -> CheckpointDamaged:
        """That a table holds what no audit can have come to."""
        return CheckpointDamaged(str(self.folder), f"holds in the table {table} what no audit comes to: {HOW_TO}")


def _parsed(file: Path, content: bytes, schema: pl.Schema, rows: int) -> pl.DataFrame:
    try:
        if pl.read_parquet_schema(BytesIO(content)) != dict(schema):
            raise _other_columns(file)
        return bounded.read(content, cells=rows * len(schema))
    except bounded.Oversized:
        raise CheckpointDamaged(str(file), f"unpacks to far more than any table of its size does: {HOW_TO}") from None
    except bounded.UNREADABLE:
        raise CheckpointDamaged(str(file), f"cannot be read as Parquet: {HOW_TO}") from None


def _other_columns(file: Path) -> CheckpointDamaged:
    return CheckpointDamaged(str(file), f"has other columns than it must: {HOW_TO}")
