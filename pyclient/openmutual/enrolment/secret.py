"""The attestor's nullifier key: 32 random bytes in an encrypted key file, or in an environment variable.

It must be the same for all people of a plan, or one of them could join twice; and whoever else has it can find the
people behind nullifiers by trying all numbers.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..codec import from_hex
from ..errors import KeyFileError
from ..files import create

KEY_BYTES = 32
MOST_BYTES = 4_000
"""No key file is larger; so none is nested deeper than can be read either."""


@dataclass(frozen=True, slots=True)
class NullifierKey:
    """The key.

    Attributes:
        secret: 32 bytes, never shown.

    Raises:
        KeyFileError: it has another size.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise KeyFileError(f"a nullifier key has {KEY_BYTES} bytes, not {len(self.secret)}")


def new_key() -> NullifierKey:
    """A fresh random key."""
    return NullifierKey(secrets.token_bytes(KEY_BYTES))


def write_key(file: Path, key: NullifierKey, passphrase: str) -> None:
    """Write a key into a new encrypted key file (keystore v3).

    Raises:
        KeyFileError: the file is there already, cannot be written, or the passphrase is empty.
    """
    from eth_account import Account as Accounts

    if not passphrase:
        raise KeyFileError("a nullifier key needs a passphrase")
    content = Accounts.encrypt(key.secret, passphrase)
    # The format names the address of the key, which says nothing here and would only be taken for an account.
    content.pop("address", None)
    try:
        create(file, (json.dumps(content) + "\n").encode())
    except FileExistsError:
        raise KeyFileError(f"{file} is there already; nothing was written over it") from None
    except OSError as error:
        raise KeyFileError(f"{file} cannot be written: {error.strerror}") from None


def read_key(file: Path, passphrase: Callable[[str], str]) -> NullifierKey:
    """The key in an encrypted key file (keystore v3).

    Args:
        file: as :func:`write_key` writes it.
        passphrase: asked for the passphrase of a file.

    Raises:
        KeyFileError: the file cannot be read, or does not open with this passphrase.
    """
    from eth_account import Account as Accounts

    try:
        with file.open(encoding="utf-8") as source:
            content = source.read(MOST_BYTES)
        return NullifierKey(bytes(Accounts.decrypt(content, passphrase(file.name))))
    except OSError as error:
        raise KeyFileError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeyFileError(f"{file} is no key file, or does not open with this passphrase") from None


def key_from_environment(environment: Mapping[str, str], variable: str) -> NullifierKey:
    """The key in an environment variable: 64 hexadecimal digits.  Raises KeyFileError, which does not repeat it."""
    try:
        return NullifierKey(from_hex(environment[variable]))
    except KeyError:
        raise KeyFileError(f"the environment variable {variable} is not set") from None
    except ValueError:
        raise KeyFileError(f"the environment variable {variable} holds no hexadecimal digits") from None
