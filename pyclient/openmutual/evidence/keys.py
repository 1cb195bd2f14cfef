"""Age keys in files, as `age-keygen` writes them: readable by their owner alone, behind a passphrase if wanted."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from ..errors import EvidenceLocked, KeyFileError
from ..files import sync, write_secret
from . import age
from .age import AgeKey

MOST_BYTES = 100_000
"""No key file is larger."""

_SECRET = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]+$", re.MULTILINE)


def reader_hash(public: str) -> bytes:
    """What stands for a reader on the chain: the SHA-256 hash of the public key as it is written, 32 bytes.

    Raises:
        EvidenceError: it is no public key.
    """
    return hashlib.sha256(age.check_public(public).encode()).digest()


def key_text(key: AgeKey, notes: Mapping[str, str]) -> str:
    """A key as it stands in a file: notes and the public key as comments, then the secret."""
    lines = [f"# {name}: {value}" for name, value in {**notes, "public key": key.public}.items()]
    return "\n".join([*lines, key.secret]) + "\n"


def key_in(text: str) -> AgeKey:
    """The one key in a text.  Raises KeyFileError."""
    found = _SECRET.findall(text)
    if len(found) != 1:
        raise KeyFileError(f"there must be one age key here, but there are {len(found)}")
    return age.key_from(found[0])


def write_key(file: Path, key: AgeKey, notes: Mapping[str, str], passphrase: str = "") -> None:
    """Write a key into a new file that only its owner may read.

    Args:
        file: must not be there yet, so that no key is ever written over.
        key: the key.
        notes: what to say beside it, by name.
        passphrase: seals the file, if it is not empty.

    Raises:
        KeyFileError: the file is there already, or cannot be written.
    """
    content = key_text(key, notes).encode()
    write_secret(file, age.seal_by_passphrase(content, passphrase) if passphrase else content)


def read_key(file: Path, passphrase: Callable[[str], str]) -> AgeKey:
    """Read a key out of its file.

    Args:
        file: as :func:`write_key` or `age-keygen` writes it.
        passphrase: asked for the passphrase of a file, where one seals it.

    Raises:
        KeyFileError: the file is not there, holds no key, opens with another passphrase, or others may read it.
    """
    content = _read_privately(file)
    if content.startswith(age.HEADER):
        try:
            content = age.unseal_by_passphrase(content, passphrase(file.name))
        except EvidenceLocked:
            raise KeyFileError(f"{file} does not open with this passphrase") from None
    try:
        return key_in(content.decode("utf-8", errors="replace"))
    except KeyFileError as error:
        raise KeyFileError(f"{file}: {error}") from None


def destroy_key(file: Path) -> None:
    """Write over a key file and remove it.  Copies elsewhere, and what a disk keeps of it, are out of reach.

    Raises:
        KeyFileError: it is not there, or cannot be removed.
    """
    try:
        with file.open("r+b") as out:
            out.write(bytes(file.stat().st_size))
            sync(out)
        file.unlink()
    except OSError as error:
        raise KeyFileError(f"{file} cannot be destroyed: {error.strerror}") from None


def _read_privately(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            mode = os.fstat(source.fileno()).st_mode
            content = source.read(MOST_BYTES + 1)
    except OSError as error:
        raise KeyFileError(f"{file} cannot be read: {error.strerror}") from None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise KeyFileError(f"others can read {file}; run chmod 600 on it, and think about a new key")
    if len(content) > MOST_BYTES:
        raise KeyFileError(f"{file} is too large for a key file")
    return content
