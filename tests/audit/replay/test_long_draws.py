"""Draws of several calls, and seeds held against the headers that they follow from."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from eth_utils.crypto import keccak

from openmutual import events as log
from openmutual.audit.replay.context import Blocks
from openmutual.audit.replay.draws import MOST_SEATS
from openmutual.records import Verdict
from tests.audit.case_log_builder import JURY, MEMBERS, TERMS, CaseLog, order_of, said

COMMIT = TERMS.jury.commit

DEAD = 200
"""Seats of people who have resigned."""

PATIENT = replace(TERMS, jury=replace(TERMS.jury, size=3))
"""A jury of three, of whom two are a quorum."""


def crowded(in_first_call: int) -> tuple[CaseLog, list[str]]:
    """Two hundred seats more, and nobody in them; a seed whose first call finds so many of the five candidates.

    Returns:
        the log, and who holds the seats, in the order of the draw.
    """
    case_log = CaseLog(terms=PATIENT).begin()
    for number in range(DEAD):
        member = f"0x{0xD00 + number:040x}"
        case_log.join(member)
        case_log.volunteer(member, 6 + number)
        case_log.tell(said(log.Resigned, member=member))
    case_log.announced()
    case_log.object(pool=6 + DEAD)
    case_log.reach()
    seeds = (number.to_bytes(32, "big") for number in count())
    for seed in seeds:
        turns = [case_log.plan.seats[seat].holder for seat in order_of(seed, 6 + DEAD)]
        if len(candidates(turns[:MOST_SEATS])) == in_first_call:
            break
    case_log.tell(said(log.SeedFixed, dispute_id=0, round=0, seed=seed))
    return case_log, turns


def candidates(turns: list[str]) -> list[str]:
    return [holder for holder in turns if holder in MEMBERS[1:6]]


def look(case_log: CaseLog, seats: int, jurors: list[str], complete: bool = False) -> None:
    """A call that stops when so many seats were looked at since the first call."""
    case_log.tell(case_log.drawn(jurors, position=case_log.position(0, seats), complete=complete))


def test_a_draw_goes_on_where_it_stopped_until_the_jury_is_full() -> None:
    case_log, turns = crowded(in_first_call=1)
    jurors = candidates(turns)[:3]
    look(case_log, MOST_SEATS, jurors[:1])
    look(case_log, turns.index(jurors[2]) + 1, jurors[1:], complete=True)
    assert case_log.found() == []
    assert case_log.plan.disputes[0].draws[0].jurors == jurors


def test_a_second_call_that_begins_anew_is_found() -> None:
    case_log, turns = crowded(in_first_call=1)
    jurors = candidates(turns)[:3]
    look(case_log, MOST_SEATS, jurors[:1])
    look(case_log, turns.index(jurors[1]) + 1, jurors[:2], complete=True)
    assert case_log.found() == ["juror-not-drawn"]


def test_those_found_when_the_time_is_over_judge_if_they_are_a_quorum() -> None:
    case_log, turns = crowded(in_first_call=2)
    jurors = candidates(turns)[:2]
    look(case_log, MOST_SEATS, jurors)
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.vote(dict.fromkeys(jurors, True))
    case_log.conclude(Verdict.PAYS, jurors=jurors)
    assert case_log.found() == []


def test_fewer_than_a_quorum_are_no_jury_and_are_not_barred() -> None:
    case_log, turns = crowded(in_first_call=1)
    look(case_log, MOST_SEATS, candidates(turns)[:1])
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.conclude(Verdict.NO_JURY, jurors=[])
    assert case_log.found() == []


def test_a_vote_by_fewer_than_a_quorum_is_found() -> None:
    case_log, turns = crowded(in_first_call=1)
    look(case_log, MOST_SEATS, candidates(turns)[:1])
    case_log.until(case_log.plan.disputes[0].since + COMMIT)
    case_log.seal(candidates(turns)[0])
    assert case_log.found() == ["voter-not-juror"]


# --- the header that drew ----------------------------------------------------------------------------------------


def with_headers() -> CaseLog:
    """A dispute whose draw can begin, and what every header says."""
    said_by = {block: keccak(block.to_bytes(32, "big")) for block in range(400)}
    case_log = CaseLog(blocks=Blocks(said_by.get)).begin()
    case_log.announced()
    case_log.object()
    case_log.reach()
    return case_log


def fix(case_log: CaseLog, seed: bytes) -> list[str]:
    case_log.tell(said(log.SeedFixed, dispute_id=0, round=0, seed=seed))
    return case_log.found()


def seed_by_hand(case_log: CaseLog, block: int) -> bytes:
    randomness = case_log.replay.context.blocks.randomness(block)
    assert randomness is not None
    return keccak(randomness + bytes.fromhex(JURY[2:]).rjust(32, b"\0") + bytes(32) + bytes(32))


def test_the_seed_follows_from_the_randomness_of_the_block_named_for_it() -> None:
    case_log = with_headers()
    block = case_log.plan.disputes[0].draw_block
    assert fix(case_log, seed_by_hand(case_log, block)) == []


def test_a_seed_from_another_block_is_found() -> None:
    case_log = with_headers()
    block = case_log.plan.disputes[0].draw_block
    assert fix(case_log, seed_by_hand(case_log, block - 1)) == ["seed-differs"]
