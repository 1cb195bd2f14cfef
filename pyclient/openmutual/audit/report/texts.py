"""The words of the report and of the indicators, by language."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ...i18n import Bilingual, in_each_language
from ...i18n import texts as words_of
from ...resources import read_yaml


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The words of the report: headings, labels, sentences."""
    return words_of("report", language)


@cache
def indicator_texts() -> Mapping[str, Any]:
    """The number of each indicator, and its words in each language, by its key."""
    numbers = read_yaml("audit", "indicators.yaml")
    return {key: {**entry, **in_each_language("indicators")[key]} for key, entry in numbers.items()}


@cache
def statement_texts() -> Mapping[str, Any]:
    """The words of a member's account, by language."""
    return {language: words_of("statement", language) for language in ("en", "zh")}


def both(entry: Mapping[str, Mapping[str, str]], word: str) -> dict[str, str]:
    """One word of an entry in each language; empty where the entry has none."""
    return {language: entry[language].get(word, "") for language in ("en", "zh")}


def as_bilingual(templates: Mapping[str, str]) -> Bilingual:
    """A sentence that names no facts."""
    return Bilingual(en=templates["en"], zh=templates["zh"])
