"""The best choice of a whole number for each band, over all choices: found exactly, and not by trying them all.

Every band picks one of its values.  The mean of the picked values, weighted, is what fairness asks of each of them; how
far a value is off is its deviation.  Wanted are the picks whose largest deviation is the smallest; of these, those with
the smallest mean deviation; of these, the smallest numbers.

Why it can be found.  Let `low` and `high` be the least and the greatest value picked.  Whatever the others are, the
largest deviation is that of `low` or of `high`, and depends on the mean alone.  It falls while the mean rises to a
point between them, and rises from there on.  So for each pair of values there is one question: how near to that point
can the mean come, with all values between `low` and `high`?  Only the nearest sum below and the nearest above can be
best.

Where the point lies beyond all sums, as where one band is stuck at its smallest number, the sum nearest to it is the
greatest or the least of all.  Else both are found by halves: all sums of one half of the bands, sorted, against all
sums of the other, from opposite ends.  The deviation at the point, or at the end of the sums that is nearest to it,
bounds what a pair can come to; pairs are taken in the order of that bound, until it is above the best that was found.
What the narrowest pair for each `low` reaches by its least or greatest values is a first best; pairs that are too wide
for it are never looked at.

Values and weights are scaled to whole numbers once; nothing is ever rounded.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from operator import itemgetter

from ...errors import TooManyBands

ZERO = Fraction(0)

MOST_SUMS = 4_000_000
"""Sums of one half of the bands that fit into memory and a minute."""


@dataclass(frozen=True, slots=True)
class Options:
    """What can be chosen.

    Attributes:
        values: of each band, what number 1, 2, … is worth, rising.
        weights: of each band, in the mean.
        inverse: a deviation is |mean ÷ value − 1|, and not |value ÷ mean − 1|.
    """

    values: tuple[tuple[Fraction, ...], ...]
    weights: tuple[Fraction, ...]
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen: a number from 1 for each band, with the largest and the mean deviation that come of it."""

    numbers: tuple[int, ...]
    largest: Fraction
    mean: Fraction


def best_choice(options: Options) -> Choice:
    """The best choice of all.  Raises TooManyBands if there are more than can be searched."""
    return _Search(options).run()


@dataclass(frozen=True, slots=True)
class _Box:
    """All values between `low` and `high`.

    Attributes:
        inside: for each band, from and to which place its values are in the box.
        least, greatest: what the values can sum up to.
    """

    low: int
    high: int
    inside: tuple[tuple[int, int], ...]
    least: int
    greatest: int


_Sums = dict[int, tuple[Fraction, int, tuple[int, ...]]]
"""By sum, the best picks that make it: their deviations together, their numbers together, and the numbers."""


