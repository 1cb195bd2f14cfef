"""The sentences of a simulation's report, in one language."""

from dataclasses import dataclass

from ....i18n import Phrases
from ....money import grouped

AREA = "simulation"
LARGE = 100_000
"""From here on nobody asks what stands behind the point."""


@dataclass(frozen=True, slots=True)
class SimulationPhrases(Phrases):
    """The sentences of a simulation, in the currency of its plan."""

    def money(self, amount: int) -> str:
        """An amount: `34,000`, `0.10`; large ones without what is behind the point."""
        text = grouped(amount, self.decimals)
        return text.partition(".")[0] if amount >= LARGE * 10**self.decimals else text

    def percent(self, part: int, whole: int) -> str:
        """A part of a whole, in per cent with one decimal, rounded down; 100 % of nothing."""
        thousandths = part * 1000 // whole if whole else 1000
        return f"{thousandths // 10}.{thousandths % 10} %"


def simulation_phrases(language: str, symbol: str, decimals: int) -> SimulationPhrases:
    """The sentences in `en` or `zh`."""
    return SimulationPhrases(AREA, language, decimals, symbol)
