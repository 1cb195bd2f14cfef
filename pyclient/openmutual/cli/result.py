"""Amounts and times in what commands return: typed there, and spelled by `--json` in one way.

An amount becomes a decimal text in the plan's currency, a time ISO 8601 in UTC, a time that is not known null.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..money import format_amount, format_time

if TYPE_CHECKING:
    from ..circle.currency import Currency


@dataclass(frozen=True, slots=True)
class Money:
    """An amount, in base units of the plan's currency."""

    units: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A time, in Unix seconds; 0 where there is none."""

    at: int


def spelled(value: object, currency: "Currency | None" = None) -> str | None:
    """What `json.dumps` is to write for an amount or a time.

    Raises:
        TypeError: it is neither, or an amount of no currency.
    """
    match value:
        case Moment():
            return format_time(value.at)
        case Money() if currency is not None:
            return format_amount(value.units, currency.decimals)
    raise TypeError(f"{value!r} cannot be written as JSON")


def holds_money(value: Any) -> bool:
    """Whether there is an amount in a result, however deep."""
    match value:
        case Mapping():
            return any(map(holds_money, value.values()))
        case list() | tuple():
            return any(map(holds_money, value))
    return isinstance(value, Money)
