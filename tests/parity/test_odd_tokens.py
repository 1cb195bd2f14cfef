"""Tokens that refuse somebody, or keep a fee: the chain does what the model does, and no one is held up."""

import json
import subprocess

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from deploy.compile import collect_sources
from deploy.npm import environment
from deploy.toolchain import ROOT, Toolchain
from openmutual.chain import EmbeddedWorld
from openmutual.chain.contract import Contract
from openmutual.errors import NoCredit, TransferMismatch
from openmutual.records import Roles
from tests.client.chain_play import ChainPlay, put_on_chain, sender_of
from tests.parity.parity_harness import ParityHarness
from tests.terms import DAY, TERMS

SOURCE = "tests/contracts/base/OddTokens.sol"


@pytest.fixture(scope="module")
def codes(toolchain: Toolchain) -> dict[str, bytes]:
    """The creation code of each token of the forge tests."""
    request = {
        "language": "Solidity",
        "sources": {unit: {"content": text} for unit, text in collect_sources(ROOT, (SOURCE,)).items()},
        "settings": {"evmVersion": "cancun", "outputSelection": {SOURCE: {"*": ["evm.bytecode.object"]}}},
    }
    run = subprocess.run(
        [str(toolchain.solc()), "--standard-json"],
        input=json.dumps(request),
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    contracts = json.loads(run.stdout)["contracts"][SOURCE]
    return {name: bytes.fromhex(contract["evm"]["bytecode"]["object"]) for name, contract in contracts.items()}


class Blocked(ParityHarness):
    """Two members, in a currency that can refuse people."""

    def __init__(self, world: EmbeddedWorld, code: bytes) -> None:
        self.people = [world.account(f"m{number}") for number in range(3)]
        self.panel = tuple(world.account(name) for name in ("a1", "a2", "a3"))
        super().__init__(world, TERMS, Roles(world.account("operator"), self.panel), put_on_chain(world, code))
        for person in self.people[:2]:
            self.give(person, 60)
            self.call("join", person, "one", 60)

    def block(self, account: str, to: bool = True) -> None:
        """Let the token refuse payments to an account, on both, or serve it again."""
        selector = keccak(text="setBlocked(address,bool)")[:4]
        data = selector + encode(["address", "bool"], [account, to])
        sender_of(self.world, "anyone").send(self.world.account("anyone"), self.chain.site.token, data)
        (self.model_world.block if to else self.model_world.unblock)(account)

    def wallet(self, account: str) -> int:
        token = Contract(self.world.node, "TestYuan", self.chain.site.token)
        on_chain = int(token.read("balanceOf", account))
        assert on_chain == self.model.token.balance(account)
        return on_chain


@pytest.fixture
def harness(codes: dict[str, bytes]) -> Blocked:
    return Blocked(EmbeddedWorld(), codes["BlockingToken"])


def test_a_refused_benefit_waits_as_a_credit_and_is_collected_elsewhere(harness: Blocked) -> None:
    one, two, other = harness.people
    assert harness.call("file", one, "bruise", harness.now(), bytes(32)) == ("done", 0)
    harness.call("decide", 0, True, "bruise", b"", list(harness.panel[:2]))
    harness.advance(harness.now() + 14 * DAY)
    harness.call("announce")
    harness.block(one)
    harness.advance(harness.now() + 3 * DAY)
    assert harness.call("settle", 0) == ("done", None)
    assert harness.chain.snapshot().books.credits == 10
    assert harness.call("collect_credit", two, two) == ("refused", NoCredit(two))
    assert harness.call("collect_credit", one, one) == ("failed", None)
    assert harness.call("collect_credit", one, other) == ("done", 10)
    assert harness.chain.snapshot().books.credits == 0
    assert harness.wallet(other) == 10


def test_a_refused_withdrawal_waits_and_frees_the_member(harness: Blocked) -> None:
    one, _, other = harness.people
    harness.advance(harness.now() + 14 * DAY)
    harness.call("announce")
    harness.call("leave", one)
    harness.advance(harness.now() + 14 * DAY)
    harness.call("announce")
    harness.block(one)
    assert harness.call("withdraw", one) == ("done", 60)
    assert harness.chain.snapshot().books.credits == 60
    harness.block(one, to=False)
    assert harness.call("collect_credit", one, one) == ("done", 60)
    assert harness.call("collect_credit", one, other) == ("refused", NoCredit(one))


def test_a_token_that_keeps_a_fee_is_refused(codes: dict[str, bytes]) -> None:
    world = EmbeddedWorld()
    play = ChainPlay(world, TERMS, put_on_chain(world, codes["FeeToken"]))
    world.give(play.ledger, play.who("m1"), 200)
    with pytest.raises(TransferMismatch) as caught:
        play.ledger.join(play.who("m1"), "one", 200)
    assert caught.value == TransferMismatch(200, 198)
    assert play.ledger.snapshot().members == {}
