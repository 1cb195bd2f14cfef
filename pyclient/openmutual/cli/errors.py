"""What goes wrong, told in one red line, and the exit code that says what kind of thing it was."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum
from functools import partial
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from ..codec import to_hex
from ..errors import (
    AmountError,
    ArgumentError,
    ArtifactError,
    ChainError,
    CountsError,
    ExtraMissing,
    FairnessError,
    FileError,
    KeyFileError,
    NotProvable,
    OpenMutualError,
    ProtocolMissing,
    Refusal,
    SimulationError,
    UnusableSource,
    WorkUndone,
)
from ..i18n.sentences import problem_in, refusal_in, status_in, value_in
from ..records import DisputeStage
from .examples import show_examples
from .language import say, speaking, wanted
from .moments import local
from .translation import speak

HELP_NAMES = ("-h", "--help")
"""The option that shows help."""

TIMES = {"at", "closes", "diagnosedAt", "earliest", "expiry", "opens", "until"}
"""The values of refusals that are Unix seconds."""


def _in_base_units(amount: int) -> str:
    return f"{amount} base units"


_AMOUNT: ContextVar[Callable[[int], str]] = ContextVar("how refusals write amounts", default=_in_base_units)


def write_amounts_as(written: Callable[[int], str]) -> None:
    """Let refusals write amounts in a plan's currency, once a command knows the plan."""
    _AMOUNT.set(written)


def said(error: OpenMutualError) -> str:
    """What to print of an error: one line, or one for each mistake in a file."""
    if isinstance(error, FileError):
        return "\n".join(map(_said_of_file, error.mistakes))
    if not isinstance(error, Refusal):
        return problem_in(speaking(), str(error))
    name = type(error).__name__
    reason = f"{name}: {refusal_in(speaking(), name, error.reason)}"
    values = [f"{value_in(speaking(), each)} {_value(each, value, error)}" for each, value in error.values.items()]
    return say("with_values", reason=reason, values=say("comma").join(values)) if values else reason


def _said_of_file(mistake: FileError) -> str:
    """Where the mistake is, and what is wrong there."""
    return str(mistake).removesuffix(mistake.problem) + problem_in(speaking(), mistake.problem)


def _amount(amount: int) -> str:
    try:
        return _AMOUNT.get()(amount)
    except ChainError:  # the refusal matters more than the node that falls silent after it
        return _in_base_units(amount)


def _value(name: str, value: Any, error: Refusal) -> Any:
    if name in error.money:
        return _amount(value)
    if name in TIMES and isinstance(value, int) and value > 0:
        return local(value)
    if name == "stage" and isinstance(value, int):
        return status_in(speaking(), tuple(DisputeStage)[value])
    return to_hex(value) if isinstance(value, bytes) else value


class Exit(IntEnum):
    """The exit codes of every command."""

    meaning: str

    FINE = 0, "fine"
    REFUSED = 1, "refused by the ledger, or found something wrong"
    USAGE = 2, "wrong usage"
    FILE = 3, "a bad file"
    CHAIN = 4, "no chain, or nobody, to work with"
    SOURCE = 5, "a source that contradicts itself: nothing is said of the plan"
    REPORTED = 6, "nothing wrong, but not all of it is proven"
    CURRENCY = 7, "nothing wrong, as far as an unknown currency keeps its word"

    def __new__(cls, code: int, meaning: str) -> "Exit":
        """A code and its meaning."""
        member = int.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member


def code_of(error: OpenMutualError) -> Exit:
    """The exit code for an error."""
    match error:
        case FileError() | KeyFileError() | CountsError():
            return Exit.FILE
        case UnusableSource():
            return Exit.SOURCE
        case ChainError() | ArtifactError() | WorkUndone() | NotProvable(reason="headers" | "account"):
            return Exit.CHAIN
        case AmountError() | ArgumentError() | SimulationError() | FairnessError() | ExtraMissing() | ProtocolMissing():
            return Exit.USAGE
        case _:
            return Exit.REFUSED


class Commands(TyperGroup):
    """The commands; an error of the package ends them with one line and its exit code."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Begin a run, in the language that is asked for."""
        if parent is None:
            language, args = wanted(args)
            show_examples(self)
            speak(self, language, HELP_NAMES, self._shows_help(args))
            write_amounts_as(_in_base_units)
        with _usage_told():
            return super().make_context(info_name, args, parent, **extra)

    def _shows_help(self, args: list[str]) -> bool:
        """Whether that is all that comes: it is asked for, or no command is named."""
        is_group = len(args) == 1 and hasattr(self.commands.get(args[0]), "commands")
        return not args or is_group or not {*HELP_NAMES}.isdisjoint(args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            with _usage_told():
                return super().invoke(ctx)
        except OpenMutualError as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
            tell(error)
            raise typer.Exit(code_of(error)) from None


@contextmanager
def _usage_told() -> Iterator[None]:
    """Let what typer says of a wrong usage be in the language of the command."""
    try:
        yield
    except TyperException as error:
        _translate(error)
        raise


def _translate(error: Any) -> None:
    error.format_message = partial(problem_in, speaking(), error.format_message())


def tell(error: OpenMutualError) -> None:
    """Print an error on standard error: in red, or in the colour of sources that cannot be used."""
    from .console import aside, print_line

    print_line(aside(), said(error), "magenta" if isinstance(error, UnusableSource) else "red")
