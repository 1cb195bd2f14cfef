"""The languages that people are spoken to in."""

import os
from enum import StrEnum
from typing import Annotated

import typer


class Language(StrEnum):
    """What a command speaks."""

    EN = "en"
    ZH = "zh"


Lang = Annotated[Language | None, typer.Option("--lang", help="The language to speak.", show_default="the terminal's")]


def language_here() -> Language:
    """What the terminal is set to."""
    here = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return Language.ZH if here.startswith("zh") else Language.EN
