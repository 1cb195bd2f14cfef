"""The catalogue of words: a file for each area in each language, `data/locale/<language>/<area>.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..money import grouped
from ..resources import read_yaml

LANGUAGES = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in each language."""

    en: str
    zh: str

    def to(self, language: str) -> str:
        """The text in `en` or `zh`."""
        return self.zh if language == "zh" else self.en

    def to_json(self) -> dict[str, str]:
        """As `--json` gives it."""
        return {"en": self.en, "zh": self.zh}


@cache
def texts(area: str, language: str) -> Mapping[str, Any]:
    """The words of an area (`charter`, `report`, …) in `en` or `zh`, by their keys."""
    words: Mapping[str, Any] = read_yaml("locale", language, f"{area}.yaml")
    return words


@cache
def in_each_language(area: str) -> Mapping[str, Mapping[str, Any]]:
    """The words of an area by their keys, each by language; every language has the same keys."""
    return {key: {language: texts(area, language)[key] for language in LANGUAGES} for key in texts(area, "en")}


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
