"""What `openmutual verify` writes is taken for an exact match by Sourcify's own library, offline."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from typer.testing import CliRunner

from deploy.anvil import anvil
from deploy.npm import Packages, environment, find_node
from deploy.toolchain import Toolchain
from openmutual.abi.verification import metadata_hash
from openmutual.chain import ChainLedger
from openmutual.cli import app
from openmutual.codec import from_hex, to_hex
from openmutual.events import PlanOpened
from openmutual.rpc.transport import JsonRpc
from tests.cli.cli_fixture import settle_down

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
EXACT, NEARLY = "perfect", "partial"
"""Sourcify's interface calls the first an exact match; the second is code that another text of the sources made as well."""

FORGED = "0x" + "66" * 20

Verified = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def url(toolchain: Toolchain) -> Iterator[str]:
    assert toolchain.solc  # from the same packages as the chain
    with anvil() as at:
        yield at


@pytest.fixture
def ledger(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChainLedger:
    """A plan, and in `bundles` of the test's folder what verifies it."""
    monkeypatch.setenv("OPENMUTUAL_JOURNALS", str(tmp_path / "journals"))
    plan = settle_down(url)
    words = ["verify", "-o", str(tmp_path / "bundles"), "--ledger", plan.site.ledger, "--on", url]
    assert CliRunner().invoke(app, words).exit_code == 0
    return plan


@pytest.fixture
def verified(url: str, ledger: ChainLedger, tmp_path: Path) -> Verified:
    """What the library says of each address that there is a bundle for."""
    packages = Packages(HERE)
    packages.install()
    (opened,) = [event for event in ledger.events() if isinstance(event, PlanOpened)]
    block = JsonRpc(url).ask("eth_getBlockByNumber", hex(opened.place.block), False)

    def verify(way: str) -> dict[str, Any]:
        words = [url, str(tmp_path / "bundles" / str(ledger.chain_id)), *block["transactions"], way]
        command = [str(find_node().program), str(HERE / "verify.mjs"), *words]
        run = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        told = [json.loads(line) for line in run.stdout.splitlines()]
        return {each["address"]: (each["runtimeMatch"], each["creationMatch"]) for each in told}

    return verify


def test_sourcify_takes_each_contract_of_a_plan_for_an_exact_match_and_no_forged_one(
    url: str, ledger: ChainLedger, tmp_path: Path, verified: Verified, deep: bool
) -> None:
    """The forged one is the jury's code with another hash of metadata: other comments, say."""
    bundles = tmp_path / "bundles" / str(ledger.chain_id)
    copytree(bundles / ledger.site.jury, bundles / FORGED)
    code = from_hex(JsonRpc(url).ask("eth_getCode", ledger.site.jury, "latest"))
    forged = code.replace(metadata_hash(code), metadata_hash(code)[:-1] + b"\0")
    JsonRpc(url).ask("anvil_setCode", FORGED, to_hex(forged))
    exact = dict.fromkeys((ledger.site.ledger, ledger.site.desk, ledger.site.jury), (EXACT, EXACT))
    # By metadata each contract is compiled by itself, with its own sources alone: that takes minutes.
    for way in ("input", "metadata") if deep else ("input",):
        assert verified(way) == exact | {FORGED: (NEARLY, None)}
