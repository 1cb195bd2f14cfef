"""How each event lies in its log: which fields, in which words, and how large a number each can honestly be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ...abi.artifacts import artifact
from ...abi.interface import Entry, Parameter, snake_case
from ...events import EVENTS, Announced, AnnouncementFigures, Event, LogPosition
from . import words
from .words import Approval, Field, Transfer

SPEAKERS = ("MutualLedger", "CaseDesk", "Jury", "Enrolment")
"""The contracts of a plan that have events of their own."""

MONEY = 2**120 - 1
"""The most that a ledger can hold, and so the most that any of its amounts can be."""

TIME = 2**40 - 1
COUNT = 2**64 - 1
SIXTEEN = 15
"""The last number of a tier or a level."""

MOST: Mapping[str, int] = (
    dict.fromkeys(("deposit", "amount", "back_pay", "rebate", "balance", "benefit", "fee"), MONEY)
    | dict.fromkeys(("to_jurors", "to_surplus", "to_backstop", "rest", "rebate_pool", "backstop"), MONEY)
    | dict.fromkeys(("need", "share", "dues", "surplus", "drawn"), MONEY)
    | dict.fromkeys(("diagnosed_at", "opens", "closes", "earliest", "until"), TIME)
    | dict.fromkeys(("case_id", "dispute_id", "block"), COUNT)
    | dict.fromkeys(("seat", "pool", "period"), 2**32 - 1)
    | dict.fromkeys(("tier", "level"), SIXTEEN)
    | {"limit": 2**48 - 1, "round": 1, "position": 2**40 - 1, "rebate_shared": 2**104 - 1}
    | {"units": 2**56 - 1, "lapsed_units": 2**56 - 1, "lapsed_members": 2**40 - 1}
    | dict.fromkeys(("queue", "waiting"), 2**256 - 1)
)
"""The largest number of each field, as the contracts keep it or check it before they speak of it."""

MOST_LIST = words.WORD * (64 + 8)
"""Bytes of the longest list that a genuine contract can tell of, a jury, and of what stands beside it."""

MOST_TERMS = 2**16
"""More bytes than any terms and roles have that a genuine ledger opens with."""


@dataclass(frozen=True)
class Shape:
    """How one kind of event lies in its log.

    Attributes:
        make: the event's record from its place and the values of `fields`, in their order.
        fields: in the order of the log: what is indexed, then the words of the data.
        indexed: how many of the fields are topics.
        tail: what the data holds instead, where its length differs from log to log; it is decoded one by one.
    """

    entry: Entry
    make: Callable[..., Event]
    fields: tuple[Field, ...]
    indexed: int
    tail: tuple[Parameter, ...] = ()

    @property
    def name(self) -> str:
        """The event's name."""
        return self.entry.name

    @cached_property
    def most_data(self) -> int:
        """How many bytes of data there are; with a tail, how many there can be."""
        if self.tail:
            return MOST_TERMS if self.name == "PlanOpened" else MOST_LIST
        return words.WORD * (len(self.fields) - self.indexed)


@cache
def shapes(contract: str) -> Mapping[bytes, Shape]:
    """Every event that a contract of that name can say, by its first topic."""
    entries = artifact(contract).interface.events.values()
    return {entry.digest: _shape(entry) for entry in entries if entry.name in EVENTS}


@cache
def transfer_shape() -> Shape:
    """The event by which the currency moves; a token may hold any amounts."""
    return _of_token("Transfer", Transfer)


@cache
def approval_shape() -> Shape:
    """The event by which somebody lets another one move their units."""
    return _of_token("Approval", Approval)


def _of_token(name: str, record: type[Event]) -> Shape:
    """An event of the currency: two accounts and an amount, called as the record has them."""
    entry = next(entry for entry in artifact("TestYuan").interface.events.values() if entry.name == name)
    _, one, other, amount = record.__dataclass_fields__
    ends = (Field(one, 2**160 - 1, words.accounts), Field(other, 2**160 - 1, words.accounts))
    return Shape(entry, record, (*ends, Field(amount, 2**256 - 1, words.numbers)), indexed=2)


def _shape(entry: Entry) -> Shape:
    """The shape of an event; every one of ours declares what is indexed first, as its record does."""
    record = EVENTS[entry.name]
    indexed = _fields([parameter for parameter in entry.inputs if parameter["indexed"]])
    others = [parameter for parameter in entry.inputs if not parameter["indexed"]]
    if entry.name == "Announced":
        return Shape(entry, _announced, (*indexed, *_fields(others[0]["components"])), len(indexed))
    if any(_is_dynamic(parameter) for parameter in others):
        return Shape(entry, record, tuple(indexed), len(indexed), tuple(others))
    return Shape(entry, record, (*indexed, *_fields(others)), len(indexed))


def _announced(period: int, *figures: int, place: LogPosition) -> Event:
    return Announced(period, AnnouncementFigures(*figures), place=place)


def _is_dynamic(parameter: Parameter) -> bool:
    return parameter["type"].endswith("[]") or any(map(_is_dynamic, parameter.get("components", ())))


def _fields(parameters: Sequence[Parameter]) -> list[Field]:
    return [_field(snake_case(parameter["name"]), parameter["type"]) for parameter in parameters]


def _field(name: str, kind: str) -> Field:
    """The field of that name and Solidity type.  Raises KeyError for a number whose range nobody has thought of."""
    if kind == "address":
        return Field(name, 2**160 - 1, words.accounts)
    if kind == "bytes32":
        return Field(name, 2**256 - 1, words.hashes)
    if kind == "bool":
        return Field(name, 1, words.truths)
    if kind == "uint8":
        return Field(name, len(words.VERDICTS) - 1, words.verdicts)
    return Field(name, MOST[name], words.numbers)
