"""Commands that are signed for somebody else to bring, instead of sent: `openmutual relay sign`."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class SignedCommand:
    """What becomes of a command that is signed.

    Attributes:
        file: where its calls go.
        delegate: the code that the account is to delegate to, if it has not yet.
        lasting: for how many seconds they can be brought.
    """

    file: Path
    delegate: str
    lasting: int


_COMMAND: ContextVar[SignedCommand | None] = ContextVar("the command to be signed", default=None)


def to_be_signed() -> SignedCommand | None:
    """What is to become of the command that is run, if it is to be signed."""
    return _COMMAND.get()


@contextmanager
def signing(command: SignedCommand) -> Iterator[None]:
    """Let commands be signed in here, and not sent."""
    before = _COMMAND.set(command)
    try:
        yield
    finally:
        _COMMAND.reset(before)
