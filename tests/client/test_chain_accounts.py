"""Keys stay where they are: no text, no error and no log ever shows one."""

import json
import logging
import traceback
from pathlib import Path

import pytest
from eth_account import Account as Accounts
from eth_utils.crypto import keccak

from openmutual.chain import ChainLedger, EmbeddedWorld, KeystoreKeyring, LocalKeyring
from openmutual.chain.transactions import Sender
from openmutual.errors import ChainError
from tests.client.chain_play import ChainPlay

KEY = keccak(b"a key of this test")
PASSPHRASE, WRONG = "correct horse", "wrong horse"


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    encrypted = Accounts.encrypt(KEY, PASSPHRASE, kdf="scrypt", iterations=2)
    (folder / "treasurer.json").write_text(json.dumps(encrypted))
    return folder


def test_a_name_has_one_account_everywhere() -> None:
    assert LocalKeyring().account("m1") == LocalKeyring().account("m1") == EmbeddedWorld().account("m1")
    assert LocalKeyring().account("m1") != LocalKeyring().account("m2")


def test_a_key_file_opens_when_its_account_is_used_and_signs(keystore: Path) -> None:
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return PASSPHRASE

    keyring = KeystoreKeyring(keystore, ask)
    assert asked == []
    account = keyring.account("treasurer")
    assert account == Accounts.from_key(KEY).address
    assert keyring.account("treasurer") == account
    assert asked == ["treasurer"]
    fields = {"chainId": 1, "nonce": 0, "gas": 21_000, "maxFeePerGas": 1, "maxPriorityFeePerGas": 1, "value": 0}
    raw, _ = keyring.sign_transaction(account, {**fields, "to": account})
    assert Accounts.recover_transaction(raw) == account


def test_a_wrong_passphrase_is_refused_without_showing_it(keystore: Path) -> None:
    with pytest.raises(ChainError, match=r"treasurer\.json does not open") as caught:
        KeystoreKeyring(keystore, lambda _: WRONG).account("treasurer")
    assert WRONG not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("name", ["nobody", "../treasurer", "keys/treasurer"])
def test_only_key_files_of_the_folder_are_opened(keystore: Path, name: str) -> None:
    with pytest.raises(ChainError, match="no key file"):
        KeystoreKeyring(keystore, lambda _: PASSPHRASE).account(name)


def test_nobody_signs_for_a_stranger() -> None:
    with pytest.raises(ChainError, match="no key here"):
        LocalKeyring().sign_typed_data("0x52908400098527886E0F7030069857D2E4169EE7", {})


def test_no_key_is_shown_by_anything_that_holds_one(
    keystore: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    keyring = KeystoreKeyring(keystore, lambda _: PASSPHRASE)
    account = keyring.account("treasurer")
    world = EmbeddedWorld()
    ledger: ChainLedger = ChainPlay(world).ledger
    sender = Sender(world.node, keyring)
    with pytest.raises(ChainError) as caught:
        sender.node.submit(keyring.sign_transaction(account, wrong_transaction())[0])
    out, err = capfd.readouterr()
    shown = [repr(thing) + str(thing) for thing in (keyring, sender, world, ledger, vars(keyring), vars(ledger))]
    everything = "".join([*shown, *traceback.format_exception(caught.value), caplog.text, out, err])
    assert KEY.hex() not in everything
    assert str(KEY)[2:-1] not in everything
    assert PASSPHRASE not in everything


def wrong_transaction() -> dict[str, object]:
    """Of another chain, which every node rejects."""
    fees = {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0}
    return {"chainId": 1, "nonce": 99, "gas": 21_000, **fees, "value": 0, "to": "0x" + "11" * 20}
