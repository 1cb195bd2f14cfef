"""`deploy`: who gets which role, in which currency, and whose key it takes."""

from __future__ import annotations

import json

import pytest
from eth_account import Account

from openmutual.chain import json_rpc
from openmutual.cli.deployment import _without_secrets
from openmutual.cli.errors import Exit
from openmutual.cli.signers import PASSPHRASE, KeyFile, passphrase
from openmutual.errors import ChainError
from openmutual.plans.terms import load_plan
from tests.client.real_chain import RealChain

SOMEBODY = [f"0x{number:040x}" for number in (11, 12, 13)]
PANEL = [part for one in SOMEBODY for part in ("--assessor", one)]


def test_a_trial_prints_addresses_and_says_that_it_is_one(openmutual):
    result = openmutual("deploy", "circle")
    assert result.exit_code == 0
    assert "circle is deployed on chain" in result.stdout
    assert load_plan("circle").plan_hash.hex() in result.stdout
    assert "This was a trial" in result.stdout


def test_the_json_has_the_addresses_and_nothing_else_on_standard_output(openmutual):
    written = json.loads(openmutual("deploy", "circle", "--json", "-").stdout)
    assert written["plan_hash"] == "0x" + load_plan("circle").plan_hash.hex()
    assert all(written[name].startswith("0x") for name in ("ledger", "desk", "token"))


def test_roles_are_taken_as_given(openmutual):
    roles = ["--operator", SOMEBODY[0], "--supervisor", SOMEBODY[1], "--sponsor", SOMEBODY[2]]
    words = openmutual("deploy", "circle", *PANEL, *roles).stdout.lower().split()
    assert words[words.index("operator") + 1] == SOMEBODY[0]
    assert words[words.index("supervisor") + 1] == SOMEBODY[1]
    assert words[words.index("sponsor") + 1] == SOMEBODY[2]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--operator", "0x12"], "no address"),
        (["--operator", "0x52908400098527886E0F7030069857D2E4169Ee7"], "mistake"),
        (["--assessor", SOMEBODY[0]], "3 seats"),
        ([*PANEL[:4], *PANEL[:2]], "all different"),
        (["--on", "model"], "no chain"),
    ],
)
def test_wrong_usage_says_what_is_wrong(openmutual, arguments, problem):
    result = openmutual("deploy", "circle", *arguments)
    assert result.exit_code == Exit.USAGE
    assert problem in " ".join(result.stderr.replace("│", " ").split())


def test_a_currency_that_is_not_there_is_refused(openmutual):
    result = openmutual("deploy", "circle", "--token", SOMEBODY[0])
    assert result.exit_code == Exit.CHAIN
    assert "no contract lies there" in result.stderr


def test_a_bad_plan_is_a_bad_file(openmutual):
    assert openmutual("deploy", "nowhere").exit_code == Exit.FILE


@pytest.fixture
def key_file(tmp_path):
    path = tmp_path / "payer.json"
    key = bytes(31) + b"\1"
    path.write_text(json.dumps(Account.encrypt(key, "open", kdf="pbkdf2", iterations=1)), encoding="utf-8")
    return path


def test_a_key_file_signs_under_any_name(key_file):
    ring = KeyFile(key_file, lambda _name: "open")
    assert ring.account("anyone") == ring.account("operator") == "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"


def test_a_key_file_needs_its_passphrase(key_file):
    with pytest.raises(ChainError, match="does not open"):
        KeyFile(key_file, lambda _name: "shut").account("anyone")


def test_the_passphrase_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(PASSPHRASE, "open")
    assert passphrase("payer") == "open"


def test_what_is_printed_of_a_nodes_address_holds_no_secret():
    assert _without_secrets("https://me:secret@node.example:8545/key?token=1") == "https://node.example:8545"


# --- a chain that is no good for juries ------------------------------------------------------------------------------


@pytest.fixture
def deploy_on(openmutual, key_file, monkeypatch):
    """Deploys on a chain that passes for a real one, with a key file."""
    monkeypatch.setenv(PASSPHRASE, "open")

    def run(chain, *options):
        monkeypatch.setattr(json_rpc, "JsonRpc", lambda _url: chain.line)
        real = ["--on", "https://node.example", "--key", str(key_file), "--confirmations", "0", "--token", chain.token]
        return openmutual("deploy", "circle", *real, *PANEL, *options)

    return run


def test_a_chain_whose_juries_are_known_beforehand_is_refused_and_the_way_round_it_said(deploy_on):
    result = deploy_on(RealChain(lambda _block: bytes(32)))
    assert result.exit_code == Exit.CHAIN
    assert "has no randomness but the number 0" in result.stderr
    assert "docs/jury.md" in result.stderr
    assert "--accept-predictable-draws" in result.stderr


def test_who_accepts_predictable_draws_has_the_plan_deployed(deploy_on):
    result = deploy_on(RealChain(lambda _block: bytes(32)), "--accept-predictable-draws")
    assert result.exit_code == Exit.FINE
    assert "circle is deployed on chain" in result.stdout


def test_a_chain_with_randomness_needs_no_further_word(deploy_on):
    assert deploy_on(RealChain()).exit_code == Exit.FINE
