"""What the demo says, in each language: one table of sentences a language, with the same keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from ....study.population import Person
from ...views.amounts import grouped
from . import en, zh

LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": en.SENTENCES, "zh": zh.SENTENCES}


@dataclass(frozen=True, slots=True)
class Words:
    """Speaks one language.

    Args:
        language: `en` or `zh`.
        decimals: of the currency whose base units are spoken of.
    """

    language: str
    decimals: int

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places."""
        return LANGUAGES[self.language][key].format(**values)

    def money(self, amount: int) -> str:
        """An amount in the currency."""
        return grouped(amount, self.decimals)

    def name(self, person: Person) -> str:
        """What a person is called."""
        return person.chinese if self.language == "zh" else person.name.replace("-", " ").title()

    def list(self, items: list[str]) -> str:
        """Several things in one sentence."""
        return self.say("comma").join(items)
