"""The terms that tests make plans of: one small plan with round numbers, and variations of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openmutual.records import JuryTerms, Level, Terms, Tier

DAY = 24 * 60 * 60

TERMS = Terms(
    step=1,
    tiers=(Tier("one", 1, 30), Tier("three", 3, 90)),
    levels=(
        Level("severe", benefit=300, fee=24, ends_membership=True, waiting=90 * DAY),
        Level("mild", benefit=50, fee=4, ends_membership=False, waiting=90 * DAY),
        Level("accident", benefit=20, fee=0, ends_membership=True, waiting=0),
        Level("bruise", benefit=10, fee=0, ends_membership=False, waiting=0),
    ),
    case_cap=0,
    period_cap=10,
    year_cap=0,
    backstop_cap=0,
    dues=0,
    waiting=90 * DAY,
    period=14 * DAY,
    notice=3 * DAY,
    grace=30 * DAY,
    filing=365 * DAY,
    decision=30 * DAY,
    run_off=180 * DAY,
    min_members=0,
    assessors=3,
    quorum=2,
    jury=JuryTerms(size=5, quorum=3, bond=50, reward=2, commit=2 * DAY, reveal=2 * DAY),
)


def terms(**changes: Any) -> Terms:
    """The small plan's terms, with some of them changed."""
    return replace(TERMS, **changes)
