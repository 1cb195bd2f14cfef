"""What stands on the chain for evidence and for papers: salted hashes that nobody can guess by trying.

The salt carries 256 random bits, and no salt under 128 is taken, so neither the commitment nor anything else on the
chain can be tried against lists of identity numbers or diagnoses.

A short text can be guessed from its plain hash, so it is hashed with a salt of 256 random bits, which lies beside it:
`report.txt.salt` for `report.txt`.  Whoever is to sign for the same paper, or to check it, needs both files.
"""

import hashlib
import hmac
import secrets
from pathlib import Path

from ..errors import EvidenceError
from ..files import write_secret

DOMAIN = b"openmutual evidence commitment v1\0"
"""Keeps these hashes apart from every other use of SHA-256."""

SALT_BYTES = 32
LEAST_SALT_BYTES = 16
HASH_BYTES = 32


def new_salt() -> bytes:
    """A fresh salt of 256 random bits."""
    return secrets.token_bytes(SALT_BYTES)


def commit(salt: bytes, content_hash: bytes) -> bytes:
    """The commitment to content: SHA-256 over the domain, the length of the salt, the salt and the content's hash.

    Args:
        salt: random, 16 to 255 bytes.
        content_hash: the SHA-256 hash of the sealed bundle, 32 bytes.

    Raises:
        EvidenceError: the salt is too short to hide anything, or the hash is none.
    """
    if not LEAST_SALT_BYTES <= len(salt) <= 255:
        raise EvidenceError(f"a salt has {LEAST_SALT_BYTES} to 255 bytes, not {len(salt)}")
    if len(content_hash) != HASH_BYTES:
        raise EvidenceError(f"a content hash has {HASH_BYTES} bytes, not {len(content_hash)}")
    return hashlib.sha256(DOMAIN + bytes([len(salt)]) + salt + content_hash).digest()


def opens(commitment: bytes, salt: bytes, content_hash: bytes) -> bool:
    """Whether a commitment is to this content under this salt.  Raises EvidenceError as :func:`commit` does."""
    return hmac.compare_digest(commitment, commit(salt, content_hash))


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
        write_secret(beside, new_salt().hex().encode())
    try:
        return bytes.fromhex(beside.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise EvidenceError(f"{beside} holds no salt: {error}") from None
