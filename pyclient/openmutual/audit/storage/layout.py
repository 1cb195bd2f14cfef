"""Where the compiler puts each variable: slots of a contract's storage, found by the names in the sources.

A value in a mapping lies at the hash of its key and of the mapping's slot, the elements of an array from the hash of
the array's slot on; small fields of a struct share a slot.  Which, says the layout that ships with each artifact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from ...abi.artifacts import artifact
from ...records import Account
from ..hashing import keccak

SLOT_BYTES = 32

WHOLE = ""
"""The name of the only field of what is no struct."""


class Cell(NamedTuple):
    """What one value in a contract's storage must be.

    Attributes:
        variable: its name in the sources; of a struct inside it `name.member`.
        keys: of the mappings and arrays on the way to it, as words.  An array without its last key is its length.
        fields: the numbers in it, by the names of a struct's fields or the numbers of a fixed array's elements.
    """

    variable: str
    keys: tuple[int, ...]
    fields: Mapping[str, int]


class Bits(NamedTuple):
    """Where a number lies: so many slots on, so many bits up; what it can hold, and the compiler's name of its type."""

    slot: int
    shift: int
    mask: int
    kind: str


class Step(NamedTuple):
    """A step through a container: its elements lie at the slot's hash or at the slot; a mapping's have no size."""

    is_hashed: bool
    size: int = 0


class Held(NamedTuple):
    """What a field of a cell holds."""

    name: str
    slot: int
    kind: str
    number: int


@dataclass(slots=True)
class Shape:
    """How to find a variable.

    Attributes:
        slot: where to begin.
        steps: one for each key.
        key_types: the compiler's names of the keys' types.
        fields: where its fields lie.
    """

    slot: int
    steps: list[Step] = field(default_factory=list)
    key_types: list[str] = field(default_factory=list)
    fields: dict[str, Bits] = field(default_factory=dict)


class Layout:
    """The layout of one contract's storage.

    Args:
        said: as the compiler writes it.
    """

    def __init__(self, said: Mapping[str, Any]) -> None:
        self._types: Mapping[str, Any] = said["types"]
        self._variables = {variable["label"]: variable for variable in said["storage"]}
        self._shapes: dict[tuple[str, int], Shape] = {}

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of all variables."""
        return tuple(self._variables)

    def shape(self, cell: Cell) -> Shape:
        """How to find a cell.  Raises KeyError for a name that the layout does not have."""
        known = (cell.variable, len(cell.keys))
        if known not in self._shapes:
            self._shapes[known] = self._resolve(*known)
        return self._shapes[known]

    def words(self, cell: Cell) -> dict[int, int]:
        """The slots of a cell, and what they must hold.

        What is too large for its field is cut off, as no storage can hold it.
        """
        shape = self.shape(cell)
        start = _walk(shape, cell.keys)
        words: dict[int, int] = {}
        for name, value in cell.fields.items():
            slot, shift, mask, _ = shape.fields[name]
            words[start + slot] = words.get(start + slot, 0) | (value & mask) << shift
        return words

    def fields(self, cell: Cell, words: Mapping[int, int]) -> Iterator[Held]:
        """What words, by slot, say of a cell, field by field."""
        shape = self.shape(cell)
        start = _walk(shape, cell.keys)
        for name in cell.fields:
            slot, shift, mask, kind = shape.fields[name]
            yield Held(name, start + slot, kind, words[start + slot] >> shift & mask)

    def _resolve(self, path: str, keys: int) -> Shape:
        first, *members = path.split(".")
        variable = self._variables[first]
        shape, kind = Shape(int(variable["slot"])), variable["type"]
        for name in members:
            member = next(member for member in self._types[kind]["members"] if member["label"] == name)
            shape.slot, kind = shape.slot + int(member["slot"]), member["type"]
        for _ in range(keys):
            container = self._types[kind]
            if container["encoding"] == "mapping":
                kind = container["value"]
                shape.steps.append(Step(True))
                shape.key_types.append(container["key"])
            else:
                kind = container["base"]
                size = -(-int(self._types[kind]["numberOfBytes"]) // SLOT_BYTES)
                shape.steps.append(Step(container["encoding"] == "dynamic_array", size))
                shape.key_types.append("t_uint256")
        shape.fields = dict(self._fields(kind))
        return shape

    def _fields(self, kind: str) -> Iterator[tuple[str, Bits]]:
        if self._is_fixed(kind):
            yield from self._elements(kind)
            return
        if "members" not in self._types[kind]:
            yield WHOLE, Bits(0, 0, self._mask(kind), kind)
            return
        for member in self._types[kind]["members"]:
            inside = member["type"]
            yield member["label"], Bits(int(member["slot"]), 8 * int(member["offset"]), self._mask(inside), inside)

    def _is_fixed(self, kind: str) -> bool:
        """Whether a type is an array of as many elements as its name says."""
        return "base" in self._types[kind] and self._types[kind]["encoding"] == "inplace"

    def _elements(self, kind: str) -> Iterator[tuple[str, Bits]]:
        """The elements of a fixed array by their numbers; small ones share a slot."""
        inside = self._types[kind]["base"]
        size = int(self._types[inside]["numberOfBytes"])
        in_one = SLOT_BYTES // size
        for number in range(int(self._types[kind]["numberOfBytes"]) * in_one // SLOT_BYTES):
            slot, place = divmod(number, in_one)
            yield str(number), Bits(slot, 8 * size * place, self._mask(inside), inside)

    def _mask(self, kind: str) -> int:
        """What fits; for an array its length, which fills a slot."""
        return (1 << 8 * min(int(self._types[kind]["numberOfBytes"]), SLOT_BYTES)) - 1


@cache
def layout_of(contract: str) -> Layout:
    """The layout of a contract that ships."""
    return Layout(artifact(contract).storage)


def word(account: Account) -> int:
    """An account as a word; nobody is 0."""
    return int(account, 16) if account else 0


def value(kind: str, number: int) -> int | bool | bytes | Account:
    """A number as what its type makes of it; nobody for the zero address."""
    if kind == "t_address":
        return f"0x{number:040x}" if number else ""
    if kind == "t_bytes32":
        return number.to_bytes(SLOT_BYTES, "big")
    return bool(number) if kind == "t_bool" else number


def _walk(shape: Shape, keys: tuple[int, ...]) -> int:
    slot = shape.slot
    for key, step in zip(keys, shape.steps, strict=True):
        if step.is_hashed:
            before = b"" if step.size else key.to_bytes(SLOT_BYTES, "big")
            slot = int.from_bytes(keccak(before + slot.to_bytes(SLOT_BYTES, "big")), "big")
        slot += key * step.size
    return slot
