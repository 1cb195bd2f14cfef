"""The commitment: what it binds, and that nothing short enough to be tried out is taken as a salt."""

import hashlib

import pytest

from openmutual.errors import EvidenceError
from openmutual.evidence.commitment import SALT_BYTES, commit, new_salt, opens

CONTENT = hashlib.sha256(b"content").digest()
SALT = bytes(range(32))


@pytest.mark.parametrize("size", [0, 8, 15, 256])
def test_a_salt_under_128_bits_or_too_long_is_refused(size: int) -> None:
    with pytest.raises(EvidenceError, match="a salt has 16 to 255 bytes"):
        commit(bytes(size), CONTENT)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_what_is_no_hash_is_refused(size: int) -> None:
    with pytest.raises(EvidenceError, match="a content hash has 32 bytes"):
        commit(SALT, bytes(size))


def test_another_salt_does_not_open_it() -> None:
    commitment = commit(SALT, CONTENT)
    assert not opens(commitment, bytes(32), CONTENT)
    assert not opens(commitment, SALT[:31], CONTENT)


def test_other_content_does_not_open_it() -> None:
    assert not opens(commit(SALT, CONTENT), SALT, hashlib.sha256(b"other").digest())


def test_bytes_cannot_move_between_salt_and_content() -> None:
    moved = commit(SALT + CONTENT[:1], CONTENT[1:] + b"\0")
    assert moved != commit(SALT, CONTENT[:31] + b"\0")


def test_it_is_the_hash_that_the_documentation_says() -> None:
    by_hand = hashlib.sha256(b"openmutual evidence commitment v1\x00" + b"\x20" + SALT + CONTENT).digest()
    assert commit(SALT, CONTENT) == by_hand
    assert by_hand.hex() == "a7e1b2631862370dd06199c1f179953a558b44698cc41a5a0be9b0934c506ad1"
    assert opens(by_hand, SALT, CONTENT)


def test_salts_are_fresh_and_of_256_bits() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len(salts) == 100
    assert {len(salt) for salt in salts} == {SALT_BYTES} == {32}
