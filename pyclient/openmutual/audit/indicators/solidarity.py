"""Who paid for whom: by tier exactly, from the log; by age only where the attestor tells how many of each there are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..counts import FEWEST, Cell, TierCounts
from ..replay.members import balance
from ..replay.state import Case, Membership, ReplayedPlan
from .figure import FEW, Figure, Judgement, Table, judged
from .frequency import interval
from .morbidity import YEAR, covered
from .record import Record

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class TierTotals:
    """What the memberships of a tier came to.

    Attributes:
        memberships: all there ever were.
        paid: shares and dues, back-pay included; `received` the benefits that claimants were paid.
        exposure: seconds under cover; `cases` those that were let through.
    """

    name: str
    memberships: int
    paid: int
    received: int
    exposure: int
    cases: int

    @property
    def ratio(self) -> Fraction | None:
        """What members got for one that they paid."""
        return Fraction(self.received, self.paid) if self.paid > 0 else None


def solidarity_figures(record: Record) -> Iterator[Figure]:
    """By tier what was paid and received, and cases; by age what was paid, if it can be told."""
    totals = tier_totals(record)
    yield _paid_by_tier(totals)
    yield _cases_by_tier(record, totals)
    yield _paid_by_age(record, totals)


def tier_totals(record: Record) -> list[TierTotals]:
    """Each tier of the terms, in their order; memberships of tiers that there are not are left out."""
    plan = record.plan
    memberships, paid, exposure = Counter[int](), Counter[int](), Counter[int]()
    tier_of: dict[tuple[str, int], int] = {}
    for member in plan.memberships():
        memberships[member.tier] += 1
        paid[member.tier] += paid_by(plan, member)
        exposure[member.tier] += covered(plan, member, plan.terms.waiting, record.cover_closes)
        tier_of[member.account, member.joined_at] = member.tier
    for tier, (count, amount) in enumerate(plan.others.by_tier()):
        memberships[tier] += count
        paid[tier] += amount
    for tier, seconds in enumerate(plan.others.covered(plan.terms.waiting, record.cover_closes, None)):
        exposure[tier] += seconds
    received, cases = Counter[int](), Counter[int]()
    for case in plan.cases:
        received[_tier(case, tier_of)] += case.benefit_paid
    for case in record.approved:
        cases[_tier(case, tier_of)] += 1
    return [
        TierTotals(tier.name, memberships[place], paid[place], received[place], exposure[place], cases[place])
        for place, tier in enumerate(plan.terms.tiers)
    ]


def paid_by(plan: ReplayedPlan, member: Membership) -> int:
    """Base units that a membership paid in shares and dues: brought, less taken out, less what is left.

    A rebate is no payment: `taken` does not count it.
    """
    return member.brought - member.taken - balance(plan, member)


def _tier(case: Case, tier_of: Mapping[tuple[str, int], int]) -> int:
    """The tier of the membership under which a case was filed; -1 if there is none."""
    return tier_of.get((case.claimant, case.joined_at), -1)


def _paid_by_tier(totals: Sequence[TierTotals]) -> Figure:
    rows = [
        (each.name, each.memberships, each.paid, each.received, each.received - each.paid, each.ratio)
        for each in totals
    ]
    table = Table(("tier", "memberships", "paid:money", "received:money", "net:money", "ratio:ratio"), rows)
    paying = sorted((each for each in totals if each.ratio is not None), key=lambda each: each.ratio or ZERO)
    facts = {
        "paid": sum(each.paid for each in totals),
        "received": sum(each.received for each in totals),
        "most": paying[-1].name if paying else "",
        "least": paying[0].name if paying else "",
    }
    wording = "sentence" if len(paying) > 1 else "single" if paying else "empty"
    return Figure("paid-by-tier", Judgement.FINE, facts, table, wording)


def _cases_by_tier(record: Record, totals: Sequence[TierTotals]) -> Figure:
    """Expected cases are scaled to as many as there were: how ill all are together is another figure."""
    counts = counts_of(record)
    rates = [_rate(counts.of(each.name)) if counts is not None else Fraction(1) for each in totals]
    weights = [rate * each.exposure for rate, each in zip(rates, totals, strict=True)]
    observed, whole = sum(each.cases for each in totals), sum(weights, ZERO)
    expected = [observed * weight / whole if whole else ZERO for weight in weights]
    intervals = [interval(each.cases) for each in totals]
    odd = [
        each.name for each, (low, high), due in zip(totals, intervals, expected, strict=True) if not low <= due <= high
    ]
    rows = [
        (each.name, each.exposure, each.cases, low, high, due)
        for each, (low, high), due in zip(totals, intervals, expected, strict=True)
    ]
    table = Table(("tier", "days:days", "observed", "low:ratio", "high:ratio", "expected:ratio"), rows)
    facts = {"expected": whole / YEAR, "observed": observed, "odd": odd or None}
    told = counts is not None and any(each.name in odd and each.cases >= FEW for each in totals)
    wording = "empty" if not observed or not whole else "alike" if counts is None else "sentence"
    return Figure("cases-by-tier", judged(told and wording != "empty"), facts, table, wording)


def counts_of(record: Record) -> TierCounts | None:
    """The published counts, if this plan's attestor signed them and they tell of every tier that has members."""
    counts = record.assumptions.counts
    return counts if counts is not None and not _refusal(record, counts) else None


