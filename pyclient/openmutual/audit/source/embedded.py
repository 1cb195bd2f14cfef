"""The embedded chain as a source."""

from collections.abc import Iterator, Sequence
from itertools import count

import rlp  # type: ignore[import-untyped]
from eth_utils.address import to_canonical_address

from ...chain.embedded import EmbeddedNode
from ...chain.node import Call, Node, Reverted
from ...codec import ZERO_ADDRESS
from ...errors import ArgumentError
from ...records import Account
from ..hashing import EMPTY_ROOT
from .extract import RawAccount
from .source import RawLog, RawReceipt

LISTS = 0xC0
"""Where the first bytes of RLP lists begin: a receipt that begins below carries its transaction's type in front."""

SUCCESS = b"\x01"


class EmbeddedSource:
    """The embedded chain, asked in the raw: receipts and accounts come out of its database as they are hashed.

    Raises ArgumentError for a chain behind an address.
    """

    name = "embedded chain"
    is_local = True

    def __init__(self, node: Node) -> None:
        if not isinstance(node, EmbeddedNode):
            raise ArgumentError("this chain is not embedded: hand in its node's address to RpcSource")
        self._node = node
        self.chain_id = node.chain_id
        self._told: dict[int, list[RawReceipt]] = {}

    def syncing(self) -> bool:
        """Never."""
        return False

    def head(self) -> int:
        """The newest block."""
        return self._node.head().number

    def finalized(self) -> int:
        """The newest block: nothing is ever undone."""
        return self.head()

    def headers(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The RLP-encoded headers of these blocks."""
        return map(self._node.header, numbers)

    def receipts(self, blocks: Sequence[int]) -> Iterator[list[RawReceipt]]:
        """All receipts of each of these blocks."""
        return map(self._receipts, blocks)

    def logs(
        self, addresses: Sequence[Account], first: int, last: int, topics: Sequence[bytes | None] = ()
    ) -> Iterator[RawLog]:
        """What these contracts wrote, out of the receipts of every block."""
        wanted = {bytes(to_canonical_address(address)) for address in addresses}
        for block in range(first, last + 1):
            for receipt in self._receipts(block):
                yield from (log for log in receipt.logs if log.address in wanted and _begins(log.topics, topics))

    def account(self, address: Account, block: int) -> RawAccount:
        """An account after a block, with its proof."""
        held, proof = self._node.proof(address, block)
        nonce, balance, storage_root, code_hash = rlp.decode(held) if held else (b"", b"", b"", b"")
        return RawAccount(address.lower(), block, _number(nonce), _number(balance), storage_root, code_hash, proof)

    def emptied(self, address: Account, block: int) -> Sequence[int]:  # noqa: ARG002  as on Ethereum
        """None."""
        return ()

    def proof(self, address: Account, slots: Sequence[int], block: int) -> Sequence[bytes]:
        """The nodes of the tries that lead to an account after a block, and to words of its storage."""
        held, nodes = self._node.proof(address, block)
        root = rlp.decode(held)[2] if held else EMPTY_ROOT
        return (*nodes, *self._node.storage_proof(root, slots))

    def storage(self, address: Account, slots: Sequence[int], block: int) -> dict[int, int]:
        """Words of a contract's storage after a block."""
        return {slot: self._node.storage(address, slot, block) for slot in slots}

    def code(self, address: Account, block: int) -> bytes:
        """The code at an address after a block."""
        return self._node.code(address, block)

    def call(self, to: Account, data: bytes, block: int) -> bytes | None:
        """What a call returns after a block."""
        try:
            return self._node.read([Call(ZERO_ADDRESS, to, data)], block)[0]
        except Reverted:
            return None

    def run(self, code: bytes, block: int) -> bytes | None:
        """What code returns that is run once after a block."""
        return self.call("", code, block)

    def _receipts(self, block: int) -> list[RawReceipt]:
        if block not in self._told:
            places = count()
            self._told[block] = [
                _receipt(block, place, said, places) for place, said in enumerate(self._node.receipts(block))
            ]
        return self._told[block]


def _receipt(block: int, transaction: int, said: tuple[bytes, bytes, bytes], places: Iterator[int]) -> RawReceipt:
    digest, sender, encoded = said
    kind, body = (0, encoded) if encoded[0] >= LISTS else (encoded[0], encoded[1:])
    status, gas, bloom, logs = rlp.decode(body)
    told = tuple(
        RawLog(block, transaction, next(places), address, tuple(topics), data) for address, topics, data in logs
    )
    return RawReceipt(block, transaction, digest, sender, kind, status == SUCCESS, _number(gas), bloom, b"", told)


def _begins(topics: Sequence[bytes], wanted: Sequence[bytes | None]) -> bool:
    return len(topics) >= len(wanted) and all(
        want in (None, topic) for want, topic in zip(wanted, topics, strict=False)
    )


def _number(encoded: bytes) -> int:
    return int.from_bytes(encoded, "big")
