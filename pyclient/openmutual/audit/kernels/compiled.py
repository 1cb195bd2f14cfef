"""The compiler, and what compiled loops work on.

Compiled code is kept beside the sources, so that only the first audit after an installation waits for it.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Table = NDArray[np.void]
"""Rows of several fields."""

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The same function as machine code, compiled for the types of its first arguments."""
    return cast(F, njit(cache=True, nogil=True)(function))
