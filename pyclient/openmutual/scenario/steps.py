"""Scenario files: parsing and checking, without running anything.

A name that is used must be defined before: a tier and a level by the plan, a case by a `file` step, a member by a
`join` step.  Only steps that must be refused may speak of a member or a case that no step has brought up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..errors import REFUSALS, Refusal
from ..money import DAY, parse_amount, parse_duration
from ..plans import presets
from ..plans.document import Value, closest
from ..plans.terms import Plan, load_plan, read_name, read_plan

MOST_NAMES = 1_000_000
"""The most people that the steps of a file name, counted every time; a short file could name billions."""

VERBS: Mapping[str, tuple[str, str]] = {
    "join": ("who tier deposit", ""),
    "top_up": ("who amount", ""),
    "top_up_many": ("who amount", ""),
    "standing_order": ("who target", "most wallet"),
    "refill": ("who", ""),
    "leave": ("who", ""),
    "withdraw": ("who", ""),
    "file": ("who case diagnosed level", "beneficiary"),
    "withdraw_case": ("case", ""),
    "decide": ("case verdict", "level"),
    "object": ("who case", ""),
    "appeal": ("case", ""),
    "jury": ("case verdict", ""),
    "volunteer": ("who", ""),
    "resign": ("who", ""),
    "settle": ("case", ""),
    "announce": ("", ""),
    "fund_backstop": ("amount", "who"),
    "notice_backstop": ("amount", ""),
    "take_backstop": ("amount", ""),
    "collect_fee": ("", ""),
    "stop_joins": ("by", ""),
    "close": ("by", ""),
    "finish": ("", ""),
}
"""The keys that each verb needs, and those that it may have.

`top_up` is made by each member, `top_up_many` for all of them by one payer in one call.

`standing_order` fills the reserve up to `target` (0 calls it off), with at most `most` a period if that is given, from
a `wallet` into which the runner puts so much; `refill` has the orders of all that it names carried out in one call.

`jury`: `uphold` lets the case stand, so that it is paid, `overturn` refuses it; of a case under appeal as well.
`none` is no verdict: jurors are drawn and nobody reveals, twice.  A jury that cannot sit is a step refused with
`WrongStage`.  In a story with a dispute all members volunteer on joining; `volunteer` and `resign` are for those who
change their mind.
"""

CHOICES = {
    ("decide", "verdict"): ("approve", "reject"),
    ("jury", "verdict"): ("uphold", "overturn", "none"),
    ("stop_joins", "by"): ("operator", "supervisor"),
    ("close", "by"): ("operator", "supervisor"),
}
SINGLE = ("file", "object", "fund_backstop")
"""Verbs whose `who` is one person."""

_FIELD = {"deposit": "amount", "target": "amount"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, what, and whether it must be refused.  Only what its verb needs is filled in.

    Attributes:
        number: counted from 0.
        day: as the file says it; `at` and `diagnosed` are seconds after the start.
        refused: the refusal that must come, `Refusal` for any; None for a step that must succeed.
        who: the people, each of whom the step is about; `amount` is for each of them, in base units.
    """

    number: int
    line: int
    day: Fraction
    at: int
    verb: str
    refused: type[Refusal] | None
    who: tuple[str, ...] = ()
    tier: str = ""
    amount: int = 0
    case: str = ""
    level: str = ""
    diagnosed: int = 0
    verdict: str = ""
    by: str = ""
    beneficiary: str = ""
    most: int | None = None
    wallet: int = 0


@dataclass
class StepReader:
    """Reads steps in order; remembers the last day and the names that have been brought up."""

    plan: Plan
    last: int = 0
    named: int = 0
    members: set[str] = field(default_factory=set)
    cases: set[str] = field(default_factory=set)
    filed: set[str] = field(default_factory=set)

    def read(self, number: int, value: Value) -> Step:
        """The next step.  Raises FileError."""
        entries = value.entries()
        verbs = [name for name in entries if name not in ("day", "refused")]
        for name in verbs:
            if name not in VERBS:
                raise entries[name].error(f"unknown step; {closest(name, VERBS)}")
        if len(verbs) != 1 or "day" not in entries:
            raise value.error("a step has a day and one thing that happens, such as {day: 14, announce: {}}")
        day, at = self.day(entries["day"])
        refused = _refused(entries["refused"]) if "refused" in entries else None
        required, optional = VERBS[verbs[0]]
        fields = entries[verbs[0]].fields(required.split(), optional.split())
        filled = {_FIELD.get(key, key): self.argument(verbs[0], key, entry) for key, entry in fields.items()}
        step = Step(number, value.line, day, at, verbs[0], refused, **filled)
        self.check_names(step, fields)
        return step

    def argument(self, verb: str, key: str, value: Value) -> Any:
        """The value of one key of a verb, as :class:`Step` holds it.  Raises FileError."""
        match key:
            case "who":
                names = _people(value, 1 if verb in SINGLE else MOST_NAMES - self.named)
                self.named += len(names)
                return names
            case "tier":
                return _one_of(value, [tier.name for tier in self.plan.terms.tiers])
            case "level":
                return _one_of(value, [level.name for level in self.plan.terms.levels])
            case "deposit" | "amount" | "target" | "most" | "wallet":
                return value.parse(parse_amount, self.plan.decimals)
            case "diagnosed":
                return _days(value)
            case "verdict" | "by":
                return _one_of(value, CHOICES[verb, key])
            case _:
                return _name(value)

    def day(self, value: Value) -> tuple[Fraction, int]:
        """The day of a step, and its seconds after the start; days never go back.  Raises FileError."""
        at = _days(value)
        if at < self.last:
            raise value.error("the day goes back; put the steps in order of time")
        self.last = at
        return Fraction(at, DAY), at

    def check_names(self, step: Step, fields: Mapping[str, Value]) -> None:
        """Refuse people and cases that nobody has brought up, and a case name for two cases."""
        if step.verb == "join":
            self.members.update(step.who)
        elif step.verb == "file":
            if step.case in self.filed:
                raise fields["case"].error(f"{step.case} is a case already; take another name")
            self.cases.add(step.case)
            if step.refused is None:
                self.filed.add(step.case)
        if step.refused is not None:
            return
        if step.case and step.case not in self.cases:
            raise fields["case"].error(f"no step before files {step.case}; {closest(step.case, self.cases)}")
        if step.verb != "fund_backstop":
            for name in step.who:
                if name not in self.members:
                    raise fields["who"].error(f"{name} has not joined before; add a join step, or correct the name")


