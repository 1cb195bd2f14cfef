"""Platforms that are known by name only: no rule of theirs could be found, so there is no plan of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..resources import resource
from .document import parse_document


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform without a plan; `title` and `known`, what is known of it, by language: `en` and `zh`."""

    name: str
    title: Mapping[str, str]
    known: Mapping[str, str]
    source: str

    def to_json(self) -> dict[str, Any]:
        """As `--json` gives it."""
        return {"name": self.name, "title": dict(self.title), "known": dict(self.known), "source": self.source}


def platforms() -> list[Platform]:
    """The platforms of the package's list, in its order."""
    raw = resource("platforms.yaml").read_bytes()
    return [
        Platform(name, fields["title"].plain(), fields["known"].plain(), fields["source"].text())
        for name, entry in parse_document(raw, "platforms.yaml").entries().items()
        for fields in [entry.fields(["title", "known", "source"])]
    ]
