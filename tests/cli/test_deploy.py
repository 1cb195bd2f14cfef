"""`deploy`: who gets which role, in which currency, and whose key it takes."""

from __future__ import annotations

import io
import json
from fractions import Fraction
from types import SimpleNamespace

import pytest
from eth_account import Account
from rich.console import Console
from typer.testing import CliRunner

from openmutual.chain import json_rpc
from openmutual.chain.draw_window import DrawWindow
from openmutual.chain.signers import KeyFile
from openmutual.cli import app, deployment
from openmutual.cli.deployment import _without_secrets, tell_draw_window
from openmutual.cli.errors import Exit
from openmutual.cli.output import Page
from openmutual.cli.signers import passphrase
from openmutual.codec import from_hex, to_hex
from openmutual.errors import ChainError, FileError
from openmutual.plans.terms import load_plan
from openmutual.project import Deployments
from openmutual.project.accounts import PASSPHRASE
from tests.client.real_chain import RealChain

SOMEBODY = [f"0x{number:040x}" for number in (11, 12, 13)]
PANEL = [part for one in SOMEBODY for part in ("--assessor", one)]


def test_a_trial_prints_addresses_and_says_that_it_is_one(openmutual):
    result = openmutual("deploy", "circle")
    assert result.exit_code == 0
    assert "circle is deployed on chain" in result.stdout
    assert load_plan("circle").plan_hash.hex() in result.stdout
    assert "This was a trial" in result.stdout


def test_who_holds_which_power_is_told_in_the_readers_language(openmutual):
    said = openmutual("deploy", "circle", "--lang", "zh").stdout
    assert "已部署在链" in said
    assert all(word in said for word in ("运营方", "调查员", "监管方", "赞助方", "核验方", "（tCNY）"))
    assert "operator" not in said


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


def test_whoever_vouches_for_members_is_named_and_nobody_joins_without_their_word(cli_plan):
    words = ["deploy", "circle", "--on", cli_plan.url, "--attestor", SOMEBODY[0], "--yes", "--json", "-"]
    made = json.loads(cli_plan.openmutual(*words).stdout)
    assert made["attestor"].lower() == SOMEBODY[0]
    assert made["enrolment"]
    join = ["join", "couple", "400", "--ledger", made["ledger"], "--on", cli_plan.url, "--key", "m1"]
    refused = cli_plan.openmutual(*join)
    assert refused.exit_code == Exit.REFUSED
    assert refused.stderr.startswith("AttestationMissing")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--operator", "0x12"], "no address"),
        (["--operator", "0x52908400098527886E0F7030069857D2E4169Ee7"], "mistake"),
        (["--attestor", "nobody"], "no address"),
        (["--assessor", SOMEBODY[0]], "3 seats"),
        ([*PANEL[:4], *PANEL[:2]], "all different"),
        (["--on", "model"], "no network"),
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


def test_where_nobody_types_a_passphrase_the_variable_is_named(openmutual, tmp_path, monkeypatch):
    monkeypatch.delenv(PASSPHRASE, raising=False)
    monkeypatch.setenv("OPENMUTUAL_ACCOUNTS", str(tmp_path))
    result = openmutual("account", "new", "me")
    assert result.exit_code == Exit.FILE
    assert f"a script sets {PASSPHRASE}" in result.stderr
    assert not list(tmp_path.iterdir())


def test_the_passphrase_may_come_from_the_environment(monkeypatch):
    monkeypatch.setenv(PASSPHRASE, "open")
    assert passphrase("payer") == "open"


def test_what_is_printed_of_a_nodes_address_holds_no_secret():
    assert _without_secrets("https://me:secret@node.example:8545/key?token=1") == "https://node.example:8545"


# --- a chain that is no good for juries ------------------------------------------------------------------------------


@pytest.fixture
def deploy_on(openmutual, key_file, tmp_path, monkeypatch):
    """Deploys on a chain that passes for a real one, with a key file."""
    monkeypatch.setenv(PASSPHRASE, "open")
    monkeypatch.setenv("OPENMUTUAL_JOURNALS", str(tmp_path / "journals"))

    def run(chain, *options, answer=None):
        monkeypatch.setattr(json_rpc, "JsonRpc", lambda _url: chain.line)
        real = ["--on", "https://node.example", "--key", str(key_file), "--confirmations", "0", "--token", chain.token]
        words = ["deploy", "circle", *real, *PANEL, "--deployments", str(tmp_path / "made"), *options]
        return CliRunner().invoke(app, words if answer else [*words, "--yes"], input=answer)

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


# --- what is fixed for good, and what is written down of it ----------------------------------------------------------


def made(tmp_path):
    """What is written down of the chain's plans, by their ledgers."""
    (file,) = (tmp_path / "made").glob("*.json")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert written["format"] == "openmutual deployments 1"
    return written["plans"]


@pytest.mark.parametrize("answer", ["n\n", "\n", "what\n"])
def test_nothing_is_deployed_without_a_yes(deploy_on, tmp_path, answer):
    chain = RealChain()
    before = chain.node.head()
    result = deploy_on(chain, answer=answer)
    assert result.exit_code == Exit.REFUSED
    assert "Nothing was deployed" in result.stderr
    assert "--yes" in result.stderr
    assert chain.node.head() == before
    assert made(tmp_path) == {}


