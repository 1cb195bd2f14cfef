"""Keys that never come here: an account of a signer behind JSON-RPC, a node's own or a hardware wallet's.

The signer is asked to sign (`eth_signTransaction`, `eth_signTypedData_v4`); what is signed is sent like anything else.
"""

from collections.abc import Mapping
from typing import Any

from eth_account import Account as Accounts
from eth_account.messages import encode_typed_data
from eth_utils.crypto import keccak
from web3 import HTTPProvider
from web3.exceptions import Web3Exception
from web3.types import RPCEndpoint

from ..errors import ChainError
from ..records import Account
from .accounts import Keyring, Words

DOMAIN_TYPES = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}


class RemoteKeyring(Keyring):
    """One account of a signer behind JSON-RPC; every name means it.

    Args:
        url: where the signer answers.
        account: its address.
    """

    def __init__(self, url: str, account: Account) -> None:
        super().__init__()
        self._provider = HTTPProvider(url)
        self._account = account

    def account(self, name: str) -> Account:  # noqa: ARG002  it signs for everybody
        """The signer's account, whatever the name."""
        return self._account

    def sign_transaction(self, account: Account, fields: Mapping[str, Any]) -> tuple[bytes, bytes]:
        """Have a transaction signed.  Raises ChainError if the signer does not answer, refuses or signs otherwise."""
        wanted = {name: _word(value) for name, value in fields.items()} | {"from": account}
        wanted["input"] = wanted.pop("data", "0x")
        answer = self._ask("eth_signTransaction", wanted)
        raw = bytes.fromhex((answer["raw"] if isinstance(answer, Mapping) else answer)[2:])
        self._check(account, Accounts.recover_transaction(raw))
        return raw, keccak(raw)

    def sign_words(self, account: Account, words: Words) -> bytes:
        """Have typed data (EIP-712) signed.  Raises ChainError as :meth:`sign_transaction` does."""
        (primary,) = words["types"]
        domain = [{"name": name, "type": DOMAIN_TYPES[name]} for name in words["domain"]]
        message = {name: _word(value) for name, value in words["message"].items()}
        full = {"types": {"EIP712Domain": domain, **words["types"]}, "primaryType": primary}
        signature = bytes.fromhex(
            self._ask("eth_signTypedData_v4", account, full | {"domain": words["domain"], "message": message})[2:]
        )
        readable = encode_typed_data(words["domain"], words["types"], words["message"])
        self._check(account, Accounts.recover_message(readable, signature=signature))
        return signature

    def _ask(self, method: str, *parameters: Any) -> Any:
        try:
            answer = self._provider.make_request(RPCEndpoint(method), parameters)
        except (OSError, ValueError, Web3Exception) as error:
            raise ChainError(f"the signer does not answer ({type(error).__name__})") from None
        if "error" in answer:
            raise ChainError(f"the signer refused: {answer['error'].get('message', '')}")
        return answer["result"]

    def _check(self, account: Account, signed_by: Account) -> None:
        if signed_by != account:
            raise ChainError(f"the signer signed something else, or for another account than {account}")


def _word(value: Any) -> Any:
    """A value as JSON-RPC writes it."""
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)
    return [_word(item) for item in value] if isinstance(value, list | tuple) else value
