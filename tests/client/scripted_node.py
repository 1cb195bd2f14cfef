"""A real chain behind an address, number 56, that answers each question with what a test has laid down for it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from openmutual.chain.json_rpc import RpcNode
from openmutual.rpc.transport import Declined

from .line import Line

SECRET_URL = "http://user:password@node.example:8545/access-key"
CONTRACT = "0x52908400098527886E0F7030069857D2E4169EE7"
TRANSACTION = b"\x11" * 32

Answer = dict[str, Any]


class Scripted(Line):
    """Stands for the line to a node: answers each method with what the test has laid down for it."""

    host = "node.example"

    def __init__(self) -> None:
        self.asked: list[tuple[str, Sequence[Any]]] = []
        self.answers: dict[str, Any] = {
            "eth_chainId": "0x38",
            "evm_increaseTime": Declined("node.example", -32601, "the method does not exist", None),
            "eth_getBlockByNumber": block(9),
            "eth_getTransactionCount": "0x5",
            "eth_estimateGas": hex(100_000),
            "eth_maxPriorityFeePerGas": "0x2",
            "eth_sendRawTransaction": "0x" + TRANSACTION.hex(),
            "eth_getTransactionReceipt": receipt(9),
        }

    def ask_all(self, method: str, each: Sequence[Sequence[Any]]) -> Iterator[Any]:
        for parameters in each:
            self.asked.append((method, parameters))
            answer = self.answers[method]
            yield answer(*parameters) if callable(answer) else answer


def block(number: int, time: int = 1_000) -> Answer:
    return {
        "number": hex(number),
        "timestamp": hex(time),
        "hash": "0x" + bytes([number] * 32).hex(),
        "baseFeePerGas": "0xa",
    }


def receipt(number: int, status: int = 1) -> Answer:
    return {"status": hex(status), "blockNumber": hex(number), "gasUsed": "0x5208", "logs": [], "contractAddress": None}


def error(message: str, data: Any = None) -> Declined:
    return Declined("node.example", 3, message, data)


Connect = Callable[..., tuple[RpcNode, Scripted]]
