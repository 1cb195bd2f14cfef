"""Who signs, by what `--key` says: an encrypted key file, a name on a local chain, or nobody, who can only read."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from eth_account.signers.local import LocalAccount

from ..chain import LocalKeyring
from ..chain.accounts import Keyring
from ..chain.contract import ZERO
from ..chain.deploy import LOCAL_CHAINS
from ..protocol import ANYONE
from ..records import Account
from .keys import KeyFile
from .worlds import passphrase

NAME_WHO = "say who acts: a key file, or on a local chain a name"
NO_NAMES = "on a real chain a key file signs, not a name that anybody knows"
NO_KEYS = "a private key is never typed: put it into an encrypted key file, and think about a new one"


class OneName(LocalKeyring):
    """The accounts of a local chain; what needs nobody in particular is done under one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def _find(self, name: str) -> LocalAccount:
        return super()._find(self._name if name == ANYONE else name)


class Nobody(Keyring):
    """No key: enough to read."""

    def account(self, name: str) -> Account:  # noqa: ARG002  whoever it is, they cannot sign
        """The zero address."""
        return ZERO

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:  # noqa: ARG002
        """Refuse.  Raises BadParameter."""
        raise typer.BadParameter(NAME_WHO, param_hint="--key")


def ring_of(key: str | None) -> Keyring:
    """The keyring of what `--key` says: a file, if it looks like one, else a name.  Raises BadParameter for a key."""
    if key is None:
        return Nobody()
    file = Path(key)
    if file.suffix == ".json" or len(file.parts) > 1:
        return KeyFile(file, passphrase)
    if re.fullmatch("(0x)?[0-9A-Fa-f]{64}", key):
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
