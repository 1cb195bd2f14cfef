"""The door to a user's own web3: a chain can be reached through it, and given back as one; nothing else loads it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from web3 import EthereumTesterProvider, HTTPProvider, Web3

from openmutual.chain import ChainWorld, EmbeddedWorld, LocalKeyring, RpcWorld
from openmutual.errors import ChainError, ExtraMissing, UnknownCase
from openmutual.rpc.transport import Declined
from openmutual.rpc.web3_provider import TransportProvider, Web3Rpc
from tests.client.chain_play import ChainPlay
from tests.client.test_anvil import url  # noqa: F401  the anvil of those tests


class Silent:
    host = "node.example"

    def ask(self, *_: object) -> Any:
        raise ChainError("no chain answers")


def test_a_provider_over_a_chain_that_does_not_answer_is_not_connected() -> None:
    assert not Web3(TransportProvider(Silent())).is_connected()  # type: ignore[arg-type]


def test_a_provider_that_does_not_answer_is_an_error_of_the_chain_without_its_secrets() -> None:
    line = Web3Rpc(HTTPProvider("http://user:password@127.0.0.1:9/access-key"))
    with pytest.raises(ChainError, match="no chain answers at the given HTTPProvider") as caught:
        line.ask("eth_chainId")
    assert "password" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "message"), [({"code": 3, "message": "reverted", "data": "0x01"}, "reverted"), ("broken", "broken")]
)
def test_an_error_of_a_provider_is_passed_on(error: Any, message: str) -> None:
    class Declining(HTTPProvider):
        def make_request(self, *_: object) -> Any:
            return {"jsonrpc": "2.0", "id": 1, "error": error}

    with pytest.raises(Declined, match=message):
        Web3Rpc(Declining()).ask("eth_call")


def test_the_embedded_chain_gives_back_a_web3_that_sees_it() -> None:
    play = ChainPlay(EmbeddedWorld())
    play.join("ann", "bo")
    seen = play.world.web3_contracts(play.ledger)
    assert play.world.w3.eth.block_number == play.world.node.head().number
    assert seen["MutualLedger"].functions.books().call()[4] == 2
    assert seen["CaseDesk"].functions.ledger().call() == play.ledger.site.ledger
    assert seen.keys() == {"MutualLedger", "CaseDesk", "Jury"}


@pytest.mark.parametrize("bare", [False, True], ids=["a web3", "a provider"])
def test_a_plan_lives_on_a_chain_of_eth_testers(bare: bool) -> None:
    provider = EthereumTesterProvider()
    world = ChainWorld.from_web3(provider if bare else Web3(provider))
    play = ChainPlay(world)
    play.join("ann")
    with pytest.raises(UnknownCase):
        play.ledger.settle(0)
    assert world.ledger_at(play.ledger.site.ledger).snapshot() == play.ledger.snapshot()
    # Whoever comes later reads what is in the blocks, and goes on from there.
    later = ChainWorld.from_web3(provider).ledger_at(play.ledger.site.ledger)
    assert later.snapshot() == play.ledger.snapshot()


@pytest.mark.slow
def test_a_plan_lives_on_a_chain_behind_a_web3(url: str) -> None:  # noqa: F811
    world = ChainWorld.from_web3(Web3(HTTPProvider(url)))
    play = ChainPlay(world)
    with pytest.raises(UnknownCase):
        play.ledger.settle(0)
    w3 = RpcWorld(url, LocalKeyring()).w3
    assert w3.is_connected()
    assert w3.eth.chain_id == world.node.chain_id
    assert world.web3_contracts(play.ledger)["Jury"].functions.desk().call() == play.ledger.site.desk


@pytest.mark.slow
def test_no_command_on_a_node_loads_web3(url: str) -> None:  # noqa: F811
    script = """
import sys
from typer.testing import CliRunner
from openmutual.cli import app
result = CliRunner().invoke(app, sys.argv[1:])
assert result.exit_code == 0, result.output
assert not [name for name in sys.modules if name.split(".")[0] == "web3"], "web3 was loaded"
"""
    ledger = ChainPlay(RpcWorld(url)).ledger.site.ledger
    for command in (
        ["run", "lapse-and-return", "--on", url],
        ["case", "list", "--on", url, "--ledger", ledger],
        ["audit", ledger, "--rpc", url],
    ):
        run = subprocess.run([sys.executable, "-c", script, *command], capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr


def test_whoever_asks_for_a_web3_without_having_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("openmutual.rpc.web3_provider", raising=False)
    monkeypatch.setitem(sys.modules, "openmutual.rpc.web3_provider", None)
    with pytest.raises(ExtraMissing, match=r"pip install 'openmutual\[web3\]'"):
        _ = EmbeddedWorld().w3
