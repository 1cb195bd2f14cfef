"""Sentences filled with facts, in English and Chinese; words that others wrote are made harmless first.

A template names facts and says how each is written: ``{paid:money} was paid at {at:time}``.  It can do nothing else: no
attribute, no index, no conversion, no template inside a template.  A fact is a value as the audit has it (money in base
units, times in Unix seconds, spans in seconds, hashes as bytes, ratios as Fraction), or a text of a report, which has
money in the currency and times in ISO 8601.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache
from string import Formatter
from typing import Any, Literal, get_args

from ..codec import to_hex
from ..money import DAY

LONGEST = 200
"""The longest text of others in a sentence, in characters."""

LONGEST_NAME = 40
"""The longest name: of a currency, a tier, a level, a plan."""

UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Kinds of characters that are obeyed, not seen: controls, what turns the direction of writing, line ends."""


def tame(words: str, longest: int = LONGEST) -> str:
    """The words in one line, cut at `longest` characters, every character that cannot be seen replaced."""
    kept = words if len(words) <= longest else f"{words[: longest - 1]}…"
    return "".join("�" if unicodedata.category(letter) in UNSEEN else letter for letter in kept)


def tame_name(name: str) -> str:
    """A name, as `tame` has it."""
    return tame(name, LONGEST_NAME)


Kind = Literal["money", "account", "time", "hash", "days", "percent", "ratio", "count", "plain"]
"""How a fact is written."""

LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
"""The languages, and whose way of writing numbers they take."""

KINDS: frozenset[str] = frozenset(get_args(Kind))
"""The ways of writing a fact; `plain` is the one of a fact that names none."""

SPANS: Mapping[int, Mapping[str, tuple[str, str]]] = {
    DAY: {"en": ("day", "days"), "zh": ("天", "天")},
    3_600: {"en": ("hour", "hours"), "zh": ("小时", "小时")},
    60: {"en": ("minute", "minutes"), "zh": ("分钟", "分钟")},
    1: {"en": ("second", "seconds"), "zh": ("秒", "秒")},
}
"""Units of a span in seconds, the largest first: for one of them, and for several."""

MOST_DIGITS = 200
"""More than any number of a chain has."""

LONGEST_HASH = 32
"""Bytes of a hash or of code that are written out."""


