"""Options that several commands share, written down once."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

MUST_BE_GIVEN = inspect.Parameter.empty
"""The default of an option that has none."""


def give_options(
    run: Callable[..., None], command: Callable[..., Any], kinds: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Callable[..., None]:
    """Let `run` show the options of `command`, but for its first parameter, and the shared ones after them.

    Args:
        run: takes all of them by name.
        command: whose own options come first.
        kinds: the shared options, by name.
        defaults: what each is if it is not given.
    """
    own = list(inspect.signature(command).parameters.values())[1:]
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=defaults[name])
        for name, kind in kinds.items()
    ]
    keyword = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    run.__signature__ = inspect.Signature([*keyword, *shared])  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in (*keyword, *shared)}
    return run
