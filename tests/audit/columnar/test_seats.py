"""Seats of the jury in columns: their numbers, whose they are, and what a draw may ask of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from openmutual.audit import kernels
from openmutual.audit.columnar.seats import SEATS, Seats, looked_at
from openmutual.audit.replay.draws import MOST_POSITIONS
from openmutual.audit.replay.lottery import positions, seat_at
from openmutual.audit.source.extract import Extract
from openmutual.events import DisputeOpened, Event, JurorsDrawn, LogPosition, SeedFixed
from openmutual.locations import Location

from ..extract_factory import with_cell
from .lives import CHANGES, bare, expect_same, lived, lives, rows_of, with_word

pytestmark = pytest.mark.slow

HERE = LogPosition("0x" + 40 * "0", 1, 1)


@pytest.fixture(autouse=True)
def for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "FEW", 0)


# --- lies ----------------------------------------------------------------------------------------------------------


def with_word_of(extract: Extract, row: int, other: int) -> Extract:
    """The same with the first word of another log's data."""
    return with_cell(extract, "logs", row, data=extract.logs["data"][other])


def of_member(extract: Extract, row: int, other: int) -> Extract:
    """The same with another log's member."""
    return with_cell(extract, "logs", row, topic1=extract.logs["topic1"][other])


def test_a_volunteer_s_log_that_was_changed_is_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    row = rows_of(extract, "Volunteered")[7]
    changed = [change(extract, row) for change in CHANGES.values()]
    changed += [with_word(extract, row, 0, add) for add in (1, -1, 2**31, 2**200)]
    for each in changed:
        assert expect_same(each, monkeypatch).findings.found


def test_another_seat_for_who_comes_back_is_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    row = rows_of(extract, "Volunteered")[-1]
    for add in (1, -1, 30):
        assert "second-seat" in expect_same(with_word(extract, row, 0, add), monkeypatch).findings.keys


def test_a_resigning_that_was_changed_is_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    first, *_, last = rows_of(extract, "Resigned")
    changed = [change(extract, last) for name, change in CHANGES.items() if name != "less data"]
    for each in (*changed, of_member(extract, last, first)):
        assert expect_same(each, monkeypatch).findings.found


def test_seats_that_were_swapped_are_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    some, others = rows_of(extract, "Volunteered")[25:27]
    swapped = with_word_of(with_word_of(extract, some, others), others, some)
    assert "seat-number" in expect_same(swapped, monkeypatch).findings.keys


def test_a_second_seat_in_place_of_another_s_is_found_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    some, others = rows_of(extract, "Volunteered")[25:27]
    assert "volunteered-twice" in expect_same(of_member(extract, others, some), monkeypatch).findings.keys


