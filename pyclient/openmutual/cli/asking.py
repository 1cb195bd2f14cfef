"""Asking before what cannot be undone."""

from typing import Annotated

import typer

from .errors import Exit

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
        agreed = yes or typer.confirm(question, err=True)
    except typer.Abort:
        agreed = False
    if not agreed:
        typer.echo(otherwise, err=True)
        raise typer.Exit(Exit.REFUSED)
