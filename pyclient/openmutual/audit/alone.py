"""A folder that one process alone writes to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ..errors import FileError
from ..files import locked


@contextmanager
def alone_in(file: Path, underway: FileError, unwritable: Callable[[str, str], FileError]) -> Iterator[None]:
    """Make the folder of a file, and keep others away that write to it.

    Args:
        file: the one that they would write last.
        underway: raised if another process is at it.
        unwritable: makes what is raised if the folder cannot be written in, from its name and what is wrong.
    """
    with ExitStack() as stack:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(file, wait=False))
        except BlockingIOError:
            raise underway from None
        except OSError as error:
            raise unwritable(str(file.parent), f"cannot be written: {error.strerror}") from error
        yield
