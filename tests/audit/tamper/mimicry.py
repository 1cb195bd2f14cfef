"""A plan that only looks like one: contracts that say, word by word and at the same times, what honest ones said."""

from __future__ import annotations

from itertools import groupby

from eth_abi.abi import encode
from eth_utils.crypto import keccak

from openmutual.chain import EmbeddedWorld
from openmutual.chain.embedded import START
from openmutual.chain.node import Log
from openmutual.codec import ZERO_ADDRESS
from openmutual.records import Account
from tests.client.chain_play import put_on_chain, sender_of

from .handmade import creation
from .play import Play
from .variant_compiler import written_code

PROMPT = "prompt((address,bytes32[],bytes)[])"
EARLIER = 1_000
"""By how many seconds the chain of the mimics begins earlier, to have time for their deployment."""


class Mimicry:
    """Mimics of a plan's ledger, desk and jury on another chain, in a currency in which nothing ever moves."""

    def __init__(self, honest: Play) -> None:
        self.honest, self.world = honest, EmbeddedWorld(START - EARLIER)
        site = honest.ledger.site
        self.ledger, jury = self._mimic(ZERO_ADDRESS), self._mimic(ZERO_ADDRESS)
        desk = self._mimic(jury)
        self.prompter = put_on_chain(self.world, written_code("lookalikes.sol", "Prompter"))
        token = put_on_chain(self.world, creation("TestYuan", 2))
        pairs = ((site.ledger, self.ledger), (site.desk, desk), (site.jury, jury), (site.token, token))
        self.names = {_raw(old): _raw(new) for old, new in pairs}

    def speak(self) -> None:
        """Say all that the honest contracts have said, transaction by transaction."""
        node, site = self.honest.world.node, self.honest.ledger.site
        logs = node.logs(site.contracts, site.since, node.head().number)
        for block, said in groupby(logs, key=lambda log: log.block):
            self.world.advance(node.block_time(block))
            lines = [self._line(log) for log in said]
            data = keccak(text=PROMPT)[:4] + encode(["(address,bytes32[],bytes)[]"], [lines])
            sender_of(self.world, "anyone").send(self.world.account("anyone"), self.prompter, data)

    def _mimic(self, jury: Account) -> Account:
        return put_on_chain(self.world, written_code("lookalikes.sol", "Mimic") + encode(["address"], [jury]))

    def _line(self, log: Log) -> tuple[bytes, list[bytes], bytes]:
        return self.names[_raw(log.contract)], [self._renamed(topic) for topic in log.topics], self._renamed(log.data)

    def _renamed(self, words: bytes) -> bytes:
        for old, new in self.names.items():
            words = words.replace(old, new)
        return words


def _raw(account: Account) -> bytes:
    return bytes.fromhex(account.removeprefix("0x"))
