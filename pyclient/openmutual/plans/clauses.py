"""One sentence of a charter, and where it comes from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .provenance import stating, within
from .terms import Plan


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence about a plan.

    Attributes:
        part: which question it answers, a key of the words.
        keys: the keys of the plan file that it tells; none for a rule that every plan on this ledger has.
        sources: what states these keys, each once.
        assumed: those of the keys that no source states; none if the plan speaks of no sources at all.
    """

    part: str
    sentence: str
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    assumed: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {
            "part": self.part,
            "sentence": self.sentence,
            "keys": list(self.keys),
            "sources": list(self.sources),
            "assumed": list(self.assumed),
        }


def clause(plan: Plan, part: str, sentence: str, named: Iterable[str]) -> Clause:
    """The clause of a sentence that tells the keys `named`, and all that the file has inside them.

    A key that the file leaves out is told, too: there is no such cap, say.  In a plan that speaks of sources, what has
    none is assumed.
    """
    keys = tuple(key for name in named for key in _inside(plan.keys, name))
    speaks = plan.sources or plan.assumed
    assumed = tuple(key for key in keys if speaks and not stating(key, plan.sources))
    return Clause(part, sentence, keys, _distinct(plan.sources, keys), assumed)


def _inside(keys: Iterable[str], name: str) -> list[str]:
    return [key for key in keys if within(key, name)] or [name]


def _distinct(sources: Mapping[str, tuple[str, ...]], keys: Iterable[str]) -> tuple[str, ...]:
    found = [source for key in keys for outer in stating(key, sources) for source in sources[outer]]
    return tuple(dict.fromkeys(found))
