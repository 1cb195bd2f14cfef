"""What the demo says, in one language."""

from dataclasses import dataclass

from ...i18n import Phrases
from ...study.population import Person

AREA = "demo"


@dataclass(frozen=True, slots=True)
class DemoPhrases(Phrases):
    """The sentences of the demo, and the names of its people."""

    def name(self, person: Person) -> str:
        """What a person is called."""
        return person.chinese if self.language == "zh" else person.name.replace("-", " ").title()

    def list(self, items: list[str]) -> str:
        """Several things in one sentence."""
        return self.say("comma").join(items)


def demo_phrases(language: str, decimals: int) -> DemoPhrases:
    """The sentences in `en` or `zh`."""
    return DemoPhrases(AREA, language, decimals)
