"""The options that all hands share: which plan, on which chain, and whose key."""

from __future__ import annotations

import json

import pytest
import typer
from eth_account import Account

from openmutual.chain.json_rpc import RpcNode
from openmutual.chain.signers import EnvironmentKeyring, RemoteKeyring
from openmutual.cli.context import reach
from openmutual.cli.errors import Exit
from openmutual.cli.signers import PRIVATE_KEY, ring_of
from openmutual.project.accounts import PASSPHRASE
from openmutual.project.reach import CONFIRMATIONS


@pytest.fixture
def real(monkeypatch):
    """The node passes for one of a real chain."""
    monkeypatch.setattr(RpcNode, "is_local", property(lambda _: False, lambda *_: None), raising=False)


def said(result):
    return " ".join(result.stderr.replace("│", " ").split())


def test_the_environment_may_say_where_and_who(cli_plan, monkeypatch):
    for name, value in {"ON": cli_plan.url, "LEDGER": cli_plan.ledger.site.ledger, "KEY": "m0", "SINCE": "1"}.items():
        monkeypatch.setenv(f"OPENMUTUAL_{name}", value)
    result = cli_plan.openmutual("membership")
    assert result.exit_code == 0
    assert cli_plan.address("m0") in result.stdout


@pytest.mark.parametrize("on", ["embedded", "model", "node.example", "file:///etc/passwd"])
def test_a_node_has_an_address(cli_plan, on):
    result = cli_plan.openmutual("case", "list", "--ledger", cli_plan.ledger.site.ledger, "--on", on)
    assert result.exit_code == Exit.USAGE
    assert "write http://" in said(result)


def test_a_ledger_has_an_address_and_is_one(cli_plan):
    words = ["case", "list", "--on", cli_plan.url, "--ledger"]
    assert cli_plan.openmutual(*words, "0x12").exit_code == Exit.USAGE
    nothing = cli_plan.openmutual(*words, cli_plan.address("nobody at all"))
    assert nothing.exit_code == Exit.CHAIN
    assert "no contract" in nothing.stderr
    assert cli_plan.openmutual(*words, cli_plan.ledger.site.token).exit_code == Exit.CHAIN


def test_a_node_that_does_not_answer_is_no_chain_and_keeps_its_secrets(cli_plan):
    words = ["case", "list", "--ledger", cli_plan.ledger.site.ledger, "--on", "http://user:hush@127.0.0.1:1"]
    result = cli_plan.openmutual(*words)
    assert result.exit_code == Exit.CHAIN
    assert "hush" not in result.output


def test_on_a_real_chain_no_name_signs_that_anybody_knows(cli_plan, real):
    result = cli_plan.run("m0", "leave")
    assert result.exit_code == Exit.USAGE
    assert "a key file signs" in said(result)


def test_on_a_real_chain_reading_needs_no_key_and_sending_does(cli_plan, real):
    assert cli_plan.run(None, "case", "list").exit_code == 0
    result = cli_plan.run(None, "announce")
    assert result.exit_code == Exit.USAGE
    assert "say who acts" in said(result)


def test_on_a_real_chain_money_must_be_there(cli_plan, real, monkeypatch):
    key = cli_plan.folder / "new.json"
    made = Account.encrypt(bytes(31) + b"\5", "open", kdf="pbkdf2", iterations=1)
    key.write_text(json.dumps(made), encoding="utf-8")
    monkeypatch.setenv(PASSPHRASE, "open")
    assert "holds 0 of the currency" in cli_plan.refused(key, "join", "couple", "400")


def test_on_a_real_chain_what_is_sent_must_be_confirmed(cli_plan, real):
    assert reach(cli_plan.url, None).node._confirmations == CONFIRMATIONS > 0


def test_a_key_file_that_is_not_there_is_told(cli_plan):
    result = cli_plan.run(cli_plan.folder / "none.json", "leave")
    assert result.exit_code == Exit.CHAIN
    assert "no key file none.json" in result.stderr


def test_no_keyring_shows_a_key():
    ring = ring_of("m0")
    ring.account("m0")
    assert repr(ring) == "<OneName of 1 accounts>"


def test_an_address_signs_through_the_node_and_the_environment_by_itself(monkeypatch):
    address = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
    assert isinstance(ring_of(address, "http://127.0.0.1:1"), RemoteKeyring)
    assert ring_of(address.lower(), "http://127.0.0.1:1").account("anyone") == address
    with pytest.raises(typer.BadParameter, match="signs through a node"):
        ring_of(address)
    monkeypatch.setenv(PRIVATE_KEY, "0x" + "5a" * 32)
    assert isinstance(ring_of("env"), EnvironmentKeyring)
