"""The language of help: it stands in English in the code, which is the key to other words.

`data/locale/zh/help.yaml` has the Chinese of every text of help.  What is not there is shown in English.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import typer

from .console import wants_no_colours
from .language import Language, begin_in

HELP_LAYOUT = f"{__package__}.help_layout"

TEXTS = ("help", "short_help", "rich_help_panel", "show_default")
"""Where commands and options keep what is read."""

OF_USAGE = ("Usage:", "[OPTIONS]", "COMMAND [ARGS]...")
"""What typer writes into the line that says how a command is used."""


def speak(command: Any, language: Language, help_names: Sequence[str], is_help: bool) -> None:
    """Let a command and all below it speak a language; they must have been made for this run alone.

    Args:
        command: the one at the top.
        language: which.
        help_names: of the option that shows help.
        is_help: whether help is what will be shown.
    """
    begin_in(language)
    words = _words(language)
    if words or is_help or HELP_LAYOUT in sys.modules:  # slow to load; once it is, another language may stand in it
        from .help_layout import write_help_in

        write_help_in(words, in_colours=not wants_no_colours())
    if is_help:
        for each in _all(command):
            each.help = _unbroken(each.help or "")
    if not words:
        return
    for each in _all(command):
        _translate(each, words)
        each.get_usage = _usage_in(words, each.get_usage)
        each.epilog = "\n".join(_said(line, words) for line in (each.epilog or "").split("\n")) or None
        shown = each.get_help_option(typer.Context(each, help_option_names=[*help_names]))
        for parameter in (*each.params, shown):
            _translate(parameter, words)


def _words(language: Language) -> dict[str, str]:
    from ..i18n import texts

    return {} if language is Language.EN else dict(texts("help", language.value))


def _usage_in(words: dict[str, str], usage: Callable[[Any], str]) -> Callable[[Any], str]:
    """How a command is used, in other words but for what is typed: typer has no setting for it."""

    def said(context: Any) -> str:
        line = usage(context)
        for english in OF_USAGE:
            line = line.replace(english, words[english], 1)
        return line

    return said


def _all(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _all(below)


def _translate(part: Any, words: dict[str, str]) -> None:
    for name in TEXTS:
        text = getattr(part, name, None)
        if isinstance(text, str):
            setattr(part, name, _said(text, words))


def _unbroken(text: str) -> str:
    """The paragraphs of a text, each on one line: it is the screen that breaks it, not the code that it stands in."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _said(text: str, words: dict[str, str]) -> str:
    """The words for a text, whose white space does not count."""
    return words.get(" ".join(text.split()), text)