def test_a_folder_that_cannot_be_written_in_is_found_out_before_anything_is_deployed(deploy_on, tmp_path):
    (tmp_path / "made").write_text("a file, and no folder")
    chain = RealChain()
    before = chain.node.head()
    result = deploy_on(chain)
    assert result.exit_code == Exit.FILE
    assert "cannot be written" in result.stderr
    assert chain.node.head() == before


@pytest.mark.parametrize("content", ["nonsense", '{"format": "other", "plans": {}}', '{"format": "x"}'])
def test_a_list_of_deployments_that_is_none_is_left_alone(deploy_on, tmp_path, content):
    chain = RealChain()
    file = tmp_path / "made" / f"{chain.node.chain_id}.json"
    file.parent.mkdir()
    file.write_text(content)
    assert deploy_on(chain).exit_code == Exit.FILE
    assert file.read_text() == content


def test_the_terms_are_shown_before_the_question(deploy_on):
    result = deploy_on(RealChain(), answer="y\n")
    assert result.exit_code == Exit.FINE
    shown, deployed = result.stdout.split("circle is deployed on chain")
    assert "For one case a unit pays 50 at most." in shown
    assert load_plan("circle").plan_hash.hex() in shown
    assert SOMEBODY[0] in shown
    assert "assessor 1" in deployed


def test_how_long_a_block_can_draw_on_the_chain_is_said_before_the_question(deploy_on):
    shown = " ".join(deploy_on(RealChain(), answer="n\n").stdout.split())
    assert "a block comes every 1 s, so that the block named for a draw can draw it for 256 blocks, 4 minutes" in shown
    assert "let a keeper (openmutual keep) draw in time" in shown


@pytest.mark.parametrize(
    ("interval", "told"),
    [(Fraction(1, 4), "0.25 s"), (Fraction(12), "12 s"), (Fraction(300), "5 minutes"), (Fraction(42_500), "11 hours")],
)
def test_the_time_between_blocks_is_in_the_unit_that_people_use(monkeypatch, interval, told):
    monkeypatch.setattr(deployment, "draw_window", lambda _node: DrawWindow(interval, 256))
    out = io.StringIO()
    world = SimpleNamespace(node=SimpleNamespace(is_local=False))
    tell_draw_window(load_plan("circle"), world, Page(Console(file=out, width=500)))
    assert f"a block comes every {told}, so that" in out.getvalue()


def test_the_file_holds_every_address_role_and_hash(deploy_on, tmp_path):
    chain = RealChain()
    told = json.loads(deploy_on(chain, "--json", "-", "--sponsor", SOMEBODY[0]).stdout)
    (plan,) = made(tmp_path).values()
    assert plan == told
    ledger = chain.world().ledger_at(plan["ledger"])
    site = ledger.site
    assert (plan["desk"], plan["jury"], plan["token"]) == (site.desk, site.jury, site.token)
    assert plan["enrolment"] is None
    assert (plan["operator"], plan["sponsor"]) == (ledger.roles.operator, ledger.roles.sponsor)
    assert (tuple(plan["assessors"]), plan["supervisor"], plan["attestor"]) == (ledger.roles.assessors, None, None)
    assert plan["plan_hash"] == to_hex(ledger.plan_hash)
    assert plan["block_hash"] == to_hex(chain.node.block_hash(plan["block"]))
    assert chain.node.receipt(from_hex(plan["transaction"])).block == plan["block"] == site.since
    assert chain.node.code(plan["factory"])
    assert (plan["symbol"], plan["decimals"], plan["chain"]) == ("CNY", 2, chain.node.chain_id)


def test_a_second_plan_on_a_chain_leaves_the_first_in_the_file(deploy_on, tmp_path):
    chain = RealChain()
    assert [deploy_on(chain).exit_code for _ in range(2)] == [Exit.FINE, Exit.FINE]
    assert len(made(tmp_path)) == 2


def test_a_broken_pipe_loses_no_address(deploy_on, tmp_path, monkeypatch):
    def breaks(*_):
        raise BrokenPipeError

    monkeypatch.setattr(Page, "title", breaks)
    chain = RealChain()
    assert deploy_on(chain).exit_code != Exit.FINE
    (address,) = made(tmp_path)
    assert chain.world().ledger_at(address).plan_hash == load_plan("circle").plan_hash


def test_what_could_not_be_written_down_is_printed_all_the_same(deploy_on, monkeypatch):
    def full(_self, entry):
        raise FileError("deployments", 0, "", "cannot be written: No space left on device")

    monkeypatch.setattr(Deployments, "add", full)
    result = deploy_on(RealChain())
    assert result.exit_code == Exit.FILE
    assert "circle is deployed on chain" in result.stdout


def test_a_trial_asks_nothing_and_writes_nothing(openmutual, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert openmutual("deploy", "circle").exit_code == Exit.FINE
    assert list(tmp_path.iterdir()) == []
