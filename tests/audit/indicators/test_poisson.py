"""The interval for a count: the values that printed tables have, and what must hold of any."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log

import pytest

from openmutual.audit.indicators.frequency import LEVEL, STRICT, interval


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, "0", "3.689"),
        (1, "0.0253", "5.572"),
        (2, "0.2422", "7.225"),
        (3, "0.6187", "8.767"),
        (5, "1.6235", "11.668"),
        (10, "4.7954", "18.390"),
        (20, "12.2165", "30.888"),
        (50, "37.1110", "65.919"),
        (100, "81.3640", "121.627"),
    ],
)
def test_the_interval_is_that_of_the_tables(count: int, low: str, high: str) -> None:
    found_low, found_high = interval(count)
    assert abs(found_low - Fraction(low)) < Fraction(1, 1000)
    assert abs(found_high - Fraction(high)) < Fraction(1, 1000)


def test_where_nothing_was_counted_the_most_follows_from_a_logarithm() -> None:
    assert float(interval(0, LEVEL)[1]) == pytest.approx(-log(0.025), abs=1e-6)
    assert float(interval(0, STRICT)[1]) == pytest.approx(-log(0.0005), abs=1e-6)


def test_where_one_was_counted_so_does_the_least() -> None:
    assert 1 - exp(-float(interval(1, LEVEL)[0])) == pytest.approx(0.025, abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, 7, 300, 200_000])
def test_a_stricter_interval_is_wider_and_holds_the_count(count: int) -> None:
    low, high = interval(count)
    strict_low, strict_high = interval(count, STRICT)
    assert strict_low <= low <= count <= high <= strict_high
    assert strict_high > high


def test_a_large_count_is_near_its_square_root() -> None:
    low, high = interval(1_000_000)
    assert float(1_000_000 - low) == pytest.approx(1959, abs=3)
    assert float(high - 1_000_000) == pytest.approx(1961, abs=3)
