"""Accounts by name: each signs with its own key, wherever that is, and nobody with another's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account

from openmutual.errors import ArgumentError, ChainError
from openmutual.project.accounts import PASSPHRASE, NamedKeyring, address_at, ask_passphrase

FIRST, SECOND = bytes(31) + b"\1", bytes(31) + b"\2"
AT_THE_NODE = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
FIELDS = {
    "chainId": 1,
    "nonce": 0,
    "gas": 21_000,
    "maxFeePerGas": 1,
    "maxPriorityFeePerGas": 0,
    "value": 0,
    "data": b"",
}


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NamedKeyring:
    file = tmp_path / "me.json"
    file.write_text(json.dumps(Account.encrypt(FIRST, "open", kdf="pbkdf2", iterations=1)), encoding="utf-8")
    monkeypatch.setenv("CASH_KEY", "0x" + SECOND.hex())
    monkeypatch.setenv(PASSPHRASE, "open")
    return NamedKeyring({"me": str(file), "cash": "env:CASH_KEY", "box": AT_THE_NODE}, "http://127.0.0.1:1")


@pytest.mark.parametrize("secret", [SECOND.hex(), "0x" + SECOND.hex(), "test " * 11 + "junk"])
def test_a_key_itself_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ArgumentError, match="never handed in") as caught:
        NamedKeyring({"me": secret}, "http://127.0.0.1:1")
    assert secret not in str(caught.value)


def test_there_is_no_account_of_another_name(ring: NamedKeyring) -> None:
    with pytest.raises(ChainError, match="no account 'somebody' here; there are me, cash, box"):
        ring.account("somebody")


def test_nobody_signs_for_an_address_that_is_not_here(ring: NamedKeyring) -> None:
    with pytest.raises(ChainError, match="no key here"):
        ring.sign_transaction("0x" + "11" * 20, FIELDS)


def test_each_name_has_the_account_of_its_key(ring: NamedKeyring) -> None:
    assert ring.account("me") == Account.from_key(FIRST).address
    assert ring.account("cash") == Account.from_key(SECOND).address
    assert ring.account("box") == AT_THE_NODE
    assert ring.account("anyone") == ring.account("me")


def test_an_address_signs_though_its_name_was_not_used_before(ring: NamedKeyring) -> None:
    raw, _ = ring.sign_transaction(Account.from_key(SECOND).address, FIELDS | {"to": AT_THE_NODE})
    assert Account.recover_transaction(raw) == Account.from_key(SECOND).address


def test_it_shows_names_and_no_more(ring: NamedKeyring) -> None:
    ring.account("cash")
    assert repr(ring) == "<NamedKeyring of me, cash, box>"


def test_a_passphrase_is_asked_for_where_none_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSPHRASE, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda words: f"typed at {words}")
    assert ask_passphrase("me") == "typed at Passphrase of me: "


def test_an_address_is_known_without_a_passphrase(ring: NamedKeyring, tmp_path: Path) -> None:
    assert address_at(str(tmp_path / "me.json")) == ring.account("me")
    assert address_at("env:CASH_KEY") == ring.account("cash")
    assert address_at(AT_THE_NODE.lower()) == AT_THE_NODE


def test_a_key_file_that_does_not_tell_its_address_is_named(tmp_path: Path) -> None:
    key = Account.encrypt(FIRST, "open", kdf="pbkdf2", iterations=1)
    (tmp_path / "silent.json").write_text(json.dumps({**key, "address": None}), encoding="utf-8")
    for name in ("silent.json", "nowhere.json"):
        with pytest.raises(ArgumentError, match=f"{name} is not there, or does not tell"):
            address_at(str(tmp_path / name))
