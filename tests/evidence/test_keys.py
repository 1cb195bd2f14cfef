"""Age keys: where they may lie, and that they never show."""

import hashlib
import stat
from pathlib import Path

import pytest

from openmutual.errors import EvidenceError, KeyFileError
from openmutual.evidence import age, reader_hash
from openmutual.evidence.age import new_key
from openmutual.evidence.keys import destroy_key, key_text, read_key, write_key

PASSPHRASE = "correct horse"


def nobody_asks(name: str) -> str:
    raise AssertionError(f"a passphrase was asked for {name}")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    write_key(tmp_path / "key", new_key(), {})
    (tmp_path / "key").chmod(0o640)
    with pytest.raises(KeyFileError, match="others can read"):
        read_key(tmp_path / "key", nobody_asks)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    key = new_key()
    write_key(tmp_path / "key", key, {})
    with pytest.raises(KeyFileError, match="is there already"):
        write_key(tmp_path / "key", new_key(), {})
    assert read_key(tmp_path / "key", nobody_asks) == key


@pytest.mark.parametrize("content", ["", "# public key: age1", "AGE-SECRET-KEY-1QQQQ", "x" * 100_001])
def test_what_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key"
    file.touch(mode=0o600)
    file.write_text(content)
    with pytest.raises(KeyFileError) as refused:
        read_key(file, nobody_asks)
    assert "QQQQ" not in str(refused.value)


def test_two_keys_in_one_file_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.touch(mode=0o600)
    file.write_text(key_text(new_key(), {}) + key_text(new_key(), {}))
    with pytest.raises(KeyFileError, match="there are 2"):
        read_key(file, nobody_asks)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="No such file"):
        read_key(tmp_path / "key", nobody_asks)
    with pytest.raises(KeyFileError, match="No such file"):
        destroy_key(tmp_path / "key")


def test_another_passphrase_is_refused_and_the_right_one_opens(tmp_path: Path) -> None:
    key = new_key()
    write_key(tmp_path / "key", key, {"case": "1"}, PASSPHRASE)
    content = (tmp_path / "key").read_bytes()
    assert content.startswith(age.HEADER)
    assert key.secret.encode() not in content
    with pytest.raises(KeyFileError, match="does not open with this passphrase"):
        read_key(tmp_path / "key", lambda _: PASSPHRASE.upper())
    assert read_key(tmp_path / "key", lambda _: PASSPHRASE) == key


@pytest.mark.parametrize("public", ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "age1\n"])
def test_what_is_no_public_key_is_refused(public: str) -> None:
    with pytest.raises(EvidenceError, match="is no public age key"):
        reader_hash(public)


def test_only_the_owner_can_read_a_key_file(tmp_path: Path) -> None:
    write_key(tmp_path / "key", new_key(), {})
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_key_file_is_what_age_keygen_writes(tmp_path: Path) -> None:
    key = new_key()
    write_key(tmp_path / "key", key, {})
    assert (tmp_path / "key").read_text() == f"# public key: {key.public}\n{key.secret}\n"


def test_a_key_does_not_show_its_secret() -> None:
    key = new_key()
    assert key.secret not in f"{key} {key!r}"
    assert key.public in repr(key)


def test_a_destroyed_key_is_gone(tmp_path: Path) -> None:
    write_key(tmp_path / "key", new_key(), {})
    other_name = tmp_path / "link"
    other_name.hardlink_to(tmp_path / "key")
    destroy_key(tmp_path / "key")
    assert not (tmp_path / "key").exists()
    assert set(other_name.read_bytes()) == {0}


def test_a_reader_stands_on_the_chain_as_the_hash_of_the_public_key() -> None:
    public = new_key().public
    assert reader_hash(public) == hashlib.sha256(public.encode()).digest()
