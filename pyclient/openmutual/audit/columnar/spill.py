"""Rows parted by the first byte of a field: in files of a folder, as soon as they are too many for the memory."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PARTS = 256
"""One for each first byte."""

Rows = NDArray[np.void]


class Spill:
    """Rows of one kind, in the order in which they came.

    Args:
        folder: where the files are.
        kind: of the rows.
        field: whose first byte parts them.
        most: so many rows wait in the memory.
    """

    def __init__(self, folder: Path, kind: np.dtype[np.void], field: str, most: int) -> None:
        self._folder, self._kind, self._field, self._most = folder, kind, field, most
        self._waiting, self.is_stored = list[Rows](), False

    def add(self, rows: Rows) -> None:
        """Keep more rows.  Raises OSError."""
        self._waiting.append(rows)
        if sum(map(len, self._waiting)) >= self._most:
            self.store()

    def waiting(self) -> Rows:
        """The rows that are in no file: all of them, as long as nothing `is_stored`."""
        return np.concatenate([np.empty(0, self._kind), *self._waiting])

    def finish(self) -> None:
        """Bring what waits into the files as well, if there are any.  Raises OSError."""
        if self.is_stored:
            self.store()

    def part(self, number: int) -> Rows:
        """The rows in the file of a first byte.  Raises OSError."""
        file = self._file(number)
        return np.fromfile(file, self._kind) if file.exists() else np.empty(0, self._kind)

    def numbers(self) -> list[int]:
        """The first bytes that have a file."""
        return [number for number in range(PARTS) if self._file(number).exists()]

    def pieces(self) -> Iterator[Rows]:
        """All rows, those of one first byte together: file by file, or at once if they are few.  Raises OSError."""
        self.finish()
        if self.is_stored:
            yield from map(self.part, self.numbers())
        else:
            yield self.waiting()

    def store(self) -> None:
        """Bring what waits into the files.  Raises OSError."""
        rows = self.waiting()
        self._waiting, self.is_stored = [], True
        first = rows[self._field][:, 0]
        order = np.argsort(first, kind="stable")
        bounds = np.searchsorted(first[order], np.arange(PARTS + 1))
        for number, (start, end) in enumerate(pairwise(bounds.tolist())):
            if start < end:
                with self._file(number).open("ab") as file:
                    rows[order[start:end]].tofile(file)

    def _file(self, number: int) -> Path:
        return self._folder / f"{number:02x}.rows"
