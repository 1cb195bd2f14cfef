"""The sentences of a plan's charter, in one language."""

from dataclasses import dataclass
from typing import Any

from ..i18n import Phrases, texts
from ..money import format_duration

AREA = "charter"


@dataclass(frozen=True, slots=True)
class CharterPhrases(Phrases):
    """The sentences of a charter; `decimals` are those of the plan's currency."""

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key, with the values in their places."""
        sentence: str = self._texts("sentences")[key]
        return sentence.format(**values)

    def part(self, part: str) -> str:
        """The question that a part answers."""
        question: str = self._texts("parts")[part]
        return question

    def about(self, key: str) -> str:
        """What a platform's note is about; a plan file may have others than the presets have."""
        return str(self._texts("about").get(key, key.replace("_", " ")))

    def time(self, seconds: int) -> str:
        """A duration: `90 days`, `90 天`, `730 hours`."""
        number, unit = format_duration(seconds).split()
        words: str = self._texts("units")[unit]
        return f"{number} {words[:-1] if number == '1' and self.language == 'en' else words}"

    def join(self, sentences: list[str]) -> str:
        """Sentences one after the other, as the language writes them."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def _texts(self, part: str) -> dict[str, Any]:
        found: dict[str, Any] = texts(self.area, self.language)[part]
        return found


def charter_phrases(language: str, decimals: int) -> CharterPhrases:
    """The sentences in `en` or `zh`."""
    return CharterPhrases(AREA, language, decimals)
