"""The chain of headers, and what a whole extract rests on: each edit of it is found, and nothing in an honest one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import rlp

from deploy.anvil import anvil
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis, Findings
from openmutual.audit.hashing import keccak
from openmutual.audit.proof.headers import header_of
from openmutual.audit.proof.verify import Proven, prove
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.extract import HEADERS
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import EmbeddedWorld, RpcWorld
from openmutual.chain.embedded import START
from openmutual.scenario import load_scenario, run, scenario_names

from ..extract_factory import keys_of, made_up, told, with_cell, with_rows
from .test_receipts import LEDGER_SPEAKS, blocks_told

if TYPE_CHECKING:
    from deploy.toolchain import Toolchain
    from openmutual.audit.source.extract import Extract

VECTORS = sorted((Path(__file__).parents[1] / "parity" / "vectors").glob("*.yaml"))

FIELDS = (
    "parent",
    "uncles",
    "miner",
    "state",
    "transactions",
    "receipts",
    "bloom",
    "difficulty",
    "number",
    "gas limit",
)
FIELDS += ("gas used", "time", "extra", "randomness", "nonce", "base fee", "withdrawals", "blob gas", "excess blob gas")
FIELDS += ("beacon root", "requests")


@pytest.fixture(scope="module")
def circle() -> Extract:
    return told("circle")[0]


def proven(extract: Extract, trusted: bytes | None = None) -> tuple[Proven, list[str]]:
    findings = Findings()
    return prove(extract, findings, trusted), keys_of(findings)


def keys(extract: Extract) -> list[str]:
    return proven(extract)[1]


def with_field(extract: Extract, row: int, field: int, value: bytes) -> Extract:
    """The same with another word in one header."""
    fields = rlp.decode(extract.headers["rlp"][row])
    fields[field] = value
    return with_cell(extract, "headers", row, rlp=rlp.encode(fields))


def busy(extract: Extract) -> int:
    """The row of a header, in the midst of them, whose block has logs of the plan's own contracts."""
    own = bytes.fromhex(extract.contracts.ledger[2:])
    blocks = extract.logs.filter(pl.col("address") == own)["block"].unique().sort()
    return int(blocks[len(blocks) // 2]) - extract.first


def rows_without(frame: pl.DataFrame, *left_out: int) -> list[int]:
    return [row for row in range(frame.height) if row not in left_out]


# --- edits of headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", range(len(FIELDS)), ids=FIELDS)
def test_an_edit_of_any_field_of_a_header_is_found(circle: Extract, field: int) -> None:
    row = busy(circle)
    fields = rlp.decode(circle.headers["rlp"][row])
    assert len(fields) == len(FIELDS)
    old = fields[field]
    value = bytes(len(old) - 1) + bytes([old[-1] ^ 1]) if len(old) > 8 else old + b"\x01"
    result, found = proven(with_field(circle, row, field, value))
    assert "header-chain-broken" in found or "header-unreadable" in found
    assert (result.logs, result.completeness, result.times) == (Basis.REPORTED,) * 3


def test_an_edit_of_the_last_header_is_found(circle: Extract) -> None:
    last = circle.headers.height - 1
    result, found = proven(with_field(circle, last, 12, b"extra"))
    assert found == ["last-header-differs"]
    assert {result.logs, result.completeness, result.times, *result.accounts.values()} == {Basis.REPORTED}


def test_another_audited_hash_is_found(circle: Extract) -> None:
    assert keys(replace(circle, block_hash=b"h" * 32)) == ["last-header-differs"]


@pytest.mark.parametrize("encoded", [b"", b"\xc0", b"\x80", b"header", rlp.encode([b""] * 21), rlp.encode([[]] * 21)])
def test_what_is_no_header_is_found(circle: Extract, encoded: bytes) -> None:
    assert header_of(encoded) is None
    row = busy(circle)
    assert keys(with_cell(circle, "headers", row, rlp=encoded)) == ["header-unreadable"]


def test_where_a_header_cannot_be_read_the_chain_is_broken(circle: Extract) -> None:
    row, last = busy(circle), circle.headers.height - 1
    result, _ = proven(with_cell(circle, "headers", row, rlp=b""))
    assert [result.headers.is_proven(circle.first + row + step) for step in (-1, 0, 1)] == [False, False, True]
    result, found = proven(with_cell(circle, "headers", last, rlp=b""))
    assert found == ["header-unreadable"]
    assert {result.logs, result.completeness, result.times, *result.accounts.values()} == {Basis.REPORTED}


def test_a_broken_chain_does_not_prove_that_there_are_no_logs(circle: Extract) -> None:
    silent = replace(circle, receipts=circle.receipts.clear(), logs=circle.logs.clear())
    result, found = proven(with_field(silent, circle.headers.height - 1, 12, b"extra"))
    assert found == ["last-header-differs"]
    assert result.completeness == Basis.REPORTED


def test_bytes_behind_a_header_are_found(circle: Extract) -> None:
    row = busy(circle)
    assert keys(with_cell(circle, "headers", row, rlp=circle.headers["rlp"][row] + b"\0")) == ["header-unreadable"]


def test_an_edit_of_a_number_is_found(circle: Extract) -> None:
    """The header of another block, in the place of this one."""
    for number in (circle.first + 3, circle.first + 5, 0, 2**40, 2**64 - 1):
        assert keys(with_cell(circle, "headers", 4, number=number))


@pytest.mark.parametrize("row", [0, 7, -1])
def test_a_header_left_out_is_found(circle: Extract, row: int) -> None:
    kept = rows_without(circle.headers, row % circle.headers.height)
    assert keys(with_rows(circle, "headers", kept)) == ["header-missing"]


def test_headers_doubled_or_out_of_order_are_one_finding(circle: Extract) -> None:
    rows = list(range(circle.headers.height))
    assert keys(with_rows(circle, "headers", [*rows[:4], 3, *rows[4:]])) == ["header-disordered"]
    assert keys(with_rows(circle, "headers", [*rows[:3], 4, 3, *rows[5:]])) == ["header-disordered"]
    assert keys(with_rows(circle, "headers", rows[::-1])) == ["header-disordered"]


def test_no_headers_at_all_are_found(circle: Extract) -> None:
    result, found = proven(with_rows(circle, "headers", []))
    assert found == ["header-missing"]
    assert result.headers.time(circle.last) == 0
    assert result.headers.randomness(circle.last) is None
    assert {result.logs, result.completeness, result.times, *result.accounts.values()} == {Basis.REPORTED}


@pytest.mark.parametrize("earlier", [1, 100])
def test_a_block_earlier_than_the_one_before_it_is_found(earlier: int) -> None:
    """A chain made up to fit its hashes, but not the order of time."""
    assert keys(chain_with_times([100, 200, 200 - earlier, 300])) == ["time-falls"]
    assert keys(chain_with_times([100, 200, 201, 300])) == []


def test_blocks_of_the_same_second_are_no_doubt() -> None:
    """As on chains with several blocks a second."""
    assert keys(chain_with_times([100, 200, 200, 200, 300])) == []


def test_blocks_that_name_no_parent_are_one_fault_of_the_node(circle: Extract) -> None:
    rows = circle.headers.height
    orphaned = with_field(with_field(circle, 5, 0, bytes(32)), 6, 0, bytes(32))
    result, found = proven(orphaned)
    assert [key for key in found if key != "header-chain-broken"] == ["header-without-parent"]
    assert found.count("header-chain-broken") == 1, "the block after them names the parent that the chain has"
    assert not result.headers.is_proven(circle.first + 5)
    assert result.headers.is_proven(circle.first + rows - 1)


def chain_with_times(times: list[int]) -> Extract:
    parent, rows = bytes(32), []
    for number, time in enumerate(times, start=1):
        fields = [parent, bytes(32), bytes(20), bytes(32), bytes(32), bytes(32), bytes(256), 0, number, 0, 0, time]
        rows.append((number, rlp.encode([*fields, b"", bytes(32), bytes(8)])))
        parent = keccak(rows[-1][1])
    headers = pl.DataFrame(rows, HEADERS, orient="row")
    whole: dict[str, Any] = {"every_header": True, "has_receipts": True}
    return replace(made_up([]), last=len(times), block_hash=parent, headers=headers, **whole)


# --- edits of receipts and logs ----------------------------------------------------------------------------------------

RECEIPT_EDITS = {
    "block": 1,
    "transaction": 1,
    "kind": 1,
    "succeeded": False,
    "gas": 77,
    "bloom": bytes(256),
    "tail": b"\x01",
}
LOG_EDITS = {
    "block": 1,
    "transaction": 1,
    "index": 9,
    "address": b"a" * 20,
    "topic0": b"t" * 32,
    "topic1": None,
    "topic2": b"t" * 32,
    "topic3": b"t" * 32,
    "data": b"",
}


@pytest.mark.parametrize("column", RECEIPT_EDITS)
def test_an_edit_of_any_hashed_column_of_a_receipt_is_found(circle: Extract, column: str) -> None:
    row = busy_row(circle, circle.receipts)
    assert circle.receipts[column][row] != RECEIPT_EDITS[column]
    result, found = proven(with_cell(circle, "receipts", row, **{column: RECEIPT_EDITS[column]}))
    assert set(found) & {"receipts-root-differs", "receipt-missing", "receipt-disordered"}
    assert (result.logs, result.completeness) == (Basis.REPORTED,) * 2


@pytest.mark.parametrize("column", LOG_EDITS)
def test_an_edit_of_any_column_of_a_log_is_found(circle: Extract, column: str) -> None:
    row = busy_row(circle, circle.logs)
    assert circle.logs[column][row] != LOG_EDITS[column]
    result, found = proven(with_cell(circle, "logs", row, **{column: LOG_EDITS[column]}))
    assert set(found) & {"receipts-root-differs", "log-misnumbered", "logs-disordered", "log-without-receipt"}
    assert (result.logs, result.completeness) == (Basis.REPORTED,) * 2


@pytest.mark.parametrize("shift", [2**31, 2**32, 2**40])
def test_a_block_moved_whole_to_where_no_block_is_is_found(circle: Extract, shift: int) -> None:
    block = circle.first + busy(circle)
    moved = pl.when(pl.col("block") == block).then(pl.lit(block + shift, pl.UInt64)).otherwise(pl.col("block"))
    tables = {name: getattr(circle, name).with_columns(moved.alias("block")) for name in ("receipts", "logs")}
    assert keys(replace(circle, **tables))


def busy_row(extract: Extract, table: pl.DataFrame) -> int:
    block = extract.first + busy(extract)
    return int(table["block"].to_list().index(block))


def test_a_block_withheld_with_all_its_logs_is_found_by_the_filter_in_its_header(circle: Extract) -> None:
    block = circle.first + busy(circle)
    tables = {name: getattr(circle, name).filter(pl.col("block") != block) for name in ("receipts", "logs")}
    result, found = proven(replace(circle, **tables))
    assert found == ["logs-withheld"]
    assert (result.logs, result.completeness) == (Basis.PROVEN, Basis.REPORTED)


def test_a_gift_to_the_ledger_that_is_withheld_is_found(gift: Extract) -> None:
    """Its block has no log but the currency's."""
    assert keys(gift) == []
    block = gift.last
    assert set(gift.logs.filter(block=block)["address"]) == {bytes.fromhex(gift.contracts.token[2:])}
    tables = {name: getattr(gift, name).filter(pl.col("block") != block) for name in ("receipts", "logs")}
    assert keys(replace(gift, **tables)) == ["logs-withheld"]


def test_filters_that_let_nothing_through_prove_nothing() -> None:
    """As on chains that leave the filter empty."""
    result, found = proven(blocks_told([[LEDGER_SPEAKS], [LEDGER_SPEAKS]]))
    assert found == ["filter-lacks-logs"]
    assert (result.logs, result.completeness) == (Basis.PROVEN, Basis.REPORTED)


@pytest.fixture(scope="module")
def gift() -> Extract:
    world = EmbeddedWorld()
    ledger: Any = run(load_scenario("circle"), world).ledger
    world.print_money(ledger, ledger.site.ledger, 5)
    return collect(EmbeddedSource(world.node), ledger.site.ledger)


# --- honest extracts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", [*scenario_names(), *VECTORS], ids=lambda scenario: Path(scenario).stem)
def test_an_honest_extract_is_proven_from_end_to_end(scenario: str | Path) -> None:
    result, found = proven(told(scenario)[0])
    assert found == []
    assert {result.logs, result.completeness, result.times, *result.accounts.values()} == {Basis.PROVEN}
    assert not result.anchored


def test_a_extract_without_all_headers_is_a_report_and_clean() -> None:
    extract, _ = told("disputed-case", every_header=False)
    result, found = proven(extract)
    assert found == []
    assert {result.logs, result.completeness, result.times} == {Basis.REPORTED}
    assert set(result.accounts.values()) == {Basis.PROVEN}


def test_without_all_headers_receipts_are_still_held_to_theirs() -> None:
    extract, _ = told("circle", every_header=False)
    row = extract.logs.height // 2
    assert keys(with_cell(extract, "logs", row, data=b"")) == ["receipts-root-differs"]
    block = extract.logs["block"][row]
    headers = extract.headers.filter(pl.col("number") != block)
    assert keys(replace(extract, headers=headers)) == ["header-missing"]


def test_a_extract_without_receipts_is_a_report_held_to_its_order(circle: Extract) -> None:
    bare = replace(circle, has_receipts=False, receipts=circle.receipts.clear())
    result, found = proven(bare)
    assert found == []
    assert (result.logs, result.completeness, result.times) == (Basis.REPORTED, Basis.REPORTED, Basis.PROVEN)
    rows = list(range(circle.logs.height))
    assert keys(with_rows(bare, "logs", [*rows[:5], 4, *rows[5:]])) == ["log-misnumbered"]
    assert keys(with_rows(bare, "logs", rows[::-1])) == ["logs-disordered"]


def test_headers_tell_times_randomness_and_state(circle: Extract) -> None:
    headers = proven(circle)[0].headers
    for number, encoded in circle.headers.rows():
        fields = rlp.decode(encoded)
        assert headers.time(number) == int.from_bytes(fields[11], "big")
        assert (headers.randomness(number), headers.state_root(number)) == (fields[13], fields[3])
    assert headers.randomness(circle.last + 1) is headers.state_root(0) is None
    assert headers.time(circle.last + 9) == headers.time(circle.last)


# --- trust ---------------------------------------------------------------------------------------------------------------


def test_a_trusted_hash_that_is_on_no_header_shows_another_chain(circle: Extract) -> None:
    result, found = proven(circle, b"t" * 32)
    assert found == ["trusted-block-absent"]
    assert not result.anchored


def test_a_trusted_hash_anchors_the_chain_at_its_block(circle: Extract) -> None:
    result, found = proven(circle, circle.block_hash)
    assert (found, result.anchored, result.anchor) == ([], True, circle.last)
    middle = keccak(circle.headers["rlp"][7])
    result, found = proven(circle, middle)
    assert (found, result.anchored, result.anchor) == ([], True, circle.first + 7)


def test_a_trusted_hash_of_a_header_that_was_changed_anchors_nothing(circle: Extract) -> None:
    middle = keccak(circle.headers["rlp"][7])
    result, found = proven(with_field(circle, 7, 12, b"extra"), middle)
    assert found == ["header-chain-broken", "trusted-block-absent"]
    assert not result.anchored


# --- another node ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def heard_on_anvil(toolchain: Toolchain) -> Iterator[Extract]:
    with anvil("--timestamp", str(START)) as url:
        ledger: Any = run(load_scenario("circle"), RpcWorld(url)).ledger
        yield collect(RpcSource(url), ledger.site.ledger)


@pytest.mark.slow
def test_what_anvil_says_is_proven_from_end_to_end(heard_on_anvil: Extract) -> None:
    result, found = proven(heard_on_anvil)
    assert found == []
    assert {result.logs, result.completeness, result.times, *result.accounts.values()} == {Basis.PROVEN}
    assert heard_on_anvil.receipts["kind"].max() == 2
