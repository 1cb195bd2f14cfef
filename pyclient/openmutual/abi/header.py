"""The header of a block as it is hashed, put together again from what a node says of it.

A draw is proven by such a header: the jury reads the block's randomness from it once its hash fits.
"""

from collections.abc import Mapping
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from ..codec import from_hex
from ..errors import ChainError

FIELDS = (
    ("parentHash", True),
    ("sha3Uncles", True),
    ("miner", True),
    ("stateRoot", True),
    ("transactionsRoot", True),
    ("receiptsRoot", True),
    ("logsBloom", True),
    ("difficulty", False),
    ("number", False),
    ("gasLimit", False),
    ("gasUsed", False),
    ("timestamp", False),
    ("extraData", True),
    ("mixHash", True),
    ("nonce", True),
    ("baseFeePerGas", False),
    ("withdrawalsRoot", True),
    ("blobGasUsed", False),
    ("excessBlobGas", False),
    ("parentBeaconBlockRoot", True),
    ("requestsHash", True),
)
"""Every field in the order of the header, and whether it is bytes or a number; later forks added to the end."""


def header_of(block: Mapping[str, Any]) -> bytes:
    """The RLP-encoded header of a block, from a node's answer to `eth_getBlockByNumber`.

    Raises:
        ChainError: it does not hash to what the node says; the chain has fields in its headers that are not known here.
    """
    fields = [_field(block[name], is_bytes) for name, is_bytes in FIELDS if block.get(name) is not None]
    header: bytes = rlp.encode(fields)
    if keccak(header) != from_hex(block["hash"]):
        raise ChainError(f"the header of block {int(block['number'], 16)} does not hash to what the node says")
    return header


def _field(word: str, is_bytes: bool) -> bytes | int:
    return from_hex(word) if is_bytes else int(word, 16)
