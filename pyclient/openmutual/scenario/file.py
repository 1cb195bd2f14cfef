"""Scenario files: parsing and checking, without running anything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..plans import presets
from ..plans.document import Value
from ..plans.terms import Plan, load_plan, read_name, read_plan
from .steps import Step, StepReader


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
