"""Who signs: accounts by name, the keys behind them, and signers behind JSON-RPC whose keys never come here.

A private key is never an argument, a result or a part of any text here: callers name an account and hand in what
is to be signed.

The signer is asked to sign (`eth_signTransaction`, `eth_signTypedData_v4`); what is signed is sent like anything else.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from eth_account import Account as Accounts
from eth_account.hdaccount import seed_from_mnemonic
from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_keys.datatypes import PrivateKey
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes
from rlp.exceptions import RLPException  # type: ignore[import-untyped]

from ..codec import ZERO_ADDRESS, from_hex, to_rpc
from ..errors import CannotAuthorize, ChainError
from ..protocol import ANYONE
from ..records import Account
from ..rpc.transport import Declined, JsonRpc, Rpc
from ..signing.authorization import Authorization, SignedAuthorization
from ..signing.typed_data import TypedData, signer_of
from .key_files import open_key_file

LOCAL_MNEMONIC = "test test test test test test test test test test test junk"
"""Known to everybody, and the default of local chains: whatever its accounts hold is a toy."""

LOCAL_PATH = "m/44'/60'/0'/0"


class Keyring:
    """Accounts that can sign, by name and by address."""

    def __init__(self) -> None:
        self._by_name: dict[str, LocalAccount] = {}
        self._by_address: dict[Account, LocalAccount] = {}

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self._by_name)} accounts>"

    def account(self, name: str) -> Account:
        """The address of a name, always the same.  Raises ChainError if there is no such account."""
        if name not in self._by_name:
            signer = self._find(name)
            self._by_name[name] = self._by_address[signer.address] = signer
        return self._by_name[name].address

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Sign a transaction; returns it as it is sent, and its hash.  Raises ChainError without the key."""
        signed = self._signer(account).sign_transaction(dict(fields))
        return bytes(signed.raw_transaction), bytes(signed.hash)

    def sign_typed_data(self, account: Account, data: TypedData) -> bytes:
        """Sign typed data (EIP-712): 65 bytes, `r`, `s`, `v`.  Raises ChainError without the key."""
        signer = self._signer(account)
        return bytes(signer.sign_typed_data(data["domain"], data["types"], data["message"]).signature)

    def sign_authorization(self, account: Account, authorization: Authorization) -> SignedAuthorization:
        """Let a code run as the account (EIP-7702).

        Raises:
            ChainError: there is no key for it here.
            CannotAuthorize: the key is with a signer that does not sign authorizations.
        """
        signature = PrivateKey(bytes(self._signer(account).key)).sign_msg_hash(authorization.digest)
        return SignedAuthorization(authorization, signature.to_bytes())

    def _signer(self, account: Account) -> LocalAccount:
        try:
            return self._by_address[account]
        except KeyError:
            raise ChainError(f"there is no key here for {account}") from None

    def _find(self, name: str) -> LocalAccount:
        raise ChainError(f"there is no account {name!r} here")


class LocalKeyring(Keyring):
    """Accounts for local chains: any name has one, the same on each of them, and everybody can know its key."""

    def __init__(self) -> None:
        super().__init__()
        self._seed = seed_from_mnemonic(LOCAL_MNEMONIC, "")

    def _find(self, name: str) -> LocalAccount:
        signer: LocalAccount = Accounts.from_key(keccak(self._seed + name.encode()))
        return signer


class KeystoreKeyring(Keyring):
    """Accounts in a folder of encrypted key files, `<name>.json`; a key is decrypted when its account is first used.

    Args:
        folder: where the key files lie.
        passphrase: asked for the passphrase of a name; best from a prompt, never from an argument.
    """

    def __init__(self, folder: Path, passphrase: Callable[[str], str]) -> None:
        super().__init__()
        self._folder = folder
        self._passphrase = passphrase

    def _find(self, name: str) -> LocalAccount:
        file = self._folder / f"{name}.json"
        if file.parent != self._folder:
            raise ChainError(f"there is no key file {name}.json in {self._folder}")
        return open_key_file(file, lambda _: self._passphrase(name))


class KeyFile(Keyring):
    """The account in one encrypted key file, under any name.

    Args:
        file: this package's, geth's or foundry's.
        passphrase: asked for the passphrase, by the file's name.
    """

    def __init__(self, file: Path, passphrase: Callable[[str], str]) -> None:
        super().__init__()
        self._file, self._passphrase = file, passphrase

    def _find(self, name: str) -> LocalAccount:  # noqa: ARG002  it signs for everybody
        return open_key_file(self._file, self._passphrase)


