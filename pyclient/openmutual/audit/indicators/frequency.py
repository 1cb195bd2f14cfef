"""Whether there are more cases than people fall ill, by the public table and with exact intervals."""

from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import exp, lgamma, log

from ...money import DAY
from ...records import Level
from ..replay.state import Case
from .figure import FEW, Figure, Table, judged
from .morbidity import cover
from .record import Record, waiting_of

LEVEL = Fraction(95, 100)
"""How often the interval holds what is true, if the events are independent."""

STRICT = Fraction(999, 1000)
"""The level for calling something unusual: of many figures that an audit looks at, one in twenty would be so anyway."""

_GRAIN = 10**6


def interval(count: int, level: Fraction = LEVEL) -> tuple[Fraction, Fraction]:
    """The least and the most that could be expected where so many were counted, to a millionth.

    At the least, so many or more come up with probability (1 - level) / 2; at the most, so many or fewer.
    """
    tail = float((1 - level) / 2)
    low = _solve(lambda expected: _at_least(count, expected) < tail, 0.0, float(count)) if count else 0.0
    far = count + 10 * (count + 10) ** 0.5 + 20
    high = _solve(lambda expected: _at_most(count, expected) > tail, float(count), far)
    return Fraction(round(low * _GRAIN), _GRAIN), Fraction(round(high * _GRAIN), _GRAIN)


def _solve(is_below: Callable[[float], bool], low: float, high: float) -> float:
    """Where a condition that holds at the low end ceases to, by halving."""
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return low


def _at_least(count: int, expected: float) -> float:
    """The probability of so many or more.  Terms fall from the first on, as fewer are expected."""
    total, term, each = 0.0, _probability(count, expected), count
    while term > total * 1e-17:
        total += term
        each += 1
        term *= expected / each
    return total


def _at_most(count: int, expected: float) -> float:
    """The probability of so many or fewer.  Terms fall downward, as more are expected."""
    total, term, each = 0.0, _probability(count, expected), count
    while term > total * 1e-17:
        total += term
        term *= each / expected
        each -= 1
    return total


def _probability(count: int, expected: float) -> float:
    return exp(count * log(expected) - expected - lgamma(count + 1)) if expected else float(count == 0)


SOON = 30 * DAY
"""What counts as just past the waiting period."""


def frequency_figures(record: Record) -> Iterator[Figure]:
    """Cases against the incidence table, and against the calendar of each membership."""
    yield _against_the_table(record)
    yield _just_past_waiting(record)


def _against_the_table(record: Record) -> Figure:
    """Unusual is only what no plausible membership explains.

    Too few are never more than worth a look: cases are filed late, and who is insured is not who joins.
    """
    levels = record.plan.terms.levels
    grave = _grave(levels)
    waiting = min((levels[level].waiting for level in grave), default=record.plan.terms.waiting)
    exposure = cover(record.plan, waiting, record.cover_closes)
    observed = sum(case.level in grave for case in record.approved)
    expected, least, most = record.assumptions.expected(exposure)
    low, high = interval(observed)
    enough = observed >= FEW
    too_few = least >= FEW and least > high
    facts = {
        "observed": observed,
        "days": exposure // DAY,
        "expected": expected,
        "least": least,
        "most": most,
        "low": low,
        "high": high,
        "factor": record.assumptions.factor,
    }
    judgement = judged((enough and most < low) or too_few, enough and most < interval(observed, STRICT)[0])
    return Figure("cases-expected", judgement, facts, wording="sentence" if exposure else "empty")


def _grave(levels: tuple[Level, ...]) -> set[int]:
    """The levels that the table is about: those that end the membership, or all if none does."""
    ending = {number for number, level in enumerate(levels) if level.ends_membership}
    return ending or set(range(len(levels)))


def _just_past_waiting(record: Record) -> Figure:
    cases = record.approved
    early = [case for case in cases if _after_cover_began(case, record) < SOON]
    expected = _if_spread_evenly(cases, record)
    low, high = interval(len(early))
    enough = len(early) >= FEW
    strict = interval(len(early), STRICT)[0]
    judgement = judged(enough and expected < low, enough and expected < strict and len(early) >= 2 * expected)
    facts = {
        "observed": len(early),
        "cases": len(cases),
        "span": SOON,
        "expected": expected,
        "low": low,
        "high": high,
    }
    rows = [
        (case.number, _cover_began(case, record), case.diagnosed_at, _after_cover_began(case, record)) for case in early
    ]
    table = Table(("case", "covered_from:time", "diagnosed:time", "after:days"), rows)
    return Figure("just-past-waiting", judgement, facts, table, "sentence" if cases else "empty")


def _cover_began(case: Case, record: Record) -> int:
    """For the level that was filed for: an award of another does not change when cover began."""
    return case.joined_at + waiting_of(record.plan, case.filed_level)


def _after_cover_began(case: Case, record: Record) -> int:
    return case.diagnosed_at - _cover_began(case, record)


def _if_spread_evenly(cases: list[Case], record: Record) -> Fraction:
    """How many of the cases would be just past waiting if every day under cover were as likely as any other."""
    plan, expected = record.plan, Fraction(0)
    for waiting, count in Counter(waiting_of(plan, case.filed_level) for case in cases).items():
        whole = cover(plan, waiting, record.cover_closes)
        if whole:
            expected += Fraction(count * cover(plan, waiting, record.cover_closes, SOON), whole)
    return expected
