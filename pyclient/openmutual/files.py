"""Files that are there whole or not at all, whenever the machine stops: new ones, replaced ones, and growing ones."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from .errors import FileError, KeyFileError

PRIVATE = 0o600
"""Readable by its owner alone."""

PUBLIC = 0o666
"""As open as the owner's system makes new files."""


def create(file: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a file that must not be there yet, down to the disk.

    Raises:
        FileExistsError: it is there already; nothing was written over it.
        OSError: it cannot be written.
    """
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(content)
        sync(out)
    _sync_folder(file.parent)


def write_secret(file: Path, content: bytes) -> None:
    """Write a key, or what is as secret, into a new file that only its owner may read.

    Raises:
        KeyFileError: the file is there already, and nothing was written over it; or it cannot be written.
    """
    try:
        create(file, content)
    except FileExistsError:
        raise KeyFileError(f"{file} is there already; nothing was written over it") from None
    except OSError as error:
        raise KeyFileError(f"{file} cannot be written: {error.strerror}") from None


def replace(file: Path, content: bytes, mode: int = PUBLIC) -> None:
    """Write a file anew, or for the first time.  Raises OSError; then the old one is still there."""
    with replacing(file, mode) as out:
        out.write(content)


@contextlib.contextmanager
def replacing(file: Path, mode: int = PUBLIC) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of a file once all of it is on the disk.

    Raises:
        OSError: it cannot be written; then the old file is still there.
    """
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            yield out
            sync(out)
        part.replace(file)
        _sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)


def append_line(file: Path, line: str) -> None:
    """Add a line to a file, down to the disk; half a line that a crash left at its end goes.  Raises OSError."""
    with file.open("a+b") as out:
        _cut_half_a_line(out)
        out.write(line.encode() + b"\n")
        sync(out)


def _cut_half_a_line(out: BinaryIO) -> None:
    out.seek(0)
    content = out.read()
    if not content.endswith(b"\n"):
        out.truncate(content.rfind(b"\n") + 1)


@contextlib.contextmanager
def locked(file: Path, wait: bool = True) -> Iterator[None]:
    """Keep other processes that ask for the same away from a file; a crash lets go of it.

    The lock lies on a file beside it, `.<name>.lock`, which stays, since who removed it could remove another's.

    Args:
        file: what is kept for one process.
        wait: until the other one is done.

    Raises:
        BlockingIOError: another one has it, and waiting is not wanted.
        OSError: the folder cannot be written in.
    """
    with file.with_name(f".{file.name}.lock").open("ab") as out:
        _lock(out, wait)
        yield


@contextlib.contextmanager
def alone_in(folder: Path, lock: Path, underway: FileError, unwritable: Callable[[str], FileError]) -> Iterator[None]:
    """Work in a folder, made if it is not there, and keep other processes away that want to.

    Args:
        folder: where only one process at a time may write.
        lock: the file that is locked for all of it.
        underway: raised if another process is at it.
        unwritable: makes what is raised if the folder, or a file in it, cannot be written, of what is wrong.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(lock, wait=False):
            yield
    except BlockingIOError:
        raise underway from None
    except OSError as error:
        raise unwritable(f"cannot be written: {error.strerror}") from error


if sys.platform == "win32":
    import msvcrt

    def _lock(out: BinaryIO, wait: bool) -> None:
        try:
            msvcrt.locking(out.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(*error.args) from None
else:
    import fcntl

    def _lock(out: BinaryIO, wait: bool) -> None:
        fcntl.flock(out, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))


def sync(out: BinaryIO) -> None:
    """See that what was written is on the disk.  Raises OSError."""
    out.flush()
    os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    """See that a new name is on the disk too; some systems cannot open a folder, and do this by themselves."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
