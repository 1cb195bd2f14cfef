"""Clients that others wrote: what runs on anvil runs on them, and an audit through them comes to the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from openmutual.chain import ChainLedger, ChainWorld, EmbeddedWorld, LocalKeyring
from openmutual.chain.json_rpc import RpcNode
from openmutual.cli import app
from openmutual.cli.errors import Exit
from openmutual.scenario import load_scenario, run
from tests.client.chain_play import expect_multicalls

from .clients import ethereumjs, ganache, hardhat

pytestmark = pytest.mark.slow

STORY = "circle"


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENMUTUAL_JOURNALS", str(tmp_path / "journals"))


def openmutual(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="openmutual")


def story_on(chain: str) -> str:
    """How the story ends there, from its table of periods on; what stands before names the chain."""
    result = openmutual("run", STORY, "--on", chain)
    assert result.exit_code == 0, result.output
    return result.stdout[result.stdout.index("period") :]


def expect_proven(source: str, *options: str) -> None:
    """Everything is proven; what the currency answers may be only the source's word."""
    result = openmutual("audit", source, *options, "--json", "audit.json")
    assert Path("audit.json").exists(), result.output
    told = json.loads(Path("audit.json").read_text(encoding="utf-8"))
    assert told["findings"] == [], result.output
    assert {ground["part"] for ground in told["grounds"] if ground["rest"] != "proven"} <= {"token_balance"}


def test_on_hardhat_s_node_stories_run_plans_are_deployed_and_audited_as_on_anvil() -> None:
    with hardhat() as chain:
        assert story_on(chain) == story_on("embedded")
        deployed = openmutual("deploy", STORY, "--on", chain, "--yes", "--json", "deployed.json")
        assert deployed.exit_code == 0, deployed.output
        ledger = json.loads(Path("deployed.json").read_text(encoding="utf-8"))["ledger"]
        expect_proven(ledger, "--rpc", chain)
        expect_multicalls(RpcNode(chain), ledger)


def test_on_ethereumjs_a_plan_is_deployed_exported_and_audited(tmp_path: Path) -> None:
    embedded = EmbeddedWorld()
    expected = run(load_scenario(STORY), embedded).ledger.snapshot()
    with ethereumjs(tmp_path, embedded.keyring._by_address) as (chain, node):
        ledger = run(load_scenario(STORY), ChainWorld(node, LocalKeyring())).ledger
        assert isinstance(ledger, ChainLedger)
        assert ledger.snapshot() == expected
        expect_multicalls(node, ledger.site.ledger)
        expect_proven(ledger.site.ledger, "--rpc", chain)
        exported = openmutual("export", ledger.site.ledger, "--rpc", chain, "-o", "log.parquet")
        assert exported.exit_code == 0, exported.output
    expect_proven("log.parquet")


def test_ganache_is_refused_in_a_sentence() -> None:
    with ganache() as chain:
        result = openmutual("run", STORY, "--on", chain)
    assert result.exit_code == Exit.CHAIN
    assert "chain 1337 lacks instructions of Ethereum's Cancun fork" in " ".join(result.stderr.split())
