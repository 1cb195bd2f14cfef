"""New plan files out of others: some values changed, and each of these marked as one's own instead of its old source.

The text of the file is kept, comments too; only what is changed is written anew.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from ..errors import FileError
from .document import Value, parse_document
from .presets import find_text
from .provenance import ABOUT_THE_FILE, within
from .terms import OPTIONAL, REQUIRED, read_plan

OWN = "own"
"""What stands as the source of a value that somebody has chosen."""


def copied(name_or_path: str, name: str, changes: Mapping[str, str]) -> str:
    """A plan file like another one, under a new name.

    Args:
        name_or_path: a preset, or a file.
        name: of the new plan.
        changes: by key, such as `caps.period`, what it is to be, as it would stand in the file.

    Raises:
        FileError: there is no such plan, a key that is none of its, or the outcome is no plan.
    """
    text, file = find_text("plans", name_or_path)
    return _changed(text, file, name, changes)


def begun(name_or_path: str, name: str, changes: Mapping[str, str]) -> str:
    """A plan file of one's own, begun with the values of another one; no source of that one's is named.

    Raises as :func:`copied` does.
    """
    text, file = find_text("plans", name_or_path)
    plan = _load(text, file)
    for key in (*ABOUT_THE_FILE, "platform"):
        if key != "name":
            plan.pop(key, None)
    plan["sources"] = {OWN: [key for key in plan if key not in ABOUT_THE_FILE]}
    return _changed(_dump(plan), file, name, changes)


def _changed(text: str, file: str, name: str, changes: Mapping[str, str]) -> str:
    plan, before = _load(text, file), parse_document(text.encode(), file)
    leaves = list(_leaves(before))
    for key, written in {"name": name, **changes}.items():
        _set(plan, file, key, written)
    plan.pop("title", None)
    _mark(plan, list(changes), leaves)
    outcome = _dump(plan)
    read_plan(parse_document(outcome.encode(), f"{name}, as changed"))
    return outcome


def _set(plan: Any, file: str, key: str, written: str) -> None:
    *path, last = key.split(".")
    part = plan
    for step in path:
        part = part.get(step) if isinstance(part, dict) else None
    known = part is plan and last in (*REQUIRED, *OPTIONAL)
    if not isinstance(part, dict) or not (known or path):
        raise FileError(file, 0, key, "is no key of this plan; openmutual plan show says what it has")
    part[last] = _load(written, f"--set {key}")


def _mark(plan: Any, changed: Iterable[str], leaves: Iterable[str]) -> None:
    """Take the keys that were changed from their sources, and from what is assumed, and call them one's own."""
    own = [key for key in changed if key.split(".")[0] not in ABOUT_THE_FILE]
    lists = [*plan.get("sources", {}).values(), plan.get("assumed", [])]
    for keys in lists:
        keys[:] = [left for key in keys for left in _without(key, own, leaves)]
    sources = {source: keys for source, keys in plan.get("sources", {}).items() if keys}
    if own:
        sources[OWN] = [*sources.get(OWN, []), *(key for key in own if key not in sources.get(OWN, []))]
    if sources:
        plan["sources"] = sources
    if not plan.get("assumed", True):
        del plan["assumed"]


def _without(key: str, own: Iterable[str], leaves: Iterable[str]) -> list[str]:
    """What is left of a key that a source states, without what is one's own: the values inside it, if need be."""
    own = list(own)
    if any(within(key, mine) for mine in own):
        return []
    if not any(within(mine, key) for mine in own):
        return [key]
    inside = [leaf for leaf in leaves if within(leaf, key)]
    return [leaf for leaf in inside if not any(within(leaf, mine) for mine in own)]


def _leaves(value: Value, key: str = "") -> Iterator[str]:
    """The keys of all values of a plan, as sources name them: tiers and levels down to each value, lists whole."""
    if not isinstance(value.content, dict):
        yield key
        return
    for name, inside in value.content.items():
        if key or name not in ABOUT_THE_FILE:
            yield from _leaves(inside, f"{key}.{name}" if key else name) if name != "population" else [name]


def _load(text: str, file: str) -> Any:
    try:
        return _yaml().load(text)
    except YAMLError as error:
        raise FileError(file, 0, "", f"is no valid YAML: {str(error).splitlines()[0]}") from None


def _dump(plan: Any) -> str:
    out = io.StringIO()
    _yaml().dump(plan, out)
    return out.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 4_096
    return yaml
