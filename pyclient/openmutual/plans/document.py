"""Strict reading of the YAML that people write by hand: every value knows its file, line and key.

Scalars stay the text that stands in the file, so a number never passes through a binary float.  What makes
YAML surprising is refused: anchors and aliases, tags, merge keys, several documents, keys given twice.
JSON is read as the YAML that it is.
"""

import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from ..codec import from_hex
from ..errors import AmountError, FileError, FileErrors
from ..money import normal_number

MOST_BYTES = 1_000_000
"""The largest file that is read."""

MOST_DEPTH = 12
"""The deepest nesting that is read; plans and scenarios need four levels."""

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"true": "a flag", "false": "a flag", "null": "nothing", "~": "nothing", "": "nothing"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a document: a text, a mapping or a list, and where it stands.

    Attributes:
        key: the path of keys that leads here, such as `levels.severe.fee` or `steps[3].join`.
        line: the line of the key, counted from 1; for the item of a list, its own line.
        quoted: the text stood in quotes, so it is neither a number nor a flag.
    """

    file: str
    line: int
    key: str
    content: "str | dict[str, Value] | list[Value]"
    quoted: bool = False

    def error(self, problem: str) -> FileError:
        """The error to raise about this value."""
        return FileError(self.file, self.line, self.key, problem)

    @property
    def kind(self) -> str:
        """What stands here, in words."""
        if isinstance(self.content, dict):
            return "a mapping"
        if isinstance(self.content, list):
            return "a list"
        if not self.quoted and _NUMBER.fullmatch(self.content):
            return "a number"
        return "text" if self.quoted else _WORDS.get(self.content.lower(), "text")

    def entries(self) -> "dict[str, Value]":
        """A mapping with free keys.  Raises FileError for anything else."""
        if not isinstance(self.content, dict):
            raise self.error(f"must be a mapping, such as {{key: value}}, but is {self.kind}")
        return self.content

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> "dict[str, Value]":
        """A mapping with these keys and no others.  Raises FileError for keys unknown or missing, all of them."""
        entries, required = self.entries(), list(required)
        known = dict.fromkeys((*required, *optional))
        wrong = [
            value.error(f"unknown key; {closest(name, known)}") for name, value in entries.items() if name not in known
        ]
        wrong += [self.error(f"the key {name} is missing; add it") for name in required if name not in entries]
        if wrong:
            raise wrong[0] if len(wrong) == 1 else FileErrors(wrong)
        return entries

    def items(self) -> "list[Value]":
        """A list.  Raises FileError for anything else."""
        if not isinstance(self.content, list):
            raise self.error(f"must be a list, such as [a, b], but is {self.kind}")
        return self.content

    def text(self) -> str:
        """A text.  Raises FileError for anything else; a number meant as text needs quotes."""
        if self.kind != "text" or not isinstance(self.content, str):
            raise self.error(f"must be text, but is {self.kind}; put it in quotes if it is meant as text")
        return self.content

    def flag(self) -> bool:
        """`true` or `false`.  Raises FileError for anything else."""
        if self.kind != "a flag" or not isinstance(self.content, str):
            raise self.error(f"must be true or false, but is {self.kind}")
        return self.content.lower() == "true"

    def whole(self, least: int, most: int) -> int:
        """A whole number within bounds.  Raises FileError for anything else."""
        if self.quoted or not isinstance(self.content, str) or not re.fullmatch("[0-9]{1,20}", self.content):
            raise self.error(f"must be a whole number from {least} to {most}, without quotes")
        if not least <= int(self.content) <= most:
            raise self.error(f"must be from {least} to {most}, but is {self.content}")
        return int(self.content)

    def data(self, size: int = 0) -> bytes:
        """Bytes in hexadecimal digits after 0x; of that size, if one is given.  Raises FileError for anything else."""
        text = self.text()
        if not re.fullmatch("0x([0-9a-fA-F]{2})*", text) or size not in (0, len(text) // 2 - 1):
            raise self.error(f"must be 0x and {2 * size or 'an even number of'} hexadecimal digits, in quotes")
        return from_hex(text)

    def parse(self, parser: Callable[..., T], *arguments: Any) -> T:
        """What `parser` makes of a number or text.  Raises FileError, its AmountError with the place."""
        if self.kind not in ("a number", "text") or not isinstance(self.content, str):
            raise self.error(f"must be a number or text, but is {self.kind}")
        try:
            return parser(self.content, *arguments)
        except AmountError as error:
            raise self.error(str(error)) from error

    def plain(self) -> Any:
        """The content as plain dicts, lists and texts, numbers in their shortest form."""
        if isinstance(self.content, dict):
            return {name: value.plain() for name, value in self.content.items()}
        if isinstance(self.content, list):
            return [value.plain() for value in self.content]
        return normal_number(self.content)

    def digest(self, in_order: Iterable[str] = ()) -> bytes:
        """sha256 of the canonical JSON: comments, white space, order of keys and `30.0` for `30` do not matter.

        Args:
            in_order: the mappings of a mapping whose own keys are counted, so that their order is part of the hash;
                each is hashed as a list of pairs.
        """
        plain = self.plain()
        counted = {key: list(plain[key].items()) for key in in_order}
        canonical = json.dumps({**plain, **counted} if counted else plain, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).digest()


def closest(name: str, known: Iterable[str]) -> str:
    """What to do about a name that is not known: the one that looks like it, or all there are."""
    names = list(known)
    alike = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {alike[0]}?" if alike else f"known are: {', '.join(names) or 'none'}"


def read_document(path: Path) -> Value:
    """The document in a file.  Raises FileError if it cannot be read."""
    return parse_document(read_bounded(path), str(path))


def read_bounded(path: Path) -> bytes:
    """What a file holds; of one that is too large a byte more than `MOST_BYTES`.  Raises FileError."""
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise FileError(str(path), 0, "", f"cannot be read: {error.strerror}") from error


def text_in(raw: bytes, file: str) -> str:
    """The text of UTF-8 bytes, at most `MOST_BYTES`; `file` is its name in errors.  Raises FileError."""
    if len(raw) > MOST_BYTES:
        raise FileError(file, 0, "", f"is larger than {MOST_BYTES} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = "is not UTF-8; save it as UTF-8 (a spreadsheet: save it as CSV UTF-8)"
        raise FileError(file, line, "", problem) from error


def parse_document(raw: bytes, file: str) -> Value:
    """The document in UTF-8 bytes; `file` is its name in errors.  Raises FileError."""
    text = text_in(raw, file)
    try:
        return _Builder(file, _events(text, file)).document()
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise FileError(file, line, "", f"is no valid YAML: {error.problem or error.context}") from error
    except YAMLError as error:
        raise FileError(file, 0, "", f"is no valid YAML: {str(error).splitlines()[0]}") from error


def _events(text: str, file: str) -> Iterator[Event]:
    """The events that carry content, with everything refused that can hide or multiply content."""
    documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise FileError(file, line, "", "holds a second document; keep one document a file")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) is not None:
            raise FileError(file, line, "", "uses an anchor or alias (& or *); write the value out, or quote it")
        if isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent):
            if getattr(event, "tag", None) is not None:
                raise FileError(file, line, "", "uses a tag (!); leave it out")
            yield event
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            yield event


class _Builder:
    """Builds values from events, one at a time."""

    def __init__(self, file: str, events: Iterator[Event]) -> None:
        self.file, self.events = file, events

    def document(self) -> Value:
        first = next(self.events, None)
        if first is None:
            raise FileError(self.file, 0, "", "is empty")
        value = self.value(first, "", 1, 0)
        next(self.events, None)  # runs to the end, where a second document would show
        return value

    def value(self, event: Event, key: str, line: int, depth: int) -> Value:
        if depth > MOST_DEPTH:
            raise FileError(self.file, line, "", f"is nested deeper than {MOST_DEPTH} levels; make it flatter")
        if isinstance(event, ScalarEvent):
            return Value(self.file, line, key, self.scalar(event, key, line), quoted=event.style is not None)
        if isinstance(event, MappingStartEvent):
            return Value(self.file, line, key, self.mapping(key, depth))
        return Value(self.file, line, key, self.sequence(key, depth))

    def mapping(self, key: str, depth: int) -> dict[str, Value]:
        entries: dict[str, Value] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                raise FileError(self.file, line, key, "has a key that is no text; write a word as key")
            name = self.scalar(event, key, line)
            path = f"{key}.{name}" if key else name
            if name in entries:
                raise FileError(self.file, line, path, f"is given twice, first in line {entries[name].line}; keep one")
            entries[name] = self.value(next(self.events), path, line, depth + 1)
        return entries

    def sequence(self, key: str, depth: int) -> list[Value]:
        values: list[Value] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            values.append(self.value(event, f"{key}[{len(values)}]", event.start_mark.line + 1, depth + 1))
        return values

    def scalar(self, event: ScalarEvent, key: str, line: int) -> str:
        text = str(event.value)
        # A terminal would obey control characters, and half a surrogate pair cannot be printed at all.
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\t" for char in text):
            raise FileError(self.file, line, key, "holds a control character; take it out")
        return text
