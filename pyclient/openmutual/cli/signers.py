"""Who signs and where: what `--key` says, and the worlds that stand behind `--on`.

An encrypted key file; `env`, the key in an environment variable; an address, whose key a signer behind the node holds;
a name on a local chain; or nothing, which is enough to read.
"""

import os
import re
from pathlib import Path

import typer
from eth_account import Account as Accounts
from eth_account.signers.local import LocalAccount
from eth_utils.address import is_address, to_checksum_address

from ..abi.artifacts import LOCAL_CHAINS
from ..chain import LocalKeyring
from ..chain.key_files import OF_GETH
from ..chain.signers import EnvironmentKeyring, KeyFile, Keyring, ReadOnlyKeyring, RemoteKeyring
from ..errors import KeyFileError
from ..project.accounts import PASSPHRASE, keyring_at
from ..project.project import Project
from ..protocol import ANYONE
from ..records import Account
from .asking import ask_new_passphrase, ask_passphrase

FOLDER_VARIABLE = "OPENMUTUAL_ACCOUNTS"
"""The environment variable that may name the folder of key files."""


def accounts_folder() -> Path:
    """The folder of this program's key files: the one that the environment names, else one in the user's own data."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(os.environ.get(FOLDER_VARIABLE) or Path(data) / "openmutual" / "accounts")


A_KEY = "(0x)?[0-9A-Fa-f]{64}"
"""What a private key looks like."""

ENVIRONMENT = "env"
PRIVATE_KEY = "OPENMUTUAL_PRIVATE_KEY"
"""The environment variable that `--key env` reads."""

NAME_WHO = "say who acts: a key file, env, an address that the node signs for, or on a local chain a name"
NO_SIGNER = "an address signs through a node, and none is asked here: name a key file, or env"
NO_NAMES = "on a real chain a key file signs, not a name that anybody knows"
NO_KEYS = "a private key is never typed: put it into an encrypted key file, and think about a new one"


class OneName(LocalKeyring):
    """The accounts of a local chain; what needs nobody in particular is done under one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def _find(self, name: str) -> LocalAccount:
        return super()._find(self._name if name == ANYONE else name)


class Nobody(ReadOnlyKeyring):
    """No key was named: enough to read."""

    def _signer(self, account: Account) -> LocalAccount:  # noqa: ARG002  there is none, whoever is asked for
        raise typer.BadParameter(NAME_WHO, param_hint="--key")


def ring_of(key: str | None, on: str = "") -> Keyring:
    """The keyring of what `--key` says, with the node that signs for an address.  Raises BadParameter for a key."""
    if key is None:
        return Nobody()
    if key == ENVIRONMENT:
        return EnvironmentKeyring(PRIVATE_KEY)
    if is_address(key):
        if not on:
            raise typer.BadParameter(NO_SIGNER, param_hint="--key")
        return RemoteKeyring(on, to_checksum_address(key))
    if key in (named := Project.here().accounts):
        source = named[key]
        if is_address(source) and not on:
            raise typer.BadParameter(NO_SIGNER, param_hint="--key")
        return keyring_at(source, on, passphrase)
    file = Path(key)
    if file.suffix == ".json" or len(file.parts) > 1 or key.startswith(OF_GETH):
        return KeyFile(file, passphrase)
    if (kept := accounts_folder() / f"{key}.json").is_file():
        return KeyFile(kept, passphrase)
    if re.fullmatch(A_KEY, key):
        raise typer.BadParameter(NO_KEYS, param_hint="--key")
    return OneName(key)


def signer(key: str | None, chain_id: int) -> tuple[Keyring, Account]:
    """Who signs for a chain without asking it.  Raises BadParameter, ChainError."""
    ring = ring_of(key)
    if isinstance(ring, Nobody):
        raise typer.BadParameter(NAME_WHO, param_hint="--key")
    if isinstance(ring, LocalKeyring) and chain_id not in LOCAL_CHAINS:
        raise typer.BadParameter(NO_NAMES, param_hint="--key")
    return ring, ring.account(ANYONE)


def account_of_key(written: str) -> LocalAccount:
    """The account of a private key as people have it.  Raises KeyFileError, which never says what was written."""
    if not re.fullmatch(A_KEY, written.strip()):
        raise KeyFileError("this is no private key: it has 64 hexadecimal digits")
    try:
        signer: LocalAccount = Accounts.from_key(written.strip())
    except Exception:  # noqa: BLE001  whatever it says of the key must not be shown
        raise KeyFileError("this is no private key: no account has it") from None
    return signer


def new_passphrase(name: str) -> str:
    """The passphrase for a new file.  Raises KeyFileError where nobody is there to type it."""
    return ask_new_passphrase(name, PASSPHRASE)


def passphrase(name: str) -> str:
    """The passphrase of a key file.  Raises KeyFileError where nobody is there to type it."""
    return ask_passphrase(name, PASSPHRASE)
