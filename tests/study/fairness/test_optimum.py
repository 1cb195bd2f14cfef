"""The best choice is the best of all: compared with trying every one of them."""

from __future__ import annotations

import random
import time
from fractions import Fraction
from itertools import product

import pytest

from openmutual.errors import TooManyBands
from openmutual.study.fairness.optimum import Choice, Options, best_choice


def judge(options: Options, numbers: tuple[int, ...]) -> Choice:
    """The deviations of a choice, straight from their definition."""
    picked = [values[number - 1] for values, number in zip(options.values, numbers, strict=True)]
    weighted = sum(weight * value for weight, value in zip(options.weights, picked, strict=True))
    mean = Fraction(weighted) / sum(options.weights)
    off = [abs(mean / value - 1) if options.inverse else abs(value / mean - 1) for value in picked]
    return Choice(numbers, max(off), sum(off) / len(off))


def by_trying_all(options: Options) -> Choice:
    return min(
        (judge(options, numbers) for numbers in product(*(range(1, len(values) + 1) for values in options.values))),
        key=lambda choice: (choice.largest, choice.mean, sum(choice.numbers), choice.numbers),
    )


def draw(random_: random.Random, bands: int, most: int, inverse: bool) -> Options:
    worth = [Fraction(random_.randint(1, 60), random_.choice((1, 7, 12))) for _ in range(bands)]
    weights = [Fraction(random_.randint(1, 9), 10) for _ in range(bands)]
    values = tuple(tuple(number / each for number in range(1, most + 1)) for each in worth)
    return Options(values, tuple(weights), inverse)


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize(("bands", "most"), [(2, 12), (3, 8), (4, 5), (5, 4)])
def test_it_is_the_best_of_all_choices(bands, most, inverse):
    random_ = random.Random(f"{bands} {most} {inverse}")
    for _ in range(25):
        options = draw(random_, bands, most, inverse)
        assert best_choice(options) == by_trying_all(options)


def test_it_breaks_ties_by_the_mean_and_then_by_the_smallest_numbers():
    alike = tuple(Fraction(number) for number in range(1, 5))
    assert best_choice(Options((alike, alike), (Fraction(1), Fraction(1)))).numbers == (1, 1)
    far = Options(((Fraction(1),), (Fraction(9),), alike), (Fraction(1),) * 3)
    assert best_choice(far) == by_trying_all(far)


def test_a_choice_that_fits_deviates_by_nothing():
    values = tuple(tuple(Fraction(number, worth) for number in range(1, 21)) for worth in (3, 4, 10, 20))
    assert best_choice(Options(values, (Fraction(1, 3), Fraction(1, 5), Fraction(1, 7), Fraction(1)))) == Choice(
        (3, 4, 10, 20), Fraction(0), Fraction(0)
    )


def test_bands_stuck_at_a_bound_are_the_best_of_all_choices_too():
    random_ = random.Random(7)
    for _ in range(25):
        worth = sorted(random_.sample(range(1, 300), 4))
        values = tuple(tuple(Fraction(number, each) for number in range(1, 6)) for each in worth)
        options = Options(values, tuple(Fraction(random_.randint(1, 9)) for _ in worth))
        assert best_choice(options) == by_trying_all(options)


@pytest.mark.parametrize(("bands", "spread"), [(8, 10), (8, 40), (8, 400), (16, 25)])
def test_eight_bands_of_twenty_units_take_less_than_a_minute_and_so_do_sixteen(bands, spread):
    random_ = random.Random(spread)
    worth = [
        Fraction(1000 + 1000 * (spread - 1) * band // (bands - 1) + random_.randint(0, 99), 997)
        for band in range(bands)
    ]
    values = tuple(tuple(number / each for number in range(1, 21)) for each in worth)
    began = time.process_time()
    choice = best_choice(Options(values, tuple(Fraction(random_.randint(100, 999), 1000) for _ in range(bands))))
    assert time.process_time() - began < 60
    assert all(1 <= number <= 20 for number in choice.numbers)


def test_more_choices_than_can_be_searched_are_refused():
    between = tuple(1 + Fraction(2 * number, 41) for number in range(1, 41))
    values = ((Fraction(1),), (Fraction(3),), *[between] * 14)
    with pytest.raises(TooManyBands, match="fewer bands"):
        best_choice(Options(values, (Fraction(1),) * 16))
