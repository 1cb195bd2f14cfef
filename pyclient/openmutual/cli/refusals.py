"""A refusal as people read it: the rule's reason, with local times and stages by name."""

from typing import Any

from ..codec import to_hex
from ..errors import OpenMutualError, Refusal
from ..records import DisputeStage
from .views.moments import local

TIMES = {"at", "closes", "diagnosedAt", "earliest", "expiry", "opens", "until"}
"""The values of refusals that are Unix seconds."""

LATEST = 2**40
"""Later than all times that a calendar knows."""


def said(error: OpenMutualError) -> str:
    """What to print of an error, in one line."""
    if not isinstance(error, Refusal) or not error.values:
        return str(error)
    shown = ", ".join(f"{name.rstrip('_')} {_value(name, value)}" for name, value in error.values.items())
    return f"{type(error).__name__}: {error.reason} ({shown})"


def _value(name: str, value: Any) -> Any:
    if name in TIMES and isinstance(value, int) and 0 < value < LATEST:
        return local(value)
    if name == "stage" and isinstance(value, int):
        return tuple(DisputeStage)[value].value
    return to_hex(value) if isinstance(value, bytes) else value
