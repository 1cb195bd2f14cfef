"""What a Parquet file unpacks to, added up from the headers of its pages before any of them is unpacked.

From a page come as many bytes as its own header says: a reader makes room for so many, and refuses a page that does
not fill it.  The footer tells where pages lie; what it says of their sizes is not believed, and rows that no page has
are refused.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from .thrift import BINARY, BOOL, BYTE, NUMBER, Form, Struct, read_struct

MAGIC = b"PAR1"

VIEW = 16
"""Bytes that a value takes in a column besides its content."""

FIXED_LENGTH, REPEATING = 7, 7
"""The type whose values take room where they are null, and the encoding that repeats the value before."""

STATISTICS: Form = {1: BINARY, 2: BINARY, 3: NUMBER, 4: NUMBER, 5: BINARY, 6: BINARY, 7: BOOL, 8: BOOL}
PAGE: Form = {
    **dict.fromkeys(range(1, 5), NUMBER),  # type, unpacked size, packed size, checksum
    5: dict.fromkeys(range(1, 5), NUMBER) | {5: STATISTICS},  # values, encodings
    6: {},
    7: {1: NUMBER, 2: NUMBER, 3: BOOL},  # values, encoding
    8: dict.fromkeys(range(1, 7), NUMBER) | {7: BOOL, 8: STATISTICS},  # values, nulls, rows, encoding, sizes of levels
}
NAMED: Form = {1: BINARY, 2: BINARY}
COUNTED: Form = dict.fromkeys(range(1, 4), NUMBER)
COLUMN: Form = {
    **dict.fromkeys(range(1, 16), NUMBER),  # 5: values; 6, 7: unpacked and packed size; 9 to 11: where pages lie
    2: [NUMBER],
    3: [BINARY],
    8: [NAMED],
    12: STATISTICS,
    13: [COUNTED],
}
CHUNK: Form = {1: BINARY, 2: NUMBER, 3: COLUMN, 4: NUMBER, 5: NUMBER, 6: NUMBER, 7: NUMBER, 8: {}, 9: BINARY}
GROUP: Form = {1: [CHUNK], 2: NUMBER, 3: NUMBER, 4: [{1: NUMBER, 2: BOOL, 3: BOOL}], 5: NUMBER, 6: NUMBER, 7: NUMBER}
TIME: Form = {1: BOOL, 2: {1: {}, 2: {}, 3: {}}}
LOGICAL: Form = {kind: {} for kind in range(1, 17)} | {
    5: {1: NUMBER, 2: NUMBER},
    7: TIME,
    8: TIME,
    10: {1: BYTE, 2: BOOL},
}
ELEMENT: Form = {**dict.fromkeys(range(1, 10), NUMBER), 4: BINARY, 10: LOGICAL}
FOOTER: Form = {1: NUMBER, 2: [ELEMENT], 3: NUMBER, 4: [GROUP], 5: [NAMED], 6: BINARY, 7: [{1: {}}]}
"""The structs of Apache Parquet's `parquet.thrift`, as far as readers read them."""


class _Page(NamedTuple):
    """One page: how many bytes and values come out of it, and where it ends."""

    unpacked: int
    values: int
    is_dictionary: bool
    end: int


def unpacked(content: bytes) -> int:
    """The bytes that all columns of a file take once it is read, a generous count.

    Raises:
        ValueError: it is no Parquet file, or one of which this cannot be said.
    """
    try:
        return _counted(content, _footer(content))
    except KeyError:
        raise ValueError("a struct that lacks a field") from None


def _counted(content: bytes, footer: Struct) -> int:
    if any(element.get(1) == FIXED_LENGTH for element in footer[2]):
        raise ValueError("values that take room where there are none")
    groups: list[Struct] = footer[4]
    columns = [[chunk[3] for chunk in group[1]] for group in groups]
    _expect_apart([column for group in columns for column in group])
    each = [[_measured(content, column) for column in group] for group in columns]
    is_filled = (all(values >= group[3] for _, values in found) for group, found in zip(groups, each, strict=True))
    if not all(is_filled) or footer[3] != sum(group[3] for group in groups):
        raise ValueError("more rows than values")
    return sum(size for found in each for size, _ in found)


def _footer(content: bytes) -> Struct:
    end = len(content) - len(MAGIC) - 4
    if not content.startswith(MAGIC) or not content.endswith(MAGIC) or end < len(MAGIC):
        raise ValueError("no Parquet file")
    size = int.from_bytes(content[end : end + 4], "little")
    if size > end:
        raise ValueError("no footer")
    return read_struct(content, end - size, FOOTER)[0]


def _start(column: Struct) -> int:
    """Where its pages begin: with its dictionary, if it has one."""
    return int(column.get(11, column[9]))


def _expect_apart(columns: list[Struct]) -> None:
    """No page is read for two columns: that would unpack it twice, and take time without an end."""
    for column, following in pairwise(columns):
        if _start(column) + column[7] > _start(following):
            raise ValueError("columns within one another")


def _measured(content: bytes, column: Struct) -> tuple[int, int]:
    """The bytes that a column of a group takes once it is read, and how many values it has."""
    size = values = 0
    for page in _pages(content, _start(column), _start(column) + column[7]):
        size += page.unpacked + VIEW * page.values
        values += 0 if page.is_dictionary else page.values
    if values != column[5]:
        raise ValueError("another number of values than its pages have")
    return size, values


def _pages(content: bytes, start: int, end: int) -> Iterator[_Page]:
    if not len(MAGIC) <= start <= end <= len(content):
        raise ValueError("pages outside of the file")
    while start < end:
        page = _page(content, start)
        yield page
        start = page.end
    if start != end:
        raise ValueError("a page beyond the end of its column")


def _page(content: bytes, start: int) -> _Page:
    header, behind = read_struct(content, start, PAGE)
    kinds = header.keys() & {5, 7, 8}
    if len(kinds) != 1:
        raise ValueError("a page of no kind, or of two")
    (kind,) = kinds
    told = header[kind]
    if min(header[2], header[3], told[1]) < 0:
        raise ValueError("a size below zero")
    if told[4 if kind == 8 else 2] == REPEATING:
        raise ValueError("values that repeat those before")
    return _Page(header[2], told[1], kind == 7, behind + header[3])
