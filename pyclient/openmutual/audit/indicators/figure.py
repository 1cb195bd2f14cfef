"""One figure on the conduct of a plan: numbers, a judgement on them, and what they cannot show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
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
