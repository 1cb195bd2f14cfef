"""Attestations: what is not signed, what a file may hold, and that no number is in it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from openmutual.chain import LocalKeyring
from openmutual.enrolment import (
    Joining,
    NullifierKey,
    SignedAttestation,
    SigningDomain,
    attest,
    check_signature,
    document,
    nullifier,
    read_attestation,
    write_attestation,
)
from openmutual.errors import ChainError, EnrolmentError, FileError

KEYRING = LocalKeyring()
ATTESTOR, ALICE, BOB = (KEYRING.account(name) for name in ("attestor", "alice", "bob"))
KEY = NullifierKey(bytes(range(32)))
PLACE = SigningDomain(1337, "0x" + "11" * 20)
CARD, OTHER = document("resident-id", "11010519491231002X"), document("resident-id", "440524188001010014")
EXPIRY = 1_800_000_000
JOINING = Joining(1, BOB, EXPIRY, bytes(32))


def issue(*people: Any) -> SignedAttestation:
    return attest((KEYRING, ATTESTOR), KEY, PLACE, people, JOINING)


@pytest.mark.parametrize("people", [[], [(ALICE, CARD), (ALICE, OTHER)], [(ALICE, CARD), (BOB, CARD)]])
def test_nobody_and_somebody_twice_are_refused(people: list[Any]) -> None:
    with pytest.raises(EnrolmentError, match="at least one person"):
        issue(*people)


@pytest.mark.parametrize(
    "member", ["", "alice", ALICE[:-1], ALICE.swapcase(), "0x" + ALICE[2:].swapcase(), "0x" + "1" * 41]
)
def test_what_is_no_address_is_refused(member: str) -> None:
    with pytest.raises(EnrolmentError, match="no address"):
        issue((member, CARD))


def test_a_payer_that_is_no_address_is_refused() -> None:
    with pytest.raises(EnrolmentError, match="no address"):
        attest((KEYRING, ATTESTOR), KEY, PLACE, [(ALICE, CARD)], Joining(1, "bob", EXPIRY, bytes(32)))


def test_without_the_attestors_key_nothing_is_signed() -> None:
    with pytest.raises(ChainError, match="no key"):
        attest((LocalKeyring(), ATTESTOR), KEY, PLACE, [(ALICE, CARD)], JOINING)


@pytest.mark.parametrize(
    "change",
    [
        {"domain": SigningDomain(1, PLACE.contract)},
        {"domain": SigningDomain(1337, "0x" + "22" * 20)},
        {"members": (BOB,)},
        {"nullifiers": (bytes(32),)},
        {"tier": 0},
        {"payer": ALICE},
        {"expiry": EXPIRY + 1},
    ],
)
def test_a_changed_attestation_is_not_the_attestors(change: dict[str, Any]) -> None:
    signed = issue((ALICE, CARD))
    changed = {"enrolment": replace(signed.enrolment, **change)} if "domain" not in change else change
    with pytest.raises(EnrolmentError, match="is not signed by"):
        check_signature(replace(signed, **changed), ATTESTOR)


def test_another_attestors_does_not_check() -> None:
    with pytest.raises(EnrolmentError, match="is not signed by"):
        check_signature(issue((ALICE, CARD)), BOB)


@pytest.mark.parametrize("signature", [b"", b"\0" * 64, b"\0" * 65, b"\xff" * 65])
def test_what_is_no_signature_does_not_check(signature: bytes) -> None:
    signed = issue((ALICE, CARD))
    with pytest.raises(EnrolmentError):
        check_signature(replace(signed, signature=signature), ATTESTOR)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", "openmutual attestation 2"),
        ("chain", "x"),
        ("chain", 0),
        ("enrolment", "0x11"),
        ("plan", "0x11"),
        ("members", []),
        ("members", ["alice"]),
        ("members", [ALICE, BOB]),
        ("nullifiers", ["0x00"]),
        ("tier", 16),
        ("tier", "one"),
        ("payer", "bob"),
        ("expiry", -1),
        ("expiry", 2**60),
        ("signature", "zz"),
        ("number", "11010519491231002X"),
    ],
)
def test_a_damaged_file_is_refused(key: str, value: object, tmp_path: Path) -> None:
    file = tmp_path / "attestation.json"
    file.write_text(json.dumps(issue((ALICE, CARD)).to_json() | {key: value}))
    with pytest.raises(FileError):
        read_attestation(file)


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentError, match="cannot be written"):
        write_attestation(tmp_path / "missing" / "file", issue((ALICE, CARD)))


def test_an_attestation_comes_back_from_its_file_and_checks(tmp_path: Path) -> None:
    signed = issue((ALICE, CARD), (BOB, OTHER))
    write_attestation(tmp_path / "a.json", signed)
    read = read_attestation(tmp_path / "a.json")
    assert read == signed
    check_signature(read, ATTESTOR)
    assert read.word.nullifiers == (nullifier(KEY, PLACE, CARD), nullifier(KEY, PLACE, OTHER))


def test_the_file_holds_no_number(tmp_path: Path) -> None:
    write_attestation(tmp_path / "a.json", issue((ALICE, CARD)))
    text = (tmp_path / "a.json").read_text().lower()
    assert "11010519491231002x" not in text
    assert "19491231" not in text
