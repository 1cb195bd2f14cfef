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


def wanted(arguments: Sequence[str]) -> tuple[Language, list[str]]:
    """The language that `--lang` asks for, wherever it stands, else the terminal's; and the other arguments.

    What asks for no language of ours stays among the others, to be refused there.
    """
    left = list(arguments)
    for place, argument in enumerate(arguments):
        name, is_joined, value = argument.partition("=")
        if name != "--lang":
            continue
        end = place + 1 if is_joined else place + 2
        value = value if is_joined else next(iter(arguments[place + 1 : end]), "")
        if value in set(Language):
            return Language(value), left[:place] + left[end:]
    return language_here(), left


def begin_in(language: Language) -> None:
    """Let the command that is run speak that language."""
    _SPEAKING.set(language)
