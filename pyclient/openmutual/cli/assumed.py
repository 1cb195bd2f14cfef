"""Options about people, which more than one command takes, and how their texts are read."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from .demo import Language, language_here

if TYPE_CHECKING:
    from ..population.report.words import Words
    from ..terms import Plan

Members = Annotated[
    int, typer.Option("--members", min=1, help="How many members; 100_000_000 can be written like this.")
]
Illness = Annotated[
    str, typer.Option("--illness", metavar="FACTOR", help="How often people fall ill, times the table: 0.5 or 50%.")
]
Ages = Annotated[
    str, typer.Option("--ages", metavar="TABLE", help="Ages and sexes: a table of the package, or a CSV file.")
]
Lang = Annotated[Language | None, typer.Option("--lang", help="The language to speak.", show_default="the terminal's")]

FINEST = 9
"""Decimals that a factor may have."""


def factor(text: str, option: str) -> Fraction:
    """The exact number of `0.5`, or of `50%`.  Raises BadParameter."""
    from ..errors import AmountError
    from ..money import parse_amount

    try:
        number = Fraction(parse_amount(text.removesuffix("%"), FINEST), 10**FINEST)
    except AmountError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
    return number / 100 if text.endswith("%") else number


def words_for(plan: "Plan", lang: Language | None) -> "Words":
    """The words of a language for the amounts of a plan."""
    from ..population.report.words import Words

    return Words((lang or language_here()).value, plan.symbol, plan.decimals)
