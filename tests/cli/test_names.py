"""After `deploy` no command needs an address typed; and none goes to another chain, or to changed code."""

from __future__ import annotations

import json

import pytest
from eth_account import Account
from typer.testing import CliRunner

from openmutual.abi.verification import ipfs_hash, metadata_hash
from openmutual.chain import json_rpc
from openmutual.cli import app
from openmutual.cli.errors import Exit
from openmutual.project.accounts import PASSPHRASE
from tests.client.real_chain import RealChain

PROJECT = """
[defaults]
network = "home"
account = "me"

[networks.home]
rpc = "env:HOME_NODE"
chain_id = 131277322940537
confirmations = 0

[networks.away]
rpc = "https://node.example"
chain_id = 1

[accounts]
me = "me.json"
"""
PANEL = [part for number in (11, 12, 13) for part in ("--assessor", f"0x{number:040x}")]


@pytest.fixture(scope="module")
def chain():
    return RealChain()


@pytest.fixture
def command(chain, tmp_path, monkeypatch):
    """Commands as they are typed in a project's folder, on a chain that passes for a real one."""
    (tmp_path / "openmutual.toml").write_text(PROJECT, encoding="utf-8")
    key = Account.encrypt(bytes(31) + b"\1", "open", kdf="pbkdf2", iterations=1)
    (tmp_path / "me.json").write_text(json.dumps(key), encoding="utf-8")
    for name, value in {
        PASSPHRASE: "open",
        "HOME_NODE": "https://node.example/secret",
        "OPENMUTUAL_JOURNALS": str(tmp_path / "journals"),
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("OPENMUTUAL_DEPLOYMENTS", "OPENMUTUAL_LEDGER", "OPENMUTUAL_ON", "OPENMUTUAL_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(json_rpc, "JsonRpc", lambda _url: chain.line)
    return lambda *words: CliRunner().invoke(app, list(words))


def deployed(command, chain):
    result = command("deploy", "circle", "--on", "home", "--token", chain.token, *PANEL, "--yes", "--json", "-")
    assert result.exit_code == Exit.FINE, result.output
    return json.loads(result.stdout)


def test_a_network_that_is_not_there_is_wrong_usage(command):
    for words in (("case", "list", "--on", "hone"), ("deploy", "circle", "--on", "hone")):
        result = command(*words)
        assert result.exit_code == Exit.USAGE
        assert "home" in result.stderr


def test_the_wrong_chain_is_refused(command):
    result = command("case", "list", "--on", "away")
    assert result.exit_code == Exit.CHAIN
    assert "not chain 1" in result.stderr


def test_where_nothing_was_deployed_an_address_is_asked_for(command):
    result = command("case", "list")
    assert result.exit_code == Exit.USAGE
    assert "name its ledger's address" in result.stderr


def test_a_plan_that_was_deployed_on_another_network_is_named(command):
    result = command("case", "list", "--ledger", "circle", "--on", "home")
    assert result.exit_code == Exit.USAGE
    assert "no plan 'circle' was deployed on this chain" in result.stderr


def test_a_mistake_in_the_file_is_a_bad_file_with_its_line(command, tmp_path):
    (tmp_path / "openmutual.toml").write_text("[networks.home]\nrpc = 'http://h'\nrcp = 1\n", encoding="utf-8")
    result = command("case", "list")
    assert result.exit_code == Exit.FILE
    assert "openmutual.toml:3: networks.home.rcp: unknown key" in result.stderr


def test_after_deploy_no_command_needs_an_address(command, chain):
    deployed(command, chain)
    for words in (
        ("case", "list"),
        ("membership", "--member", "me"),
        ("membership",),
        ("clock",),
        ("case", "list", "--ledger", "circle", "--on", "home"),
    ):
        result = command(*words)
        assert result.exit_code == Exit.FINE, result.output
    refused = command("announce")
    assert "AnnouncementTooEarly" in refused.stderr
    assert "secret" not in refused.output


def test_it_is_told_how_to_go_on_from_python(command, chain):
    result = command("deploy", "circle", "--on", "home", "--token", chain.token, *PANEL, "--yes")
    assert 'openmutual.connect("home").circle("0x' in result.stdout
    assert "openmutual join couple 400 --ledger 0x" in result.stdout


def test_code_that_was_changed_since_is_refused(command, chain, tmp_path):
    plan = deployed(command, chain)
    file = tmp_path / "deployments" / f"{plan['chain']}.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    content["plans"][plan["ledger"]]["code"]["jury"] = "0x" + "00" * 32
    file.write_text(json.dumps(content), encoding="utf-8")
    result = command("case", "list")
    assert result.exit_code == Exit.CHAIN
    assert "the code of jury" in result.stderr


def test_what_verifies_each_contract_is_written_for_the_address_on_the_chain(command, chain, tmp_path):
    plan = deployed(command, chain)
    result = command("verify", "--ledger", plan["ledger"], "-o", "out", "--json", "-")
    assert result.exit_code == Exit.FINE, result.output
    told = json.loads(result.stdout)
    assert [each["contract"] for each in told["contracts"]] == ["MutualLedger", "CaseDesk", "Jury"]
    for each in told["contracts"]:
        folder = tmp_path / "out" / str(plan["chain"]) / each["address"]
        request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
        assert request["stdJsonInput"] == json.loads((folder / "standard-input.json").read_text(encoding="utf-8"))
        metadata = (folder / "metadata.json").read_bytes()
        assert ipfs_hash(metadata) == metadata_hash(chain.node.code(each["address"]))
        written = {file.relative_to(folder / "sources").as_posix() for file in (folder / "sources").rglob("*.sol")}
        assert written == set(json.loads(metadata)["sources"])
