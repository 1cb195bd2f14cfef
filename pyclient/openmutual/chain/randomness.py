"""Whether a chain can draw juries that nobody knows beforehand: probed before a plan is deployed there.

A jury follows from the RANDAO value in the header of one block (`docs/jury.md`).  So a chain must give each block such
a value of its own, and its headers must hash to what contracts see as their blocks' hashes.  What is probed shows
chains that lack this; that a value cannot be known beforehand by whoever makes the blocks, no probe can show.
"""

from collections.abc import Mapping, Sequence

import rlp  # type: ignore[import-untyped]
from eth_utils.crypto import keccak

from ..abi.block_hash import program, seen
from ..abi.structs import FIELDS
from ..codec import ZERO_ADDRESS
from ..errors import ChainTooYoung, ForeignHeaders, KnownRandomness
from ..rpc.transport import Declined
from .node import Call, Node, Reverted

PROBED = 32
"""As many blocks as lie between the opening of a dispute and the one that draws its jury."""

LEAST_RANDAO = 2**64
"""No RANDAO value is smaller (EIP-4399); what chains put in its place often is: nothing, a difficulty, milliseconds."""

PLACE = [name for name, _ in FIELDS].index("mixHash")
WORD = 32


def expect_unknown_draws(node: Node) -> None:
    """Look at the newest blocks for what would let juries be worked out beforehand, or not be drawn at all.

    Raises:
        ChainTooYoung: there are not enough blocks to look at.
        ForeignHeaders: a header does not hash to what contracts see, or has no randomness where Ethereum's have it.
        KnownRandomness: a value is none that RANDAO gives, or stands in two of the blocks.
        ChainError: the node does not answer.
    """
    head = node.head().number
    if head < PROBED:
        raise ChainTooYoung(f"chain {node.chain_id} has {head} blocks after its first; {PROBED} show how it is random")
    blocks = range(head - PROBED, head)
    headers = {block: node.header(block) for block in blocks}
    for block, hash_seen in zip(blocks, _hashes_seen(node, blocks, head), strict=True):
        if keccak(headers[block]) != hash_seen:
            raise ForeignHeaders(f"the header of block {block} does not hash to what contracts see as its hash")
    _expect_new_each_time({block: randomness_of(block, header) for block, header in headers.items()})


def _hashes_seen(node: Node, blocks: Sequence[int], head: int) -> list[bytes]:
    try:
        answers = node.read([Call(ZERO_ADDRESS, "", program(block)) for block in blocks], head)
    except (Declined, Reverted) as error:
        raise ForeignHeaders(f"what contracts see as the hashes of blocks cannot be asked: {error}") from error
    return [seen(answer) for answer in answers]


def randomness_of(block: int, header: bytes) -> bytes:
    """The RANDAO value in the header of a block, 32 bytes, where a jury looks for it.

    Raises:
        ForeignHeaders: Ethereum's headers have something else there.
        KnownRandomness: it is none that RANDAO gives.
    """
    fields = rlp.decode(header)
    value = fields[PLACE] if len(fields) > PLACE else b""
    if not isinstance(value, bytes) or len(value) != WORD:
        raise ForeignHeaders(f"the header of block {block} has no randomness where Ethereum's headers have it")
    number = int.from_bytes(value, "big")
    if number < LEAST_RANDAO:
        raise KnownRandomness(f"block {block} has no randomness but the number {number}")
    return value


def _expect_new_each_time(values: Mapping[int, bytes]) -> None:
    first: dict[bytes, int] = {}
    for block, value in values.items():
        if value in first:
            raise KnownRandomness(f"blocks {first[value]} and {block} have the same randomness")
        first[value] = block
