"""Random plans: reserves tight enough for members to lapse, caps that bite, windows that end while somebody looks."""

from dataclasses import replace
from random import Random

from openmutual.records import JuryTerms, Level, Terms, Tier

HOUR, DAY = 60 * 60, 24 * 60 * 60
YEAR = 365 * DAY
MOODS = ["mild", "strict", "divided", "careless", "silent", "absent"]
"""What jurors are like, the same in both draws of a dispute; to the absent ones it never comes, for nobody draws."""


def some_plan(chance: Random) -> Terms:
    """A plan of ordinary windows; one time in four, of the shortest."""
    terms = some_terms(chance)
    return shortened(terms, chance) if chance.random() < 0.25 else terms


def shortened(terms: Terms, chance: Random) -> Terms:
    """All windows as short as they may be, or as blocks still can keep up with."""
    jury = replace(terms.jury, commit=HOUR, reveal=HOUR)
    run_off, grace = chance.choice([0, HOUR]), chance.choice([0, HOUR])
    windows = {"notice": 300, "filing": 60, "decision": 300, "grace": grace, "run_off": run_off}
    return replace(terms, period=HOUR, jury=jury, **windows)


def some_terms(chance: Random) -> Terms:
    """Reserves tight enough for members to lapse, caps that bite, windows that end while somebody looks."""
    step = chance.choice([1, 5])
    period_cap, dues = step * chance.randint(2, 25), step * chance.choice([0, 0, 1, 4])
    reserve, waiting = period_cap + dues, chance.choice([0, 0, 10 * DAY])
    fee = chance.choice([0, 2, 7])
    return Terms(
        step=step,
        tiers=(Tier("one", 1, reserve), Tier("three", 3, 3 * reserve + chance.choice([0, 1, 3 * step]))),
        levels=(
            Level("severe", step * chance.randint(20, 120), fee, True, waiting),
            Level("mild", step * chance.randint(5, 60), fee, False, waiting),
            Level("accident", chance.randint(1, 20), 0, chance.choice([True, False]), 0),
        ),
        case_cap=step * chance.choice([0, 0, 0, 3, 9]),
        period_cap=period_cap,
        year_cap=chance.choice([0, 0, period_cap, 3 * period_cap]),
        backstop_cap=chance.choice([0, 0, 7]),
        dues=dues,
        waiting=waiting,
        period=14 * DAY,
        notice=3 * DAY,
        grace=chance.choice([0, 20, 40, 60, 60]) * DAY,
        filing=chance.choice([5, 50, 200]) * DAY,
        decision=chance.choice([5, 30]) * DAY,
        run_off=chance.choice([0, 60]) * DAY,
        min_members=chance.choice([0, 2, 4]),
        assessors=3,
        quorum=chance.choice([2, 2, 3]),
        jury=some_jury(chance),
    )


def some_jury(chance: Random) -> JuryTerms:
    """Small enough to be drawn from six people; even ones are tied now and then."""
    size = chance.choice([1, 2, 2, 3])
    reward = chance.choice([0, 2, 12, 70])
    return JuryTerms(
        size=size,
        quorum=chance.randint(1, size),
        bond=size * reward + chance.choice([0, 5]),
        reward=reward,
        commit=2 * DAY,
        reveal=2 * DAY,
    )


MOST_TELLING = {
    "mild": JuryTerms(size=1, quorum=1, bond=7, reward=2, commit=2 * DAY, reveal=2 * DAY),
    "strict": JuryTerms(size=1, quorum=1, bond=70, reward=70, commit=2 * DAY, reveal=2 * DAY),
    "divided": JuryTerms(size=2, quorum=2, bond=5, reward=0, commit=2 * DAY, reveal=2 * DAY),
    "careless": JuryTerms(size=3, quorum=2, bond=36, reward=12, commit=2 * DAY, reveal=2 * DAY),
    "silent": JuryTerms(size=1, quorum=1, bond=12, reward=12, commit=2 * DAY, reveal=2 * DAY),
    "absent": JuryTerms(size=4, quorum=3, bond=12, reward=3, commit=2 * DAY, reveal=2 * DAY),
}
"""The jury that lets a mood be seen best."""


def plan_for_court(terms: Terms, mood: str) -> Terms:
    """A plan in which cases come before the jury soon, and are paid in part by the backstop."""
    cap = 3 * terms.step if mood == "strict" else terms.case_cap
    levels = tuple(replace(level, waiting=0) for level in terms.levels)
    changed = replace(terms, jury=MOST_TELLING[mood], levels=levels, case_cap=cap, backstop_cap=0)
    return replace(changed, waiting=0, filing=200 * DAY, min_members=0)
