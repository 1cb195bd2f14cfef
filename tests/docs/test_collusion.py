"""How many colluders win a jury: against every jury of small pools, and as the page on juries tells it."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations

import pytest

from deploy.toolchain import ROOT
from tests.docs.collusion import LIKELY, chance, least_colluders, majority, tries

PAGE = (ROOT / "docs" / "jury.md").read_text(encoding="utf-8")
POOLS, SIZES = (100, 1_000, 10_000), (5, 11, 21)


@pytest.mark.parametrize("size", [1, 3, 5])
@pytest.mark.parametrize("silent", [0, 1, 2])
@pytest.mark.parametrize("colluders", range(8))
def test_the_formula_counts_every_jury(size: int, silent: int, colluders: int) -> None:
    juries = [sum(juror < colluders for juror in jury) for jury in combinations(range(7), size)]
    won = sum(among > size - among - silent for among in juries)
    assert chance(7, colluders, size, silent) == Fraction(won, len(juries))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("silent", [0, 1, 2])
def test_one_colluder_fewer_is_not_enough(size: int, silent: int) -> None:
    least = least_colluders(1_000, size, silent)
    assert chance(1_000, least, size, silent) >= LIKELY > chance(1_000, least - 1, size, silent)


def test_more_colluders_never_win_less_often() -> None:
    chances = [chance(60, colluders, 11) for colluders in range(61)]
    assert chances == sorted(chances)
    assert (chances[0], chances[-1]) == (0, 1)


def test_without_a_majority_among_the_volunteers_no_draw_is_ever_won() -> None:
    assert tries(100, 5, 11) == 0
    assert tries(100, 100, 11) == 1


def tables() -> list[list[list[str]]]:
    """The page's tables whose rows begin with a number of jurors."""
    found: list[list[list[str]]] = [[]]
    for line in PAGE.splitlines():
        if re.match(r"\| \d+ \|", line):
            found[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif found[-1]:
            found.append([])
    return found[:-1]


def test_the_page_tells_these_numbers() -> None:
    tried = [[str(size), *(f"{tries(pool, pool // 20, size):,}" for pool in POOLS)] for size in SIZES]
    all_vote = [[str(size), str(majority(size)), *(f"{least_colluders(p, size):,}" for p in POOLS)] for size in SIZES]
    some_silent = [
        [str(size), str(majority(size, size // 5)), *(f"{least_colluders(p, size, size // 5):,}" for p in POOLS)]
        for size in SIZES
    ]
    never = [[cell if cell != "0" else "never" for cell in row] for row in tried]
    assert tables() == [never, all_vote, some_silent]


@pytest.mark.parametrize(("size", "once_in"), [(5, 120), (11, 3_788)])
def test_the_page_tells_how_often_a_tenth_wins(size: int, once_in: int) -> None:
    assert round(1 / chance(1_000, 100, size)) == once_in
    assert f"once in {once_in:,}" in PAGE