@dataclass(frozen=True, slots=True)
class SentenceFormatter:
    """Speaks one language about one currency.

    Args:
        language: `en` or `zh`.
        decimals: of the currency whose base units are spoken of.
        symbol: what the currency is called.
    """

    language: str
    decimals: int
    symbol: str

    def fill(self, template: str, facts: Mapping[str, Any], bare: bool = False) -> str:
        """The sentence; if `bare`, with numbers as a program takes them, and beside money and times what the chain has.

        Raises ValueError for a template that does more than name facts, KeyError for a fact that is not there.
        """
        return "".join(
            literal + (self.write(kind, facts[name], bare) if name else "") for literal, name, kind in slots(template)
        )

    def write(self, kind: str, value: Any, bare: bool = False) -> str:
        """One fact as its kind is written.  Raises ValueError for an unknown kind."""
        if kind not in KINDS:
            raise ValueError(f"no fact is written as {kind!r}")
        if value is None or (value == "" and kind not in ("account", "plain")):
            return "–"
        writers: Mapping[str, Callable[[Any], str]] = {
            "money": self._bare_money if bare else self.money,
            "account": self.account,
            "time": self._bare_time if bare else self.time,
            "hash": _hash,
            "days": self.days,
            "percent": self.percent,
            "ratio": self.ratio,
            "count": _bare if bare else self.count,
            "plain": _bare if bare else self.plain,
        }
        return writers[kind](value)

    def money(self, amount: int | str) -> str:
        """An amount with the currency's name, without places if it is whole."""
        value = self._scaled(amount)
        return f"{self._amount(value, 0 if value == value.to_integral_value() else 2)}\u00a0{self.symbol}"

    def amount(self, amount: int | str) -> str:
        """An amount for a column of amounts: two places at least, where the currency has them."""
        return self._amount(self._scaled(amount), min(2, self.decimals))

    def _scaled(self, amount: int | str) -> Decimal:
        return scaled(amount, self.decimals) if isinstance(amount, int) else Decimal(amount)

    def _amount(self, value: Decimal, places: int) -> str:
        return self._number(value, "#,##0." + "0" * places if places else "#,##0")

    def account(self, account: str) -> str:
        """An account with its checksum; what is none, as it is."""
        from eth_utils.address import is_hex_address, to_checksum_address

        if not account:
            return {"en": "nobody", "zh": "无人"}[self.language]
        return str(to_checksum_address(account)) if is_hex_address(account) else tame(account)

    def time(self, at: int | str) -> str:
        """A time to the second, in UTC."""
        return self._date(at, {"en": "d MMMM y, HH:mm:ss 'UTC'", "zh": "y年M月d日 HH:mm:ss 'UTC'"}[self.language])

    def day(self, at: int | str) -> str:
        """A day, in UTC."""
        return self._date(at, {"en": "d MMM y", "zh": "y年M月d日"}[self.language])

    def days(self, seconds: int | str) -> str:
        """A span in days; one shorter than a day in hours, minutes or seconds."""
        span = int(seconds)
        size = next((size for size in SPANS if abs(span) >= size), 1)
        number = _rounded(Fraction(span, size), 1)
        one, many = SPANS[size][self.language]
        return f"{self._number(number)}\u00a0{one if abs(number) == 1 else many}"

    def percent(self, share: Fraction | int | str) -> str:
        """A share of a whole, to a tenth of a percent."""
        return f"{self._number(_rounded(Fraction(share) * 100, 1))}\u00a0%"

    def ratio(self, ratio: Fraction | int | str) -> str:
        """How many times one thing is another, to a hundredth."""
        return self._number(_rounded(Fraction(ratio), 2))

    def plain(self, value: Any) -> str:
        """Any other fact: whole numbers in groups from ten thousand on, several things with commas."""
        if isinstance(value, bool):
            return {"en": ("no", "yes"), "zh": ("否", "是")}[self.language][value]
        if isinstance(value, int):
            return self.count(value) if abs(value) >= 10_000 else str(value)
        if isinstance(value, Fraction):
            return self.ratio(value)
        if isinstance(value, (tuple, list)):
            return {"en": ", ", "zh": "、"}[self.language].join(self.plain(each) for each in value)
        return _bare(value)

    def count(self, number: int | str) -> str:
        """A whole number in groups of three digits."""
        return self._number(Decimal(number))

    def _number(self, value: Decimal, pattern: str = "#,##0.###") -> str:
        """With all its places, however large it is."""
        from babel.numbers import format_decimal

        with localcontext(prec=MOST_DIGITS):
            written = format_decimal(value, pattern, locale=self._locale, decimal_quantization=False)
        return written.replace("-", "−")

    def _date(self, at: int | str, pattern: str) -> str:
        from babel.dates import format_datetime

        try:
            moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else datetime.fromisoformat(at)
        except (ValueError, OverflowError, OSError):
            return tame(str(at))  # later than any calendar here goes, or no time at all
        return format_datetime(moment, pattern, tzinfo=UTC, locale=self._locale)

    def _bare_money(self, amount: int | str) -> str:
        return f"{self.money(amount)} ({amount})" if isinstance(amount, int) else self.money(amount)

    def _bare_time(self, at: int | str) -> str:
        return f"{self.time(at)} ({at})" if isinstance(at, int) else self.time(at)

    @property
    def _locale(self) -> str:
        return LOCALES[self.language]


@cache
def slots(template: str) -> tuple[tuple[str, str, str], ...]:
    """The parts of a template: literal words, then the fact that follows (or nothing) and its kind.

    Raises ValueError if it does more than name facts.
    """
    parts = []
    for literal, name, kind, conversion in Formatter().parse(template):
        if name is not None and (not name.isidentifier() or conversion or (kind or "plain") not in KINDS):
            raise ValueError(f"a template may only name facts, but has {name!r}, {conversion!r}, {kind!r}: {template}")
        parts.append((literal, name or "", kind or "plain"))
    return tuple(parts)


def scaled(amount: int, decimals: int) -> Decimal:
    """Base units as a number of the currency, exactly."""
    with localcontext(prec=MOST_DIGITS):
        return Decimal(amount).scaleb(-decimals)


def _rounded(value: Fraction, places: int) -> Decimal:
    """To so many places, half to the even digit, without zeros at the end."""
    return scaled(round(value * 10**places), places)


def _hash(value: bytes | str) -> str:
    if isinstance(value, str):
        return tame(value)
    cut = f"… ({len(value)} bytes)" if len(value) > LONGEST_HASH else ""
    return f"{to_hex(value[:LONGEST_HASH])}{cut}"


def _bare(value: Any) -> str:
    return _hash(value) if isinstance(value, bytes) else tame(str(value))
