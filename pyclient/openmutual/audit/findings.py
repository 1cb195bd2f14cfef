"""What an audit finds wrong: each finding is of a check that the catalogue numbers, words and ranks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from ..events import LogPosition
from ..i18n import in_each_language
from ..resources import read_yaml

FAMILIES = ("code", "currency", "log", "replay", "cases", "money", "state", "terms")
"""The checks, a file of the catalogue each."""

ONCE = "receipt-kind-unknown"
"""A check that speaks of the whole chain: what has such a kind may have it in every block."""


class Severity(StrEnum):
    """How bad it is, and for whom.

    A breach is money or a rule broken, or a record that is false.  A doubt is something that an honest plan need not
    have and that can hide a breach.  A remark is worth knowing and nothing to hold against anybody.  All three speak of
    the plan.  Where the source contradicts itself, or is not of the chain that was named, nothing can be said of the
    plan by it.
    """

    SOURCE = "source"
    BREACH = "breach"
    DOUBT = "doubt"
    REMARK = "remark"


class Basis(StrEnum):
    """What a figure rests on: a proof down to a block's hash, our own arithmetic on proven logs, or a node's word."""

    PROVEN = "proven"
    RECOMPUTED = "recomputed"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the catalogue.

    Attributes:
        key: its name in the code.
        number: its number in reports: the family's letter and a number.
        sentence: what is wrong, by language; a template that the facts of a finding fill.
        by_hand: how to check it without this program, by language; a template as well.
    """

    key: str
    number: str
    severity: Severity
    sentence: Mapping[str, str]
    by_hand: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Attributes:
        facts: the values for the sentence.  Money in base units, times in Unix seconds, hashes and code as bytes.
        places: the logs it rests on, where it rests on logs.
    """

    check: Check
    facts: Mapping[str, Any]
    places: tuple[LogPosition, ...] = ()


@dataclass
class Findings:
    """Where all parts of an audit put what they find."""

    found: list[Finding] = field(default_factory=list)

    def add(self, key: str, *places: LogPosition, **facts: Any) -> None:
        """Something is wrong.  Raises KeyError for a check that the catalogue does not know."""
        self.found.append(Finding(catalogue()[key], facts, places))

    def expect(self, holds: bool, key: str, *places: LogPosition, **facts: Any) -> None:
        """Something is wrong unless it holds."""
        if not holds:
            self.add(key, *places, **facts)

    def in_order(self) -> list[Finding]:
        """All that was found, each of which rests on a log, in the order of the log."""
        return sorted(self.found, key=lambda finding: (finding.places[0].block, finding.places[0].index))

    def take(self, told: Iterable[Finding]) -> None:
        """What was found of another part of the log; a kind of receipt that is not known is told of once."""
        for finding in told:
            if finding.check.key != ONCE or ONCE not in self.keys:
                self.found.append(finding)

    @property
    def keys(self) -> list[str]:
        """The checks that found something, each once, in the order of their first finding."""
        return list(dict.fromkeys(finding.check.key for finding in self.found))

    @property
    def of_source(self) -> list[Finding]:
        """What is wrong with the source; if anything is, the source cannot be used."""
        return [finding for finding in self.found if finding.check.severity is Severity.SOURCE]

    def hold_nothing_against_the_plan(self) -> None:
        """Forget what a source that cannot be used makes the plan look like."""
        if self.of_source:
            self.found = self.of_source

    @property
    def is_clean(self) -> bool:
        """Whether there is nothing but remarks."""
        return all(finding.check.severity is Severity.REMARK for finding in self.found)


@cache
def catalogue() -> Mapping[str, Check]:
    """Every check by its key, in the order of the report."""
    words = in_each_language("checks")
    return {
        key: Check(
            key=key,
            number=entry["number"],
            severity=Severity(entry["severity"]),
            sentence={language: text["sentence"] for language, text in words[key].items()},
            by_hand={language: text["by_hand"] for language, text in words[key].items()},
        )
        for family in FAMILIES
        for key, entry in read_yaml("audit", "checks.yaml")[family].items()
    }
