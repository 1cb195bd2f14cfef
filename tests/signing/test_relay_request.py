"""Signed calls in a file: as they were written, every word under a signature, and no more than that."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account as Accounts
from eth_account.messages import encode_typed_data
from eth_utils.address import to_canonical_address

from openmutual.chain import LocalKeyring
from openmutual.codec import ZERO_ADDRESS
from openmutual.errors import ChainError, FileError
from openmutual.signing.authorization import Authorization, SignedAuthorization, delegate_in
from openmutual.signing.relay_request import RelayRequest, read_request, sign_calls, write_request
from openmutual.signing.typed_data import AccountCall, Calls, SigningDomain, calls_data

RING = LocalKeyring()
ANN, LEDGER, CODE = (RING.account(name) for name in ("ann", "ledger", "code"))
CHAIN = 31337
DOMAIN = SigningDomain(CHAIN, ANN)
CALLS = Calls((AccountCall(LEDGER, b"\1\2"), AccountCall(CODE, b"")), 3, 1_700_000_000)
AUTHORIZATION = Authorization(CHAIN, CODE, 7)


def request() -> RelayRequest:
    return sign_calls(RING, DOMAIN, CALLS, RING.sign_authorization(ANN, AUTHORIZATION))


def signer_of(request: RelayRequest) -> str:
    data = calls_data(SigningDomain(request.chain_id, request.account), request.calls)
    message = encode_typed_data(data["domain"], data["types"], data["message"])
    return str(Accounts.recover_message(message, signature=request.signature))


@pytest.mark.parametrize("authorization", [None, RING.sign_authorization(ANN, AUTHORIZATION)], ids=["later", "first"])
def test_a_request_is_read_as_it_was_written(tmp_path: Path, authorization: SignedAuthorization | None) -> None:
    made = replace(request(), authorization=authorization)
    write_request(tmp_path / "request.json", made)
    assert read_request(tmp_path / "request.json") == made
    assert signer_of(made) == ANN


@pytest.mark.parametrize(
    "changed",
    [
        {"chain_id": 1},
        {"account": LEDGER},
        {"calls": replace(CALLS, nonce=4)},
        {"calls": replace(CALLS, expiry=CALLS.expiry + 1)},
        {"calls": replace(CALLS, calls=CALLS.calls[:1])},
        {"calls": replace(CALLS, calls=CALLS.calls[::-1])},
        {"calls": replace(CALLS, calls=(replace(CALLS.calls[0], target=ANN), CALLS.calls[1]))},
        {"calls": replace(CALLS, calls=(replace(CALLS.calls[0], data=b"\1"), CALLS.calls[1]))},
    ],
    ids=str,
)
def test_every_word_is_under_the_signature(changed: dict[str, Any]) -> None:
    assert signer_of(replace(request(), **changed)) != ANN


@pytest.mark.parametrize("changed", [{"chain_id": 1}, {"delegate": LEDGER}, {"nonce": 8}], ids=str)
def test_every_word_of_an_authorization_is_under_its_signature(changed: dict[str, Any]) -> None:
    signed = RING.sign_authorization(ANN, AUTHORIZATION)
    assert signed.authority == ANN
    assert replace(signed, authorization=replace(AUTHORIZATION, **changed)).authority != ANN


@pytest.mark.parametrize("signature", [b"", b"\1" * 64, bytes(65), b"\xff" * 65, b"\1" * 64 + b"\x1b"])
def test_what_is_no_signature_is_nobodys(signature: bytes) -> None:
    assert SignedAuthorization(AUTHORIZATION, signature).authority == ""


def test_an_authorization_is_signed_as_others_sign_it() -> None:
    key = "0x" + "5a" * 32
    signed = Accounts.sign_authorization(
        {"chainId": CHAIN, "address": to_canonical_address(CODE), "nonce": AUTHORIZATION.nonce}, key
    )
    ours = SignedAuthorization(AUTHORIZATION, signed.signature.to_bytes())
    assert ours.authority == Accounts.from_key(key).address
    assert ours.fields() == signed.model_dump(by_alias=True)


def test_who_has_no_key_authorizes_nothing() -> None:
    with pytest.raises(ChainError, match="no key here"):
        RING.sign_authorization(ZERO_ADDRESS, AUTHORIZATION)


@pytest.mark.parametrize(
    ("code", "delegate"),
    [(b"", ""), (b"\x60\x80", ""), (b"\xef\x01\x00\x01", ""), (b"\xef\x01\x00" + to_canonical_address(CODE), CODE)],
)
def test_a_delegation_is_told_by_the_code(code: bytes, delegate: str) -> None:
    assert delegate_in(code) == delegate


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"format": "openmutual seal 1"}, "format"),
        ({"chain": 0}, "chain"),
        ({"account": "0x00"}, "account"),
        ({"calls": [{"target": LEDGER}]}, "calls"),
        ({"calls": [{"target": LEDGER, "data": "0x1"}]}, "calls"),
        ({"nonce": -1}, "nonce"),
        ({"expiry": 2**64}, "expiry"),
        ({"signature": "0x00"}, "signature"),
        ({"authorization": {"chain": 0, "delegate": CODE, "nonce": 0, "signature": "0x" + "00" * 65}}, "authorization"),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_meant_is_refused(tmp_path: Path, changed: dict[str, Any], key: str) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(request().to_json() | changed))
    with pytest.raises(FileError, match=rf"request\.json.*{key}"):
        read_request(file)


def test_a_request_that_cannot_be_written_is_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_request(tmp_path, request())
