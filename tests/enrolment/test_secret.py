"""The nullifier key: encrypted in a file or from the environment, and in no message."""

import json
import stat
from pathlib import Path

import pytest

from openmutual.enrolment.nullifier import key_from_environment, new_key, read_key, write_key
from openmutual.errors import KeyFileError

PASSPHRASE = "correct horse"
VARIABLE = "OPENMUTUAL_NULLIFIER_KEY"


@pytest.mark.parametrize("content", ["", "{}", "[]", "no json", '{"version": 3, "crypto": {}}', "[" * 200_000])
def test_what_is_no_key_file_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text(content)
    with pytest.raises(KeyFileError, match="is no key file"):
        read_key(tmp_path / "key.json", lambda _: PASSPHRASE)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="cannot be read"):
        read_key(tmp_path / "key.json", lambda _: PASSPHRASE)


def test_an_empty_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="needs a passphrase"):
        write_key(tmp_path / "key.json", new_key(), "")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("value", "why"), [("zz", "no hexadecimal"), ("00ff", "32 bytes, not 2")])
def test_what_is_no_key_in_the_environment_is_refused_and_not_repeated(value: str, why: str) -> None:
    with pytest.raises(KeyFileError, match=why) as refused:
        key_from_environment({VARIABLE: value}, VARIABLE)
    assert value not in str(refused.value)


def test_a_variable_that_is_not_set_is_refused() -> None:
    with pytest.raises(KeyFileError, match="is not set"):
        key_from_environment({}, VARIABLE)


def test_a_key_comes_back_with_its_passphrase_only_and_is_not_written_over(tmp_path: Path) -> None:
    key, file = new_key(), tmp_path / "key.json"
    write_key(file, key, PASSPHRASE)
    assert read_key(file, lambda _: PASSPHRASE) == key
    with pytest.raises(KeyFileError, match="does not open with this passphrase"):
        read_key(file, lambda _: PASSPHRASE.upper())
    with pytest.raises(KeyFileError, match="is there already"):
        write_key(file, new_key(), PASSPHRASE)
    assert json.loads(file.read_text()).keys() == {"crypto", "id", "version"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_key_comes_from_the_environment() -> None:
    key = new_key()
    assert key_from_environment({VARIABLE: f"0x{key.secret.hex()}"}, VARIABLE) == key
