"""Keys that never come here: an account of a signer behind JSON-RPC, a node's own or a hardware wallet's.

The signer is asked to sign (`eth_signTransaction`, `eth_signTypedData_v4`); what is signed is sent like anything else.
"""

from collections.abc import Mapping
from typing import Any

from eth_account import Account as Accounts
from eth_account.messages import SignableMessage, encode_typed_data
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from eth_keys.exceptions import BadSignature
from eth_utils.crypto import keccak
from eth_utils.exceptions import ValidationError
from hexbytes import HexBytes
from rlp.exceptions import RLPException  # type: ignore[import-untyped]

from ..codec import from_hex, to_hex
from ..errors import ChainError
from ..records import Account
from ..rpc.transport import Declined, JsonRpc
from ..signing.typed_data import TypedData
from .signers import Keyring

MALFORMED = (ValueError, TypeError, IndexError, RLPException, ValidationError, BadSignature)
"""What the libraries say of bytes that are no transaction or no signature."""

DOMAIN_TYPES = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}


class RemoteKeyring(Keyring):
    """One account of a signer behind JSON-RPC; every name means it.

    Args:
        url: where the signer answers.
        account: its address.
    """

    def __init__(self, url: str, account: Account) -> None:
        super().__init__()
        # Asked once: a person may be standing before the signer.
        self._rpc = JsonRpc(url, pauses=())
        self._account = account

    def account(self, name: str) -> Account:  # noqa: ARG002  it signs for everybody
        """The signer's account, whatever the name."""
        return self._account

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Have a transaction signed.  Raises ChainError if the signer does not answer, refuses or signs otherwise."""
        wanted = {name: _word(value) for name, value in fields.items()} | {"from": account}
        wanted["input"] = wanted.pop("data", "0x")
        answer = self._ask("eth_signTransaction", wanted)
        raw = from_hex(answer["raw"] if isinstance(answer, Mapping) else answer)
        if not _is_asked(raw, account, fields):
            raise ChainError(f"the signer signed something else, or for another account than {account}")
        return raw, keccak(raw)

    def sign_typed_data(self, account: Account, data: TypedData) -> bytes:
        """Have typed data (EIP-712) signed.  Raises ChainError as :meth:`sign_transaction` does."""
        (primary,) = data["types"]
        domain = [{"name": name, "type": DOMAIN_TYPES[name]} for name in data["domain"]]
        message = {name: _word(value) for name, value in data["message"].items()}
        full = {"types": {"EIP712Domain": domain, **data["types"]}, "primaryType": primary}
        signature = from_hex(
            self._ask("eth_signTypedData_v4", account, full | {"domain": data["domain"], "message": message})
        )
        readable = encode_typed_data(data["domain"], data["types"], data["message"])
        if not _signs(signature, account, readable):
            raise ChainError(f"the signer signed something else, or for another account than {account}")
        return signature

    def _ask(self, method: str, *parameters: Any) -> Any:
        try:
            return self._rpc.ask(method, *parameters)
        except Declined as declined:
            raise ChainError(f"the signer refused: {declined.message}") from None
        except ChainError as error:
            raise ChainError(f"the signer does not answer: {error}") from None


def _is_asked(raw: bytes, account: Account, fields: Mapping[str, Any]) -> bool:
    """Whether a signed transaction is the one that was asked for, field by field, by that account."""
    try:
        signed = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
        return Accounts.recover_transaction(raw) == account and all(
            _same(signed.get(name), value) for name, value in ({"to": ""} | dict(fields)).items()
        )
    except MALFORMED:
        return False


def _signs(signature: bytes, account: Account, words: SignableMessage) -> bool:
    """Whether a signature is that account's, under these very words."""
    try:
        return bool(Accounts.recover_message(words, signature=signature) == account)
    except MALFORMED:
        return False


def _same(found: Any, asked: Any) -> bool:
    if isinstance(asked, str):
        return bytes(found) == from_hex(asked)
    return bytes(found) == asked if isinstance(asked, bytes) else bool(found == asked)


def _word(value: Any) -> Any:
    """A value as JSON-RPC writes it."""
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)
    return [_word(item) for item in value] if isinstance(value, list | tuple) else value
