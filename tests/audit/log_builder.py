"""A log written by hand, word by word: honest where a test says nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

from openmutual.audit.decoding.words import Transfer
from openmutual.audit.findings import Findings
from openmutual.audit.replay.context import Blocks
from openmutual.audit.replay.replay import Replay
from openmutual.audit.source.extract import PlanContracts
from openmutual.events import (
    Announced,
    AnnouncementFigures,
    ClosingStarted,
    Event,
    Finished,
    Joined,
    LeaveRequested,
    LogPosition,
    PlanOpened,
    Queued,
    Withdrawn,
)
from openmutual.records import JuryTerms, Level, Roles, Terms, Tier
from tests.terms import terms

DAY = 24 * 60 * 60
START = 1_700_000_000
LEDGER = "ledger"

TERMS = terms(
    step=2,
    tiers=(Tier("one", 1, 40), Tier("three", 3, 150)),
    levels=(Level("severe", 60, 6, True, 0), Level("mild", 20, 2, False, 0)),
    period_cap=36,
    dues=4,
    waiting=0,
    period=10 * DAY,
    grace=20 * DAY,
    filing=50 * DAY,
    decision=5 * DAY,
    run_off=30 * DAY,
    min_members=2,
    assessors=1,
    quorum=1,
    jury=JuryTerms(size=3, quorum=2, bond=12, reward=3, commit=DAY, reveal=DAY),
)
ROLES = Roles("operator", ("assessor",), "supervisor", "sponsor")

SEVERE, MILD = 1, 1 << 16
"""Queues with one case of the first level in them, or of the second."""

Word = tuple[Any, ...]
"""A kind of event and its values in order; where it stands is known when it is written."""


class LogBuilder:
    """Writes transactions, each in a block of its own, ten seconds after the last."""

    def __init__(self, terms: Terms = TERMS, roles: Roles = ROLES) -> None:
        self.time, self.block, self.periods = START, 0, 0
        self.entries: list[tuple[Event, int, int]] = []
        self.say((PlanOpened, bytes(32), "token", "desk", "", terms, roles))

    def say(self, *words: Word) -> LogBuilder:
        """One transaction, with all its events and transfers."""
        self.block += 1
        for index, (kind, *values) in enumerate(words):
            self.entries.append((kind(*values, place=LogPosition(LEDGER, self.block, index)), self.time, 0))
        self.time += 10
        return self

    def wait(self, seconds: int = TERMS.period) -> LogBuilder:
        self.time += seconds
        return self

    # what happens often -----------------------------------------------------------------------------------

    def join(self, member: str, deposit: int = 80, limit: int = 40, tier: int = 0) -> LogBuilder:
        return self.say((Joined, member, tier, deposit, limit), paid_in(member, deposit))

    def announce(self, **figures: int) -> LogBuilder:
        """One period after the last; nothing asked and dues paid unless `figures` say otherwise."""
        self.wait()
        return self.say(self.announced(**figures))

    def announced(self, **figures: int) -> Word:
        period = figures.pop("period", self.periods)
        said = {"units": 5, "dues": 4} | figures
        self.periods += 1
        names = (field.name for field in fields(AnnouncementFigures))
        return Announced, period, AnnouncementFigures(*(said.get(name, 0) for name in names))

    def mild_case(self, **figures: int) -> LogBuilder:
        """A case of 22 announced to five units: six each, and eight are left over."""
        self.say((Queued, self.periods, 1))
        return self.announce(**{"queue": MILD, "need": 22, "share": 6, "surplus": 8} | figures)

    def leave(self, member: str) -> LogBuilder:
        return self.say((LeaveRequested, member, self.periods))

    def withdraw(self, member: str, amount: int, rebate: int = 0, to_backstop: int = 0) -> LogBuilder:
        return self.say((Withdrawn, member, amount, rebate, to_backstop), paid_out(member, amount + rebate))

    def close(self, by: str = "operator") -> LogBuilder:
        return self.say((ClosingStarted, by))

    def finish(self, pool: int = 0, weight: int = 0, backstop: int = 0) -> LogBuilder:
        return self.wait(TERMS.run_off).say((Finished, pool, weight, backstop))

    # reading ----------------------------------------------------------------------------------------------

    def read(self) -> tuple[Replay, Findings]:
        """Replay what was written."""
        findings = Findings()
        opened, time, _ = self.entries[0]
        assert isinstance(opened, PlanOpened)
        contracts = PlanContracts(LEDGER, "desk", "jury", "", "token")
        replay = Replay(opened, time, contracts, 1, findings, Blocks(lambda _: None))
        replay.apply_all(self.entries)
        return replay, findings

    def found(self) -> list[str]:
        """What is wrong with the ledger's own words, every time it is.

        Whether the desk has a case for them is not asked here.
        """
        checks = [finding.check for finding in self.read()[1].found]
        return [check.key for check in checks if check.number[0] in "RM"]


def paid_in(payer: str, amount: int) -> Word:
    return Transfer, payer, LEDGER, amount


def paid_out(payee: str, amount: int) -> Word:
    return Transfer, LEDGER, payee, amount


def people(roles: Roles = ROLES) -> LogBuilder:
    """Five units: two members with one each, and one with three."""
    return LogBuilder(roles=roles).join("a").join("b").join("c", deposit=240, tier=1)


def just_lapsed() -> LogBuilder:
    """A fourth member with the bare reserve, whom the announcement of a mild case lapses."""
    builder = people().join("d", deposit=40, limit=20)
    return builder.mild_case(units=6, share=4, surplus=2, lapsed_units=1, lapsed_members=1)


def lapsed() -> LogBuilder:
    """The same, and another announcement."""
    return just_lapsed().announce(surplus=2)


def short_year() -> LogBuilder:
    """Two units, of whose year's cap of 36 a first case has taken twelve."""
    builder = LogBuilder(replace(TERMS, year_cap=36)).join("a", 400, 200).join("b", 400, 200).say((Queued, 0, 1))
    return builder.announce(units=2, queue=MILD, need=22, share=12, surplus=2)


def waiting(close: bool = False, leaver: str = "", **figures: int) -> LogBuilder:
    """A severe case of 66 then wants 32 of each, and waits for the next plan year."""
    builder = short_year().say((Queued, 1, 0))
    if close:
        builder.close()
    if leaver:
        builder.leave(leaver)
    said = {"units": 2, "dues": 0 if close else 4, "waiting": SEVERE, "surplus": 2}
    return builder.announce(**said | figures)


@dataclass(frozen=True)
class Lie:
    """A story that is clean when it is told with the true value, and found wrong with the false one.

    Attributes:
        check: what is found then, once, and nothing else.
    """

    check: str
    story: Callable[[Any], LogBuilder]
    true: Any
    false: Any

    def __str__(self) -> str:
        return self.check
