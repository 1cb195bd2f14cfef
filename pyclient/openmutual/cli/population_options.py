"""Options about people, which more than one command takes, and how their texts are read."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

import typer

from .language import Language, language_here

if TYPE_CHECKING:
    from ..plans.terms import Plan
    from ..study.population.report.phrases import SimulationPhrases

Members = Annotated[
    int, typer.Option("--members", min=1, help="How many members; 100_000_000 can be written like this.")
]
Illness = Annotated[
    str, typer.Option("--illness", metavar="FACTOR", help="How often people fall ill, times the table: 0.5 or 50%.")
]
Ages = Annotated[
    str, typer.Option("--ages", metavar="TABLE", help="Ages and sexes: a table of the package, or a CSV file.")
]

Joining = Annotated[
    str, typer.Option("--joining", metavar="RATE", help="Newcomers in a period, as a part of the founders.")
]
Leaving = Annotated[str, typer.Option("--leaving", metavar="RATE", help="Leave in a period, whatever it costs.")]
Impatience = Annotated[
    str,
    typer.Option(
        "--impatience",
        metavar="RATE",
        help="Leave besides, for each unit of the currency that a period cost too much.",
    ),
]
Patience = Annotated[
    str,
    typer.Option(
        "--patience", metavar="FACTOR", help="What members bear: so many times what their cover is worth to them."
    ),
]
TopUp = Annotated[str, typer.Option("--top-up", metavar="RATE", help="Top up in time, of those who run low.")]
Returning = Annotated[str, typer.Option("--return", metavar="RATE", help="Come back in a period, of those who lapsed.")]
Backstop = Annotated[str, typer.Option("--backstop", metavar="AMOUNT", help="What sponsors put in at the beginning.")]

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


def words_for(plan: "Plan", lang: Language | None) -> "SimulationPhrases":
    """The words of a language for the amounts of a plan."""
    from ..study.population.report.phrases import simulation_phrases

    return simulation_phrases((lang or language_here()).value, plan.symbol, plan.decimals)
