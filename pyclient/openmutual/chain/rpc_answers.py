"""A node's JSON as what this client works with: nothing is believed that has another form than it must.

All functions but the last raise TypeError, ValueError, LookupError or AttributeError for an answer of another form.
"""

import re
from typing import Any

from eth_utils.address import to_checksum_address

from ..codec import from_hex
from ..rpc.quantities import LAST_BLOCK, UINT64, WORD_MAX, number_in
from ..rpc.transport import Declined
from .node import Block, Log, Receipt

LATEST = 253_402_300_799
"""The last second of the year 9999, after which no calendar goes on."""

HEX_BYTES = re.compile("0x(?:[0-9a-fA-F]{2})*")
"""Bytes as nodes spell them, within a text."""

PLACE = ("blockNumber", "transactionIndex", "logIndex")
"""What the order of logs goes by; some nodes count them anew in each transaction."""


def number_of(told: Any, most: int = WORD_MAX) -> int:
    """A number in hexadecimal, of a word at most."""
    return number_in(told, most)


def count_of(told: Any) -> int:
    """A number of transactions, of gas, or of wei for a unit of gas."""
    return number_of(told, UINT64)


def block_of(told: Any) -> Block:
    """A block."""
    return Block(number_of(told["number"], LAST_BLOCK), number_of(told["timestamp"], LATEST), from_hex(told["hash"]))


def block_at(told: Any, number: int) -> Block | None:
    """The block of that number; None if there is none."""
    found = block_of(told) if told else None
    if found is not None and found.number != number:
        raise ValueError("another block")
    return found


def base_fee_of(told: Any) -> int:
    """What a block takes for a unit of gas, in wei; nothing on chains that have no such fee."""
    return count_of(told.get("baseFeePerGas") or "0x0")


def receipt_of(told: Any, transaction: bytes) -> Receipt | None:
    """The receipt of that transaction; None while it waits for a block, of which some nodes tell already."""
    if told is None or told["blockNumber"] is None:
        return None
    if "transactionHash" in told and from_hex(told["transactionHash"]) != transaction:
        raise ValueError("the receipt of another transaction")
    return Receipt(
        succeeded=number_of(told["status"], 1) == 1,
        block=number_of(told["blockNumber"], LAST_BLOCK),
        gas_used=count_of(told["gasUsed"]),
        logs=tuple(map(_log, told["logs"])),
        created=to_checksum_address(told["contractAddress"]) if told.get("contractAddress") else "",
    )


def logs_of(told: Any) -> list[Log]:
    """Logs in log order, but those of blocks that have been undone."""
    there = [found for found in told if not found.get("removed")]
    return list(map(_log, sorted(there, key=_place)))


def revert_data_of(declined: Declined) -> bytes | None:
    """The revert data in an error, wherever the node has put it; None if it is another error."""
    data = declined.data
    if isinstance(data, dict):
        data = data.get("data")
    if isinstance(data, str) and (found := HEX_BYTES.search(data)):
        return from_hex(found[0])
    return b"" if "revert" in declined.message.lower() else None


def _log(found: Any) -> Log:
    return Log(
        contract=to_checksum_address(found["address"]),
        topics=tuple(from_hex(topic) for topic in found["topics"]),
        data=from_hex(found["data"]),
        block=number_of(found["blockNumber"], LAST_BLOCK),
        index=count_of(found["logIndex"]),
    )


def _place(found: Any) -> tuple[int, ...]:
    return tuple(count_of(found.get(name, "0x0")) for name in PLACE)
