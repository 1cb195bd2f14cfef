"""Blocks of public chains, as facts written down: headers, and all receipts of a block with the root that it has."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from openmutual.abi.structs import header_of as encoded_header
from openmutual.audit.findings import Findings
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import chain_of
from openmutual.audit.proof.receipts import unproven
from openmutual.audit.source.bloom import mark_of
from openmutual.audit.source.extract import HEADERS, Extract
from openmutual.audit.source.frames import log_table, receipt_table
from openmutual.audit.source.rpc_parsing import receipts_of
from openmutual.audit.source.source import RawReceipt
from openmutual.errors import ForeignHeaders

from ..extract_factory import keys_of, made_up
from .test_receipts import header

PUBLIC: dict[str, Any] = json.loads(Path(__file__).with_name("public_receipts.json").read_text(encoding="utf-8"))
"""What is hashed of all receipts of a block, the root that the chain has for them, and where that was found.

The filters are left out: they follow from the logs.
"""

HEADERS_OF: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "client" / "public_headers.json").read_text(encoding="utf-8")
)
"""A block of each chain as its node told it, without what is not hashed."""


def answer(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The receipts as a node tells them."""
    return [told(block, place, receipt) for place, receipt in enumerate(block["receipts"])]


def told(block: dict[str, Any], place: int, receipt: dict[str, Any]) -> dict[str, Any]:
    marks = [mark_of(bytes.fromhex(word[2:]) for word in (address, *topics)) for address, topics, _ in receipt["logs"]]
    bloom = 0
    for mark in marks:
        bloom |= mark
    words = {"depositNonce": "nonce", "depositReceiptVersion": "version"}
    deposit = {word: hex(receipt[name]) for word, name in words.items() if name in receipt}
    return deposit | {
        "blockNumber": hex(block["number"]),
        "transactionIndex": hex(place),
        "transactionHash": receipt.get("hash", "0x" + 64 * "1"),
        "from": "0x" + 40 * "2",
        "type": hex(receipt["kind"]),
        "status": hex(receipt["status"]),
        "cumulativeGasUsed": hex(receipt["gas"]),
        "logsBloom": f"0x{bloom:0512x}",
        "logs": [{"address": address, "topics": topics, "data": data} for address, topics, data in receipt["logs"]],
    }


def collected(block: dict[str, Any], receipts: list[dict[str, Any]]) -> Extract:
    """What an audit keeps of a block that a node tells of."""
    return kept(block, header_around(block), receipts_of(block["number"], receipts))


def kept(block: dict[str, Any], encoded: bytes, raw: list[RawReceipt]) -> Extract:
    """The same, of a header and of receipts that are read already."""
    number = block["number"]
    return replace(
        made_up([]),
        chain_id=block["chain"],
        first=number,
        last=number,
        block_hash=keccak(encoded),
        has_receipts=True,
        headers=pl.DataFrame([(number, encoded)], HEADERS, orient="row"),
        receipts=receipt_table(raw),
        logs=log_table(log for receipt in raw for log in receipt.logs),
    )


def header_around(block: dict[str, Any]) -> bytes:
    """The block's own header, where it is known and can be hashed; else one that is made up around the real root."""
    for known in HEADERS_OF.values():
        if known["block"].get("receiptsRoot") == block["root"]:
            with suppress(ForeignHeaders):
                return encoded_header(known["block"])
    return header(block["number"], bytes(32), bytes.fromhex(block["root"][2:]))


def found(extract: Extract) -> tuple[bool, list[str]]:
    """Whether the block's receipts are proven, and what is found."""
    findings = Findings()
    return not unproven(extract, chain_of(extract, findings, None), findings), keys_of(findings)
