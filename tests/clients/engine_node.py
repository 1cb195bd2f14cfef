"""A chain whose client only executes: what a consensus client does is done here, through the Engine API.

Each transaction gets a block of its own, a second after the one before, as on the embedded chain.
"""

from __future__ import annotations

from typing import Any

from eth_utils.crypto import keccak

from openmutual.chain.json_rpc import RpcNode
from openmutual.codec import ZERO_ADDRESS, to_hex
from openmutual.rpc.transport import JsonRpc

NO_BEACON = to_hex(bytes(32))


class EngineNode(RpcNode):
    """A client whose next block is made when this says so.

    Args:
        rpc: the line to its JSON-RPC interface; `engine` to its Engine API, open to whoever asks.
    """

    is_local = True

    def __init__(self, rpc: JsonRpc, engine: JsonRpc) -> None:
        super().__init__(rpc)
        self._engine = engine

    def submit(self, raw: bytes) -> None:
        super().submit(raw)
        self._make_block()

    def advance(self, to: int) -> None:
        self._next = max(to, self._next)

    def wait_for(self, block: int) -> None:
        while self.head().number < block:
            self._make_block()

    def fund_gas(self, account: str) -> None:
        """Nothing: the genesis has given."""

    def _start_clock(self) -> None:
        """Nothing: the time of a block is given with it."""

    def _choose(self, head: bytes, attributes: dict[str, Any] | None = None) -> Any:
        chosen = dict.fromkeys(("headBlockHash", "safeBlockHash", "finalizedBlockHash"), to_hex(head))
        told = self._engine.ask("engine_forkchoiceUpdatedV3", chosen, attributes)
        assert told["payloadStatus"]["status"] == "VALID", told
        return told["payloadId"]

    def _make_block(self) -> None:
        head = self.head()
        attributes = {
            "timestamp": hex(self.now()),
            "prevRandao": to_hex(keccak(head.hash)),
            "suggestedFeeRecipient": ZERO_ADDRESS,
            "withdrawals": [],
            "parentBeaconBlockRoot": NO_BEACON,
        }
        told = self._engine.ask("engine_getPayloadV4", self._choose(head.hash, attributes))
        payload, requests = told["executionPayload"], told.get("executionRequests", [])
        status = self._engine.ask("engine_newPayloadV4", payload, [], NO_BEACON, requests)
        assert status["status"] == "VALID", status
        self._choose(bytes.fromhex(payload["blockHash"][2:]))
