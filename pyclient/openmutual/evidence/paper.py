"""What stands on the chain for one paper that is kept off it: a panel's report, an objector's reason.

A short text can be guessed from its plain hash, so it is hashed with a salt of 256 random bits, which lies beside it:
`report.txt.salt` for `report.txt`.  Whoever is to sign for the same paper, or to check it, needs both files.
"""

import hashlib
from pathlib import Path

from ..errors import EvidenceError
from .commitment import commit, new_salt
from .keys import write_privately

SUFFIX = ".salt"


def paper_hash(file: Path) -> bytes:
    """The commitment to a paper, 32 bytes; a salt is made beside it where there is none yet.

    Raises:
        EvidenceError: the paper or its salt cannot be read.
        KeyFileError: the salt cannot be written.
    """
    try:
        content = hashlib.sha256(file.read_bytes()).digest()
    except OSError as error:
        raise EvidenceError(f"{file} cannot be read: {error.strerror}") from None
    return commit(_salt_of(file), content)


def _salt_of(file: Path) -> bytes:
    beside = file.with_name(file.name + SUFFIX)
    if not beside.exists():
        write_privately(beside, new_salt().hex().encode())
    try:
        return bytes.fromhex(beside.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise EvidenceError(f"{beside} holds no salt: {error}") from None