class ReadOnlyKeyring(Keyring):
    """No key: enough to read."""

    def account(self, name: str) -> Account:
        """The zero address where nobody in particular is meant.  Raises ChainError for everybody else."""
        if name == ANYONE:
            return ZERO_ADDRESS
        raise ChainError(f"there is no key here for {name!r}: to act, hand in accounts")

    def _signer(self, account: Account) -> LocalAccount:  # noqa: ARG002  there is none, whoever is asked for
        raise ChainError("nobody here can sign: to act, hand in accounts")


class EnvironmentKeyring(Keyring):
    """One account, whose private key stands in an environment variable; every name means it.

    Args:
        variable: the name of the variable.  Its value is read when the account is first used, and never shown.
    """

    def __init__(self, variable: str) -> None:
        super().__init__()
        self._variable = variable

    def _find(self, name: str) -> LocalAccount:  # noqa: ARG002  it signs for everybody
        try:
            signer: LocalAccount = Accounts.from_key(os.environ[self._variable].strip())
        except KeyError:
            raise ChainError(f"the environment variable {self._variable} is not set") from None
        except Exception:  # noqa: BLE001  whatever it says of the key must not be shown
            raise ChainError(f"the environment variable {self._variable} holds no private key") from None
        return signer


MALFORMED = (ValueError, TypeError, IndexError, RLPException, ValidationError, BadSignature)
"""What the libraries say of bytes that are no transaction or no signature."""

DOMAIN_TYPES = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}


class RemoteKeyring(Keyring):
    """One account of a signer behind JSON-RPC; every name means it.

    Args:
        rpc: the address at which the signer answers, or a line to it.
        account: its address.
    """

    def __init__(self, rpc: str | Rpc, account: Account) -> None:
        super().__init__()
        # Asked once: a person may be standing before the signer.
        self._rpc: Rpc = JsonRpc(rpc, pauses=()) if isinstance(rpc, str) else rpc
        self._account = account

    def account(self, name: str) -> Account:  # noqa: ARG002  it signs for everybody
        """The signer's account, whatever the name."""
        return self._account

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Have a transaction signed.  Raises ChainError if the signer does not answer, refuses or signs otherwise."""
        wanted = {**to_rpc(fields), "from": account}
        wanted["input"] = wanted.pop("data", "0x")
        answer = self._ask("eth_signTransaction", wanted)
        raw = _bytes_in(answer.get("raw") if isinstance(answer, Mapping) else answer)
        if not _is_asked(raw, account, fields):
            raise ChainError(f"the signer signed something else, or for another account than {account}")
        return raw, keccak(raw)

    def sign_typed_data(self, account: Account, data: TypedData) -> bytes:
        """Have typed data (EIP-712) signed.  Raises ChainError as :meth:`sign_transaction` does."""
        primary = next(iter(data["types"]))
        domain = [{"name": name, "type": DOMAIN_TYPES[name]} for name in data["domain"]]
        message = to_rpc(data["message"])
        full = {"types": {"EIP712Domain": domain, **data["types"]}, "primaryType": primary}
        wanted = full | {"domain": data["domain"], "message": message}
        signature = _bytes_in(self._ask("eth_signTypedData_v4", account, wanted))
        if signer_of(data, signature) != account:
            raise ChainError(f"the signer signed something else, or for another account than {account}")
        return signature

    def sign_authorization(self, account: Account, authorization: Authorization) -> SignedAuthorization:  # noqa: ARG002
        """Refuse: no method of JSON-RPC has a signer sign one.  Raises CannotAuthorize."""
        raise CannotAuthorize(f"a remote signer cannot let a code run as {account}; this needs the key itself")

    def _ask(self, method: str, *parameters: Any) -> Any:
        try:
            return self._rpc.ask(method, *parameters)
        except Declined as declined:
            raise ChainError(f"the signer refused: {declined.message}") from None
        except ChainError as error:
            raise ChainError(f"the signer does not answer: {error}") from None


def _bytes_in(answer: Any) -> bytes:
    """The bytes that a signer answers; none for what are no bytes, which nobody has signed."""
    try:
        return from_hex(answer)
    except (AttributeError, TypeError, ValueError):
        return b""


def _is_asked(raw: bytes, account: Account, fields: Mapping[str, Any]) -> bool:
    """Whether a signed transaction is the one that was asked for, field by field, by that account."""
    try:
        signed = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
        return Accounts.recover_transaction(raw) == account and all(
            _same(signed.get(name), value) for name, value in ({"to": ""} | dict(fields)).items()
        )
    except MALFORMED:
        return False


def _same(found: Any, asked: Any) -> bool:
    if isinstance(asked, list):
        return len(found) == len(asked) and all(map(_same, found, asked))
    if isinstance(asked, Mapping):
        return all(_same(found[name], value) for name, value in asked.items())
    if isinstance(asked, str):
        return bytes(found) == from_hex(asked)
    return bytes(found) == asked if isinstance(asked, bytes) else bool(found == asked)
