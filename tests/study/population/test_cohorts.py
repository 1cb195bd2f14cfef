"""Cohorts: however they are split and put together, nobody is lost and nobody is made."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openmutual.records import MemberStatus
from openmutual.study.population.cohorts.ledger import STATUSES, Cohorts, Column, total

ACTIVE, LEAVING = MemberStatus.ACTIVE, MemberStatus.LEAVING


def cohorts(*rows: tuple[int, int], named: bool = True) -> Cohorts:
    """Rows of (age, count), active; people are called by their row and place."""
    table = Cohorts(np.array([1, 3], np.int64), named)
    keys = np.zeros((len(rows), len(Column)), np.int64)
    keys[:, Column.AGE] = [age for age, _ in rows]
    keys[:, Column.STATUS] = STATUSES.index(ACTIVE)
    names = [[f"{row}-{place}" for place in range(count)] for row, (_, count) in enumerate(rows)]
    table.add(keys, np.array([count for _, count in rows], np.int64), names if named else [])
    return table


def ages(table: Cohorts) -> Counter[tuple[int, int]]:
    """How many there are of each age and status."""
    counted: Counter[tuple[int, int]] = Counter()
    for key, count in zip(table.keys.tolist(), table.counts.tolist(), strict=True):
        counted[key[Column.AGE], key[Column.STATUS]] += count
    return +counted


def test_a_sum_of_products_does_not_overflow():
    large = np.array([2**62, 2**62], np.int64)
    assert total(large, large, large) == 2 * 2**186


def test_whoever_moves_is_taken_from_the_front():
    table = cohorts((20, 3), (30, 2))
    moved = table.move(np.array([0, 1]), np.array([2, 0]), {Column.STATUS: STATUSES.index(LEAVING)})
    assert moved == [["0-0", "0-1"], []]
    table.tidy()
    assert table.names == [["0-2"], ["0-0", "0-1"], ["1-0", "1-1"]]
    assert table.counts.tolist() == [1, 2, 2]


def test_who_is_chosen_comes_last_next_time():
    table = cohorts((20, 3))
    row, two = np.array([0]), np.array([2])
    assert table.choose(row, two) == [["0-0", "0-1"]]
    assert table.choose(row, two) == [["0-2", "0-0"]]
    assert table.counts.tolist() == [3]


def test_rows_alike_become_one():
    table = cohorts((20, 1), (30, 4), (20, 2))
    table.tidy()
    assert table.keys[:, Column.AGE].tolist() == [20, 30]
    assert table.counts.tolist() == [3, 4]
    assert table.names == [["0-0", "2-0", "2-1"], ["1-0", "1-1", "1-2", "1-3"]]


@pytest.mark.parametrize("named", [True, False])
def test_nobody_is_left(named):
    table = cohorts((20, 2), named=named)
    table.remove(np.array([0]), np.array([2]))
    table.tidy()
    assert (len(table.keys), len(table.counts), table.names) == (0, 0, [])
    table.tidy()


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), min_size=1, max_size=12),
    st.lists(st.integers(0, 9), min_size=12, max_size=12),
    st.booleans(),
)
def test_nobody_is_lost_and_nobody_is_made(rows, wanted, named):
    table = cohorts(*rows, named=named)
    everybody = Counter(name for people in table.names for name in people)
    taken = np.minimum(table.counts, wanted[: len(rows)])
    expected = Counter()
    for (age, count), moved in zip(rows, taken.tolist(), strict=True):
        expected[age, STATUSES.index(ACTIVE)] += count - moved
        expected[age, STATUSES.index(LEAVING)] += moved
    table.move(np.arange(len(rows)), taken, {Column.STATUS: STATUSES.index(LEAVING)})
    assert ages(table) == +expected
    table.tidy()
    assert ages(table) == +expected
    assert len({tuple(key) for key in table.keys.tolist()}) == len(table.keys)
    if named:
        assert [len(people) for people in table.names] == table.counts.tolist()
        assert Counter(name for people in table.names for name in people) == everybody
