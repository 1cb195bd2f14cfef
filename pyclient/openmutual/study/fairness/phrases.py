"""How fairness is told: signed amounts, ratios, bands and rungs of impatience."""

from dataclasses import dataclass
from fractions import Fraction

from ...i18n import Phrases

AREA = "fairness"
CENTS = 100
MINUS = "−"


@dataclass(frozen=True, slots=True)
class FairnessPhrases(Phrases):
    """The sentences on who pays for whom, in the currency of a plan."""

    def each(self, amount: Fraction) -> str:
        """An amount of a person and year, rounded to hundredths of the currency, with its sign: `−12.34`."""
        hundredths = round(amount * CENTS / 10**self.decimals)
        whole, part = divmod(abs(hundredths), CENTS)
        return f"{MINUS if hundredths < 0 else ''}{whole:,}.{part:02}"

    def percent(self, ratio: Fraction) -> str:
        """A ratio in per cent, rounded to tenths: `8.9 %`."""
        tenths = round(ratio * 1000)
        return f"{tenths // 10:,}.{tenths % 10} %"

    def impatience(self, found: Fraction | None) -> str:
        """A rung of the ladder, in per cent; or that there is none."""
        return f"{float(found):.3%}" if found is not None else self.say("never")


def fairness_phrases(language: str, symbol: str, decimals: int) -> FairnessPhrases:
    """The sentences in `en` or `zh`."""
    return FairnessPhrases(AREA, language, decimals, symbol)


def exact(ratio: Fraction | int, decimals: int = 9) -> str:
    """A ratio as `--json` gives it: rounded to so many decimals, with its sign."""
    scaled = round(Fraction(ratio) * 10**decimals)
    whole, part = divmod(abs(scaled), 10**decimals)
    return f"{'-' if scaled < 0 else ''}{whole}.{part:0{decimals}}"
