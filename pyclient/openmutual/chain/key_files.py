"""Encrypted key files (keystore v3): this package's, geth's `UTC--…` and foundry's, which differ in names alone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eth_account import Account as Accounts
from eth_account.signers.local import LocalAccount
from eth_utils.address import is_hex_address, to_checksum_address

from ..errors import ChainError, KeyFileError
from ..files import write_secret
from ..records import NOBODY, Account

OF_GETH = "UTC--"
"""How the names of geth's key files begin."""


def open_key_file(file: Path, passphrase: Callable[[str], str]) -> LocalAccount:
    """The account in a key file.

    Args:
        file: where it is.
        passphrase: asked for the passphrase, by the file's name.

    Raises:
        ChainError: there is none, it is no key file, or the passphrase does not open it.
    """
    if not file.is_file():
        raise ChainError(f"there is no key file {file.name} in {file.parent}")
    content = _content(file)
    if content is None:
        raise ChainError(f"{file} is no key file (keystore v3)")
    try:
        signer: LocalAccount = Accounts.from_key(Accounts.decrypt(content, passphrase(file.name)))
    except ValueError:
        raise ChainError(f"the key file {file.name} does not open with this passphrase") from None
    return signer


def write_key_file(file: Path, signer: LocalAccount, passphrase: str) -> None:
    """Write an account into a new key file that its owner alone can read.

    Raises:
        KeyFileError: the file is there already or cannot be written, or the passphrase is empty.
    """
    if not passphrase:
        raise KeyFileError("a key file needs a passphrase")
    expect_none(file)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KeyFileError(f"{file} cannot be written: {error.strerror}") from None
    write_secret(file, (json.dumps(signer.encrypt(passphrase)) + "\n").encode())


def expect_none(file: Path) -> None:
    """See that there is no such file yet, before anybody is asked for a passphrase.  Raises KeyFileError."""
    if file.exists():
        raise KeyFileError(f"{file} is there already; nothing was written over it")


def key_files_in(folder: Path) -> dict[Path, Account]:
    """The key files of a folder by name, each with its account; nobody where only the passphrase would tell."""
    found = {}
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        content = _content(file) if file.is_file() else None
        if content is not None:
            address = content.get("address")
            found[file] = to_checksum_address(address) if is_hex_address(address) else NOBODY
    return found


def _content(file: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
    is_key_file = isinstance(content, dict) and {name.lower() for name in content} >= {"crypto", "version"}
    return content if is_key_file else None
