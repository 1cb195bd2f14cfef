"""How many colluding volunteers it takes to win a jury: exact, in whole numbers.

A jury of `size` is drawn without replacement from `pool` volunteers who can be drawn, `colluders` of whom vote as they
were told.  The number of colluders among the jurors is hypergeometric, and they win when they are more than the others
who reveal::

    P(win) = sum over i >= k of  C(colluders, i) * C(pool - colluders, size - i) / C(pool, size)

where `k` is the least number of jurors that outvotes the honest ones left: `k > size - k - silent`.
"""

from fractions import Fraction
from math import comb

LIKELY = Fraction(9, 10)
"""What counts as winning for sure enough."""


def majority(size: int, silent: int = 0) -> int:
    """The least number of jurors that outvotes the others, `silent` of whom do not reveal."""
    return (size - silent) // 2 + 1


def chance(pool: int, colluders: int, size: int, silent: int = 0) -> Fraction:
    """The probability that colluders win a jury drawn from the pool."""
    ways = sum(
        comb(colluders, among) * comb(pool - colluders, size - among)
        for among in range(majority(size, silent), size + 1)
    )
    return Fraction(ways, comb(pool, size))


def least_colluders(pool: int, size: int, silent: int = 0, wanted: Fraction = LIKELY) -> int:
    """The least number of colluders that wins with that probability; one more never lowers it, so it is halved for."""
    low, high = 0, pool
    while low < high:
        middle = (low + high) // 2
        if chance(pool, middle, size, silent) >= wanted:
            high = middle
        else:
            low = middle + 1
    return low


def tries(pool: int, colluders: int, size: int) -> int:
    """How many draws it takes on average, rounded up, until one is won; 0 where none ever is."""
    won = chance(pool, colluders, size)
    return -(-won.denominator // won.numerator) if won else 0
