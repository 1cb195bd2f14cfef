"""A contract's interface: Python values into call data, and results, errors and logs back into Python values.

Structs come back as dictionaries by the names of their fields, addresses with their checksum.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from eth_abi.abi import decode, encode, is_encodable
from eth_abi.exceptions import DecodingError, EncodingError
from eth_utils.abi import abi_to_signature, collapse_if_tuple
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from ..errors import ArgumentError

Parameter = Mapping[str, Any]
"""A parameter as the compiler describes it: `name`, `type`, the `components` of a struct, `indexed` in events."""


@dataclass(frozen=True)
class Entry:
    """A function, an error or an event of a contract.

    Attributes:
        digest: the hash of its signature; its first four bytes select a function or an error.
        is_view: whether it is a function that changes nothing.
    """

    name: str
    signature: str
    digest: bytes
    inputs: tuple[Parameter, ...]
    outputs: tuple[Parameter, ...]
    is_view: bool

    @property
    def selector(self) -> bytes:
        """The first bytes of a call of this function, or of a revert with this error."""
        return self.digest[:4]

    def call(self, *arguments: Any) -> bytes:
        """The call data of this function with these arguments.

        Raises:
            ArgumentError: a value is none of its parameter's type; it is not repeated, since it may be a secret.
        """
        try:
            return self.selector + encode(types(self.inputs), arguments)
        except EncodingError:
            raise ArgumentError(f"{self.name} cannot be called so: {self._mistakes(arguments)}") from None

    def _mistakes(self, arguments: Sequence[Any]) -> str:
        kinds = types(self.inputs)
        wrong = [(at, kind) for at, kind in enumerate(kinds) if not is_encodable(kind, arguments[at])]
        return ", ".join(f"{self.inputs[at]['name']} must be of type {kind}" for at, kind in wrong)

    def result(self, data: bytes) -> Any:
        """What the function returned: one value as it is, several as a dictionary by name."""
        values = named(self.outputs, decoded(types(self.outputs), data))
        return values if len(self.outputs) > 1 else next(iter(values.values()))

    def values(self, data: bytes) -> dict[str, Any]:
        """The values of a revert with this error, by name."""
        return named(self.inputs, decoded(types(self.inputs), data[4:]))

    def fields(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """The fields of a log of this event, by name, in the order of their declaration.

        What our events index has a fixed size, so that topics decode as arguments do.
        """
        indexed = [parameter for parameter in self.inputs if parameter["indexed"]]
        others = [parameter for parameter in self.inputs if not parameter["indexed"]]
        found = named(indexed, decoded(types(indexed), b"".join(topics[1:])))
        found |= named(others, decoded(types(others), data))
        return {parameter["name"]: found[parameter["name"]] for parameter in self.inputs}


class Interface:
    """The functions, errors and events of one contract.

    Args:
        abi: as the compiler writes it.
    """

    def __init__(self, abi: Sequence[Mapping[str, Any]]) -> None:
        self._abi = abi

    @cached_property
    def functions(self) -> dict[str, Entry]:
        """All functions by name; none of ours shares a name with another."""
        return {entry.name: entry for entry in self._entries("function")}

    @cached_property
    def errors(self) -> dict[bytes, Entry]:
        """All errors that the contract can name, by selector."""
        return {entry.selector: entry for entry in self._entries("error")}

    @cached_property
    def events(self) -> dict[bytes, Entry]:
        """All events by their first topic."""
        return {entry.digest: entry for entry in self._entries("event")}

    def constructor(self, *arguments: Any) -> bytes:
        """The constructor's arguments, as they follow the creation code."""
        for entry in self._abi:
            if entry["type"] == "constructor":
                return encode(types(entry["inputs"]), arguments)
        return b""

    def _entries(self, kind: str) -> Iterable[Entry]:
        for entry in self._abi:
            if entry["type"] == kind:
                signature = abi_to_signature(entry)  # type: ignore[arg-type]
                inputs, outputs = tuple(entry["inputs"]), tuple(entry.get("outputs", ()))
                is_view = entry.get("stateMutability") in ("view", "pure")
                yield Entry(entry["name"], signature, keccak(text=signature), inputs, outputs, is_view)


def types(parameters: Iterable[Parameter]) -> list[str]:
    """The types of parameters, structs spelled out, as encoding needs them."""
    return [collapse_if_tuple(dict(parameter)) for parameter in parameters]


def decoded(kinds: Sequence[str], data: bytes) -> tuple[Any, ...]:
    """The values that a contract encoded.  Raises DecodingError, for a text that is none or lies nowhere as well."""
    try:
        return decode(kinds, data)
    except (UnicodeDecodeError, OverflowError) as error:
        raise DecodingError(str(error)) from None


def named(parameters: Iterable[Parameter], values: Iterable[Any]) -> dict[str, Any]:
    """Decoded values by the names of their parameters, structs as dictionaries inside."""
    return {
        parameter["name"]: _readable(parameter["type"], parameter, value)
        for parameter, value in zip(parameters, values, strict=True)
    }


def _readable(kind: str, parameter: Parameter, value: Any) -> Any:
    if kind.endswith("[]"):
        return [_readable(kind[:-2], parameter, element) for element in value]
    if kind == "tuple":
        return named(parameter["components"], value)
    return to_checksum_address(value) if kind == "address" else value


def snake_case(name: str) -> str:
    """A Solidity name as Python writes it: `caseId` becomes `case_id`, and `block_`, which Solidity needs, `block`."""
    return re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), name).rstrip("_")
