"""The exact interval for a count of rare events (Garwood's)."""

from collections.abc import Callable
from fractions import Fraction
from math import exp, lgamma, log

LEVEL = Fraction(95, 100)
"""How often the interval holds what is true, if the events are independent."""

STRICT = Fraction(999, 1000)
"""The level for calling something unusual: of many figures that an audit looks at, one in twenty would be so anyway."""

_GRAIN = 10**6


def interval(count: int, level: Fraction = LEVEL) -> tuple[Fraction, Fraction]:
    """The least and the most that could be expected where so many were counted, to a millionth.

    At the least, so many or more come up with probability (1 - level) / 2; at the most, so many or fewer.
    """
    tail = float((1 - level) / 2)
    low = _solve(lambda expected: _at_least(count, expected) < tail, 0.0, float(count)) if count else 0.0
    far = count + 10 * (count + 10) ** 0.5 + 20
    high = _solve(lambda expected: _at_most(count, expected) > tail, float(count), far)
    return Fraction(round(low * _GRAIN), _GRAIN), Fraction(round(high * _GRAIN), _GRAIN)


def _solve(is_below: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition that holds at the low end ceases to, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def _at_least(count: int, expected: float) -> float:
    """The probability of so many or more.  Terms fall from the first on, as fewer are expected."""
    total, term, each = 0.0, _probability(count, expected), count
    while term > total * 1e-17:
        total += term
        each += 1
        term *= expected / each
    return total


def _at_most(count: int, expected: float) -> float:
    """The probability of so many or fewer.  Terms fall downward, as more are expected."""
    total, term, each = 0.0, _probability(count, expected), count
    while term > total * 1e-17:
        total += term
        term *= each / expected
        each -= 1
    return total


def _probability(count: int, expected: float) -> float:
    return exp(count * log(expected) - expected - lgamma(count + 1)) if expected else float(count == 0)
