"""The plans and scenarios that ship, found by name; and the platforms of which no rule is known."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import FileError
from ..resources import resource
from .document import Value, closest, parse_document, read_document

_NAME = re.compile("[a-z0-9-]+")


def names(folder: str) -> list[str]:
    """The presets of a folder (`plans` or `scenarios`), sorted."""
    found = resource(folder).iterdir()
    return sorted(entry.name.removesuffix(".yaml") for entry in found if entry.name.endswith(".yaml"))


def find(folder: str, name_or_path: str, beside: Path | None = None) -> Value:
    """The document of a preset, or of the file at a path, taken from the folder `beside` if it is relative.

    A bare name means the preset.  Raises FileError if there is neither.
    """
    if _NAME.fullmatch(name_or_path):
        if name_or_path in (known := names(folder)):
            raw = resource(folder, f"{name_or_path}.yaml").read_bytes()
            return parse_document(raw, f"{folder}/{name_or_path}.yaml")
        path = (beside or Path()) / name_or_path
        if not path.is_file():
            raise FileError(name_or_path, 0, "", f"is neither a file nor a preset; {closest(name_or_path, known)}")
    return read_document((beside or Path()) / name_or_path)


def find_text(folder: str, name_or_path: str) -> tuple[str, str]:
    """The text of that document, and the name of its file.  Raises FileError as :func:`find` does."""
    file = find(folder, name_or_path).file
    if _NAME.fullmatch(name_or_path) and name_or_path in names(folder):
        return resource(folder, f"{name_or_path}.yaml").read_text(encoding="utf-8"), file
    return Path(file).read_text(encoding="utf-8-sig"), file


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
