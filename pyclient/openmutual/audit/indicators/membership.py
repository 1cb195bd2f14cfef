"""Members come and go: who leaves, whether dear periods drive people away; and what no log shows of persons."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

from ...events import EvidenceGranted
from ...records import NOBODY, MemberStatus, Stage, Terms
from ..replay.state import Period, ReplayedPlan
from .figure import PERIODS, Figure, Judgement, Table, judged, share_of
from .record import Record

CROWD = 30
"""Among fewer members, one family that goes is a large share of all."""

EXODUS = Fraction(1, 10)
"""More than this in one period, for several in a row, is how the platforms' end began."""

COMFORT = Fraction(3, 2)
"""Below one and a half times the minimum, a few bad periods end the plan."""

DEARER = Fraction(3, 2)
SHRUNK = Fraction(3, 4)
"""A spiral: shares up by half, members down by a quarter from their most."""

RUN = 6
"""Periods that a comparison of the first third with the last needs."""


def membership_figures(record: Record) -> Iterator[Figure]:
    """Departures, the spiral, the minimum."""
    yield _departures(record)
    yield _spiral(record)
    yield _minimum(record)


def _departures(record: Record) -> Figure:
    plan = record.plan
    rows = [
        (period.number, period.at, joined, period.members, period.share, period.leavers, period.lapsed_members)
        for period, joined in zip(plan.periods, _joins(plan), strict=True)
    ]
    rates = [_departed(period) for period in plan.periods[-PERIODS:] if period.members >= CROWD]
    facts = {
        "members": plan.active,
        "joined": sum(1 for _ in plan.memberships()) + plan.others.memberships,
        "left": sum(period.leavers for period in plan.periods),
        "lapsed": sum(period.lapsed_members for period in plan.periods),
        "periods": len(plan.periods),
    }
    columns = ("period", "announced:time", "joined", "members", "share:money", "leavers", "lapsed")
    odd = len(rates) == PERIODS and min(rates) > EXODUS
    judgement = judged(odd and plan.stage is Stage.OPEN)
    return Figure("departures", judgement, facts, Table(columns, rows), "sentence" if rows else "empty")


def _departed(period: Period) -> Fraction:
    return share_of(period.leavers + period.lapsed_members, period.members + period.leavers)


def _joins(plan: ReplayedPlan) -> list[int]:
    """How many joined before each announcement and after the one in front of it."""
    times = [period.at for period in plan.periods]
    joins = plan.others.joined(times)
    for member in plan.memberships():
        joins[bisect_right(times, member.joined_at)] += 1
    return joins[:-1]


def _spiral(record: Record) -> Figure:
    """What members did after a dearer period and after others; and the first third of the periods against the last."""
    periods = record.plan.periods
    after = [
        (two.share > one.share, three.members < two.members)
        for one, two, three in zip(periods, periods[1:], periods[2:], strict=False)
    ]
    dearer = [shrank for is_dearer, shrank in after if is_dearer]
    others = [shrank for is_dearer, shrank in after if not is_dearer]
    third = max(1, len(periods) // 3)
    early, late = _mean_share(periods[:third]), _mean_share(periods[-third:])
    peak = max((period.members for period in periods), default=0)
    odd = len(periods) >= RUN and peak >= CROWD and late > early * DEARER and record.plan.active < peak * SHRUNK
    facts = {
        "dearer": len(dearer),
        "dearer_shrank": sum(dearer),
        "others": len(others),
        "others_shrank": sum(others),
        "early": early,
        "late": late,
        "peak": peak,
        "members": record.plan.active,
    }
    is_run = len(periods) >= 3
    return Figure("spiral", judged(odd and early > 0), facts, wording="sentence" if is_run else "empty")


def _mean_share(periods: Sequence[Period]) -> int:
    """Base units a unit pays in a period, rounded down."""
    return sum(period.share for period in periods) // len(periods) if periods else 0


def _minimum(record: Record) -> Figure:
    plan = record.plan
    minimum, needed = plan.terms.min_members, units_needed(plan.terms)
    rows = [
        (period.number, period.members, period.units, _margin(period.members, period.units, minimum, needed))
        for period in plan.periods
    ]
    margin = _margin(plan.active, plan.units, minimum, needed)
    facts = {
        "members": plan.active,
        "units": plan.units,
        "minimum": minimum,
        "needed": needed,
        "margin": margin,
    }
    table = Table(("period", "members", "units", "margin:ratio"), rows)
    running = plan.stage is Stage.OPEN and len(plan.periods) > 0
    return Figure("minimum", judged(running and margin < COMFORT), facts, table)


def units_needed(terms: Terms) -> int:
    """Units that pay the dearest case in full at the caps: its due over the cap per case, or else per period."""
    most = terms.period_cap if terms.case_cap == 0 else min(terms.case_cap, terms.period_cap)
    return -(-max((level.due for level in terms.levels), default=0) // max(most, 1))


def _margin(members: int, units: int, minimum: int, needed: int) -> Fraction:
    """How many times there are enough, of members and of units, whichever is the less."""
    return min(Fraction(members, max(minimum, 1)), Fraction(units, max(needed, 1)))


DISTINCT_BYTES = 16
"""A salted hash of 32 bytes has about thirty different ones; one with fewer than this was made up by hand."""


def persons_figures(record: Record) -> Iterator[Figure]:
    """Persons behind memberships, privacy, and the rest that is beyond any ledger."""
    yield _identity(record)
    yield _privacy(record)
    yield Figure("beyond-the-log", Judgement.UNANSWERED)


def _identity(record: Record) -> Figure:
    """Where an attestor vouches, every membership that holds a place has taken a nullifier."""
    plan = record.plan
    standing = [member for member in plan.members.values() if member.status is not MemberStatus.WITHDRAWN]
    attested = {(member.account, member.joined_at) for member in plan.nullifiers.values()}
    without = sum((member.account, member.joined_at) not in attested for member in standing)
    without += plan.others.standing - plan.others.attested
    members = len(standing) + plan.others.standing
    facts = {"members": members, "attested": members - without, "without": without}
    if plan.roles.attestor == NOBODY:
        return Figure("one-person-one-membership", Judgement.UNANSWERED, facts, wording="empty")
    return Figure("one-person-one-membership", judged(False, without > 0), facts)


def _privacy(record: Record) -> Figure:
    hashes = [case.commitment for case in record.plan.cases]
    weak = sum(len(set(each)) < DISTINCT_BYTES for each in hashes)
    grants = [event for event, _ in record.of(EvidenceGranted)]
    facts = {
        "events": len(record.history) + record.plan.others.logs,
        "cases": len(hashes),
        "weak": weak,
        "grants": len(grants),
        "readers": len({event.reader for event in grants}),
    }
    return Figure("privacy", judged(weak > 0), facts)
