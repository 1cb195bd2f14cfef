"""The words of the report and of the figures on conduct, by language."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from ...resources import read_yaml
from .report import Said


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The words of the report: headings, labels, sentences."""
    return _read("report", f"{language}.yaml")


@cache
def conduct_texts() -> Mapping[str, Any]:
    """The words of each figure on conduct, by its key."""
    return _read("conduct.yaml")


@cache
def statement_texts() -> Mapping[str, Any]:
    """The words of a member's account, by language."""
    return _read("statement.yaml")


def both(entry: Mapping[str, Mapping[str, str]], word: str) -> dict[str, str]:
    """One word of an entry in each language; empty where the entry has none."""
    return {language: entry[language].get(word, "") for language in ("en", "zh")}


def as_said(templates: Mapping[str, str]) -> Said:
    """A sentence that names no facts."""
    return Said(en=templates["en"], zh=templates["zh"])


def _read(*path: str) -> Mapping[str, Any]:
    content: Mapping[str, Any] = read_yaml("audit", *path)
    return content
