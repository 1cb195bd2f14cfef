"""The few events with lists or terms in their data: decoded one by one, in the only spelling that they have."""

from collections.abc import Mapping, Sequence
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError

from ...abi.interface import Parameter, named, snake_case, types
from ...abi.structs import account_from, roles_from, terms_from
from .shapes import MOST


def tail_of(parameters: Sequence[Parameter], data: bytes) -> tuple[Any, ...] | None:
    """The values of an event's data, in the order of its record; None where the data is not what the compiler writes.

    A value has one spelling: the same value encoded again must give the same bytes, without a gap, an overlap, a dirty
    bit or a byte at the end.
    """
    kinds = types(parameters)
    try:
        values = decode(kinds, data)
        is_plain = encode(kinds, values) == data
    except (DecodingError, OverflowError):
        return None
    if not is_plain:
        return None
    said = {snake_case(name): value for name, value in _lowered(named(parameters, values)).items()}
    if any(_is_too_large(name, value) for name, value in said.items()):
        return None
    return tuple(_value(name, value) for name, value in said.items())


def _is_too_large(name: str, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > MOST[name]


def _value(name: str, value: Any) -> Any:
    """A decoded value as the records hold it."""
    if name == "terms":
        return terms_from(value)
    if name == "roles":
        return roles_from(value)
    if isinstance(value, list):
        return tuple(value)
    return account_from(value) if isinstance(value, str) else value


def _lowered(value: Any) -> Any:
    """The same with its addresses in lower case; they are the only text there is."""
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, list):
        return [_lowered(element) for element in value]
    if isinstance(value, Mapping):
        return {name: _lowered(element) for name, element in value.items()}
    return value