@pytest.mark.parametrize(("event", "word"), [("JurorsDrawn", 2), ("JurorsDrawn", 3), ("DisputeOpened", 0)])
def test_a_draw_that_was_changed_is_found_as_without_columns(
    event: str, word: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = bare(lives("serving"))
    row = rows_of(extract, event)[-1]
    for add in (1, -1):
        assert expect_same(with_word(extract, row, word, add), monkeypatch).findings.found


def test_a_draw_that_looks_at_fewer_seats_than_it_must_has_everybody_replayed(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    seed, drawn_in = rows_of(extract, "SeedFixed")[-1], rows_of(extract, "JurorsDrawn")[-1]
    position = int.from_bytes(extract.logs["data"][drawn_in][64:96], "big")
    fast = expect_same(with_word(with_word(extract, seed, 1, 1), drawn_in, 2, -position), monkeypatch)
    assert "juror-not-drawn" in fast.findings.keys
    assert fast.plan.others.memberships == 0


def test_a_seat_that_is_stored_otherwise_is_named_as_without_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract, (source, _) = bare(lives("serving")), lived("serving")
    row = rows_of(extract, "Resigned")[-1]
    fast = expect_same(CHANGES["left out"](extract, row), monkeypatch, source)
    assert "state-volunteer" in fast.findings.keys


def test_who_resigns_twice_leaves_other_volunteers_in_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    extract = bare(lives("serving"))
    first, *_, last = rows_of(extract, "Resigned")
    fast = expect_same(of_member(extract, last, first), monkeypatch)
    assert "resigned-without-seat" in fast.findings.keys
    assert fast.plan.others.memberships > 0


# --- seats ---------------------------------------------------------------------------------------------------------


def seats(*told: tuple[int, int, int]) -> np.ndarray:
    """Seats by holder, number and time."""
    table = np.zeros(len(told), SEATS)
    table["account"][:, 0] = [holder for holder, _, _ in told]
    table["number"], table["time"] = [number for _, number, _ in told], [time for _, _, time in told]
    return table


def account(holder: int) -> bytes:
    return bytes([holder]) + bytes(19)


@pytest.fixture
def jury(tmp_path: Path) -> Seats:
    return Seats(Location(str(tmp_path)))


@pytest.mark.parametrize(
    "wrong",
    [
        seats((9, 3, 60)),
        seats((9, 2, 60), (8, 4, 60)),
        seats((9, 3, 60), (8, 2, 60)),
    ],
    ids=["a gap", "a gap later", "backwards"],
)
def test_seats_out_of_turn_are_seen(wrong: np.ndarray, jury: Seats) -> None:
    jury.add(seats((1, 0, 10), (2, 1, 20)))
    jury.add(wrong)
    assert not jury.are_in_turn


def test_a_seat_that_is_taken_again_is_no_new_one(jury: Seats) -> None:
    jury.add(seats((1, 0, 10), (2, 1, 20), (1, 0, 30)))
    jury.add(seats((2, 1, 40), (3, 2, 50)))
    assert (jury.count, jury.are_in_turn) == (3, True)
    assert jury.holders([0, 2, 2**80]) == {account(1), account(3)}


def test_seats_that_were_there_before_go_on_with_the_next_number(jury: Seats) -> None:
    jury.keep(seats((2, 1, 20), (1, 0, 10), (2, 1, 90)))
    jury.add(seats((3, 2, 95)))
    assert (jury.count, jury.are_in_turn) == (3, True)
    assert jury.taken_before([20, 21, 95, 96], set()) == {20: 1, 21: 2, 95: 2, 96: 3}


def test_the_seats_of_the_story_are_not_counted_among_the_others_(jury: Seats) -> None:
    jury.add(seats((1, 0, 10), (2, 1, 20)))
    assert jury.taken_before([30], {account(1)}) == {30: 1}


# --- draws ---------------------------------------------------------------------------------------------------------


def drawn(position: int, round_: int = 0) -> JurorsDrawn:
    return JurorsDrawn(7, round_, (), position, False, place=HERE)


def opened(pool: int) -> list[Event]:
    return [DisputeOpened(7, 0, pool, 5, place=HERE), SeedFixed(7, 0, b"s" * 32, place=HERE)]


def order_of(pool: int, count: int) -> set[int]:
    return {seat_at(b"s" * 32, position, pool) for position in range(count)}


def test_a_draw_looks_at_what_it_says_call_by_call() -> None:
    assert looked_at([*opened(100), drawn(3), drawn(9)]) == order_of(100, 9)


@pytest.mark.parametrize("position", [-5, 2**200])
def test_no_call_looks_at_more_than_a_call_can(position: int) -> None:
    pool = 1_000_000
    assert looked_at([*opened(pool), drawn(position)]) <= order_of(pool, MOST_POSITIONS)


def test_no_draw_looks_at_more_than_there_is() -> None:
    assert len(looked_at([*opened(9), *[drawn(2**200)] * 9])) == positions(9)


def test_a_draw_without_a_seed_or_a_dispute_looks_at_nothing() -> None:
    first, seed = opened(100)
    assert looked_at([first, drawn(3)]) == set()
    assert looked_at([first, seed, drawn(3, round_=1)]) == set()
