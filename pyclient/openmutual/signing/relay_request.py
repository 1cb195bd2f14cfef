"""What a member without ether hands to whoever relays: calls that the member's key has signed, in a file.

The file holds no secret: whoever finds it can do no more than bring it, and pay for that.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address

from ..codec import to_hex
from ..errors import FileError
from ..files import replace
from ..plans.document import Value, read_document
from ..records import Account
from .authorization import Authorization, SignedAuthorization
from .typed_data import AccountCall, Calls, Signer, SigningDomain, calls_data

FORMAT = "openmutual relay request 1"
MOST = 2**64 - 1
"""No chain, number or second is larger."""


@dataclass(frozen=True, slots=True)
class RelayRequest:
    """Signed calls, and what lets the account make them if it cannot yet.

    Attributes:
        account: in whose name; its key has signed.
        signature: 65 bytes, `r`, `s`, `v`.
        authorization: by which the account delegates to the code that makes calls; none once it has.
    """

    chain_id: int
    account: Account
    calls: Calls
    signature: bytes
    authorization: SignedAuthorization | None = None

    def to_json(self) -> dict[str, Any]:
        """As it stands in a file."""
        each = [{"target": call.target, "data": to_hex(call.data)} for call in self.calls.calls]
        words = {"calls": each, "nonce": self.calls.nonce, "expiry": self.calls.expiry}
        content = {"format": FORMAT, "chain": self.chain_id, "account": self.account, **words}
        content["signature"] = to_hex(self.signature)
        if self.authorization is not None:
            allowed = self.authorization.authorization
            words = {"chain": allowed.chain_id, "delegate": allowed.delegate, "nonce": allowed.nonce}
            content["authorization"] = {**words, "signature": to_hex(self.authorization.signature)}
        return content


def sign_calls(
    signer: Signer, domain: SigningDomain, calls: Calls, authorization: SignedAuthorization | None = None
) -> RelayRequest:
    """Sign calls in the name of an account, which is the domain's contract; this needs no chain.

    Raises:
        ChainError: there is no key for the account.
    """
    signature = signer.sign_typed_data(domain.contract, calls_data(domain, calls))
    return RelayRequest(domain.chain_id, domain.contract, calls, signature, authorization)


def write_request(file: Path, request: RelayRequest) -> None:
    """Write a request.  Raises FileError."""
    try:
        replace(file, (json.dumps(request.to_json(), indent=2) + "\n").encode())
    except OSError as error:
        raise FileError(str(file), 0, "", f"cannot be written: {error.strerror}") from None


def read_request(file: Path) -> RelayRequest:
    """A request out of its file.  Raises FileError."""
    names = ["format", "chain", "account", "calls", "nonce", "expiry", "signature"]
    fields = read_document(file).fields(names, ["authorization"])
    if fields["format"].text() != FORMAT:
        raise fields["format"].error(f"must be {FORMAT!r}")
    nonce, expiry = (fields[name].whole(0, MOST) for name in ("nonce", "expiry"))
    return RelayRequest(
        chain_id=fields["chain"].whole(1, MOST),
        account=_account(fields["account"]),
        calls=Calls(tuple(map(_call, fields["calls"].items())), nonce, expiry),
        signature=fields["signature"].data(65),
        authorization=_authorization(fields["authorization"]) if "authorization" in fields else None,
    )


def _call(value: Value) -> AccountCall:
    fields = value.fields(["target", "data"])
    return AccountCall(_account(fields["target"]), fields["data"].data())


def _authorization(value: Value) -> SignedAuthorization:
    fields = value.fields(["chain", "delegate", "nonce", "signature"])
    chain_id, nonce = fields["chain"].whole(1, MOST), fields["nonce"].whole(0, MOST)
    return SignedAuthorization(
        Authorization(chain_id, _account(fields["delegate"]), nonce), fields["signature"].data(65)
    )


def _account(value: Value) -> Account:
    return to_checksum_address(value.data(20))
