"""The terms of the plan in a report."""

from dataclasses import dataclass

from .values import Money, Seconds


@dataclass(frozen=True, slots=True)
class TierView:
    """A tier of the terms."""

    name: str
    units: int
    deposit: Money


@dataclass(frozen=True, slots=True)
class LevelView:
    """A level of benefit of the terms."""

    name: str
    benefit: Money
    fee: Money
    ends_membership: bool
    waiting: Seconds


@dataclass(frozen=True, slots=True)
class TermsView:
    """The terms of the plan; a cap of 0 is none."""

    step: Money
    reserve: Money
    case_cap: Money
    period_cap: Money
    year_cap: Money
    backstop_cap: Money
    dues: Money
    waiting: Seconds
    period: Seconds
    notice: Seconds
    grace: Seconds
    filing: Seconds
    decision: Seconds
    run_off: Seconds
    min_members: int
    assessors: int
    quorum: int
    jurors: int
    jury_quorum: int
    bond: Money
    reward: Money
    tiers: tuple[TierView, ...]
    levels: tuple[LevelView, ...]
