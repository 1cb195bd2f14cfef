"""The keys behind the names of accounts: key files, environment variables, and signers behind a node."""

import getpass
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..chain.addresses import checked_address, is_written_as_address
from ..chain.key_files import key_files_in
from ..chain.signers import EnvironmentKeyring, KeyFile, Keyring, RemoteKeyring
from ..errors import ArgumentError, ChainError
from ..protocol import ANYONE
from ..records import Account
from ..rpc.transport import Rpc
from ..signing.authorization import Authorization, SignedAuthorization
from ..signing.typed_data import TypedData
from .project import ENVIRONMENT, is_secret

PASSPHRASE = "OPENMUTUAL_PASSPHRASE"
"""The environment variable that may hold the passphrase of a key file."""


def ask_passphrase(name: str) -> str:
    """The passphrase of a key file, from the environment or the keyboard."""
    return os.environ.get(PASSPHRASE) or getpass.getpass(f"Passphrase of {name}: ")


class NamedKeyring(Keyring):
    """Accounts under names of one's own; what needs nobody in particular is sent by the first of them.

    Args:
        sources: by name, where the key is: the path of an encrypted key file, `env:` and a variable, or an address.
        node: the address of the node that signs for addresses, or a line to it; empty where there is none.
        passphrase: asked for the passphrase of a key file by its name.
    """

    def __init__(
        self, sources: Mapping[str, str], node: str | Rpc, passphrase: Callable[[str], str] = ask_passphrase
    ) -> None:
        super().__init__()
        self._rings = {name: keyring_at(source, node, passphrase) for name, source in sources.items()}
        self._owners: dict[Account, Keyring] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(self._rings)}>"

    def account(self, name: str) -> Account:
        """The address of a name.  Raises ChainError if there is no such account, or its key cannot be had."""
        own = next(iter(self._rings)) if name == ANYONE and name not in self._rings else name
        if own not in self._rings:
            raise ChainError(f"there is no account {name!r} here; there are {', '.join(self._rings)}")
        address = self._rings[own].account(own)
        self._owners[address] = self._rings[own]
        return address

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Sign a transaction, as :class:`Keyring` does."""
        return self._owner(account).sign_transaction(account, fields)

    def sign_typed_data(self, account: Account, data: TypedData) -> bytes:
        """Sign typed data, as :class:`Keyring` does."""
        return self._owner(account).sign_typed_data(account, data)

    def sign_authorization(self, account: Account, authorization: Authorization) -> SignedAuthorization:
        """Let a code run as the account, as :class:`Keyring` does."""
        return self._owner(account).sign_authorization(account, authorization)

    def _owner(self, account: Account) -> Keyring:
        for name in self._rings:
            if account in self._owners:
                break
            self.account(name)
        if account not in self._owners:
            raise ChainError(f"there is no key here for {account}")
        return self._owners[account]


def keyring_at(source: str, node: str | Rpc, passphrase: Callable[[str], str]) -> Keyring:
    """The one account whose key is there: in a key file, an environment variable, or with the node's signer.

    Raises ArgumentError for a key itself, which it does not repeat, and for an address where no node signs.
    """
    if is_secret(source):
        raise ArgumentError("a private key is never handed in: put it into an encrypted key file, or write env:NAME")
    if source.startswith(ENVIRONMENT):
        return EnvironmentKeyring(source.removeprefix(ENVIRONMENT))
    if is_written_as_address(source):
        if not node:
            raise ArgumentError(f"nothing here signs for {source}: write the path of its key file, or env:NAME")
        return RemoteKeyring(node, checked_address(source))
    return KeyFile(Path(source), passphrase)


def address_at(source: str) -> Account:
    """The address of the account whose key is there, without opening a key file.

    Raises:
        ArgumentError: the key file is not there, or does not tell its address; foundry's do not.
        ChainError: the environment variable is not set, or holds no key.
    """
    if is_written_as_address(source):
        return checked_address(source)
    if source.startswith(ENVIRONMENT):
        return EnvironmentKeyring(source.removeprefix(ENVIRONMENT)).account(ANYONE)
    address = key_files_in(Path(source).parent).get(Path(source))
    if not address:
        raise ArgumentError(f"the key file {source} is not there, or does not tell its address; write the address")
    return address
