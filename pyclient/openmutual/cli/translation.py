"""The language of a command line: help and refusals stand in English in the code, which is the key to other words.

`data/locale/zh/help.yaml` has the Chinese of every text of help, `refusals.yaml` that of every refusal by its name,
`problems.yaml` that of other errors by the sentence, with {} for its values, and `usage.yaml` that of what typer itself
says.  What is not there is shown in English.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import typer

from .language import Language, begin_in

HELP_LAYOUT = f"{__package__}.help_layout"

TEXTS = ("help", "short_help", "rich_help_panel", "show_default")
"""Where commands and options keep what is read."""


def speak(command: Any, language: Language, help_names: Sequence[str]) -> None:
    """Let a command and all below it speak a language; they must have been made for this run alone.

    Args:
        command: the one at the top.
        language: which.
        help_names: of the option that shows help.
    """
    begin_in(language)
    words = _words(language)
    if words or HELP_LAYOUT in sys.modules:  # slow to load, and English needs it only after another language
        from .help_layout import write_help_in

        write_help_in(words)
    if not words:
        return
    for each in _all(command):
        _translate(each, words)
        each.get_usage = _usage_in(words, each.get_usage)
        each.epilog = "\n\n".join(_said(line, words) for line in (each.epilog or "").split("\n\n")) or None
        shown = each.get_help_option(typer.Context(each, help_option_names=[*help_names]))
        for parameter in (*each.params, shown):
            _translate(parameter, words)


def refusal_in(language: Language, name: str, english: str) -> str:
    """Why something is refused, by the name of the refusal."""
    from ..i18n import texts

    if language is Language.EN:
        return english
    return str(texts("refusals", language.value).get(name, english))


def problem_in(language: Language, english: str) -> str:
    """What is wrong, the values in it translated likewise."""
    for sentence, words in _problems(language):
        if found := sentence.fullmatch(english):
            return words.format(*(problem_in(language, value) for value in found.groups()))
    return english


@cache
def _problems(language: Language) -> list[tuple[re.Pattern[str], str]]:
    """The sentences that have words in a language, each with a group for every value."""
    from ..i18n import texts

    if language is Language.EN:
        return []
    known = {**texts("usage", language.value), **texts("problems", language.value)}
    most_words_first = sorted(known, key=lambda each: -len(each.replace("{}", "")))
    return [(re.compile("(.+)".join(map(re.escape, each.split("{}")))), known[each]) for each in most_words_first]


def _words(language: Language) -> dict[str, str]:
    from ..i18n import texts

    return {} if language is Language.EN else dict(texts("help", language.value))


def _usage_in(words: dict[str, str], usage: Callable[[Any], str]) -> Callable[[Any], str]:
    """How a command is used, its first word in other words: typer has no setting for it."""
    return lambda context: usage(context).replace("Usage:", words["Usage:"], 1)


def _all(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _all(below)


def _translate(part: Any, words: dict[str, str]) -> None:
    for name in TEXTS:
        text = getattr(part, name, None)
        if isinstance(text, str):
            setattr(part, name, _said(text, words))


def _said(text: str, words: dict[str, str]) -> str:
    """The words for a text, whose white space does not count."""
    return words.get(" ".join(text.split()), text)
