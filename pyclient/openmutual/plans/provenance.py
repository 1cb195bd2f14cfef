"""Where the values of a plan come from, and what its terms allow but its members will regret.

::

    sources:                                   # a source, and the keys that it states
      the platform's convention, 2020-08: [waiting, levels.severe.benefit, caps.case]
      http://example.org/notice.html, 2019-01-21: [notice]
    assumed: [caps.period, grace, jury]        # no source states them

A key stands for everything inside it.  A key has a source or is assumed, never both; it may have several sources.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .document import Value, closest
from .mistakes import Mistakes

ABOUT_THE_FILE = ("name", "title", "source", "sources", "assumed")
"""Keys that are no rules and say nothing of a platform."""

NAMED = ("tiers", "levels")
"""Keys that hold names of the plan's own, and the same keys below each of them."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a plan file says of where its values come from.

    Attributes:
        sources: by key, the sources that state it.
        assumed: the keys that no source states.
        keys: every key of the file that carries a value, such as `levels.severe.benefit`.
    """

    sources: Mapping[str, tuple[str, ...]]
    assumed: tuple[str, ...]
    keys: tuple[str, ...]


def read_provenance(top: Mapping[str, Value], known: Sequence[str], parts: Mapping[str, Sequence[str]]) -> Provenance:
    """The provenance in a plan file, of which `known` are the keys and `parts` the keys inside them.

    Raises FileError for a key that no plan has, so that a slip of the pen is seen, and for one in both.
    """
    assumed = top["assumed"].items() if "assumed" in top else []
    stated = top["sources"].entries() if "sources" in top else {}
    sources: dict[str, tuple[str, ...]] = {}
    mistakes = Mistakes()
    for item in (*assumed, *(item for keys in stated.values() for item in keys.items())):
        mistakes.read(None, _check, item, top, known, parts)
    mistakes.expect_none()
    for source, keys in stated.items():
        for item in keys.items():
            key = item.text()
            if twice := next((other.text() for other in assumed if overlap(key, other.text())), None):
                raise item.error(f"{key} has a source, but {twice} is assumed; keep one")
            sources[key] = (*sources.get(key, ()), source)
    return Provenance(sources, tuple(item.text() for item in assumed), tuple(_keys(top)))


def overlap(key: str, other: str) -> bool:
    """Whether two keys are the same, or one lies inside the other."""
    return within(key, other) or within(other, key)


def within(key: str, outer: str) -> bool:
    """Whether a key is `outer`, or lies inside it."""
    return f"{key}.".startswith(f"{outer}.")


def stating(key: str, named: Iterable[str]) -> list[str]:
    """Which of the keys `named` speak of this one."""
    return [outer for outer in named if within(key, outer)]


def _check(item: Value, top: Mapping[str, Value], known: Sequence[str], parts: Mapping[str, Sequence[str]]) -> None:
    """Raises FileError unless the item is a key that a plan has."""
    first, *rest = item.text().split(".")
    if first not in known:
        raise item.error(f"{first} is no key of a plan; {closest(first, known)}")
    if rest and first in NAMED:
        named = top[first].entries()
        if rest[0] not in named:
            raise item.error(f"{rest[0]} is not among the {first}; {closest(rest[0], named)}")
        rest = rest[1:]
    inside = list(top[first].entries()) if first == "platform" and first in top else parts.get(first, ())
    if rest and (len(rest) > 1 or rest[0] not in inside):
        raise item.error(f"{'.'.join(rest)} is no key inside {first}; {closest(rest[0], inside)}")


def _keys(top: Mapping[str, Value]) -> Iterator[str]:
    for name, value in top.items():
        if name == "population":
            yield name
        elif name not in ABOUT_THE_FILE:
            yield from _leaves(value)


def _leaves(value: Value) -> Iterator[str]:
    if isinstance(value.content, dict):
        for each in value.content.values():
            yield from _leaves(each)
    else:
        yield value.key
