"""An indicator of how a plan is run: its numbers, the judgement on them, and what it is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any


class Judgement(StrEnum):
    """What a figure gives cause for.  `unanswered` is what no ledger can tell."""

    FINE = "fine"
    WATCH = "watch"
    UNUSUAL = "unusual"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows behind a figure; `columns` are keys of the texts, cells are facts as in a finding, None for nothing."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        key: its name in the texts (`data/audit/conduct.yaml`), which hold number, title, sentence, measure and limit in
            each language.
        facts: the values for the sentence.  Money in base units, times and spans in seconds, ratios as Fraction.
        wording: which sentence of the texts says it: `sentence`, or another where that would not fit (`empty`: there is
            nothing to count).
    """

    key: str
    judgement: Judgement
    facts: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = None
    wording: str = "sentence"


FEW = 5
"""Below so many, chance alone explains nearly anything: nothing is made of them."""

MANY = 20
"""From so many on, a share means something: one more or less moves it by a twentieth at most."""

PERIODS = 3
"""From so many periods on, there is a run to look at and not a single one."""


def judged(watch: bool, unusual: bool = False) -> Judgement:
    """The graver of both that holds."""
    return Judgement.UNUSUAL if unusual else Judgement.WATCH if watch else Judgement.FINE


def share_of(part: int, whole: int) -> Fraction:
    """The part of a whole; all of it where there is nothing to take part of."""
    return Fraction(part, whole) if whole else Fraction(1)


def ranked(values: list[int], share: Fraction) -> int:
    """The least of the values that at least such a share of them does not exceed, which is one of them.

    Raises IndexError if there is none.
    """
    rank = -(-len(values) * share.numerator // share.denominator)
    return sorted(values)[max(rank, 1) - 1]


def tick(holds: bool) -> str:
    """A mark for a cell, the same in every language."""
    return "✓" if holds else ""


MEDIAN = Fraction(1, 2)
LATE = Fraction(95, 100)
"""Nineteen in twenty are no later."""
