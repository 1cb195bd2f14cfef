"""One key file that signs for whoever is asked for."""

from collections.abc import Callable
from pathlib import Path

from eth_account.signers.local import LocalAccount

from ..chain import KeystoreKeyring


class KeyFile(KeystoreKeyring):
    """The account in one encrypted key file, under any name.

    Args:
        file: `<name>.json`.
        passphrase: asked for the passphrase of the name.
    """

    def __init__(self, file: Path, passphrase: Callable[[str], str]) -> None:
        super().__init__(file.parent, passphrase)
        self._file = file

    def _find(self, name: str) -> LocalAccount:  # noqa: ARG002  it signs for everybody
        return super()._find(self._file.stem)
