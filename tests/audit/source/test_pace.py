"""How much is asked at once: less by refusals, more by successes, later each time that more was too much."""

from __future__ import annotations

from openmutual.rpc.pace import FIRST, LATEST, Pace


def successes_until_more(pace: Pace) -> int:
    """How many successes it takes until more is asked for; what is then asked for is refused."""
    before, count = pace.now, 0
    while pace.now == before:
        pace.went_well()
        count += 1
    pace.refused(pace.now)
    return count


def test_it_begins_with_the_most_and_never_goes_beyond() -> None:
    pace = Pace(100)
    for _ in range(1_000):
        pace.went_well()
    assert pace.now == 100


def test_it_can_begin_with_less() -> None:
    pace, sizes = Pace(100, 4), []
    for _ in range(6):
        sizes.append(pace.now)
        for _ in range(FIRST):
            pace.went_well()
    assert sizes == [4, 8, 16, 32, 64, 100]


def test_it_halves_what_was_refused_and_asks_for_one_at_least() -> None:
    pace, sizes = Pace(100), []
    for _ in range(8):
        pace.refused(pace.now)
        sizes.append(pace.now)
    assert sizes == [50, 25, 12, 6, 3, 1, 1, 1]


def test_the_way_down_costs_no_patience() -> None:
    pace = Pace(1_000)
    for _ in range(5):
        pace.refused(pace.now)
    assert successes_until_more(pace) == FIRST


def test_what_is_refused_again_and_again_is_tried_ever_later() -> None:
    pace = Pace(100)
    pace.refused(100)
    tries = [successes_until_more(pace) for _ in range(9)]
    assert tries == [min(LATEST, FIRST * 2**times) for times in range(9)]
