"""TOML files as the values that plan files are read into, so that every refusal names file, line and key."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..errors import FileError
from ..plans.document import Value, read_bounded, text_in

_HEADER = re.compile(r"\s*\[\[?[^\[\]]+\]\]?\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_AT_LINE = re.compile(r"(.*) \(at line ([0-9]+), column [0-9]+\)")

Keys = tuple[str, ...]
"""The keys that lead to a value."""


def read_toml(file: Path) -> Value:
    """The document in a file.  Raises FileError if it cannot be read, or is no TOML."""
    text = text_in(read_bounded(file), str(file))
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = _AT_LINE.fullmatch(str(error))
        problem, line = (said[1], int(said[2])) if said else (str(error), 0)
        raise FileError(str(file), line, "", f"is no TOML: {problem[:1].lower()}{problem[1:]}") from None
    return _value(str(file), dict(_lines(text)), (), parsed)


def _lines(text: str) -> Iterator[tuple[Keys, int]]:
    """The line of each key and each table; a key inside an inline table stands on the line of that table."""
    table: Keys = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if _HEADER.fullmatch(line):
            table = _keys(line)
            yield table, number
        elif found := _KEY.match(line):
            yield (*table, *_keys(f"{found[1]} = 0")), number


def _keys(line: str) -> Keys:
    """The keys that one line names, as the parser reads them; none where it is the inside of a longer text."""
    try:
        inside: Any = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ()
    keys: list[str] = []
    while isinstance(inside, dict | list) and inside:
        if isinstance(inside, list):
            inside = inside[0]
            continue
        name, inside = next(iter(inside.items()))
        keys.append(name)
    return tuple(keys)


def _value(file: str, lines: dict[Keys, int], path: Keys, content: Any) -> Value:
    line = next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), 0)
    key = ".".join(path)
    if isinstance(content, dict):
        return Value(
            file, line, key, {name: _value(file, lines, (*path, name), each) for name, each in content.items()}
        )
    if isinstance(content, list):
        return Value(file, line, key, [_value(file, lines, path, each) for each in content])
    if isinstance(content, bool):
        return Value(file, line, key, str(content).lower())
    return Value(file, line, key, str(content), quoted=isinstance(content, str))
