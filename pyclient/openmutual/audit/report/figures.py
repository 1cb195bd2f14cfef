"""Numbers as a report has them: money in the currency, times in ISO 8601, hashes in hexadecimal."""

from datetime import UTC, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ...codec import to_hex
from ...i18n import Bilingual
from ...i18n.formatter import Kind, SentenceFormatter, scaled, slots
from ...i18n.sanitize import tame
from .report import Fact, Hex, Moment, Money, Rest

STRENGTH: tuple[Rest, ...] = ("reported", "recomputed", "proven")
"""What a figure rests on, the weakest first."""


def money(amount: int, decimals: int) -> Money:
    """Base units as a decimal string of the currency, without zeros at its end."""
    text = f"{scaled(amount, decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(at: int) -> Moment:
    """Unix seconds in ISO 8601; nothing for what has not happened (-1) and for times after the year 9999."""
    if at < 0:
        return ""
    try:
        return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def hexed(value: bytes) -> Hex:
    """Bytes in hexadecimal; nothing for no bytes."""
    return to_hex(value) if value else ""


@lru_cache(100_000)
def account(value: str) -> Hex:
    """An account with its checksum; nobody is empty."""
    return _SAYER.account(value) if value else ""


def weakest(*rests: Rest) -> Rest:
    """What something rests on that needs all of these."""
    return min(rests, key=STRENGTH.index)


def facts_of(templates: list[str], values: dict[str, Any], decimals: int) -> tuple[Fact, ...]:
    """Every fact that one of these templates names, as it is written there.  Raises KeyError if one is missing."""
    named = dict.fromkeys((name, kind) for template in templates for _, name, kind in slots(template) if name)
    return tuple(Fact(name, kind, written(kind, values[name], decimals)) for name, kind in named)  # type: ignore[arg-type]


def written(kind: str, value: Any, decimals: int) -> str:
    """One fact as a report has it."""
    if value is None:
        return ""
    if kind == "money" and isinstance(value, int):
        return money(value, decimals)
    if kind == "time" and isinstance(value, int):
        return moment(value) or str(value)
    if kind == "account":
        return account(value)
    if isinstance(value, bytes):
        return _SAYER.write("hash", value)
    if isinstance(value, (tuple, list)):
        return ", ".join(written(kind, each, decimals) for each in value)
    return tame(str(value))


def kind_of(value: Any) -> Kind:
    """How a fact is written whose column does not say."""
    if isinstance(value, Fraction):
        return "ratio"
    if isinstance(value, bytes):
        return "hash"
    return "count" if isinstance(value, int) and not isinstance(value, bool) else "plain"


def said(
    templates: dict[str, str], values: dict[str, Any], wordings: tuple[SentenceFormatter, ...], bare: bool = False
) -> Bilingual:
    """A sentence in each language, filled."""
    return Bilingual(**{each.language: each.fill(templates[each.language], values, bare) for each in wordings})


_SAYER = SentenceFormatter("en", 0, "")
