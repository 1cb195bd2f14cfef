"""Asking: before what cannot be undone, and for what must not be seen."""

import os
import sys
import warnings
from collections.abc import Mapping
from getpass import GetPassWarning
from typing import Annotated, TypeVar

import typer

from ..errors import KeyFileError
from .console import aside, print_line
from .errors import Exit
from .language import say

AGREED = ("y", "yes", "是")
"""Answers that agree; every other one does not."""

Answer = TypeVar("Answer")

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask; for scripts.")]


def ask(question: str, yes: bool, otherwise: str) -> None:
    """Go on only if somebody says yes.

    Args:
        question: what they are asked.
        yes: whether they have said so on the command line.
        otherwise: what has not been done, and how it would be.

    Raises:
        Exit: they say no, or nobody is there to answer.
    """
    try:
        agreed = yes or _answer(f"{question} [y/N]") in AGREED
    except typer.Abort:
        agreed = False
    if not agreed:
        print_line(aside(), otherwise)
        raise typer.Exit(Exit.REFUSED)


def _answer(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False, err=True)).strip().lower()


def ask_unseen(question: str, answers: Mapping[str, Answer], otherwise: str) -> Answer:
    """One of several answers, not shown while it is typed.

    Args:
        question: what is asked, until one of them is typed.
        answers: what each of them may be written as.
        otherwise: what is said to any other.

    Raises:
        Abort: nobody is there to answer.
    """
    while (written := _hidden(question).strip().lower()) not in answers:
        print_line(aside(), otherwise, "red")
    return answers[written]


def ask_passphrase(name: str, variable: str) -> str:
    """The passphrase of a key file, from an environment variable or the keyboard.

    Raises:
        KeyFileError: nobody is there to type it.
    """
    return _secret(say("passphrase", name=name), variable, twice=False)


def ask_new_passphrase(name: str, variable: str) -> str:
    """The passphrase for a new file, from an environment variable or twice from the keyboard.

    Raises:
        KeyFileError: nobody is there to type it.
    """
    return _secret(say("new_passphrase", name=name), variable, twice=True)


def _secret(question: str, variable: str, twice: bool) -> str:
    try:
        secret = os.environ.get(variable) or _hidden(question)
        if twice and not os.environ.get(variable) and _hidden(say("once_more")) != secret:
            raise KeyFileError(say("passphrases_differ"))
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise KeyFileError(say("nobody_types", variable=variable)) from None
    return secret


def _hidden(question: str) -> str:
    with warnings.catch_warnings():
        # What is piped in is not echoed, whatever `getpass` fears.
        warnings.simplefilter("ignore", GetPassWarning)
        return str(typer.prompt(question, hide_input=True, err=True))
