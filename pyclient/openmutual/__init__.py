"""openmutual: a mutual-aid ledger on smart contracts, with a client, a reference model and an audit.

The names here are the ones to build on.  They are loaded when they are first used, since a chain takes a while.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .circle import Circle as Circle
    from .circle import Connection as Connection
    from .circle import Person as Person
    from .circle import Receipt as Receipt
    from .circle import connect as connect
    from .errors import OpenMutualError as OpenMutualError
    from .money import Units as Units
    from .plans.terms import Plan as Plan
    from .plans.terms import load_plan as load_plan

    __version__: str

__all__ = [
    "Circle",
    "Connection",
    "OpenMutualError",
    "Person",
    "Plan",
    "Receipt",
    "Units",
    "connect",
    "load_plan",
]

# A type checker is told the names above and no others, so that it refuses one that is misspelt.
if not TYPE_CHECKING:

    def __getattr__(name):
        """Load a public name on its first use."""
        if name in ("Circle", "Connection", "Person", "Receipt", "connect"):
            from . import circle

            return getattr(circle, name)
        if name in ("Plan", "load_plan"):
            from .plans import terms

            return getattr(terms, name)
        if name == "OpenMutualError":
            from .errors import OpenMutualError

            return OpenMutualError
        if name == "Units":
            from .money import Units

            return Units
        if name == "__version__":
            from importlib.metadata import version

            return version("openmutual")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