class _Search:
    """One search, in whole numbers: values are scaled so that a weighted sum of them is their mean."""

    def __init__(self, options: Options) -> None:
        scale = lcm(*(value.denominator for values in options.values for value in values))
        whole = lcm(*(weight.denominator for weight in options.weights))
        self.weights = [int(weight * whole) for weight in options.weights]
        self.inverse = options.inverse
        unscaled = [[int(value * scale) for value in values] for values in options.values]
        self.values = [[value * sum(self.weights) for value in values] for values in unscaled]
        self.every = sorted({value for values in self.values for value in values})
        self.parts = [
            [value * weight for value in values] for values, weight in zip(unscaled, self.weights, strict=True)
        ]

    def run(self) -> Choice:
        first = min(self.at_its_ends(self.box(low, high)) for low, high in self.narrowest())
        boxes = sorted(((self.bound(box), box) for box in self.boxes(first)), key=itemgetter(0))
        best = self.smallest_largest(boxes)
        return min(
            (choice for bound, box in boxes if bound <= best for choice in self.ties(box, best)),
            key=lambda choice: (choice.mean, sum(choice.numbers), choice.numbers),
        )

    def deviation(self, value: int, mean: int) -> Fraction:
        return Fraction(abs(value - mean), value if self.inverse else mean)

    def largest(self, box: _Box, mean: int) -> Fraction:
        return max(self.deviation(box.low, mean), self.deviation(box.high, mean))

    def narrowest(self) -> Iterator[tuple[int, int]]:
        """For each value the nearest one above it between which and it each band has a value."""
        for low in self.every:
            if any(values[-1] < low for values in self.values):
                return
            yield low, max(values[bisect_left(values, low)] for values in self.values)

    def boxes(self, most: Fraction) -> Iterator[_Box]:
        """Every pair of values between which each band has one, and whose ends need not deviate by more than `most`."""
        for low, least in self.narrowest():
            for high in self.every[bisect_left(self.every, least) :]:
                if Fraction(high - low, high + low) > most:
                    break
                yield self.box(low, high)

    def at_its_ends(self, box: _Box) -> Fraction:
        """What is reached in a box at least: by its least values, or by its greatest."""
        return min(self.largest(box, box.least), self.largest(box, box.greatest))

    def box(self, low: int, high: int) -> _Box:
        """The box of a pair."""
        inside = tuple((bisect_left(values, low), bisect_right(values, high)) for values in self.values)
        within = list(zip(self.parts, inside, strict=True))
        least, greatest = (
            sum(part[start] for part, (start, _) in within),
            sum(part[end - 1] for part, (_, end) in within),
        )
        return _Box(low, high, inside, least, greatest)

    def point(self, box: _Box) -> tuple[int, int]:
        """The mean at which both ends of a box deviate alike: numerator and denominator."""
        both = box.low + box.high
        return (2 * box.low * box.high, both) if self.inverse else (both, 2)

    def bound(self, box: _Box) -> Fraction:
        """What the largest deviation in a box cannot be below."""
        over, under = self.point(box)
        if over >= box.greatest * under:
            return self.largest(box, box.greatest)
        if over <= box.least * under:
            return self.largest(box, box.least)
        return Fraction(box.high - box.low, box.high + box.low)

    def smallest_largest(self, boxes: Sequence[tuple[Fraction, _Box]]) -> Fraction:
        """The smallest largest deviation."""
        best: Fraction | None = None
        for bound, box in boxes:
            if best is not None and bound >= best:
                break
            found = min(self.largest(box, mean) for mean in self.nearest(box))
            best = found if best is None else min(best, found)
        if best is None:
            raise AssertionError("the widest pair holds every value")
        return best

    def nearest(self, box: _Box) -> tuple[int, ...]:
        """The means that come nearest to the point of a box, from below and above."""
        over, under = self.point(box)
        if over >= box.greatest * under:
            return (box.greatest,)
        if over <= box.least * under:
            return (box.least,)
        first, second = map(sorted, self.halves(box))
        return _greatest_up_to(over // under, first, second), _least_from(-(-over // under), first, second)

    def halves(self, box: _Box) -> tuple[set[int], set[int]]:
        """All sums of the first bands, and all of the others."""
        inside = [part[slice(*within)] for part, within in zip(self.parts, box.inside, strict=True)]
        half = self.middle(box)
        return _all_sums(inside[:half]), _all_sums(inside[half:])

    def middle(self, box: _Box) -> int:
        """How many bands the first half has, so that both have about as many sums.  Raises TooManyBands."""
        counts = [end - start for start, end in box.inside]
        sums = [max(prod(counts[:half]), prod(counts[half:])) for half in range(len(counts) + 1)]
        if min(sums) > MOST_SUMS:
            raise TooManyBands(
                "there are more choices than can be searched exactly; take fewer bands, or smaller numbers"
            )
        return sums.index(min(sums))

    def ties(self, box: _Box, best: Fraction) -> Iterator[Choice]:
        """The best picks in a box for each mean at which its largest deviation is the smallest of all."""
        for mean in self.means_of(box, best):
            found = self.picks(box, mean)
            if found is not None:
                deviations, _, numbers = found
                yield Choice(numbers, best, deviations / len(numbers))

    def means_of(self, box: _Box, best: Fraction) -> set[int]:
        """The means at which one end of a box deviates by the best, and the other by no more."""
        ends = [box.low * (1 + best), box.high * (1 - best)]
        if not self.inverse:
            ends = [box.high / (1 + best), *([box.low / (1 - best)] if best < 1 else [])]
        whole = {int(mean) for mean in ends if mean.denominator == 1 and mean > 0}
        return {mean for mean in whole if box.least <= mean <= box.greatest and self.largest(box, mean) == best}

    def picks(self, box: _Box, mean: int) -> tuple[Fraction, int, tuple[int, ...]] | None:
        """Of the picks in a box with that very mean, the best."""
        if mean in (box.least, box.greatest):
            places = [start if mean == box.least else end - 1 for start, end in box.inside]
            off = sum((self.deviation(values[at], mean) for values, at in zip(self.values, places, strict=True)), ZERO)
            return off, sum(places) + len(places), tuple(place + 1 for place in places)
        half = self.middle(box)
        first, second = self.sums(box, mean, range(half)), self.sums(box, mean, range(half, len(self.values)))
        joined = [
            (one[0] + other[0], one[1] + other[1], one[2] + other[2])
            for total, one in first.items()
            if (other := second.get(mean - total)) is not None
        ]
        return min(joined, default=None)

    def sums(self, box: _Box, mean: int, bands: range) -> _Sums:
        """All sums of some bands, each with the best picks that make it."""
        sums: _Sums = {0: (ZERO, 0, ())}
        for band in bands:
            wider: _Sums = {}
            for place in range(*box.inside[band]):
                deviation = self.deviation(self.values[band][place], mean)
                for total, (so_far, numbers, picks) in sums.items():
                    found = so_far + deviation, numbers + place + 1, (*picks, place + 1)
                    key = total + self.parts[band][place]
                    if key not in wider or found < wider[key]:
                        wider[key] = found
            sums = wider
        return sums


def _all_sums(parts: Sequence[Sequence[int]]) -> set[int]:
    """Every sum with one of each."""
    sums = {0}
    for part in parts:
        sums = {total + each for total in sums for each in part}
    return sums


def _greatest_up_to(most: int, first: Sequence[int], second: Sequence[int]) -> int:
    """The greatest sum of one of each that is no more than `most`; both rise, and there is one."""
    last, found = len(second) - 1, first[0] + second[0]
    for one in first:
        while last >= 0 and one + second[last] > most:
            last -= 1
        if last < 0:
            break
        found = max(found, one + second[last])
    return found


def _least_from(least: int, first: Sequence[int], second: Sequence[int]) -> int:
    """The least sum of one of each that is no less than `least`; both rise, and there is one."""
    return -_greatest_up_to(-least, [-one for one in reversed(first)], [-other for other in reversed(second)])
