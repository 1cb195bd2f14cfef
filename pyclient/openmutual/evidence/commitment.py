"""What the chain holds of evidence: one salted hash, which nobody can guess by trying.

The salt carries 256 random bits, and no salt under 128 is taken, so neither the commitment nor anything else on the
chain can be tried against lists of identity numbers or diagnoses.
"""

import hashlib
import hmac
import secrets

from ..errors import EvidenceError

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
