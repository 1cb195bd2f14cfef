"""Sentences that stand in English where they are made, in other languages: the English is the key, {} its values.

`data/locale/zh/problems.yaml` has what is wrong, `usage.yaml` what the parser of command lines says, `system.yaml` what
the operating system says; `refusals.yaml` why the ledger refuses and `values.yaml` what it refuses, by their names;
`advice.yaml`, `scenarios.yaml` and `sources.yaml` have the words of plans, of scenarios and of what plans rest on.
What is not there stays in English.
"""

import re
from functools import cache

from ..errors import REFUSALS
from .catalogue import texts

PROBLEMS = ("usage", "problems", "system")
"""The areas of what is wrong."""


def refusal_in(language: str, name: str, english: str) -> str:
    """Why something is refused, by the name of the refusal."""
    return english if language == "en" else str(texts("refusals", language).get(name, english))


def value_in(language: str, name: str) -> str:
    """What a value of a refusal is called."""
    return name.rstrip("_") if language == "en" else str(texts("values", language)[name])


def problem_in(language: str, english: str) -> str:
    """What is wrong, the values in it translated likewise."""
    return translated(english, language, *PROBLEMS)


def source_in(language: str, english: str) -> str:
    """What a plan rests on; what is no source of the package's own stays as it is."""
    return translated(english, language, "sources")


def translated(english: str, language: str, *areas: str) -> str:
    """The words that the areas of the catalogue have for a sentence, the values in it translated likewise."""
    for sentence, words in _patterns(language, areas):
        if found := sentence.fullmatch(english):
            return words.format(*(translated(value, language, *areas) for value in found.groups()))
    return english


@cache
def _patterns(language: str, areas: tuple[str, ...]) -> list[tuple[re.Pattern[str], str]]:
    """The sentences that have words in a language, each with a group for every value; those with most words first."""
    if language == "en":
        return []
    known = _refusals(language) if "problems" in areas else {}
    for area in areas:
        known |= {" ".join(english.split()): words for english, words in texts(area, language).items()}
    most_words_first = sorted(known, key=lambda each: -len(each.replace("{}", "")))
    return [
        (re.compile("(.+?)".join(map(re.escape, each.split("{}"))), re.DOTALL), known[each])
        for each in most_words_first
    ]


def _refusals(language: str) -> dict[str, str]:
    """Refusals as they are written where only their text is left, without and with their values."""
    plain = {
        f"{name}: {kind.reason}": f"{name}: {texts('refusals', language)[name]}" for name, kind in REFUSALS.items()
    }
    return plain | {f"{english} ({{}})": f"{words}（{{0}}）" for english, words in plain.items()}
