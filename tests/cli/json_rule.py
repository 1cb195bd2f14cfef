"""The rule that every `--json` keeps to: amounts are decimal texts beside their currency, times ISO 8601 in UTC.

What is an amount or a time is known by its name.  Numbers of another unit say so in theirs (`…_base_units`, `…_gwei`,
`…_seconds`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

OF_AMOUNTS = re.compile(
    "(allowance|amount|backstop|balance|benefit|bond|brought|collected|cost|credit|deposit|dues|fee|funded|granted"
    "|noticed|paid|payout|price|rebate|reward|share|shared|subsidy|surplus|taken|target|worth)s?"
)
"""A word of which one stands in the name of an amount."""

OF_TIMES = re.compile("at|earliest|ends|expiry|from|since|time|until")
"""A word with which the name of a time ends."""

UNITS = ("base_units", "gas", "gwei", "percent", "seconds")
"""What a name ends with that says another unit."""

HAS_CURRENCY = ("currency", "subject", "scenario")
"""Beside an amount or above it; the report of an audit names the currency in its subject, a scenario's result nowhere."""

SOURCES = "sources"
"""Under this name stand texts by the keys of a plan file, which are no names of ours."""

NOTHING = (None, "")
"""What is not there; the report of an audit writes an empty text for it."""

AMOUNT = re.compile(r"-?\d+(\.\d+)?")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\+00:00|Z)")


def breaches(told: Any, name: str = "", has_currency: bool = False) -> Iterator[str]:
    """What breaks the rule in a result, each by its name; `has_currency`: whether one is named above."""
    if isinstance(told, dict):
        has_currency = has_currency or not told.keys().isdisjoint(HAS_CURRENCY)
        for key, value in told.items():
            if key == SOURCES:
                continue
            under = name if isinstance(value, int | float | str) and _is_amount(name) else key
            yield from breaches(value, under, has_currency)
    elif isinstance(told, list):
        for each in told:
            yield from breaches(each, name, has_currency)
    elif told not in NOTHING and not isinstance(told, bool):
        yield from _breaches_of(told, name, has_currency)


def _breaches_of(value: float | str, name: str, has_currency: bool) -> Iterator[str]:
    if _is_time(name) and not TIME.fullmatch(str(value)):
        yield f"{name} is {value!r}, and no time in ISO 8601"
    if _is_amount(name):
        if not isinstance(value, str) or not AMOUNT.fullmatch(value):
            yield f"{name} is {value!r}, and no decimal text"
        elif not has_currency:
            yield f"{name} is an amount of no currency"


def _is_amount(name: str) -> bool:
    return any(map(OF_AMOUNTS.fullmatch, name.split("_"))) and not name.endswith(UNITS)


def _is_time(name: str) -> bool:
    return OF_TIMES.fullmatch(name.rsplit("_", maxsplit=1)[-1]) is not None


def written(words: Sequence[str], stdout: str) -> Any:
    """What a command wrote where its `--json` says; None if nothing."""
    if "--json" not in words:
        return None
    target = words[words.index("--json") + 1]
    text = stdout if target == "-" else Path(target).read_text("utf-8") if Path(target).is_file() else ""
    return json.loads(text) if text else None
