"""Every custom error of the contracts becomes the exception of its name, with its values."""

from typing import Any

import pytest
from eth_abi.abi import encode

from openmutual.abi.artifacts import CONTRACTS, artifact
from openmutual.abi.interface import Entry, types
from openmutual.chain.contract import ALIASES, known_errors, refusal
from openmutual.errors import REFUSALS, Reentered, Refusal, UnexpectedRevert, UnknownCase

ADDRESS = "0x52908400098527886E0F7030069857D2E4169EE7"
SAMPLES: dict[str, Any] = {
    "address": ADDRESS,
    "uint256": 2**255 + 7,
    "uint8": 2,
    "bytes32": bytes(range(32)),
    "string": "periodCap",
}

OF_LIBRARIES = {
    *("InvalidShortString", "StringTooLong", "SafeERC20FailedOperation", "InsufficientBalance", "FailedDeployment"),
    *("Create2EmptyBytecode", "Create3EmptyBytecode", "ReentrancyGuardReentrantCall", "InvalidAccountNonce"),
    *("ERC20InsufficientAllowance", "ERC20InsufficientBalance", "ERC20InvalidApprover", "ERC20InvalidReceiver"),
    *("ERC20InvalidSender", "ERC20InvalidSpender", "ERC2612ExpiredSignature", "ERC2612InvalidSigner"),
    *("CheckpointUnorderedInsertion", "FieldNotPresentInBlockHeader", "RLPInvalidEncoding"),
    *("ECDSAInvalidSignature", "ECDSAInvalidSignatureLength", "ECDSAInvalidSignatureS"),
}
"""Errors that the contracts inherit and that no rule of the ledger speaks of."""

BEFORE_A_PLAN = {"ForeignCode"}
"""The factory's own; no ledger can refuse with it."""

ERRORS = {entry.name: entry for entry in known_errors().values()}


def revert(error: Entry, *values: Any) -> bytes:
    return error.selector + encode(types(error.inputs), values)


def test_every_error_of_the_contracts_has_its_exception_and_every_exception_its_error() -> None:
    assert set(ERRORS) - OF_LIBRARIES - BEFORE_A_PLAN == set(REFUSALS) - {"Reentered"}


def test_no_contract_gives_a_name_to_another_error() -> None:
    for name in CONTRACTS:
        for entry in artifact(name).interface.errors.values():
            assert ERRORS[entry.name].signature == entry.signature


@pytest.mark.parametrize("name", sorted(set(ERRORS) & set(REFUSALS)))
def test_an_error_arrives_as_its_exception_with_its_values(name: str) -> None:
    error = ERRORS[name]
    assert tuple(parameter["name"] for parameter in error.inputs) == REFUSALS[name].fields
    values = [SAMPLES[kind] for kind in types(error.inputs)]

    raised = refusal(revert(error, *values))

    assert raised == REFUSALS[name](*values)


def test_reentrancy_is_a_refusal_under_the_guards_name() -> None:
    assert {"ReentrancyGuardReentrantCall": Reentered} == ALIASES
    assert refusal(revert(ERRORS["ReentrancyGuardReentrantCall"])) == Reentered()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "without a word"),
        (bytes.fromhex("12345678"), "0x12345678"),
        (bytes.fromhex("08c379a0") + encode(["string"], ["paused"]), "paused"),
        (bytes.fromhex("4e487b71") + encode(["uint256"], [0x11]), "panic 0x11"),
        (bytes.fromhex("08c379a0") + b"nonsense", "fits no error"),
        (UnknownCase.__name__.encode(), "0x"),
    ],
)
def test_what_is_no_refusal_is_unexpected_and_says_what_it_knows(data: bytes, said: str) -> None:
    raised = refusal(data)
    assert isinstance(raised, UnexpectedRevert)
    assert not isinstance(raised, Refusal)
    assert said in str(raised)


def test_an_error_of_the_token_is_named() -> None:
    raised = refusal(revert(ERRORS["ERC20InsufficientBalance"], ADDRESS, 1, 2))
    assert isinstance(raised, UnexpectedRevert)
    assert f"ERC20InsufficientBalance(sender={ADDRESS}, balance=1, needed=2)" in str(raised)


def test_a_cut_off_error_is_unexpected() -> None:
    raised = refusal(revert(ERRORS["UnknownCase"], 1)[:10])
    assert isinstance(raised, UnexpectedRevert)
