"""Connecting by a name, by an address, or through a web3; reading without a key; deploying what is found again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from web3 import EthereumTesterProvider, Web3

from openmutual import connect, load_plan
from openmutual.chain import LocalKeyring, json_rpc
from openmutual.errors import (
    AnnouncementTooEarly,
    ArgumentError,
    ChainError,
    FileError,
    PredictableDraws,
)
from openmutual.project.accounts import PASSPHRASE
from openmutual.records import Roles
from tests.client.real_chain import RealChain

PROJECT = '[networks]\nhome = {rpc = "https://node.example", confirmations = 0}\n'
PANEL = ["0x" + digit * 40 for digit in "123"]


@pytest.fixture(scope="module")
def chain() -> RealChain:
    return RealChain()


@pytest.fixture(autouse=True)
def folder(chain: RealChain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, and a node that answers for a chain that passes for a real one."""
    monkeypatch.setattr(json_rpc, "JsonRpc", lambda _url: chain.line)
    monkeypatch.delenv("OPENMUTUAL_DEPLOYMENTS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openmutual.toml").write_text(PROJECT, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("network", ["hone", 7, None])
def test_what_is_no_network_is_refused(network: Any) -> None:
    with pytest.raises(ArgumentError, match="network"):
        connect(network)


def test_an_empty_name_is_that_of_the_default_network(folder: Path) -> None:
    assert connect("").world.node.chain_id == connect("home").world.node.chain_id
    (folder / "openmutual.toml").write_text("", encoding="utf-8")
    with pytest.raises(ArgumentError, match="no network is named"):
        connect("")


@pytest.mark.parametrize("accounts", ["me.json", ["me.json"]])
def test_accounts_have_names(accounts: Any) -> None:
    with pytest.raises(ArgumentError, match="by name"):
        connect("home", accounts=accounts)


@pytest.mark.parametrize("assessors", ["Sun", 3])
def test_a_panel_is_a_list_of_people(assessors: Any) -> None:
    with pytest.raises(ArgumentError, match="no list of names"):
        connect().deploy("circle", assessors=assessors)


def test_an_address_acts_only_where_a_node_signs_for_it() -> None:
    with pytest.raises(ArgumentError, match=f"nothing here signs for {PANEL[0]}"):
        connect(accounts={"me": PANEL[0]})


def test_on_the_embedded_chain_too_those_who_are_handed_in_act_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MY_KEY", "0x" + "5a" * 32)
    om = connect(accounts={"me": "env:MY_KEY"})
    assert om.account("me") == Account.from_key("0x" + "5a" * 32).address
    with pytest.raises(ChainError, match="no account 'ann' here; there are me"):
        om.account("ann")
    with pytest.raises(ArgumentError, match="3 seats"):
        om.deploy("circle")
    roles = om.deploy("circle", assessors=PANEL).ledger.roles
    assert roles == Roles(om.account("me"), tuple(PANEL))


def test_without_a_key_nothing_is_sent_and_everything_can_be_read(chain: RealChain) -> None:
    made = connect("home", accounts=LocalKeyring()).deploy("circle", token=chain.token, assessors=PANEL)
    reader = connect("home").circle()
    assert reader.address == made.address
    assert reader.events().equals(made.events())
    with pytest.raises(ChainError, match="hand in accounts"):
        reader.join("ann", "couple", "400")
    with pytest.raises((ChainError, AnnouncementTooEarly)):
        reader.announce()


def test_on_a_real_chain_nothing_is_made_up(chain: RealChain) -> None:
    om = connect("home", accounts=LocalKeyring())
    for wrong, words in (
        ({"assessors": PANEL}, "real currency"),
        ({"token": chain.token}, "3 seats"),
        ({"token": chain.token, "assessors": [PANEL[0]] * 3}, "all different"),
        ({"token": PANEL[0], "assessors": PANEL}, "no contract lies there"),
    ):
        with pytest.raises((ArgumentError, ChainError), match=words):
            om.deploy("circle", **wrong)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="2 decimals, the plan counts with 6"):
        om.deploy("xianghubao", token=chain.token, assessors=_panel_of("xianghubao"))
    with pytest.raises(FileError):
        om.deploy("nowhere", token=chain.token)


