"""What goes wrong, told in one red line, and the exit code that says what kind of thing it was."""

import traceback
from enum import IntEnum
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import (
    AmountError,
    ArtifactError,
    ChainError,
    ExtraMissing,
    FileError,
    KeyFileError,
    OpenMutualError,
    SimulationError,
)


class Exit(IntEnum):
    """The exit codes of every command."""

    meaning: str

    FINE = 0, "fine"
    REFUSED = 1, "refused by the ledger, or found something wrong"
    USAGE = 2, "wrong usage"
    FILE = 3, "a bad file"
    CHAIN = 4, "no chain to work with"

    def __new__(cls, code: int, meaning: str) -> "Exit":
        """A code and its meaning."""
        member = int.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member


def code_of(error: OpenMutualError) -> Exit:
    """The exit code for an error."""
    match error:
        case FileError() | KeyFileError():
            return Exit.FILE
        case ChainError() | ArtifactError():
            return Exit.CHAIN
        case AmountError() | SimulationError() | ExtraMissing():
            return Exit.USAGE
        case _:
            return Exit.REFUSED


class Commands(TyperGroup):
    """The commands; an error of the package ends them with one line and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except OpenMutualError as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
            tell(error)
            raise typer.Exit(code_of(error)) from None


def tell(error: OpenMutualError) -> None:
    """Print an error in red on standard error."""
    from .console import aside, harmless
    from .refusals import said

    aside().print(harmless(said(error)), style="red", soft_wrap=True)
