"""Plans in currencies of every kind, on the embedded chain."""

from __future__ import annotations

from dataclasses import dataclass

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.audit.report.assemble import Audited
from openmutual.chain import EmbeddedWorld
from tests.client.chain_play import put_on_chain, sender_of

from ..extract_factory import keys_of
from ..tamper.play import TERMS, Play
from ..tamper.variant_compiler import written_code

DEPOSIT = 500


@dataclass(frozen=True)
class Coin:
    """A currency in which two people join, and what is done with it then."""

    world: EmbeddedWorld
    play: Play

    def tell(self, function: str, argument: int | str) -> None:
        """Call a function of the currency with one argument."""
        kind = function.partition("(")[2].removesuffix(")")
        data = keccak(text=function)[:4] + encode([kind], [argument])
        sender_of(self.world, "anyone").send(self.world.account("anyone"), self.play.ledger.site.token, data)

    def audited(self) -> Audited:
        """What an audit makes of the plan."""
        audited = self.play.audited()
        assert keys_of(audited.findings)
        return audited


def coin(name: str) -> Coin:
    return in_coins(EmbeddedWorld(), written_code("currencies.sol", name))


def in_coins(world: EmbeddedWorld, code: bytes) -> Coin:
    play = Play(world, TERMS, put_on_chain(world, code))
    play.join("ann", "bo", deposit=DEPOSIT)
    return Coin(world, play)


def behind_proxy(slot: bytes, target: str = "PlainCoin") -> Coin:
    """A currency whose code is kept in a slot of its proxy."""
    world = EmbeddedWorld()
    arguments = encode(["bytes32", "address"], [slot, put_on_chain(world, written_code("currencies.sol", target))])
    return in_coins(world, written_code("currencies.sol", "ProxyCoin") + arguments)