def test_a_plan_that_cannot_be_written_down_is_not_deployed(chain: RealChain, folder: Path) -> None:
    (folder / "deployments").write_text("no folder", encoding="utf-8")
    head = chain.node.head()
    with pytest.raises(FileError, match="deployments"):
        connect("home", accounts=LocalKeyring()).deploy("circle", token=chain.token, assessors=PANEL)
    assert chain.node.head() == head


def test_an_error_within_a_block_comes_out_of_it_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError), connect() as om:
        raise ZeroDivisionError(om.chain_id)


def _panel_of(plan: str) -> list[str]:
    return [f"0x{number:040x}" for number in range(1, load_plan(plan).terms.assessors + 1)]


def test_a_chain_on_which_juries_are_known_beforehand_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    known = RealChain(lambda _block: bytes(32))
    monkeypatch.setattr(json_rpc, "JsonRpc", lambda _url: known.line)
    with pytest.raises(PredictableDraws):
        connect("home", accounts=LocalKeyring()).deploy("circle", token=known.token, assessors=PANEL)


def test_accounts_are_named_with_where_their_keys_are(
    chain: RealChain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "me.json"
    file.write_text(json.dumps(Account.encrypt(bytes(31) + b"\1", "open", kdf="pbkdf2", iterations=1)), "utf-8")
    monkeypatch.setenv(PASSPHRASE, "open")
    monkeypatch.setenv("ATTESTOR_KEY", "0x" + "5a" * 32)
    om = connect("home", accounts={"me": file, "attestor": "env:ATTESTOR_KEY"})
    made = om.deploy("circle", token=chain.token, assessors=PANEL, attestor="attestor", roles=Roles("", (), PANEL[0]))
    roles = made.ledger.roles
    assert roles.operator == om.account("me") == Account.from_key(bytes(31) + b"\1").address
    assert (roles.attestor, roles.supervisor, roles.sponsor) == (om.account("attestor"), PANEL[0], "")


def test_on_a_real_chain_the_accounts_of_the_project_act(
    chain: RealChain, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "openmutual.toml").write_text(f'{PROJECT}[accounts]\nme = "env:MY_KEY"\n', encoding="utf-8")
    monkeypatch.setenv("MY_KEY", "0x" + "5a" * 32)
    made = connect("home").deploy("circle", token=chain.token, assessors=PANEL)
    assert made.ledger.roles.operator == made.account("me") == Account.from_key("0x" + "5a" * 32).address


def test_what_is_deployed_is_found_again_by_its_name(chain: RealChain, folder: Path) -> None:
    made = connect("home", accounts=LocalKeyring()).deploy("circle", token=chain.token, assessors=PANEL)
    (file,) = (folder / "deployments").glob("*.json")
    assert made.address in json.loads(file.read_text(encoding="utf-8"))["plans"]
    found = connect("home").circle("circle")
    assert found.currency == made.currency
    assert found.currency.symbol == "CNY"
    with pytest.raises(ArgumentError, match="no plan 'other'"):
        connect("home").circle("other")


def test_a_trial_leaves_nothing_behind(folder: Path) -> None:
    made = connect().deploy("circle")
    assert made.currency.symbol == "CNY"
    assert [path.name for path in folder.iterdir()] == ["openmutual.toml"]


@pytest.mark.parametrize("bare", [False, True], ids=["a web3", "a provider"])
def test_a_web3_that_is_there_already_will_do_and_is_given_back(bare: bool) -> None:
    provider = EthereumTesterProvider()
    om = connect(provider if bare else Web3(provider))
    made = om.deploy("circle")
    made.join("ann", "couple", "400")
    assert om.w3.eth.block_number == om.world.node.head().number
    assert om.w3.eth.chain_id == om.chain_id
