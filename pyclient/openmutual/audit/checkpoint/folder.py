"""A checkpoint in a folder: the manifest is the last that is written, and names what belongs to it."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from .. import kernels
from ..proof.proven_blocks import ProvenBlocks
from ..source.extract import Extract
from .checkpoint import Checkpoint
from .manifest import Manifest, expect_fits, read_manifest, sealed_parts
from .tables import Tables, remove_others, write_table

BLOCKS = pl.Schema({"time": pl.Int64, "is_told": pl.Boolean})
"""All blocks that were audited, from the first on."""


class Stored(NamedTuple):
    """A checkpoint as it lies in a folder, with its manifest, and that one's sha256."""

    checkpoint: Checkpoint
    manifest: Manifest
    sha256: str


def save(folder: Path, checkpoint: Checkpoint, extract: Extract) -> str:
    """Put a checkpoint in the place of the one in a folder; returns the sha256 of its manifest.

    Whenever the machine stops, the folder holds the one or the other whole.

    Args:
        folder: which nobody else writes to meanwhile.
        checkpoint: what an audit has come to.
        extract: the export in parts that was audited.

    Raises:
        CheckpointError: the folder cannot be written in.
    """
    blocks, members = checkpoint.blocks, checkpoint.members
    files = {"blocks": write_table(folder, "blocks", pl.DataFrame([blocks.times, blocks.is_told], BLOCKS))}
    if members is not None:
        from .members import tables

        files |= {name: write_table(folder, name, rows) for name, rows in tables(members)}
    totals = None if members is None else members.totals._asdict()
    manifest = Manifest(extract.chain_id, extract.contracts, sealed_parts(extract), totals, files)
    sha256 = manifest.save(folder)
    remove_others(folder, files)
    return sha256


def load(folder: Path, extract: Extract) -> Stored | None:
    """The checkpoint in a folder, if an audit of an export can go on from it; None if there is none yet.

    Raises:
        NotACheckpoint, CheckpointDamaged, CheckpointOutdated: what is there cannot be used.
        CheckpointOfAnother, AuditedPartChanged: it is of other parts than the export has.
        CheckpointError: it cannot be read.
    """
    found = read_manifest(folder)
    if found is None:
        return None
    manifest, sha256 = found
    expect_fits(manifest, folder, extract)
    tables = Tables(folder, manifest.files)
    checkpoint = Checkpoint(_blocks(tables, extract.first, manifest.last.last))
    is_told_once = all(said.block == extract.last for said in extract.accounts)
    if manifest.totals is not None and kernels.IS_COMPILED and is_told_once:
        from .members import kept_in

        checkpoint = Checkpoint(checkpoint.blocks, kept_in(tables, manifest.totals, manifest.last.last))
    return Stored(checkpoint, manifest, sha256)


def _blocks(tables: Tables, first: int, last: int) -> ProvenBlocks:
    """Raises CheckpointDamaged."""
    rows = tables.read("blocks", BLOCKS, rows=last - first + 1)
    times = np.array(rows["time"].to_numpy())
    if rows.height != last - first + 1 or times.min() < 0 or (np.diff(times) < 0).any():
        raise tables.damaged("blocks")
    return ProvenBlocks(first, times, np.array(rows["is_told"].to_numpy()))
