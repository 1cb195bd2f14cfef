"""Compiled loops over arrays, which know nothing of a plan: hashes and tries of very many items at once.

What uses them says of nothing that it is wrong: it says that all is well, or where it is not.  Then others look, event
by event, and say what.  Without a compiler (`openmutual[fast]`) they do all of it.
"""

from importlib.util import find_spec

IS_COMPILED = find_spec("numba") is not None
"""Whether there is a compiler for the loops."""

FEW = 20_000
"""Fewer logs are read before the compiled loops are."""


def is_worth_it(logs: int) -> bool:
    """Whether so many logs are better left to the compiled loops."""
    return IS_COMPILED and logs >= FEW
