"""Which language a command speaks: what `--lang` asks for, else what the terminal is set to."""

import os
from collections.abc import Sequence
from contextvars import ContextVar
from enum import StrEnum


class Language(StrEnum):
    """What a command speaks."""

    EN = "en"
    ZH = "zh"


_SPEAKING: ContextVar[Language] = ContextVar("language of the command line", default=Language.EN)


def language_here() -> Language:
    """What the terminal is set to."""
    here = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.ZH if here.startswith("zh") else Language.EN


def speaking() -> Language:
    """The language of the command that is run."""
    return _SPEAKING.get()


def say(sentence: str, **values: object) -> str:
    """A sentence of the catalogue's area `screens`, in the language of the command, with the values in their places."""
    from ..i18n import texts

    written: str = texts("screens", speaking().value)[sentence]
    return written.format(**values)


def wanted(arguments: Sequence[str]) -> Language:
    """The language that `--lang` asks for, wherever it stands; else the terminal's."""
    for place, argument in enumerate(arguments):
        _, is_given, value = argument.partition("--lang=")
        if argument == "--lang":
            value = next(iter(arguments[place + 1 :]), "")
        if (is_given or argument == "--lang") and value in set(Language):
            return Language(value)
    return language_here()


def begin_in(language: Language) -> None:
    """Let the command that is run speak that language."""
    _SPEAKING.set(language)
