"""Receipts encoded from columns are what the chain hashes: against the general RLP library and the chain itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st
from trie import HexaryTrie

from openmutual.audit.findings import Findings
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import chain_of
from openmutual.audit.proof.receipts import unproven
from openmutual.audit.proof.verify import prove
from openmutual.audit.source.extract import HEADERS, LOGS, RECEIPTS

from ..extract_factory import LEDGER, keys_of, made_up, told, with_cell, with_rows

if TYPE_CHECKING:
    from openmutual.audit.source.extract import Extract

WORD = st.binary(min_size=32, max_size=32)
LOG = st.tuples(st.binary(min_size=20, max_size=20), st.lists(WORD, max_size=4), st.binary(max_size=300))
RECEIPT = st.tuples(
    st.integers(0, 4),
    st.booleans(),
    st.integers(0, 2**60),
    st.binary(min_size=256, max_size=256),
    st.lists(LOG, max_size=4),
)
BLOCK = st.lists(RECEIPT, min_size=1, max_size=5)


def encoded(receipt: Any) -> bytes:
    """By the library, from EIP-2718 and EIP-658."""
    kind, succeeded, gas, bloom, logs = receipt
    body: bytes = rlp.encode([int(succeeded), gas, bloom, [[address, topics, data] for address, topics, data in logs]])
    return bytes([kind]) + body if kind else body


def root(receipts: Any) -> bytes:
    trie = HexaryTrie({})
    for place, receipt in enumerate(receipts):
        trie[rlp.encode(place)] = encoded(receipt)
    return trie.root_hash


def header(number: int, parent: bytes, receipts_root: bytes) -> bytes:
    fields = [parent, bytes(32), bytes(20), bytes(32), bytes(32), receipts_root, bytes(256), 0, number, 0, 0, number]
    encoded: bytes = rlp.encode([*fields, b"", bytes(32), bytes(8)])
    return encoded


def blocks_told(blocks: list[Any]) -> Extract:
    """Blocks from number 1 on, with these receipts and their headers."""
    receipts, logs, headers, parent = [], [], [], bytes(32)
    for number, block in enumerate(blocks, start=1):
        index = 0
        for place, (kind, succeeded, gas, bloom, said) in enumerate(block):
            receipts.append((number, place, bytes(32), bytes(20), kind, succeeded, gas, bloom, b""))
            for address, topics, data in said:
                logs.append((number, place, index, address, *topics, *[None] * (4 - len(topics)), data))
                index += 1
        headers.append((number, header(number, parent, root(block))))
        parent = keccak(headers[-1][1])
    tables = ((headers, HEADERS), (receipts, RECEIPTS), (logs, LOGS))
    names = ("headers", "receipts", "logs")
    frames = {
        name: pl.DataFrame(rows, schema, orient="row") for name, (rows, schema) in zip(names, tables, strict=True)
    }
    last = len(blocks)
    return replace(made_up([]), last=last, block_hash=parent, every_header=True, has_receipts=True, **frames)


def found(extract: Extract) -> tuple[set[int], list[str]]:
    findings = Findings()
    headers = chain_of(extract, findings, None)
    assert findings.found == []
    return unproven(extract, headers, findings), keys_of(findings)


EMPTY = (2, True, 21_000, bytes(256), [])
SPEAKING = (2, True, 50_000, bytes(256), [(b"a" * 20, [b"t" * 32], b"one"), (b"a" * 20, [], b"two")])
LEGACY = (0, False, 90_000, bytes(256), [(b"b" * 20, [b"t" * 32] * 4, b"")])

LEDGER_SPEAKS = (2, True, 50_000, bytes(256), [(bytes.fromhex(LEDGER[2:]), [b"t" * 32], b"")])

BLOCKS = [[SPEAKING, EMPTY, LEGACY], [EMPTY, SPEAKING]]
"""Five receipts; logs 0 to 2 are of the first block, 3 and 4 of the second."""


@pytest.mark.parametrize(
    ("table", "rows", "key", "block"),
    [
        ("receipts", [1, 2, 3, 4], "receipt-missing", 1),
        ("receipts", [0, 2, 3, 4], "receipt-missing", 1),
        ("receipts", [0, 1, 3, 4], "log-without-receipt", 1),
        ("receipts", [0, 1, 2], "log-without-receipt", 2),
        ("receipts", [0, 1, 1, 2, 3, 4], "receipt-doubled", 1),
        ("logs", [1, 2, 3, 4], "log-misnumbered", 1),
        ("logs", [0, 2, 3, 4], "log-misnumbered", 1),
        ("logs", [0, 0, 1, 2, 3, 4], "log-misnumbered", 1),
        ("logs", [0, 1, 3, 4], "receipts-root-differs", 1),
        ("logs", [0, 1, 2], "receipts-root-differs", 2),
        ("logs", [3, 4], "receipts-root-differs", 1),
    ],
)
def test_a_row_left_out_or_doubled_is_one_finding_of_its_block(
    table: str, rows: list[int], key: str, block: int
) -> None:
    assert found(with_rows(blocks_told(BLOCKS), table, rows)) == ({block}, [key])


@pytest.mark.parametrize("rows", [[1, 0, 2, 3, 4], [3, 4, 0, 1, 2], [0, 1, 2, 4, 3]])
def test_receipts_out_of_order_are_a_finding_and_prove_their_logs_all_the_same(rows: list[int]) -> None:
    assert found(with_rows(blocks_told(BLOCKS), "receipts", rows)) == (set(), ["receipt-disordered"])


@pytest.mark.parametrize("rows", [[1, 0, 2, 3, 4], [3, 4, 0, 1, 2], [0, 1, 2, 4, 3]])
def test_logs_out_of_order_are_a_finding_and_are_proven_all_the_same(rows: list[int]) -> None:
    assert found(with_rows(blocks_told(BLOCKS), "logs", rows)) == (set(), ["logs-disordered"])


def test_a_log_moved_to_another_transaction_is_found() -> None:
    extract = blocks_told(BLOCKS)
    assert found(with_cell(extract, "logs", 1, transaction=1)) == ({1}, ["receipts-root-differs"])
    assert found(with_cell(extract, "logs", 0, transaction=2)) == ({1}, ["log-misnumbered"])


def test_a_topic_moved_to_a_later_column_is_found() -> None:
    """The topics in their order are the same, but whoever reads them by their columns reads something else."""
    extract = blocks_told(BLOCKS)
    topic = extract.logs["topic0"][0]
    assert found(with_cell(extract, "logs", 0, topic0=None, topic1=topic)) == ({1}, ["receipts-root-differs"])


def test_a_log_left_out_is_found_though_the_others_are_numbered_anew() -> None:
    extract = with_cell(with_rows(blocks_told(BLOCKS), "logs", [0, 2, 3, 4]), "logs", 1, index=1)
    assert found(extract) == ({1}, ["receipts-root-differs"])


def test_a_transaction_of_a_kind_that_only_another_chain_has_is_a_doubt_and_no_breach() -> None:
    """Such a chain's receipts hold more fields; here the roots are those of receipts with one more.  It is said once."""
    strange = b"\x76" + rlp.encode([1, 21_000, bytes(256), [], 7])
    trie = HexaryTrie({})
    trie[rlp.encode(0)] = strange
    extract = blocks_told([[(0x76, *EMPTY[1:])]] * 2)
    first = header(1, bytes(32), trie.root_hash)
    last = header(2, keccak(first), trie.root_hash)
    headers = pl.DataFrame([(1, first), (2, last)], HEADERS, orient="row")
    assert found(replace(extract, headers=headers, block_hash=keccak(last))) == ({1, 2}, ["receipt-kind-unknown"])


