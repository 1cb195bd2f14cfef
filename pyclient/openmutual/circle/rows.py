"""An event as one row of a frame, whatever it says."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from ..codec import to_hex
from ..events import Event

Column = Literal["text", "whole", "money", "time", "symbol"]
"""What a column holds; money is handed in as base units."""

EVENT_COLUMNS: dict[str, Column] = {
    "time": "time",
    "block": "whole",
    "event": "text",
    "account": "text",
    "case": "whole",
    "dispute": "whole",
    "period": "whole",
    "amount": "money",
    "symbol": "symbol",
    "details": "text",
}

ABOUT = ("member", "claimant", "objector", "juror", "payee", "owner", "payer", "operator", "sponsor", "successor", "by")
"""The fields that say whom an event is about, the most telling first."""

MOVED = ("amount", "deposit", "benefit", "rest", "balance", "rebate_pool")
"""The fields that say what money an event moves, the most telling first."""

MONEY = {
    *MOVED,
    *("back_pay", "rebate", "to_backstop", "fee", "to_jurors", "to_surplus", "backstop", "need", "share", "dues"),
    *("surplus", "drawn", "target", "most_per_period"),
    *("step", "case_cap", "period_cap", "year_cap", "backstop_cap", "bond", "reward"),
}
"""The fields in base units."""


def event_row(event: Event, time: datetime, decimal: Callable[[int], Decimal]) -> list[Any]:
    """The cells of an event, in the order of its columns.

    Args:
        event: as the log has it.
        time: of its block.
        decimal: what base units are in the currency.
    """
    said = {field.name: getattr(event, field.name) for field in fields(event) if field.name != "place"}
    about = next((said[name] for name in ABOUT if name in said), None)
    moved = next((said[name] for name in MOVED if name in said), None)
    numbers = said.get("case_id"), said.get("dispute_id"), said.get("period")
    details = json.dumps(_plain(said, decimal), ensure_ascii=False)
    return [time, event.place.block, type(event).__name__, about, *numbers, moved, None, details]


def _plain(value: Any, decimal: Callable[[int], Decimal], name: str = "") -> Any:
    """A value as JSON has it; amounts are decimal texts."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, dict):
        return {key: _plain(each, decimal, key) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each, decimal) for each in value]
    if isinstance(value, bytes):
        return to_hex(value)
    if isinstance(value, Enum):
        return value.value
    return f"{decimal(value):f}" if name in MONEY and isinstance(value, int) else value
