"""Thrift's compact protocol, in which Parquet writes its footer and the headers of its pages: structs, read strictly.

Other readers take a field by its number for what it must be, whatever the bytes say that it is.  So here a field must
be said to be what its form has, and stand there once: then nothing can be read in two ways.
"""

from collections.abc import Mapping
from typing import Any

BOOL, BYTE, NUMBER, BINARY = (1, 2), (3,), (4, 5, 6), (8,)
"""Kinds of values, each by the types that the protocol knows of it."""

DOUBLE, LIST, STRUCT = 7, 9, 12

LONG_LIST, MOST_BITS, DEEPEST = 15, 63, 8

Form = Mapping[int, Any]
"""A struct: for each field, by its number, its kind, its form if it is a struct, or either in a list of them.

Fields that are not in there may be of any type.
"""

Struct = Mapping[int, Any]
"""The fields of a struct by their numbers; None for a value that nobody asks about."""


def read_struct(content: bytes, start: int, form: Form) -> tuple[Struct, int]:
    """The struct that begins there, and where it ends.

    Raises:
        ValueError: there is none of that form.
    """
    try:
        return _struct(content, start, form, DEEPEST)
    except IndexError:
        raise ValueError("a struct that is cut off") from None


def _struct(content: bytes, at: int, form: Form, depth: int) -> tuple[Struct, int]:
    if not depth:
        raise ValueError("structs too deep within one another")
    fields: dict[int, Any] = {}
    last = 0
    while head := content[at]:
        step, declared, at = head >> 4, head & 15, at + 1
        field = last + step
        if not step:
            field, at = _number(content, at)
        if field <= last:
            raise ValueError("a field that stands there twice")
        last, kind = field, form.get(field)
        _expect_declared(declared, kind)
        if declared not in BOOL:  # which has its value in its type
            fields[field], at = _value(content, at, declared, kind, depth)
    return fields, at + 1


def _expect_declared(declared: int, kind: Any) -> None:
    """A value is said to be of the kind that it must be of, if that is known."""
    types = (STRUCT,) if isinstance(kind, Mapping) else (LIST,) if isinstance(kind, list) else kind
    if types is not None and declared not in types:
        raise ValueError("a value of another type than its form has")


def _value(content: bytes, at: int, declared: int, kind: Any, depth: int) -> tuple[Any, int]:
    if declared in NUMBER:
        return _number(content, at)
    if declared in BINARY:
        size, at = _varint(content, at)
        return content[at : at + size], at + size
    if declared == LIST:
        return _list(content, at, kind[0] if kind else None, depth)
    if declared == STRUCT:
        return _struct(content, at, kind or {}, depth - 1)
    if declared in BYTE or declared in BOOL:
        return None, at + 1
    if declared == DOUBLE:
        return None, at + 8
    raise ValueError("a value of a type that Parquet has not")


def _list(content: bytes, at: int, kind: Any, depth: int) -> tuple[list[Any], int]:
    if not depth:
        raise ValueError("lists too deep within one another")
    size, declared, at = content[at] >> 4, content[at] & 15, at + 1
    if size == LONG_LIST:
        size, at = _varint(content, at)
    if size > len(content) - at:
        raise ValueError("a list that is longer than the file")
    _expect_declared(declared, kind)
    values = []
    for _ in range(size):
        value, at = _value(content, at, declared, kind, depth - 1)
        values.append(value)
    return values, at


def _number(content: bytes, at: int) -> tuple[int, int]:
    told, at = _varint(content, at)
    return (told >> 1) ^ -(told & 1), at


def _varint(content: bytes, at: int) -> tuple[int, int]:
    told = shift = 0
    while True:
        byte = content[at]
        told |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if byte < 128:
            return told, at
        if shift > MOST_BITS:
            raise ValueError("a number that is too long")