DEPOSIT = (0x7E, *SPEAKING[1:])


def test_a_kind_that_its_chain_encodes_anew_is_no_contradiction_of_the_node() -> None:
    """As if the OP Stack had its deposits hash one field more, in every block."""
    extract = blocks_told([[DEPOSIT, EMPTY]] * 2)
    trie = HexaryTrie({})
    trie[rlp.encode(0)] = b"\x7e" + rlp.encode([*rlp.decode(encoded(DEPOSIT)[1:]), 7])
    trie[rlp.encode(1)] = encoded(EMPTY)
    first = header(1, bytes(32), trie.root_hash)
    last = header(2, keccak(first), trie.root_hash)
    headers = pl.DataFrame([(1, first), (2, last)], HEADERS, orient="row")
    assert found(replace(extract, headers=headers, block_hash=keccak(last))) == ({1, 2}, ["receipt-kind-unknown"])


def test_a_changed_log_of_a_kind_that_other_blocks_show_to_be_known_is_found() -> None:
    extract = blocks_told([[DEPOSIT], [DEPOSIT, EMPTY]])
    assert found(extract) == (set(), [])
    assert found(with_cell(extract, "logs", 0, data=b"other")) == ({1}, ["receipts-root-differs"])


def test_what_polygon_takes_over_from_ethereum_is_proven_once_it_is_under_the_root() -> None:
    """Since PIP-74 it is the block's last transaction, of type 0x7f."""
    sync = (0x7F, True, 21_000, bytes(256), LEDGER_SPEAKS[-1])
    assert found(replace(blocks_told([[EMPTY, sync]]), chain_id=137)) == (set(), [])


@given(st.lists(BLOCK, max_size=4))
def test_any_receipts_have_the_roots_that_the_library_gives_them(blocks: list[Any]) -> None:
    extract = blocks_told(blocks)
    assert unproven(extract, chain_of(extract, Findings(), None), Findings()) == set()


@given(st.integers(100, 300))
def test_a_block_of_many_transactions_has_the_root_that_the_library_gives_it(count: int) -> None:
    """From the 129th on, a transaction's number is longer than one byte."""
    assert found(blocks_told([[EMPTY] * count])) == (set(), [])


def test_the_receipts_of_the_chain_are_proven() -> None:
    extract, _ = told("disputed-case")
    findings = Findings()
    prove(extract, findings)
    assert findings.found == []
    assert extract.logs.height > 100
