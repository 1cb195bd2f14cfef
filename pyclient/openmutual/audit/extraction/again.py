"""Asking a node again before it is said to contradict itself: behind one address there may be many, some behind."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from ...codec import ZERO_ADDRESS
from ...errors import StateNotKept
from ..currency.witness import witness_of
from ..findings import Finding
from ..source.extract import Answer, Extract
from ..source.frames import header_table, log_table, receipt_table
from ..source.source import Source

NAMED = ("block", "previous")
"""The facts of a finding that name a block."""


def asked_again(source: Source, extract: Extract, found: Iterable[Finding]) -> Extract:
    """The same, but with everything asked once more that the findings doubt: their blocks, accounts and codes.

    Raises:
        ChainError: the node does not answer.
    """
    named = {finding.facts[name] for finding in found for name in NAMED if name in finding.facts}
    blocks = sorted(block for block in named if extract.first <= block <= extract.last)
    extract = _with_headers(source, extract, blocks)
    extract = replace(
        _with_receipts(source, extract, blocks) if extract.has_receipts else extract,
        accounts=tuple(source.account(said.address, said.block) for said in extract.accounts),
        codes={address: source.code(address, extract.last) for address in extract.codes},
        answers=tuple(_answer_again(source, answer) for answer in extract.answers),
    )
    return replace(extract, witness=witness_of(source, extract))


def _answer_again(source: Source, answer: Answer) -> Answer:
    """What a contract is said to answer now; an answer of a state that is kept no longer stays as it is."""
    try:
        result = source.call(answer.contract, answer.data, answer.block) if answer.contract != ZERO_ADDRESS else None
    except StateNotKept:
        result = None
    return answer if result is None else replace(answer, result=result)


def _with_headers(source: Source, extract: Extract, blocks: Sequence[int]) -> Extract:
    told = header_table(blocks, list(source.headers(blocks)))
    return replace(extract, headers=_replaced(extract.headers, told, "number", blocks).sort("number"))


def _with_receipts(source: Source, extract: Extract, blocks: Sequence[int]) -> Extract:
    """Receipts that the node does not give now stay as they are."""
    told = {block: told for block, told in zip(blocks, source.receipts(blocks), strict=True) if told is not None}
    given, receipts = list(told), [receipt for each in told.values() for receipt in each]
    logs = log_table(log for receipt in receipts for log in receipt.logs)
    return replace(
        extract,
        receipts=_replaced(extract.receipts, receipt_table(receipts), "block", given).sort("block", "transaction"),
        logs=_replaced(extract.logs, logs, "block", given).sort("block", "index"),
    )


def _replaced(table: pl.DataFrame, told: pl.DataFrame, key: str, blocks: Sequence[int]) -> pl.DataFrame:
    return pl.concat([table.filter(~pl.col(key).is_in(list(blocks))), told])