def _refused(value: Value) -> type[Refusal] | None:
    if value.kind == "a flag":
        return Refusal if value.flag() else None
    name = value.text()
    if name not in REFUSALS:
        raise value.error(f"{name} is no refusal of the ledger; {closest(name, REFUSALS)}")
    return REFUSALS[name]


def _people(value: Value, most: int) -> tuple[str, ...]:
    """The names of `ann`, `[ann, bo]` or `m1..m98`."""
    values = value.items() if isinstance(value.content, list) else [value]
    names: list[str] = []
    for one in values:
        names += _range(one)
        if len(names) > most:
            raise value.error(
                "must name one person" if most == 1 else f"a file names at most {MOST_NAMES} people in all"
            )
    if not names:
        raise value.error("names nobody; name at least one person")
    if len(set(names)) < len(names):
        raise value.error("names somebody twice; name everyone once")
    return tuple(names)


def _range(value: Value) -> list[str]:
    text = value.text()
    match = re.fullmatch(r"(.*?)([0-9]{1,9})\.\.(.*?)([0-9]{1,9})", text)
    if match is None:
        return [_name(value)]
    prefix, first, last = match[1], int(match[2]), int(match[4])
    if prefix != match[3] or not first <= last < first + MOST_NAMES or match[2] != str(first):
        raise value.error(f"{text[:80]!r} is no range; write m1..m98: one name, numbers that rise")
    if not re.fullmatch(r"[^\W_][\w-]{0,31}", prefix):
        raise value.error(f"{prefix[:80]!r} is no name to number; write m1..m98")
    return [f"{prefix}{number}" for number in range(first, last + 1)]


def _name(value: Value) -> str:
    return read_name(value, r"[^\W_][\w-]{0,63}", "a name of letters, digits, - and _")


def _days(value: Value) -> int:
    """Seconds of a day such as 31.5; whole seconds only."""
    if value.kind != "a number":
        raise value.error("must be a number of days, such as 14 or 31.5")
    return value.parse(lambda text: parse_duration(f"{text} d"))


def _one_of(value: Value, known: Sequence[str]) -> str:
    text = value.text()
    if text not in known:
        raise value.error(f"{text[:80]!r} is not defined; {closest(text, known)}")
    return text


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario file, read.  `start` is in Unix seconds; `about` says what the story shows."""

    name: str
    about: str
    plan: Plan
    start: int
    steps: tuple[Step, ...]


def scenario_names() -> list[str]:
    """The scenarios that are shipped with the package."""
    return presets.names("scenarios")


def load_scenario(name_or_path: str | Path) -> Scenario:
    """The scenario of a preset or a file.  Raises FileError."""
    return read_scenario(presets.find("scenarios", str(name_or_path)), Path(name_or_path).parent)


def read_scenario(document: Value, folder: Path) -> Scenario:
    """The scenario in a document; a path to its plan starts at `folder`.  Raises FileError."""
    top = document.fields(["name", "plan", "start", "steps"], ["about"])
    plan = read_plan(top["plan"]) if isinstance(top["plan"].content, dict) else load_plan(top["plan"].text(), folder)
    reader = StepReader(plan)
    return Scenario(
        name=read_name(top["name"], "[a-z0-9-]{1,64}", "a-z, 0-9 and -"),
        about=top["about"].text() if "about" in top else "",
        plan=plan,
        start=_start(top["start"]),
        steps=tuple(reader.read(number, value) for number, value in enumerate(top["steps"].items())),
    )


def _start(value: Value) -> int:
    text = read_name(value, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date, such as 2026-01-01")
    try:
        start = int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError as error:
        raise value.error(f"{text} is no day of the calendar") from error
    if start < 0:
        raise value.error("must be 1970 or later")
    return start
