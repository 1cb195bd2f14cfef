"""The keys behind the names of accounts: key files, environment variables, and signers behind a node."""

import getpass
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..chain.addresses import checked_address, is_written_as_address
from ..chain.signers import EnvironmentKeyring, KeyFile, Keyring, RemoteKeyring
from ..errors import ChainError
from ..protocol import ANYONE
from ..records import Account
from ..signing.authorization import Authorization, SignedAuthorization
from ..signing.typed_data import TypedData
from .project import ENVIRONMENT

PASSPHRASE = "OPENMUTUAL_PASSPHRASE"
"""The environment variable that may hold the passphrase of a key file."""


def ask_passphrase(name: str) -> str:
    """The passphrase of a key file, from the environment or the keyboard."""
    return os.environ.get(PASSPHRASE) or getpass.getpass(f"Passphrase of {name}: ")


class NamedKeyring(Keyring):
    """Accounts under names of one's own; what needs nobody in particular is sent by the first of them.

    Args:
        sources: by name, where the key is: the path of an encrypted key file, `env:` and a variable, or an address.
        url: the node that signs for addresses.
        passphrase: asked for the passphrase of a key file by its name.
    """

    def __init__(self, sources: Mapping[str, str], url: str, passphrase: Callable[[str], str] = ask_passphrase) -> None:
        super().__init__()
        self._rings = {name: keyring_at(source, url, passphrase) for name, source in sources.items()}
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


def keyring_at(source: str, url: str, passphrase: Callable[[str], str]) -> Keyring:
    """The one account whose key is there: in a key file, an environment variable, or with the node's signer."""
    if source.startswith(ENVIRONMENT):
        return EnvironmentKeyring(source.removeprefix(ENVIRONMENT))
    if is_written_as_address(source):
        return RemoteKeyring(url, checked_address(source))
    return KeyFile(Path(source), passphrase)
