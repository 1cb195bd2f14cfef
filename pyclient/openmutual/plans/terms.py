"""Plan files: from what people write to the exact terms that a ledger holds.

Every rule of the terms (rules, section 2) is checked here with file, line and key, before anything is deployed;
the ledger checks them again with `InvalidTerm`.  Money is in base units, times in seconds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import FileError
from ..money import (
    DAY,
    HOUR,
    MOST_SECONDS,
    format_amount,
    format_duration,
    parse_amount,
    parse_duration,
    parse_rate,
)
from ..records import JuryTerms, Level, Terms, Tier
from . import presets
from .document import Value
from .mistakes import NOTHING, Mistakes, Part
from .provenance import NAMED, Provenance, read_provenance

MOST_STEPS = 2**48 - 1
"""The largest per-unit amount, in steps."""

MOST_PER_CASE = 2**96 - 1
"""The largest benefit, fee and bond, in base units."""

MOST_STEP = 2**64 - 1
"""The largest step, in base units."""

MOST_RESERVE_STEPS = 4096
"""The largest reserve, in steps: an announcement searches this far for members who lapse."""

YEAR = 365 * DAY
MOST_A_DISPUTE = 90 * DAY
"""The longest that a dispute may last: two draws and two votes."""

MOST_ASSESSORS, MOST_JURORS, MOST_DECIMALS = 32, 64, 18

MOST_ENTRIES = 16
"""The most tiers, and the most levels."""

REQUIRED: tuple[str, ...] = (
    *("name", "currency", "tiers", "levels", "caps", "waiting", "period", "notice", "grace", "filing"),
    *("run_off", "min_members", "panel", "jury"),
)
OPTIONAL: tuple[str, ...] = (
    *("title", "source", "sources", "assumed", "platform", "step", "dues", "decision", "population"),
)
PARTS: dict[str, tuple[str, ...]] = {
    "title": ("en", "zh"),
    "currency": ("symbol", "decimals"),
    "caps": ("period", "case", "year", "backstop"),
    "panel": ("assessors", "quorum"),
    "jury": ("size", "quorum", "bond", "reward", "commit", "reveal"),
    "tiers": ("units", "deposit"),
    "levels": ("benefit", "fee", "fee_inside", "ends_membership", "waiting"),
}
"""The keys inside a key; for tiers and levels, those of each of them."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan file, read.

    Attributes:
        title: by language, `en` and `zh`; the name where the file gives none.
        source: where the terms come from; `assumed` names the keys that no source states.
        platform: the platform's own wording, as plain texts.
        symbol: of the currency, whose base unit is 10^-`decimals`.
        plan_hash: sha256 of the canonical document; comments and white space do not change it.  The order of tiers
            and levels does: a ledger knows them by their numbers, so files of one hash give a number one name.
        population: who the members are, for a simulation; no rule of the ledger reads it.
        flat_fees: the levels whose fee is written as an amount, not as a rate.
        sources: by key, where its value comes from; `keys` are all that the file gives a value.
    """

    name: str
    title: Mapping[str, str]
    source: str
    assumed: tuple[str, ...]
    platform: Mapping[str, Any]
    symbol: str
    decimals: int
    terms: Terms
    plan_hash: bytes
    population: Value | None = None
    flat_fees: tuple[str, ...] = ()
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()


def preset_names() -> list[str]:
    """The plans that are shipped with the package."""
    return presets.names("plans")


def load_plan(name_or_path: str | Path, beside: Path | None = None) -> Plan:
    """The plan of a preset or a file (relative paths start at the folder `beside`).  Raises FileError."""
    return read_plan(presets.find("plans", str(name_or_path), beside))


def read_plan(document: Value) -> Plan:
    """The plan in a document.  Raises FileError for all that is wrong, naming file, line and key of each."""
    mistakes = Mistakes()
    top = Part(document, REQUIRED, OPTIONAL, mistakes)
    name = top.read("name", "", read_name, "[a-z0-9-]{1,64}", "a-z, 0-9 and -")
    symbol, money = top.read("currency", ("", _Money(MOST_DECIMALS, 0)), _currency, mistakes)
    terms = _terms(top, money, mistakes)
    provenance = mistakes.read(Provenance({}, (), ()), read_provenance, top.entries, REQUIRED + OPTIONAL, PARTS)
    title: dict[str, str] = mistakes.read({}, _title, top.entries, name)
    source = top.read("source", "", Value.text)
    platform: dict[str, Any] = top.read("platform", {}, _platform)
    mistakes.expect_none()
    return Plan(
        name=name,
        title=title,
        source=source,
        assumed=provenance.assumed,
        platform=platform,
        symbol=symbol,
        decimals=money.decimals,
        terms=terms,
        plan_hash=document.digest(in_order=NAMED),
        population=top.entries.get("population"),
        flat_fees=tuple(name for name, level in top.entries["levels"].entries().items() if _is_flat(level.entries())),
        sources=provenance.sources,
        keys=provenance.keys,
    )


def read_name(value: Value, pattern: str, said: str) -> str:
    """A text of this pattern, which `said` puts in words.  Raises FileError."""
    name = value.text()
    if not re.fullmatch(pattern, name):
        raise value.error(f"must be {said}, but is {name[:80]!r}")
    return name


@dataclass(frozen=True, slots=True)
class _Money:
    """Reads the amounts of one plan; without a step, none is held against it."""

    decimals: int
    step: int

    def amount(self, value: Value) -> int:
        return value.parse(parse_amount, self.decimals)

    def per_case(self, value: Value) -> int:
        """An amount that is paid for one case, in base units.  Raises FileError."""
        amount = self.amount(value)
        if amount > MOST_PER_CASE:
            raise value.error(f"must be at most {self.say(MOST_PER_CASE)}")
        return amount

    def per_unit(self, value: Value) -> int:
        """An amount that a unit pays, in base units: whole steps, as many as the ledger holds.  Raises FileError."""
        amount = self.amount(value)
        if self.step and amount % self.step:
            raise value.error(f"must be a multiple of the step, {self.say(self.step)}")
        if self.step and amount // self.step > MOST_STEPS:
            raise value.error(f"must be at most {self.say(MOST_STEPS * self.step)}")
        return amount

    def say(self, amount: int) -> str:
        return format_amount(amount, self.decimals)


def _currency(value: Value, mistakes: Mistakes) -> tuple[str, _Money]:
    """The symbol, and how amounts are read."""
    part = Part(value, PARTS["currency"], (), mistakes)
    symbol = part.read("symbol", "", read_name, "[A-Za-z0-9.-]{1,11}", "up to 11 letters and digits")
    decimals = part.read("decimals", -1, Value.whole, 0, MOST_DECIMALS)
    return symbol, _Money(decimals, int(10 ** max(0, decimals - 2))) if decimals >= 0 else _Money(MOST_DECIMALS, 0)


def _terms(top: Part, money: _Money, mistakes: Mistakes) -> Terms:
    if money.step:  # as the currency has it; one that cannot be read has none
        money = replace(money, step=top.read("step", 0 if "step" in top else money.step, _step, money.decimals))
    period_cap, case_cap, year_cap, backstop_cap = top.read("caps", (0, 0, 0, 0), _caps, money, mistakes)
    dues = top.read("dues", 0, money.per_unit)
    reserve = period_cap + dues
    if money.step and reserve > MOST_RESERVE_STEPS * money.step:
        mistakes.note(_too_much_in_reserve(top.entries["caps"].entries()["period"], reserve, money))
        reserve = 0
    waiting = top.read("waiting", 0, _span)
    assessors, quorum = top.read("panel", (1, 1), _panel, mistakes)
    tiers, levels = (top.read(name, NOTHING, _named) for name in ("tiers", "levels"))
    return Terms(
        step=money.step,
        tiers=tuple(_tier(name, value, (money, reserve), mistakes) for name, value in tiers.items()),
        levels=tuple(_level(name, value, (money, waiting), mistakes) for name, value in levels.items()),
        case_cap=case_cap,
        period_cap=period_cap,
        year_cap=year_cap,
        backstop_cap=backstop_cap,
        dues=dues,
        waiting=waiting,
        period=top.read("period", DAY, _span, HOUR, YEAR),
        notice=top.read("notice", DAY, _positive),
        grace=top.read("grace", 0, _span),
        filing=top.read("filing", DAY, _positive),
        decision=top.read("decision", 30 * DAY, _positive),
        run_off=top.read("run_off", 0, _span),
        min_members=top.read("min_members", 0, Value.whole, 0, 2**40 - 1),
        assessors=assessors,
        quorum=quorum,
        jury=top.read("jury", JuryTerms(1, 1, 0, 0, DAY, DAY), _jury, money, mistakes),
    )


def _too_much_in_reserve(cap: Value, reserve: int, money: _Money) -> FileError:
    most = money.say(MOST_RESERVE_STEPS * money.step)
    return cap.error(
        f"period cap and dues are {money.say(reserve)} together, but at most {most} "
        f"({MOST_RESERVE_STEPS} steps); lower them or take a larger step"
    )


def _step(value: Value, decimals: int) -> int:
    step = value.parse(parse_amount, decimals)
    if not 0 < step <= MOST_STEP:
        raise value.error(f"must be above 0 and at most {format_amount(MOST_STEP, decimals)}")
    return step


def _caps(value: Value, money: _Money, mistakes: Mistakes) -> tuple[int, int, int, int]:
    """Period, case, year and backstop cap; 0 where there is none."""
    part = Part(value, ["period"], PARTS["caps"], mistakes)
    period, case, year = (part.read(name, 0, money.per_unit) for name in ("period", "case", "year"))
    if part.is_sound and period == 0:
        part.refuse("period", "must be above 0: it is the most that a unit pays in one period")
    if year and year < period:
        part.refuse("year", f"must be at least the period's cap, {money.say(period)}; leave it out for no cap")
    return period, case, year, part.read("backstop", 0, money.amount)


def _named(value: Value) -> dict[str, Value]:
    entries = value.entries()
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise value.error(f"must name 1 to {MOST_ENTRIES}, but names {len(entries)}")
    for name, entry in entries.items():
        # With a minus first, a command takes a name for an option, and a spreadsheet takes it for a formula.
        if not re.fullmatch("[A-Za-z0-9_][A-Za-z0-9_-]{0,31}", name):
            raise entry.error("the name must be 1 to 32 of A-Z, a-z, 0-9, _ and -, and not begin with -")
    return entries


def _tier(name: str, value: Value, plan: tuple[_Money, int], mistakes: Mistakes) -> Tier:
    money, reserve = plan
    part = Part(value, PARTS["tiers"], (), mistakes)
    units = part.read("units", 0, Value.whole, 1, 2**32 - 1)
    return Tier(name, units, part.read("deposit", 0, _deposit, units, money, reserve))


def _deposit(value: Value, units: int, money: _Money, reserve: int) -> int:
    deposit, whole = money.amount(value), units * money.step
    if whole and deposit % whole:
        raise value.error(f"must be a multiple of units x step, {money.say(whole)}")
    if deposit < units * reserve:
        raise value.error(
            f"must be at least {money.say(units * reserve)}: for each of {units} units the period's cap and dues"
        )
    if whole and deposit // whole > MOST_STEPS:
        raise value.error(f"must be at most {money.say(MOST_STEPS * whole)}")
    return deposit


def _level(name: str, value: Value, plan: tuple[_Money, int], mistakes: Mistakes) -> Level:
    money, waiting = plan
    part = Part(value, ["benefit"], PARTS["levels"], mistakes)
    benefit = part.read("benefit", 0, money.per_case)
    on_top, inside = (part.read(key, 0, _fee, benefit, money) for key in ("fee", "fee_inside"))
    if "fee" in part and "fee_inside" in part:
        part.refuse("fee_inside", "a fee is either on top (fee) or inside the benefit (fee_inside); keep one")
    if part.is_sound and benefit <= inside:
        part.refuse("benefit", "the claimant must get more than 0; raise the benefit or lower the fee inside")
    ends = part.read("ends_membership", False, Value.flag)
    return Level(name, benefit - inside, on_top or inside, ends, part.read("waiting", waiting, _span))


def _is_flat(level: Mapping[str, Value]) -> bool:
    given = level.get("fee") or level.get("fee_inside")
    return given is not None and not _is_rate(given)


def _is_rate(fee: Value) -> bool:
    return isinstance(fee.content, str) and fee.content.endswith("%")


def _fee(value: Value, benefit: int, money: _Money) -> int:
    if not _is_rate(value):
        return money.per_case(value)
    fee = benefit * value.parse(parse_rate)
    if fee.denominator != 1:
        raise value.error(f"{value.content} of {money.say(benefit)} is finer than the currency allows; give an amount")
    return int(fee)


def _positive(value: Value) -> int:
    seconds = value.parse(parse_duration)
    if seconds == 0:
        raise value.error("must be longer than 0")
    return seconds


def _span(value: Value, least: int = 0, most: int = MOST_SECONDS) -> int:
    seconds = value.parse(parse_duration)
    if not least <= seconds <= most:
        raise value.error(f"must be {format_duration(least)} to {format_duration(most)}")
    return seconds


def _panel(value: Value, mistakes: Mistakes) -> tuple[int, int]:
    part = Part(value, PARTS["panel"], (), mistakes)
    assessors = part.read("assessors", 0, Value.whole, 1, MOST_ASSESSORS)
    # More than half, so that two verdicts can never both be valid.
    return assessors, part.read("quorum", 1, Value.whole, assessors // 2 + 1, assessors or MOST_ASSESSORS)


def _jury(value: Value, money: _Money, mistakes: Mistakes) -> JuryTerms:
    part = Part(value, ["size", "quorum", "bond", "reward"], PARTS["jury"], mistakes)
    size = part.read("size", 0, Value.whole, 1, MOST_JURORS)
    bond, reward = part.read("bond", 0, money.per_case), part.read("reward", 0, money.amount)
    if part.is_sound and size * reward > bond:
        part.refuse(
            "reward",
            f"{size} jurors at {money.say(reward)} cost more than the bond, {money.say(bond)}; "
            "raise the bond or lower the reward",
        )
    quorum = part.read("quorum", 1, Value.whole, 1, size or MOST_JURORS)
    return JuryTerms(size, quorum, bond, reward, *_stages(part))


def _stages(part: Part) -> tuple[int, int]:
    """Seconds to seal votes, and to open them.  Whoever appeals waits for both, and for the draw, at most twice."""
    commit, reveal = (part.read(name, 2 * DAY, _span, HOUR, MOST_A_DISPUTE) for name in ("commit", "reveal"))
    longest = 4 * commit + 2 * reveal
    if longest > MOST_A_DISPUTE:
        part.refuse(
            "reveal" if "reveal" in part else "commit",
            f"a dispute could last {format_duration(longest)} (4 x commit + 2 x reveal), but at most "
            f"{format_duration(MOST_A_DISPUTE)}; shorten commit or reveal",
        )
    return commit, reveal


def _platform(value: Value) -> dict[str, Any]:
    value.entries()
    plain: dict[str, Any] = value.plain()
    return plain


def _title(top: Mapping[str, Value], name: str) -> dict[str, str]:
    given = top["title"].fields([], PARTS["title"]) if "title" in top else {}
    return {language: given[language].text() if language in given else name for language in PARTS["title"]}
