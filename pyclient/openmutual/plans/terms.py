"""Plan files: from what people write to the exact terms that a ledger holds.

Every rule of the terms (rules, section 2) is checked here with file, line and key, before anything is deployed;
the ledger checks them again with `InvalidTerm`.  Money is in base units, times in seconds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..money import DAY, HOUR, format_amount, format_duration, parse_amount, parse_duration, parse_rate
from ..records import JuryTerms, Level, Terms, Tier
from . import presets
from .document import Value
from .provenance import read_provenance

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
        plan_hash: sha256 of the canonical document; comments and white space do not change it.
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
    """The plan in a document.  Raises FileError, naming file, line and key."""
    top = document.fields(REQUIRED, OPTIONAL)
    name = read_name(top["name"], "[a-z0-9-]{1,64}", "a-z, 0-9 and -")
    currency = top["currency"].fields(PARTS["currency"])
    decimals = currency["decimals"].whole(0, 18)
    provenance = read_provenance(top, REQUIRED + OPTIONAL, PARTS)
    return Plan(
        name=name,
        title=_title(top, name),
        source=top["source"].text() if "source" in top else "",
        assumed=provenance.assumed,
        platform=top["platform"].plain() if "platform" in top and top["platform"].entries() else {},
        symbol=read_name(currency["symbol"], "[A-Za-z0-9.-]{1,11}", "up to 11 letters and digits"),
        decimals=decimals,
        terms=_terms(top, decimals),
        plan_hash=document.digest(),
        population=top.get("population"),
        flat_fees=tuple(name for name, level in top["levels"].entries().items() if _is_flat(level.entries())),
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
    """Reads the amounts of one plan."""

    decimals: int
    step: int

    def amount(self, value: Value) -> int:
        return value.parse(parse_amount, self.decimals)

    def per_case(self, value: Value) -> int:
        """An amount that is paid for one case."""
        amount = self.amount(value)
        if amount > MOST_PER_CASE:
            raise value.error(f"must be at most {self.say(MOST_PER_CASE)}")
        return amount

    def per_unit(self, value: Value | None) -> int:
        """An amount that a unit pays: whole steps, of which the ledger holds so many; none if there is no value."""
        if value is None:
            return 0
        amount = self.amount(value)
        if amount % self.step:
            raise value.error(f"must be a multiple of the step, {self.say(self.step)}")
        if amount // self.step > MOST_STEPS:
            raise value.error(f"must be at most {self.say(MOST_STEPS * self.step)}")
        return amount

    def say(self, amount: int) -> str:
        return format_amount(amount, self.decimals)


def _terms(top: Mapping[str, Value], decimals: int) -> Terms:
    money = _Money(decimals, _step(top.get("step"), decimals))
    period_cap, case_cap, year_cap, backstop_cap = _caps(top["caps"], money)
    dues = money.per_unit(top.get("dues"))
    reserve = period_cap + dues
    if reserve > MOST_RESERVE_STEPS * money.step:
        most, cap = money.say(MOST_RESERVE_STEPS * money.step), top["caps"].entries()["period"]
        raise cap.error(
            f"period cap and dues are {money.say(reserve)} together, but at most {most} "
            f"({MOST_RESERVE_STEPS} steps); lower them or take a larger step"
        )
    waiting = top["waiting"].parse(parse_duration)
    assessors, quorum = _panel(top["panel"])
    return Terms(
        step=money.step,
        tiers=tuple(_tier(name, value, money, reserve) for name, value in _named(top["tiers"]).items()),
        levels=tuple(_level(name, value, money, waiting) for name, value in _named(top["levels"]).items()),
        case_cap=case_cap,
        period_cap=period_cap,
        year_cap=year_cap,
        backstop_cap=backstop_cap,
        dues=dues,
        waiting=waiting,
        period=_span(top["period"], HOUR, YEAR),
        notice=_positive(top["notice"]),
        grace=top["grace"].parse(parse_duration),
        filing=_positive(top["filing"]),
        decision=_positive(top["decision"]) if "decision" in top else 30 * DAY,
        run_off=top["run_off"].parse(parse_duration),
        min_members=top["min_members"].whole(0, 2**40 - 1),
        assessors=assessors,
        quorum=quorum,
        jury=_jury(top["jury"], money),
    )


def _step(value: Value | None, decimals: int) -> int:
    """The step, one hundredth where the file gives none."""
    if value is None:
        return int(10 ** max(0, decimals - 2))
    step = value.parse(parse_amount, decimals)
    if not 0 < step <= MOST_STEP:
        raise value.error(f"must be above 0 and at most {format_amount(MOST_STEP, decimals)}")
    return step


def _caps(value: Value, money: _Money) -> tuple[int, int, int, int]:
    """Period, case, year and backstop cap; 0 where there is none."""
    caps = value.fields(["period"], PARTS["caps"])
    period, case, year = (money.per_unit(caps.get(name)) for name in ("period", "case", "year"))
    if period == 0:
        raise caps["period"].error("must be above 0: it is the most that a unit pays in one period")
    if year and year < period:
        raise caps["year"].error(f"must be at least the period's cap, {money.say(period)}; leave it out for no cap")
    return period, case, year, money.amount(caps["backstop"]) if "backstop" in caps else 0


def _named(value: Value) -> dict[str, Value]:
    entries = value.entries()
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise value.error(f"must name 1 to {MOST_ENTRIES}, but names {len(entries)}")
    for name, entry in entries.items():
        if not re.fullmatch("[A-Za-z0-9_-]{1,32}", name):
            raise entry.error("the name must be 1 to 32 of A-Z, a-z, 0-9, _ and -")
    return entries


def _tier(name: str, value: Value, money: _Money, reserve: int) -> Tier:
    fields = value.fields(PARTS["tiers"])
    units = fields["units"].whole(1, 2**32 - 1)
    deposit = money.amount(fields["deposit"])
    if deposit % (units * money.step):
        raise fields["deposit"].error(f"must be a multiple of units x step, {money.say(units * money.step)}")
    if deposit < units * reserve:
        raise fields["deposit"].error(
            f"must be at least {money.say(units * reserve)}: for each of {units} units the period's cap and dues"
        )
    if deposit // (units * money.step) > MOST_STEPS:
        raise fields["deposit"].error(f"must be at most {money.say(MOST_STEPS * units * money.step)}")
    return Tier(name, units, deposit)


def _level(name: str, value: Value, money: _Money, waiting: int) -> Level:
    fields = value.fields(["benefit"], PARTS["levels"])
    benefit, fee = money.per_case(fields["benefit"]), 0
    if "fee" in fields and "fee_inside" in fields:
        raise fields["fee_inside"].error("a fee is either on top (fee) or inside the benefit (fee_inside); keep one")
    if "fee" in fields:
        fee = _fee(fields["fee"], benefit, money)
    elif "fee_inside" in fields:
        fee = _fee(fields["fee_inside"], benefit, money)
        benefit -= fee
    if benefit <= 0:
        raise fields["benefit"].error("the claimant must get more than 0; raise the benefit or lower the fee inside")
    ends = "ends_membership" in fields and fields["ends_membership"].flag()
    return Level(name, benefit, fee, ends, fields["waiting"].parse(parse_duration) if "waiting" in fields else waiting)


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


def _span(value: Value, least: int, most: int) -> int:
    seconds = value.parse(parse_duration)
    if not least <= seconds <= most:
        raise value.error(f"must be {format_duration(least)} to {format_duration(most)}")
    return seconds


def _panel(value: Value) -> tuple[int, int]:
    fields = value.fields(PARTS["panel"])
    assessors = fields["assessors"].whole(1, 32)
    # More than half, so that two verdicts can never both be valid.
    return assessors, fields["quorum"].whole(assessors // 2 + 1, assessors)


def _jury(value: Value, money: _Money) -> JuryTerms:
    fields = value.fields(["size", "quorum", "bond", "reward"], PARTS["jury"])
    size = fields["size"].whole(1, 64)
    bond, reward = money.per_case(fields["bond"]), money.amount(fields["reward"])
    if size * reward > bond:
        raise fields["reward"].error(
            f"{size} jurors at {money.say(reward)} cost more than the bond, {money.say(bond)}; "
            "raise the bond or lower the reward"
        )
    commit, reveal = _stages(fields)
    return JuryTerms(size, fields["quorum"].whole(1, size), bond, reward, commit, reveal)


def _stages(fields: Mapping[str, Value]) -> tuple[int, int]:
    """Seconds to seal votes, and to open them.  Whoever appeals waits for both, and for the draw, at most twice."""
    commit, reveal = (
        _span(fields[name], HOUR, MOST_A_DISPUTE) if name in fields else 2 * DAY for name in ("commit", "reveal")
    )
    longest = 4 * commit + 2 * reveal
    if longest > MOST_A_DISPUTE:
        given = fields["reveal"] if "reveal" in fields else fields["commit"]
        raise given.error(
            f"a dispute could last {format_duration(longest)} (4 x commit + 2 x reveal), but at most "
            f"{format_duration(MOST_A_DISPUTE)}; shorten commit or reveal"
        )
    return commit, reveal


def _title(top: Mapping[str, Value], name: str) -> dict[str, str]:
    given = top["title"].fields([], PARTS["title"]) if "title" in top else {}
    return {language: given[language].text() if language in given else name for language in PARTS["title"]}
