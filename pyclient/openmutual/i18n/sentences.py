"""Sentences that stand in English where they are made, in other languages: the English is the key, {} its values.

`data/locale/zh/problems.yaml` has what is wrong, `usage.yaml` what the parser of command lines says, `system.yaml` what
the operating system says; `refusals.yaml` why the ledger refuses and `values.yaml` what it refuses, by their names;
`advice.yaml`, `scenarios.yaml` and `sources.yaml` have the words of plans, of scenarios and of what plans rest on.
What is not there stays in English.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from ..errors import REFUSALS
from .catalogue import texts

PROBLEMS = ("usage", "problems", "system")
"""The areas of what is wrong."""

LONGEST = 10_000
"""Letters of a text beyond which it is none of these sentences, but what a stranger has put in the place of one."""

DEEPEST = 4
"""How deep sentences stand within one another; a stranger's can go on without an end."""


def refusal_in(language: str, name: str, english: str) -> str:
    """Why something is refused, by the name of the refusal."""
    return english if language == "en" else str(texts("refusals", language).get(name, english))


def value_in(language: str, name: str) -> str:
    """What a value of a refusal is called."""
    return name.rstrip("_") if language == "en" else str(texts("values", language)[name])


def status_in(language: str, status: StrEnum) -> str:
    """What a status is called; the same word of a member and of a case may be two in another language."""
    words = texts("statuses", language)
    return str(words.get(f"{type(status).__name__}.{status}", words[status.value]))


def problem_in(language: str, english: str) -> str:
    """What is wrong, the values in it translated likewise."""
    return translated(english, language, *PROBLEMS)


def source_in(language: str, english: str) -> str:
    """What a plan rests on; what is no source of the package's own stays as it is."""
    return translated(english, language, "sources")


def translated(english: str, language: str, *areas: str) -> str:
    """The words that the areas of the catalogue have for a sentence, the values in it translated likewise."""
    return _translated(english, language, areas, DEEPEST)


def _translated(english: str, language: str, areas: tuple[str, ...], depth: int) -> str:
    if not depth or len(english) > LONGEST:
        return english
    for sentence, words in _sentences(language, areas):
        if (values := _values(sentence, english)) is not None:
            return words.format(*(_translated(value, language, areas, depth - 1) for value in values))
    return english


def _values(sentence: Sequence[str], english: str) -> list[str] | None:
    """The values between the parts of a sentence, each as short as can be but never empty; None if it is another one.

    No part is sought twice: what a stranger has written, so that it fits nearly everywhere, takes no longer.
    """
    first, *others = sentence
    if not english.startswith(first):
        return None
    values, start = list[str](), len(first)
    for number, part in enumerate(others, 1):
        is_last = number == len(others)
        end = len(english) - len(part) if is_last else english.find(part, start + 1)
        if end <= start or (is_last and not english.endswith(part)):
            return None
        values.append(english[start:end])
        start = end + len(part)
    return values if start == len(english) else None


@cache
def _sentences(language: str, areas: tuple[str, ...]) -> list[tuple[list[str], str]]:
    """The sentences that have words in a language, as the parts around their values; those with most words first."""
    if language == "en":
        return []
    known = _refusals(language) if "problems" in areas else {}
    for area in areas:
        known |= {" ".join(english.split()): words for english, words in texts(area, language).items()}
    most_words_first = sorted(known, key=lambda each: -len(each.replace("{}", "")))
    return [(each.split("{}"), known[each]) for each in most_words_first]


def _refusals(language: str) -> dict[str, str]:
    """Refusals as they are written where only their text is left, without and with their values."""
    plain = {
        f"{name}: {kind.reason}": f"{name}: {texts('refusals', language)[name]}" for name, kind in REFUSALS.items()
    }
    return plain | {f"{english} ({{}})": f"{words}（{{0}}）" for english, words in plain.items()}
