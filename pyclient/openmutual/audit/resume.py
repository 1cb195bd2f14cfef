"""An audit that goes on from a checkpoint where it can, and leaves one behind; if it finds anything, all is audited."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

from ..errors import ArgumentError, CheckpointError, CheckpointOutdated, CheckpointUnderway
from ..files import alone_in
from ..plans.terms import Plan as PlanFile
from .checkpoint.folder import Stored, load, save
from .checkpoint.manifest import MANIFEST, sealed_parts, this_program
from .crew import Crew
from .indicators.morbidity import Assumptions
from .pipeline import Progress, audit, go_on
from .report.assemble import Audited
from .report.report import Start
from .report.terminal import Note
from .source.extract import Extract


@dataclass(frozen=True)
class Resumed:
    """An audit, and what is to be told of its checkpoints."""

    audited: Audited
    notes: tuple[Note, ...] = ()


class Options(TypedDict, total=False):
    """What else an audit is given; see :func:`openmutual.audit.pipeline.audit`."""

    plan_file: PlanFile | None
    trusted: bytes | None
    assumptions: Assumptions | None
    progress: Progress | None
    crew: Crew | None


def resume(folder: Path, extract: Extract, **options: Unpack[Options]) -> Resumed:
    """Audit an export in parts, from a checkpoint on if there is one, and leave one behind if nothing is wrong.

    Args:
        folder: where the checkpoint is; it is made if it is not there.
        extract: the export; the hash of each part's file was compared with its manifest when it was loaded.
        options: of the audit.

    Raises:
        ArgumentError: the export is not one in parts.
        CheckpointError: what the folder holds cannot be gone on from, or written.
    """
    if not sealed_parts(extract):
        raise ArgumentError("a checkpoint is of sealed parts: export the plan into a folder, and audit that")
    underway = CheckpointUnderway(str(folder), "is written by another audit: wait until it has ended")
    with alone_in(folder, folder / MANIFEST, underway, partial(CheckpointError, str(folder))):
        audited, why = _went_on(folder, extract, options)
        audited = audited or audit(extract, **options)
        return Resumed(audited, (*why, _left_behind(folder, audited)))


def _went_on(folder: Path, extract: Extract, options: Options) -> tuple[Audited | None, tuple[Note, ...]]:
    """The audit from a checkpoint on; None if it must begin at the beginning, and why."""
    try:
        stored = load(folder, extract)
    except CheckpointOutdated:
        return None, (Note("outdated", {}),)
    if stored is None:
        return None, ()
    audited = go_on(extract, stored.checkpoint, **options)
    if audited is None:
        return None, (Note("found", {"last": stored.manifest.last.last}),)
    return replace(audited, start=_start(stored)), ()


def _start(stored: Stored) -> Start:
    last = stored.manifest.last
    return Start(
        last_block=last.last,
        block_hash=f"0x{last.last_hash}",
        made_by=str(this_program()["made_by"]),
        replayed=stored.checkpoint.members is None,
        sha256=f"0x{stored.sha256}",
    )


def _left_behind(folder: Path, audited: Audited) -> Note:
    """Keep what the next audit can go on from, if there is anything."""
    if audited.checkpoint is None:
        return Note("not_written", {})
    sha256 = save(folder, audited.checkpoint, audited.extract)
    return Note("written", {"last": audited.extract.last, "folder": str(folder), "sha256": f"0x{sha256}"})
