"""The same story on anvil, through JSON-RPC, comes to the same end as on the embedded chain, event by event."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.toolchain import Toolchain
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainWorld, EmbeddedWorld, RpcWorld
from openmutual.chain.embedded import START
from openmutual.chain.json_rpc import RpcNode
from openmutual.errors import ChainError, NothingToWithdraw, UnknownLevel
from openmutual.rpc.transport import JsonRpc
from tests.client.chain_play import ChainPlay, expect_multicalls

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(toolchain: Toolchain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An anvil of the test's own, whose clock begins where the embedded chain's does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(toolchain.program("anvil")), "--port", str(port), "--timestamp", str(START), "--hardfork", "prague"]
    with (tmp_path_factory.mktemp("anvil") / "log").open("w") as log:
        anvil = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield wait_for(f"http://127.0.0.1:{port}")
        finally:
            anvil.terminate()
            anvil.wait()


def wait_for(url: str) -> str:
    for _ in range(50):
        try:
            RpcWorld(url)
        except ChainError:
            time.sleep(0.1)
        else:
            return url
    raise AssertionError(f"anvil does not answer at {url}")


def tell(world: ChainWorld) -> ChainPlay:
    """A short story with a bit of everything: refusals, signatures, a benefit, a leaver, the backstop."""
    play = ChainPlay(world)
    play.join("m1", "m2", deposit=60)
    play.world.give(play.ledger, play.who("payer"), 300)
    play.ledger.join_many(play.who("payer"), [play.who(name) for name in ("m3", "m4")], "three", 90)
    play.fund(40)
    play.go(3)
    with pytest.raises(NothingToWithdraw):
        play.ledger.withdraw(play.who("m1"))
    with pytest.raises(UnknownLevel, match="platinum"):
        play.file("m1", "platinum")
    play.period(14)
    play.approved("m1", "accident")
    play.ledger.leave(play.who("m2"))
    play.go(28)
    play.ledger.announce()
    play.go(31)
    play.ledger.settle(0)
    play.ledger.withdraw(play.who("m2"))
    return play


def test_anvil_and_the_embedded_chain_come_to_the_same_end(url: str, tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    on_anvil, embedded = tell(RpcWorld(url, chain_id=31_337, journal=journal)), tell(EmbeddedWorld())
    assert on_anvil.ledger.snapshot() == embedded.ledger.snapshot()
    assert on_anvil.ledger.events() == embedded.ledger.events()
    assert on_anvil.wallet("m2") == embedded.wallet("m2") > 0
    _format, *entries = journal.read_text().splitlines()
    assert journal.read_text().count("settled") * 2 == len(entries)

    found = RpcWorld(url).ledger_at(on_anvil.ledger.site.ledger)
    assert found.snapshot() == on_anvil.ledger.snapshot()
    expect_multicalls(on_anvil.world.node, found.site.ledger)


def test_the_clock_of_anvil_is_moved_exactly(url: str) -> None:
    world = RpcWorld(url)
    to = world.now() + 1_000
    world.advance(to)
    assert world.now() == to
    play = ChainPlay(world)
    assert play.ledger.site.since == world.node.head().number
    assert world.node.head().time == to + 2


def test_that_a_chain_is_local_is_found_out_without_moving_its_clock(url: str) -> None:
    ask, head = JsonRpc(url).ask, RpcWorld(url).node.head()
    ask("evm_setNextBlockTimestamp", head.time + 500)
    assert RpcNode(url).is_local
    assert RpcSource(url).is_local
    ask("evm_mine")
    assert RpcNode(url).head().time == head.time + 500
    assert RpcNode(url).is_local
    ask("evm_mine")
    assert RpcNode(url).head().time == head.time + 501


def test_a_wrong_chain_is_refused(url: str) -> None:
    with pytest.raises(ChainError, match="is chain 31337, not chain 1"):
        RpcWorld(url, chain_id=1)
