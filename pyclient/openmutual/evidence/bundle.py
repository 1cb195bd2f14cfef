"""Files made into one bundle before they are sealed, and taken out of it again: an ordinary tar of plain files.

What comes out of a bundle was written by somebody else, so names that could leave a folder or deceive a reader are
refused, and so is everything that is no plain file.  Names are as secret as what they name: they are inside the seal.
"""

import io
import tarfile
import unicodedata
from collections.abc import Mapping

from ..errors import EvidenceError
from .commitment import LEAST_SALT_BYTES

MOST_BYTES = 64 * 1024 * 1024
"""All files of a bundle together."""

MOST_FILES = 100
MOST_NAME_BYTES = 200

SALT_NAME = "openmutual-salt"
"""The file of a bundle that holds the commitment's salt, so that whoever can open it can check it."""

_FORBIDDEN = set('/\\:*?"<>|')
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}


def pack(files: Mapping[str, bytes], salt: bytes) -> bytes:
    """A bundle of files, by name.  The same files and salt make the same bytes: no owner, no time, sorted.

    Raises:
        EvidenceError: a name is not allowed, or there are too many files, too few or too large ones.
    """
    _check(files)
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in [(SALT_NAME, salt), *sorted(files.items())]:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def unpack(bundle: bytes) -> tuple[dict[str, bytes], bytes]:
    """The files of a bundle by name, and its salt.

    Raises:
        EvidenceError: it is no bundle, or holds what no bundle may.
    """
    try:
        files = _members(bundle)
    except (tarfile.TarError, ValueError, OverflowError):
        raise EvidenceError("what was sealed is no bundle of evidence") from None
    salt = files.pop(SALT_NAME, b"")
    if len(salt) < LEAST_SALT_BYTES:
        raise EvidenceError("the bundle holds no salt")
    _check(files)
    return files, salt


def check_name(name: str) -> str:
    """A name that stays in its folder on every system and shows as what it is.  Raises EvidenceError."""
    if not name or name != name.strip() or name.endswith(".") or name.partition(".")[0].upper() in _DEVICES:
        raise EvidenceError(f"{name!a} is no name for a file")
    if any(character in _FORBIDDEN or unicodedata.category(character)[0] == "C" for character in name):
        raise EvidenceError(f"{name!a} holds characters that no file name of evidence may")
    if len(name.encode()) > MOST_NAME_BYTES:
        raise EvidenceError(f"{name[:40]!a}… is too long for a file name")
    return name


def _members(bundle: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(bundle), mode="r:") as tar:
        for entry in tar:
            if entry.type not in (tarfile.REGTYPE, tarfile.AREGTYPE) or entry.sparse is not None:
                raise EvidenceError(f"{entry.name!a} in the bundle is no plain file")
            if entry.name in files:
                raise EvidenceError(f"{entry.name!a} is in the bundle twice")
            if len(files) > MOST_FILES or entry.size > len(bundle):
                raise EvidenceError("the bundle holds more than a bundle may")
            content = tar.extractfile(entry)
            files[entry.name] = content.read() if content is not None else b""
    return files


def _check(files: Mapping[str, bytes]) -> None:
    if not 1 <= len(files) <= MOST_FILES:
        raise EvidenceError(f"a bundle holds 1 to {MOST_FILES} files, not {len(files)}")
    if sum(map(len, files.values())) > MOST_BYTES:
        raise EvidenceError(f"a bundle holds at most {MOST_BYTES // 1024 // 1024} MiB")
    folded = {unicodedata.normalize("NFC", check_name(name)).casefold() for name in files}
    if len(folded) < len(files) or SALT_NAME in folded:
        raise EvidenceError("two files of a bundle cannot have the same name")
