"""Sentences of one area in one language, filled with values that are written already."""

from dataclasses import dataclass

from ..money import grouped
from .catalogue import texts


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of an area.

    Args:
        area: of the catalogue.
        language: `en` or `zh`.
        decimals: of the currency whose base units are spoken of.
        symbol: of the currency, for sentences that name it.
    """

    area: str
    language: str
    decimals: int
    symbol: str = ""

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places.  Raises KeyError for one that is not there."""
        sentence: str = texts(self.area, self.language)[key]
        return sentence.format(symbol=self.symbol, **values)

    def money(self, amount: int) -> str:
        """An amount: `34,000`, `0.10`, `0.125`."""
        return grouped(amount, self.decimals)
