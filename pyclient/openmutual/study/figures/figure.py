"""A published figure, what it comes to when it is worked out anew, and what that says of it.

All numbers are exact fractions, none of them negative; texts are made at the edge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ...i18n import Bilingual

MOST_DECIMALS = 6
"""Decimals up to which a number is given exactly; what goes on is cut there and followed by an ellipsis."""


class Verdict(StrEnum):
    """What a recomputation says of a printed figure, from best to worst."""

    EXACT = "exact"
    ROUNDED = "rounded"
    CONSISTENT = "consistent"
    ERRATUM = "erratum"
    NOT_REPRODUCIBLE = "not reproducible"


VERDICTS: Mapping[Verdict, str] = {
    Verdict.EXACT: "相符",
    Verdict.ROUNDED: "取整后相符",
    Verdict.CONSISTENT: "不矛盾",
    Verdict.ERRATUM: "有误",
    Verdict.NOT_REPRODUCIBLE: "无法复算",
}
"""The verdicts in Chinese."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a figure; `printed` and `verdict` are empty where no source prints it."""

    what: Bilingual
    computed: str
    printed: str = ""
    verdict: Verdict | None = None

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        verdict = self.verdict.value if self.verdict else None
        return {
            "what": self.what.to_json(),
            "printed": self.printed or None,
            "computed": self.computed,
            "verdict": verdict,
        }


@dataclass(frozen=True, slots=True)
class Figure:
    """A published figure.

    Attributes:
        source: who printed it, and when.
        inputs: what it is worked out from.
        remark: what a reader should know, if anything.
    """

    title: Bilingual
    source: str
    inputs: Bilingual
    lines: tuple[Line, ...]
    remark: Bilingual | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst verdict on any of its values."""
        order = list(Verdict)
        return max((line.verdict for line in self.lines if line.verdict), key=order.index)

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {
            "title": self.title.to_json(),
            "source": self.source,
            "inputs": self.inputs.to_json(),
            "lines": [line.to_json() for line in self.lines],
            "verdict": self.verdict.value,
            "remark": self.remark.to_json() if self.remark else None,
        }


def compare(
    what: Bilingual, printed: str, computed: Fraction | int, otherwise: Verdict = Verdict.NOT_REPRODUCIBLE
) -> Line:
    """A printed number beside the computed one.

    It is exact if both are the same, rounded if the computed one, rounded or cut to the decimals that were printed, is
    the printed one; `otherwise` says what it is if it is neither.
    """
    number = Fraction(printed.replace(",", ""))
    places = len(printed.partition(".")[2])
    verdict = otherwise
    if number == computed:
        verdict = Verdict.EXACT
    elif number in (rounded(computed, places), cut(computed, places)):
        verdict = Verdict.ROUNDED
    return Line(what, text(computed), printed, verdict)


def besides(what: Bilingual, computed: Fraction | int) -> Line:
    """A number that no source prints."""
    return Line(what, text(computed))


def between(what: Bilingual, computed: Fraction | int, least: Fraction | int, most: Fraction | int) -> Line:
    """A number that follows from what is printed; consistent with the rules if it lies between two others."""
    verdict = Verdict.CONSISTENT if least <= computed <= most else Verdict.ERRATUM
    return Line(what, text(computed), "", verdict)


def rounded(number: Fraction | int, places: int) -> Fraction:
    """The number rounded to so many decimals, halves up."""
    return Fraction(int(Fraction(number) * 10**places + Fraction(1, 2)), 10**places)


def cut(number: Fraction | int, places: int) -> Fraction:
    """The number without what lies beyond so many decimals."""
    return Fraction(int(Fraction(number) * 10**places), 10**places)


def text(number: Fraction | int) -> str:
    """The number in digits: `3,240,000`, `452.304`, `166,666.666666…`."""
    whole, part = divmod(Fraction(number), 1)
    digits = part * 10**MOST_DECIMALS
    decimals = f"{int(digits):0{MOST_DECIMALS}}".rstrip("0")
    if digits.denominator != 1:
        return f"{int(whole):,}.{int(digits):0{MOST_DECIMALS}}…"
    return f"{int(whole):,}.{decimals}" if decimals else f"{int(whole):,}"