def _refusal(record: Record, counts: TierCounts) -> str:
    """Why counts cannot be used, as a wording of the figure; empty if they can."""
    plan = record.plan
    if counts.signer.lower() != plan.roles.attestor.lower():
        return "unsigned"
    known = [tier.name for tier in plan.terms.tiers]
    peopled = {known[member.tier] for member in plan.memberships() if 0 <= member.tier < len(known)}
    peopled |= {known[tier] for tier, (count, _) in enumerate(plan.others.by_tier()) if count}
    return "" if peopled <= {cell.tier for cell in counts.cells} <= set(known) else "foreign"


def _rate(cells: Sequence[Cell]) -> Fraction:
    """Cases a year of one member of a tier, by the counts of its bands."""
    members = sum(cell.members for cell in cells)
    return sum((cell.members * cell.rate for cell in cells), ZERO) / members if members else ZERO


def _paid_by_age(record: Record, totals: Sequence[TierTotals]) -> Figure:
    counts = record.assumptions.counts
    columns = ("band", "members", "paid:money", "expected:money", "ratio:ratio")
    refusal = "empty" if counts is None else _refusal(record, counts)
    if counts is None or refusal:
        return Figure("paid-by-age", Judgement.UNANSWERED, {}, Table(columns, ()), refusal)
    rows = _bands(counts, totals)
    ranked = sorted(rows, key=lambda row: row[4] or ZERO)
    facts = {
        "at": counts.at,
        "members": sum(cell.members for cell in counts.cells),
        "fewest": FEWEST,
        "most": ranked[-1][0],
        "least": ranked[0][0],
    }
    return Figure("paid-by-age", Judgement.FINE, facts, Table(columns, rows))


def _bands(counts: TierCounts, totals: Sequence[TierTotals]) -> list[tuple[str, int, int, int, Fraction | None]]:
    """Each band over all tiers: members, what they paid, their expected part of all benefits, and that for one paid.

    The parts add up to what all were paid, so that they are of this plan's own illness, and not of the table's.
    """
    received = sum(each.received for each in totals)
    bands = list(dict.fromkeys(cell.band for cell in counts.cells))
    asked = dict.fromkeys(bands, ZERO)
    paid, members = dict(asked), Counter[str]()
    for each in totals:
        cells = counts.of(each.name)
        in_tier = sum(cell.members for cell in cells)
        for cell in cells:
            part = Fraction(cell.members, in_tier)
            members[cell.band] += cell.members
            paid[cell.band] += part * each.paid
            asked[cell.band] += part * each.exposure * cell.rate * _benefit(each, totals)
    whole = sum(asked.values(), ZERO)
    parts = {band: received * asked[band] / whole if whole else ZERO for band in bands}
    return [
        (
            band,
            members[band],
            round(paid[band]),
            round(parts[band]),
            parts[band] / paid[band] if paid[band] > 0 else None,
        )
        for band in bands
    ]


def _benefit(tier: TierTotals, totals: Sequence[TierTotals]) -> Fraction:
    """What a case of a tier was paid on average; of all tiers where it had none."""
    if tier.cases:
        return Fraction(tier.received, tier.cases)
    return Fraction(sum(each.received for each in totals), max(1, sum(each.cases for each in totals)))
