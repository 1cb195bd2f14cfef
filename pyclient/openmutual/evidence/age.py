"""The age format: the one place that seals and unseals, with pyrage.  The common `age` tool opens the same files.

Keys are X25519; a secret key is kept in an object that does not show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyrage  # type: ignore[import-untyped]
from pyrage import passphrase as by_passphrase
from pyrage import x25519

from ..errors import EvidenceError, EvidenceLocked, KeyFileError

HEADER = b"age-encryption.org/v1\n"
"""How every file in the age format begins."""

MOST_READERS = 100


@dataclass(frozen=True)
class AgeKey:
    """A secret key, and the public key (`age1…`) that others seal for.

    Attributes:
        public: what can be given to everybody.
        secret: what only its owner may have; never shown.
    """

    public: str
    secret: str = field(repr=False)


def new_key() -> AgeKey:
    """A fresh random key."""
    return _key(x25519.Identity.generate())


def key_from(secret: str) -> AgeKey:
    """The key that a text is (`AGE-SECRET-KEY-1…`).  Raises KeyFileError, which does not repeat the text."""
    return _key(_identity(secret))


def check_public(public: str) -> str:
    """A public key, if it is one.  Raises EvidenceError."""
    _recipient(public)
    return public


def seal(content: bytes, readers: Sequence[str]) -> bytes:
    """Seal content so that each of the readers can open it, and nobody else.

    Args:
        content: what to seal.
        readers: their public keys, 1 to 100.

    Raises:
        EvidenceError: there is no reader, there are too many, or one is no public key.
    """
    if not 1 <= len(readers) <= MOST_READERS:
        raise EvidenceError(f"evidence is sealed for 1 to {MOST_READERS} readers, not {len(readers)}")
    return bytes(pyrage.encrypt(content, [_recipient(reader) for reader in dict.fromkeys(readers)]))


def unseal(sealed: bytes, key: AgeKey) -> bytes:
    """Open what was sealed for a key.

    Raises:
        EvidenceLocked: it was not sealed for this key, or a byte of it was changed.
        EvidenceError: it is not in the age format.
    """
    if not sealed.startswith(HEADER):
        raise EvidenceError("this is not a sealed file: it does not begin as the age format does")
    try:
        return bytes(pyrage.decrypt(sealed, [_identity(key.secret)]))
    except pyrage.DecryptError:
        raise EvidenceLocked("this key does not open it: it was sealed for other readers, or changed since") from None


def seal_by_passphrase(content: bytes, passphrase: str) -> bytes:
    """Seal content for whoever knows a passphrase; takes about a second on purpose."""
    return bytes(by_passphrase.encrypt(content, passphrase))


def unseal_by_passphrase(sealed: bytes, passphrase: str) -> bytes:
    """Open what a passphrase seals.  Raises EvidenceLocked."""
    try:
        return bytes(by_passphrase.decrypt(sealed, passphrase))
    except pyrage.DecryptError:
        raise EvidenceLocked("it does not open with this passphrase") from None


def _key(identity: x25519.Identity) -> AgeKey:
    return AgeKey(str(identity.to_public()), str(identity))


def _identity(secret: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(secret)
    except pyrage.IdentityError:
        raise KeyFileError("this is no age key; one begins with AGE-SECRET-KEY-1") from None


def _recipient(public: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public)
    except pyrage.RecipientError:
        raise EvidenceError(f"{public[:80]!r} is no public age key; one begins with age1") from None
