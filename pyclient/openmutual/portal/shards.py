"""Data that pages load: classic scripts, since pages opened from a disk can neither fetch nor import modules.

A shard hands one value to the page: ``openmutual.shard("members/1f", {…})``.  A table by address is one shard while it
is small; else the shard says so, and there is one more for each further digit of the addresses, and so on.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

LARGEST = 48_000
"""Bytes of the values in a shard, beyond which it is split; a look-up of an account stays far below 100 kB."""

SPLIT = "split"
"""What a shard holds whose content lies in those below it."""

DIGITS = "0123456789abcdef"


def script(name: str, value: Any) -> bytes:
    """A shard; everything beyond ASCII is escaped, so no text in it can end the script or turn its direction."""
    return f"openmutual.shard({json.dumps(name)}, {_compact(value)});\n".encode("ascii")


def by_address(folder: str, table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, bytes]]:
    """The shards of a table, by their names.

    Args:
        folder: where they lie, such as `members`.
        table: values by address, in lower-case hex with `0x`; all begin with `prefix`.
        prefix: the digits of the addresses in these shards.
    """
    name = f"{folder}/{prefix or 'all'}"
    if len(table) <= 1 or _fits(table):
        yield name, script(name, dict(sorted(table.items())))
        return
    yield name, script(name, SPLIT)
    depth = len("0x") + len(prefix)
    parts: dict[str, dict[str, Any]] = {digit: {} for digit in DIGITS}
    for address, value in table.items():
        parts[address[depth]][address] = value
    for digit, part in parts.items():
        yield from by_address(folder, part, prefix + digit)


def _fits(table: Mapping[str, Any]) -> bool:
    """Whether a table fits in one shard; of a large one no more is looked at than it takes to tell."""
    size = 0
    for address, value in table.items():
        size += len(_compact({address: value}))
        if size > LARGEST:
            return False
    return True


def in_chunks(folder: str, rows: list[Any], size: int) -> Iterator[tuple[str, bytes]]:
    """The shards of a list, so many rows in each; one that holds nothing for an empty list."""
    for start in range(0, max(len(rows), 1), size):
        name = f"{folder}/{start // size}"
        yield name, script(name, rows[start : start + size])


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
