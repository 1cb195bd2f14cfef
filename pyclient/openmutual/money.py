"""Exact amounts, times, durations and rates: text at the edge, whole numbers inside, never a binary float.

Inside the package money is an integer of base units of the plan's currency and time an integer of seconds.
Everything here reads plain decimal notation only: no sign, no exponent, no thousands separator, at most
`LONGEST` characters, so that no text can cost more than it looks like.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

from .errors import AmountError

DAY = 86_400
"""Seconds in a day."""

HOUR = 3_600

MOST_AMOUNT = 2**128 - 1
"""The largest amount that the ledger's types hold, in base units."""

MOST_SECONDS = 2**32 - 1
"""The longest duration, about 136 years: a time stamp and two of them stay inside 40 bits."""

LONGEST = 80
"""The longest text of a number."""

END_OF_TIMES = 253_402_300_800
"""The first second of the year 10,000, for which there is no text; contracts write later ones where no end is known."""

_NUMBER = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_QUANTITY = re.compile(r"(\S+?) *(d|h|min|s)?")
_SECONDS = {"d": DAY, "h": HOUR, "min": 60, "s": 1}


@dataclass(frozen=True, slots=True)
class Units:
    """An amount in base units, and said to be: where a currency has six decimals, `Units(10_000)` is 0.01 of it.

    Raises AmountError for anything but a whole number that the ledger can hold.
    """

    count: int

    def __post_init__(self) -> None:
        if type(self.count) is not int or not 0 <= self.count <= MOST_AMOUNT:
            raise AmountError(f"{self.count!r} is no number of base units; hand in a whole one of 0 or more")


Amount = Decimal | str | Units
"""What a caller hands in: an amount of the currency as a `Decimal` or a text, or base units that are said to be."""


def base_units(amount: Amount, decimals: int) -> int:
    """The base units of an amount that was handed in.

    Raises AmountError as :func:`parse_amount` does, and for an `int` or a `float`: neither says in which unit it is,
    and a binary float is not the amount that was written.
    """
    match amount:
        case Units():
            return amount.count
        case str():
            return parse_amount(amount, decimals)
        case Decimal() if amount.is_finite() and abs(amount.adjusted()) < LONGEST:
            return parse_amount(f"{amount:f}", decimals)
        case _:
            written = _short(str(amount))
            raise AmountError(f"{written} is no amount; hand in '30', Decimal('30'), or base units as Units(30)")


def decimal_of(amount: int, decimals: int) -> Decimal:
    """Base units as an amount of the currency, exactly, without trailing zeros.  Raises AmountError if negative."""
    return Decimal(format_amount(amount, decimals))


def parse_amount(text: str, decimals: int) -> int:
    """Base units of an amount written in the currency: `0.01` with 6 decimals is 10,000.

    Raises AmountError for anything but a plain decimal number, and for amounts finer than the currency.
    """
    amount = _number(text) * 10**decimals
    if amount.denominator != 1:
        raise AmountError(f"{text} is finer than the currency allows ({decimals} decimals)")
    if amount > MOST_AMOUNT:
        raise AmountError(f"{_short(text)} is larger than the ledger can hold")
    return int(amount)


def format_amount(amount: int, decimals: int) -> str:
    """The amount in the currency, without trailing zeros.  Raises AmountError if it is negative."""
    if amount < 0:
        raise AmountError(f"{amount} is negative; the ledger knows no negative amounts")
    whole, part = divmod(amount, 10**decimals)
    return f"{whole}.{part:0{decimals}}".rstrip("0") if part else str(whole)


def parse_duration(text: str) -> int:
    """Seconds of `90 d`, `12 h`, `30 min`, `45 s` or `0`.

    Raises AmountError if they are not whole, and for any other number without a unit: `30` would be half a minute.
    """
    match = _QUANTITY.fullmatch(text.strip(" ")) if len(text) <= LONGEST else None
    if match is None:
        raise AmountError(f"{_short(text)!r} is no duration; write 90 d, 12 h, 30 min or 45 s")
    number = _number(match[1])
    if number and not match[2]:
        raise AmountError(f"{_short(text)} has no unit; write {_short(text)} d, or h, min or s")
    seconds = number * _SECONDS[match[2] or "s"]
    if seconds.denominator != 1:
        raise AmountError(f"{text} is not a whole number of seconds")
    if seconds > MOST_SECONDS:
        raise AmountError(f"{_short(text)} is longer than the ledger can hold ({MOST_SECONDS // DAY} d)")
    return int(seconds)


def format_duration(seconds: int) -> str:
    """The duration in the largest unit that says it exactly, days with one decimal: `13.9 d`, `12 h`, `45 s`."""
    if seconds >= DAY and seconds * 10 % DAY == 0:
        return f"{format_amount(seconds * 10 // DAY, 1)} d"
    for unit, size in _SECONDS.items():
        if seconds % size == 0:
            return f"{seconds // size} {unit}"
    raise AssertionError("every whole number is divisible by 1")


def format_time(at: int) -> str | None:
    """Unix seconds in ISO 8601, in UTC: `2026-03-05T14:00:00+00:00`; None for 0, and for what has no end."""
    return datetime.fromtimestamp(at, UTC).isoformat() if 0 < at < END_OF_TIMES else None


def parse_rate(text: str) -> Fraction:
    """The exact rate of `8%`.  Raises AmountError without the sign, or above 100 %."""
    if not text.endswith("%"):
        raise AmountError(f"{_short(text)!r} is no rate; write 8%")
    rate = _number(text[:-1].rstrip(" ")) / 100
    if rate > 1:
        raise AmountError(f"{_short(text)} is more than the whole")
    return rate


def normal_number(text: str) -> str:
    """A plain decimal number in its shortest form (`030.0` is `30`); any other text as it is."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    whole, part = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    return f"{whole}.{part}" if part else whole


def _number(text: str) -> Fraction:
    if len(text) <= LONGEST and _NUMBER.fullmatch(text):
        return Fraction(text)
    if text.startswith("-"):
        raise AmountError(f"{_short(text)} is negative; write 0 or more")
    raise AmountError(f"{_short(text)!r} is no plain decimal number; write 30 or 0.01, with digits and a point only")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:20]}… ({len(text)} characters)"


def grouped(amount: int, decimals: int) -> str:
    """An amount of base units as people read it: `34,000`, `0.10`, `0.028`; two decimals or more if it is not whole."""
    whole, _, part = format_amount(amount, decimals).partition(".")
    return f"{int(whole):,}.{part:0<2}" if part else f"{int(whole):,}"
