"""Draws on chains whose contracts count another chain's blocks, as on Arbitrum."""

from __future__ import annotations

from eth_utils.crypto import keccak

from openmutual import events as log
from openmutual.audit.replay.context import Blocks
from tests.audit.case_log_builder import CaseLog, said

PARENT = 18_000_000


def on_a_rollup() -> CaseLog:
    """As on Arbitrum: contracts see the parent chain's blocks, of which there is one for four of its own."""
    case_log = CaseLog(blocks=Blocks(lambda block: keccak(block.to_bytes(32, "big")), parent_of)).begin()
    case_log.announced()
    return case_log


def fix(case_log: CaseLog, seed: bytes) -> list[str]:
    case_log.tell(said(log.SeedFixed, dispute_id=0, round=0, seed=seed))
    return case_log.found()


def parent_of(block: int) -> int:
    return PARENT + block // 4


def test_the_block_that_draws_is_counted_as_the_contracts_count() -> None:
    case_log = on_a_rollup()
    case_log.object(block=parent_of(case_log.block + 1) + 32)
    case_log.block += 4 * 33
    assert fix(case_log, bytes(32)) == []


def test_a_block_of_choice_is_found_on_a_rollup_as_well() -> None:
    case_log = on_a_rollup()
    case_log.object(block=case_log.block + 1 + 32)
    assert case_log.found() == ["draw-block"]


def test_a_seed_before_its_block_is_found_on_a_rollup_as_well() -> None:
    case_log = on_a_rollup()
    case_log.object(block=parent_of(case_log.block + 1) + 32)
    case_log.block += 4 * 31
    assert fix(case_log, bytes(32)) == ["draw-block-out-of-reach"]


def test_a_draw_is_renewed_once_the_contracts_cannot_see_its_block_any_more() -> None:
    case_log = on_a_rollup()
    case_log.object(block=parent_of(case_log.block + 1) + 32)
    case_log.block += 4 * (32 + 257)
    case_log.tell(said(log.DrawRenewed, dispute_id=0, block=parent_of(case_log.block + 1) + 32))
    assert case_log.found() == []
