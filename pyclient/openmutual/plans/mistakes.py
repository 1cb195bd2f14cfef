"""Reading on past a mistake, so that all that is wrong with a file is said at once.

Where a value cannot be read, its reader goes on with a stand-in; stand-ins are chosen so that no other check takes
offence at them, and what was read with one is never handed out.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from ..errors import FileError, FileErrors
from .document import Value

T = TypeVar("T")

NOTHING: dict[str, Value] = {}
"""Stands in for a mapping that is none."""


class Mistakes:
    """What is wrong with a file, as far as it has been read.

    Args:
        whole: what is wrong with all of which this is a part; what is noted here is noted there.
    """

    def __init__(self, whole: "Mistakes | None" = None) -> None:
        self._whole = whole
        self._found: dict[str, FileError] = {}

    @property
    def is_none(self) -> bool:
        """Whether nothing has been wrong so far."""
        return not self._found

    def note(self, error: FileError) -> None:
        """Write down what is wrong."""
        self._found |= {str(each): each for each in error.mistakes}
        if self._whole is not None:
            self._whole.note(error)

    def read(self, stand_in: T, reader: Callable[..., T], *arguments: Any) -> T:
        """What a reader makes of its arguments; the stand-in, where it finds a mistake."""
        try:
            return reader(*arguments)
        except FileError as error:
            self.note(error)
            return stand_in

    def expect_none(self) -> None:
        """Raise FileError for the mistake that was found, or for all of them, in the order of their lines."""
        found = sorted(self._found.values(), key=lambda error: error.line)
        if found:
            raise found[0] if len(found) == 1 else FileErrors(found)


class Part:
    """A mapping of a file, read key by key.

    Args:
        value: the mapping.
        required: the keys that it must have; `optional` are those that it may have besides.
        mistakes: where what is wrong is written down.
    """

    def __init__(self, value: Value, required: Iterable[str], optional: Iterable[str], mistakes: Mistakes) -> None:
        self._mistakes = Mistakes(mistakes)
        self.entries: Mapping[str, Value] = self._mistakes.read(NOTHING, value.entries)
        self._mistakes.read(NOTHING, value.fields, required, optional)

    @property
    def is_sound(self) -> bool:
        """Whether nothing in this part has been wrong so far."""
        return self._mistakes.is_none

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str, stand_in: T, reader: Callable[..., T], *arguments: Any) -> T:
        """What a reader makes of the value of a key; the stand-in where there is none, or a mistake in it."""
        if name not in self.entries:
            return stand_in
        return self._mistakes.read(stand_in, reader, self.entries[name], *arguments)

    def refuse(self, name: str, problem: str) -> None:
        """Write down what is wrong with the value of a key, held against others."""
        self._mistakes.note(self.entries[name].error(problem))
