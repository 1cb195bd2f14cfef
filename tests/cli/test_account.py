"""`account`: key files are made, listed and taken over, and no key is ever shown."""

from __future__ import annotations

import json

import pytest
from eth_account import Account
from typer.testing import CliRunner

from openmutual.chain.key_files import write_key_file
from openmutual.cli import app
from openmutual.cli.errors import Exit
from openmutual.cli.signers import PASSPHRASE, ring_of
from openmutual.errors import KeyFileError

KEY = "0x" + "5a" * 32
ADDRESS = Account.from_key(KEY).address
GETH = f"UTC--2026-11-28T02-50-00.000000000Z--{ADDRESS[2:].lower()}"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home with nothing in it, and a passphrase in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OPENMUTUAL_ACCOUNTS", str(tmp_path / "accounts"))
    monkeypatch.setenv(PASSPHRASE, "open")
    return tmp_path


def key_file(path, **changes):
    """A key file as another program writes it, quick to open."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = Account.encrypt(KEY, "open", kdf="pbkdf2", iterations=1) | changes
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def typed(*words, keyboard=""):
    return CliRunner().invoke(app, ["account", *map(str, words)], input=keyboard)


@pytest.mark.parametrize("name", ["", "../mine", "a/b", ".hidden"])
def test_a_name_is_a_word(home, name):
    assert typed("new", name).exit_code == Exit.USAGE


@pytest.mark.parametrize("keyboard", ["", "hush", "0x" + "5a" * 31, "0x" + "ff" * 32])
def test_what_is_no_key_is_refused_and_not_shown(home, keyboard):
    result = typed("import", "mine", keyboard=keyboard)
    assert result.exit_code == Exit.FILE
    assert "no private key" in result.stderr
    assert not keyboard or keyboard not in result.output


def test_a_file_that_is_no_key_file_or_stays_shut_is_told(home, monkeypatch):
    (home / "notes.json").write_text("{}", encoding="utf-8")
    assert "is no key file" in typed("import", "mine", home / "notes.json").stderr
    key = key_file(home / GETH)
    monkeypatch.setenv(PASSPHRASE, "wrong")
    assert "does not open with this passphrase" in typed("import", "mine", key).stderr


def test_a_key_file_needs_a_passphrase(home):
    with pytest.raises(KeyFileError, match="needs a passphrase"):
        write_key_file(home / "mine.json", Account.from_key(KEY), "")


def test_an_account_that_was_made_signs_by_its_name_and_is_not_written_over(home):
    made = json.loads(typed("new", "mine", "--json", "-").stdout)
    assert ring_of("mine").account("anyone") == made["address"]
    assert (home / "accounts" / "mine.json").stat().st_mode & 0o077 == 0
    again = typed("new", "mine")
    assert again.exit_code == Exit.FILE
    assert "is there already" in again.stderr


def test_a_key_from_standard_input_becomes_a_key_file(home):
    result = typed("import", "mine", keyboard=f"{KEY}\n")
    assert result.exit_code == 0
    assert ADDRESS in result.stdout
    assert KEY[2:] not in result.output
    assert ring_of("mine").account("anyone") == ADDRESS


def test_key_files_of_geth_and_foundry_are_listed_and_sign_as_they_are(home):
    geth = key_file(home / ".ethereum" / "keystore" / GETH, address=ADDRESS[2:].lower())
    foundry = key_file(home / ".foundry" / "keystores" / "dev", address=None)
    (home / ".foundry" / "keystores" / "notes").write_text("none", encoding="utf-8")
    told = json.loads(typed("list", "--json", "-").stdout)["accounts"]
    assert told == [
        {"address": ADDRESS, "of": "geth", "key": str(geth)},
        {"address": None, "of": "foundry", "key": str(foundry)},
    ]
    for file in (geth, foundry):
        assert ring_of(str(file)).account("anyone") == ADDRESS
    said = typed("list").stdout
    assert ADDRESS in said


def test_where_there_is_none_it_is_said_how_to_make_one(home):
    assert "openmutual account new NAME" in typed("list").stdout
