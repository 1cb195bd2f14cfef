"""openmutual: a mutual-aid ledger on smart contracts, with a client, a reference model and an audit.

The names here are the ones to build on.  They are loaded when they are first used, since a chain takes a while.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .chain import EmbeddedWorld as EmbeddedWorld
    from .chain import RpcWorld as RpcWorld
    from .errors import OpenMutualError as OpenMutualError
    from .model import ModelWorld as ModelWorld
    from .plans.terms import Plan as Plan
    from .plans.terms import load_plan as load_plan
    from .scenario import Result as Result
    from .scenario import load_scenario as load_scenario
    from .scenario.run import run as run

__all__ = [
    "EmbeddedWorld",
    "ModelWorld",
    "OpenMutualError",
    "Plan",
    "Result",
    "RpcWorld",
    "load_plan",
    "load_scenario",
    "run",
]


def __getattr__(name: str) -> Any:
    """Load a public name on its first use."""
    if name in ("EmbeddedWorld", "RpcWorld"):
        from . import chain

        return getattr(chain, name)
    if name == "OpenMutualError":
        from . import errors

        return getattr(errors, name)
    if name == "ModelWorld":
        from . import model

        return getattr(model, name)
    if name in ("Result", "load_scenario", "run"):
        from . import scenario

        return getattr(scenario, name)
    if name in ("Plan", "load_plan"):
        from .plans import terms

        return getattr(terms, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names, loaded or not."""
    return sorted({*globals(), *__all__})
