"""`openmutual.toml`: strict, and without secrets; every refusal names the line and never what is secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from openmutual.chain.json_rpc import RpcNode
from openmutual.errors import ArgumentError, ChainError, FileError
from openmutual.project import Network, Project
from openmutual.project.project import FILE, read_project

ADDRESS = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
KEY = "5a" * 32
WORDS = "test " * 11 + "junk"

WHOLE = f"""
[defaults]
network = "home"
plan = "ours"
account = "me"

[networks]
home = {{rpc = "http://127.0.0.1:8545"}}

[networks.mainnet]
rpc = "env:MY_NODE"          # the address holds a key
chain_id = 1
confirmations = 12

[accounts]
me = "keys/me.json"
cash = "env:CASH_KEY"
box = "{ADDRESS.lower()}"

[plans.ours]
network = "mainnet"
file = "plans/ours.yaml"

[plans."theirs"]
ledger = "{ADDRESS}"
"""

WRONG = {
    "an unknown part": ("[network]\n", 1, "network", "unknown key; "),
    "an unknown key": ('[networks.home]\nrpc = "http://h"\nchain = 1\n', 3, "networks.home.chain", "chain_id"),
    "an unknown key in one line": ('\n[networks]\nh = {rpc = "http://h", id = 1}\n', 3, "networks.h.id", "unknown key"),
    "no address": ("[networks.home]\nchain_id = 1\n", 1, "networks.home", "rpc is missing"),
    "another kind of address": ('[networks.h]\nrpc = "ws://h"\n', 2, "networks.h.rpc", "http://"),
    "a number for an address": ("[networks.h]\nrpc = 8545\n", 2, "networks.h.rpc", "must be text"),
    "a chain that is no number": (
        '[networks.h]\nrpc = "http://h"\nchain_id = "1"\n',
        3,
        "networks.h.chain_id",
        "whole number",
    ),
    "a part of a block": (
        '[networks.h]\nrpc = "http://h"\nconfirmations = 1.5\n',
        3,
        "networks.h.confirmations",
        "whole",
    ),
    "a name with a blank": ('[accounts]\n"my own" = "a.json"\n', 2, "accounts.my own", "a name is"),
    "an address for a name": (f'[accounts]\n{ADDRESS} = "a.json"\n', 2, f"accounts.{ADDRESS}", "no address"),
    "no key file": ('[accounts]\nme = "me.key"\n', 2, "accounts.me", "NAME.json"),
    "no variable": ('[accounts]\nme = "env:"\n', 2, "accounts.me", "after env:"),
    "a mistyped address": ('[accounts]\nme = "0xF39Fd6e5"\n', 2, "accounts.me", "mistake"),
    "a network that is not there": (
        '[networks.home]\nrpc = "http://h"\n[plans.p]\nnetwork = "hone"\n',
        4,
        "plans.p.network",
        "home",
    ),
    "a default that is not there": ('[defaults]\nplan = "p"\n', 2, "defaults.plan", "names none"),
    "not closed": ('\n[networks\nrpc = "http://h"\n', 2, "", "no TOML"),
    "given twice": ('[accounts]\nme = "a.json"\nme = "b.json"\n', 3, "", "no TOML"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / FILE


@pytest.mark.parametrize("wrong", WRONG)
def test_a_mistake_is_refused_with_its_line_and_key(file: Path, wrong: str) -> None:
    text, line, key, words = WRONG[wrong]
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_project(file)
    assert (caught.value.line, caught.value.key) == (line, key)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("part", "secret"),
    [
        ("networks.h.rpc", "https://me:hush@node.example"),
        ("networks.h.rpc", "https://node.example/v3/0123456789abcdef0123"),
        ("networks.h.rpc", "https://node.example/?key=hush"),
        ("networks.h.rpc", "https://node.example/#hush"),
        ("accounts.me", KEY),
        ("accounts.me", f"0x{KEY}"),
        ("accounts.me", WORDS),
    ],
)
def test_a_secret_is_refused_and_not_repeated(file: Path, part: str, secret: str) -> None:
    table, _, key = part.rpartition(".")
    file.write_text(f'[{table}]\n{key} = "{secret}"\n', encoding="utf-8")
    with pytest.raises(FileError, match="key") as caught:
        read_project(file)
    assert (caught.value.line, caught.value.key) == (2, part)
    assert secret not in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"#" * 1_000_001])
def test_what_cannot_be_read_is_a_bad_file(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileError, match=r"UTF-8|larger"):
        read_project(file)


def test_a_folder_in_its_place_is_a_bad_file(file: Path) -> None:
    file.mkdir()
    with pytest.raises(FileError, match="cannot be read"):
        read_project(file)


def test_a_whole_file_gives_names_to_networks_accounts_and_plans(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    project = read_project(file)
    assert (project.network, project.plan, project.account) == ("home", "ours", "me")
    assert project.networks["home"] == Network("home", "http://127.0.0.1:8545")
    mainnet = project.networks["mainnet"]
    assert (mainnet.chain_id, mainnet.confirmations) == (1, 12)
    monkeypatch.setenv("MY_NODE", "https://node.example/hush\n")
    assert mainnet.url == "https://node.example/hush"
    assert "hush" not in repr(mainnet)
    assert project.accounts == {"me": str(file.parent / "keys/me.json"), "cash": "env:CASH_KEY", "box": ADDRESS}
    assert project.plans["ours"].file == str(file.parent / "plans/ours.yaml")
    assert project.plans["theirs"].ledger == ADDRESS


def test_a_variable_that_is_not_set_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MY_NODE", raising=False)
    file.write_text(WHOLE, encoding="utf-8")
    with pytest.raises(ArgumentError, match="MY_NODE is not set"):
        _ = read_project(file).networks["mainnet"].url


def test_the_nearest_file_above_counts_and_none_is_fine(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENMUTUAL_DEPLOYMENTS", raising=False)
    inner = file.parent / "a" / "b"
    inner.mkdir(parents=True)
    assert Project.here(inner).is_empty
    file.write_text(WHOLE, encoding="utf-8")
    found = Project.here(inner)
    assert found.folder == file.parent
    assert found.deployments == file.parent / "deployments"
    (inner / FILE).write_text("", encoding="utf-8")
    assert Project.here(inner).is_empty


def test_the_only_network_is_meant_where_none_is_named(file: Path) -> None:
    file.write_text('[networks.home]\nrpc = "http://127.0.0.1:8545"\n', encoding="utf-8")
    assert read_project(file).network_named("").name == "home"
    file.write_text(WHOLE.replace('network = "home"\n', "", 1), encoding="utf-8")
    with pytest.raises(ArgumentError, match="no network is named"):
        read_project(file).network_named("")


def test_a_network_that_is_not_there_is_told_with_the_nearest_name(file: Path) -> None:
    file.write_text(WHOLE, encoding="utf-8")
    with pytest.raises(ArgumentError, match=r"'mainet' is no network.*mainnet"):
        read_project(file).network_named("mainet")
    with pytest.raises(ArgumentError, match="no network is named"):
        Project().network_named("")


def test_what_a_longer_text_holds_is_no_line_of_a_key(file: Path) -> None:
    file.write_text('[networks.h]\nrpc = """\nchain_id = 7\n"""\n', encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_project(file)
    assert caught.value.key == "networks.h.rpc"


@pytest.mark.parametrize("address", ["http://[::1", "http://\u2100.example", "http:///"])
def test_what_is_no_address_of_a_node_is_refused(file: Path, address: str) -> None:
    file.write_text(f'[networks.h]\nrpc = "{address}"\n', encoding="utf-8")
    with pytest.raises(FileError, match="must be the address of a node"):
        read_project(file)
    with pytest.raises(ChainError):
        RpcNode(address)
