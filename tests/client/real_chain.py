"""A real chain that is none: the embedded chain behind a line to a node, with headers and randomness as a test has them.

Nothing says that it is local: it is probed, and takes plans in a real currency only.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import rlp
from eth_utils.crypto import keccak

from openmutual.abi.block_hash import program
from openmutual.abi.structs import FIELDS
from openmutual.chain import ChainWorld, LocalKeyring, RpcWorld
from openmutual.chain.deploy import deploy_test_yuan
from openmutual.chain.embedded import EmbeddedNode
from openmutual.chain.node import MOST_GAS, Call, Log, Receipt, Reverted
from openmutual.codec import ZERO_ADDRESS, from_hex, to_hex
from openmutual.rpc.transport import Declined

from .line import Line

BlockTold = dict[str, Any]
Change = Callable[[BlockTold], BlockTold]
YOUNG, OLD = 10, 60
"""Blocks that a chain has before anything is deployed: too few to be probed, and enough."""


class RandomNode(EmbeddedNode):
    """An embedded chain whose blocks have the randomness that a rule gives them by their numbers."""

    def __init__(self, rule: Callable[[int], bytes]) -> None:
        self._rule = rule
        super().__init__()

    def _randomness_of(self, block: int) -> bytes:
        return self._rule(block)


class NodeLine(Line):
    """The line to a node that tells of an embedded chain what JSON-RPC nodes tell.

    Args:
        chain: the embedded one.
        told: what the node makes of a block before it tells it.
        hash_seen: what contracts see as the hash of a block, given what it is.
    """

    host = "node.example"

    def __init__(self, chain: EmbeddedNode, told: Change, hash_seen: Callable[[bytes], bytes]) -> None:
        self._chain, self._told, self._hash_seen = chain, told, hash_seen
        self._methods: dict[str, Callable[..., Any]] = {
            "eth_getBlockByNumber": self._block,
            "eth_getTransactionCount": self._nonce,
            "eth_getCode": self._code,
            "eth_call": self._call,
            "eth_getLogs": self._logs,
            "eth_sendRawTransaction": self._submit,
            "eth_getTransactionReceipt": self._receipt,
            "eth_chainId": lambda: hex(chain.chain_id),
            "eth_estimateGas": lambda _message: hex(MOST_GAS),
            "eth_maxPriorityFeePerGas": lambda: "0x0",
        }

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        for parameters in each:
            if method not in self._methods:
                yield Declined(self.host, -32601, f"the method {method} does not exist", None)
                continue
            try:
                yield self._methods[method](*parameters)
            except Declined as declined:
                yield declined
            except Reverted as reverted:
                yield Declined(self.host, 3, "execution reverted", to_hex(reverted.data))

    def _block(self, block: str, _whole: bool) -> BlockTold:
        number = self._chain.head().number if block == "latest" else int(block, 16)
        return self._told(told_of(self._chain.header(number)))

    def _nonce(self, account: str, _at: str) -> str:
        return hex(self._chain.nonce(account))

    def _code(self, account: str, _at: str) -> str:
        return to_hex(self._chain.code(account))

    def _call(self, message: Any, at: str) -> str:
        block = None if at == "latest" else int(at, 16)
        call = Call(message.get("from", ZERO_ADDRESS), message.get("to", ""), from_hex(message["data"]))
        (returned,) = self._chain.read([call], block)
        is_hash = call.data == program(int.from_bytes(call.data[1:5]))
        return to_hex(returned[:1] + self._hash_seen(returned[1:]) if is_hash else returned)

    def _logs(self, query: Any) -> list[BlockTold]:
        first, last = (int(query[name], 16) for name in ("fromBlock", "toBlock"))
        topics = [list(map(from_hex, place)) for place in query.get("topics", ())]
        return list(map(log_told, self._chain.logs(query["address"], first, last, topics)))

    def _submit(self, raw: str) -> str:
        self._chain.submit(from_hex(raw))
        return to_hex(keccak(from_hex(raw)))

    def _receipt(self, transaction: str) -> BlockTold | None:
        mined = self._chain.is_mined(from_hex(transaction))
        return receipt_told(self._chain.receipt(from_hex(transaction))) if mined else None


def told_of(header: bytes) -> BlockTold:
    """A block as a node tells of it."""
    words = zip(FIELDS, rlp.decode(header), strict=False)
    told = {name: to_hex(word) if is_bytes else hex(int.from_bytes(word, "big")) for (name, is_bytes), word in words}
    return told | {"hash": to_hex(keccak(header))}


def receipt_told(receipt: Receipt) -> BlockTold:
    """A receipt as a node tells of it."""
    return {
        "status": hex(receipt.succeeded),
        "blockNumber": hex(receipt.block),
        "gasUsed": hex(receipt.gas_used),
        "contractAddress": receipt.created or None,
        "logs": list(map(log_told, receipt.logs)),
    }


def log_told(log: Log) -> BlockTold:
    """A log as a node tells of it."""
    words = {"address": log.contract, "topics": list(map(to_hex, log.topics)), "data": to_hex(log.data)}
    return words | {"blockNumber": hex(log.block), "logIndex": hex(log.index)}


def as_it_is(told: Any) -> Any:
    """No change."""
    return told


def new_each_block(block: int) -> bytes:
    """Randomness as a chain should have it, but for being known."""
    return keccak(block.to_bytes(32, "big"))


class RealChain:
    """A chain, a currency on it, and a line to it.

    Args:
        rule: the randomness of each block.
        age: how many blocks it has before anything is deployed.
        told: what its node makes of a block before it tells it.
        hash_seen: what its contracts see as the hash of a block, given what it is.
    """

    def __init__(
        self,
        rule: Callable[[int], bytes] = new_each_block,
        age: int = OLD,
        told: Change = as_it_is,
        hash_seen: Callable[[bytes], bytes] = as_it_is,
    ) -> None:
        self.node = RandomNode(rule)
        self.node.wait_for(age)
        inside = ChainWorld(self.node, LocalKeyring())
        self.token = deploy_test_yuan(inside._sender, inside.account("anyone"), 2)
        self.line = NodeLine(self.node, told, hash_seen)

    def world(self) -> RpcWorld:
        """The chain as the client reaches it."""
        return RpcWorld(self.line, LocalKeyring())
