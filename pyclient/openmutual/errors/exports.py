"""What can be wrong with an export of a plan, and with what is kept of an audit of it."""

from .base import FileError


class ExportError(FileError):
    """An export of a plan cannot be used."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(file, 0, "", problem)


class NotAnExport(ExportError):
    """The file is not an export of a plan."""


class UnknownExportVersion(ExportError):
    """The file is an export in a format that this program does not know."""


class ExportDamaged(ExportError):
    """The file is an export of a plan, but cut off or changed so that it cannot be read."""


class OtherContracts(ExportError):
    """The file is an export of a plan on another version of the contracts, whose log this program does not know."""


class PartMissing(ExportError):
    """A part that the manifest of an export names is not there."""


class PartsDisordered(ExportError):
    """The parts of an export do not follow one another: some are reordered, overlap, or leave blocks out."""


class PartOfAnother(ExportError):
    """A part is of another plan, or of other blocks, than its manifest says."""


class ExportUnfinished(ExportError):
    """An export was interrupted: what is sealed is whole, but it does not tell yet what the contracts hold."""


class ExportUnderway(ExportError):
    """Another export writes to the same place."""


class CheckpointError(FileError):
    """What is kept of an earlier audit cannot be used."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(file, 0, "", problem)


class NotACheckpoint(CheckpointError):
    """The place holds other things than a checkpoint of an audit."""


class CheckpointDamaged(CheckpointError):
    """A checkpoint is cut off or changed, or lacks a file."""


class CheckpointOutdated(CheckpointError):
    """A checkpoint was made by another version of this program, which may have audited otherwise."""


class CheckpointOfAnother(CheckpointError):
    """A checkpoint is of another plan, or of another chain."""


class AuditedPartChanged(CheckpointError):
    """A part of an export is not the one that was audited, or is gone."""


class CheckpointUnderway(CheckpointError):
    """Another audit writes to the same place."""
