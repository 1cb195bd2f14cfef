"""Nullifiers: test vectors, and everything that must change them or must not."""

import hashlib
import hmac
from dataclasses import replace

import pytest

from openmutual.enrolment import Document, NullifierKey, SigningDomain, document, nullifier
from openmutual.errors import EnrolmentError, KeyFileError

KEY = NullifierKey(bytes(range(32)))
PLACE = SigningDomain(1337, "0x00000000000000000000000000000000DeaDBeef")
CARD = Document("resident-id", "11010519491231002X")

VECTORS = [
    (KEY, PLACE, CARD, "d56a2c7a743ec413d2ff234310cf2a68586582cdadf72981b6cbbf9dc3e42669"),
    (NullifierKey(b"\xff" * 32), PLACE, CARD, "6d5c6afb67217b6489f311ebb74c81a31448cd80772db846a56a538a69c8ef19"),
    (
        KEY,
        SigningDomain(1, "0x" + "11" * 20),
        Document("passport-fr", "12AB34567"),
        "ab20b3d52e35e1a3258d3584cbc550defa7f9038faceaede739fad2b17f8f26c",
    ),
]


@pytest.mark.parametrize("enrolment", ["", "0x", "alice", "0x" + "0" * 39, "0x" + "g" * 40, "0x" + "0" * 40 + "\n"])
def test_what_is_no_contract_is_refused(enrolment: str) -> None:
    with pytest.raises(EnrolmentError, match="no enrolment contract"):
        nullifier(KEY, SigningDomain(1, enrolment), CARD)


@pytest.mark.parametrize("chain_id", [0, -1, 2**64])
def test_what_is_no_chain_is_refused(chain_id: int) -> None:
    with pytest.raises(EnrolmentError, match="no enrolment contract"):
        nullifier(KEY, SigningDomain(chain_id, PLACE.contract), CARD)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(KeyFileError, match="has 32 bytes"):
        NullifierKey(bytes(size))


@pytest.mark.parametrize(("key", "place", "card", "expected"), VECTORS)
def test_vectors(key: NullifierKey, place: SigningDomain, card: Document, expected: str) -> None:
    assert nullifier(key, place, card).hex() == expected


def test_it_is_the_hmac_that_the_documentation_says() -> None:
    message = b"openmutual nullifier v1\x00" + bytes(30) + b"\x05\x39" + bytes(16) + b"\xde\xad\xbe\xef"
    message += b"\x0bresident-id" + b"11010519491231002X"
    assert nullifier(KEY, PLACE, CARD) == hmac.new(bytes(range(32)), message, hashlib.sha256).digest()


def test_the_way_an_address_is_written_does_not_matter() -> None:
    assert nullifier(KEY, replace(PLACE, contract=PLACE.contract.lower()), CARD) == nullifier(KEY, PLACE, CARD)


def test_plans_chains_people_kinds_and_attestors_have_nothing_in_common() -> None:
    found = [
        nullifier(KEY, PLACE, CARD),
        nullifier(KEY, replace(PLACE, contract="0x" + "22" * 20), CARD),
        nullifier(KEY, replace(PLACE, chain_id=1), CARD),
        nullifier(KEY, PLACE, document("resident-id", "440524188001010014")),
        nullifier(KEY, PLACE, document("passport", "11010519491231002X")),
        nullifier(NullifierKey(b"\1" * 32), PLACE, CARD),
    ]
    assert len(set(found)) == len(found)


def test_kind_and_number_cannot_run_into_each_other() -> None:
    assert nullifier(KEY, PLACE, Document("ab", "CDEF")) != nullifier(KEY, PLACE, Document("abC", "DEF"))


def test_the_key_does_not_show() -> None:
    assert repr(NullifierKey(b"secret key of thirty-two bytes !")) == "NullifierKey()"
