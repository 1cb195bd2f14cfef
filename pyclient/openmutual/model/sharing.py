"""The formulas of an announcement (rules, section 5) as pure functions of plain integers.

Where they come from.  A period has `n[l]` cases of level `l`, each asking for `due[l] = benefit[l] + fee[l]`.
`U` units stand ready to pay.

1. A unit pays at most `caseCap` for one case, so one case can raise at most `caseCap × U`: what it asks of the
   members is `a[l] = min(due[l], caseCap × U)`, and all cases together `need = Σ n[l] × a[l]`.
2. Money left from earlier periods (the surplus) is used first.  The rest is split evenly.  Splitting must not
   lose anything, so the share is rounded *up*, to a whole step; what comes in too much is the next surplus.
3. A unit pays at most `periodCap` for a period, and at most what the year's cap leaves.  If that does not raise
   the need, all cases are cut in the same proportion, rounded *down*; again the crumbs are the next surplus.
4. What a case then lacks of its `due` is its gap.  The backstop fills gaps, all in the same proportion.

Rounding is always against the one who is paid now and for the pot, and the pot is carried over to the last
base unit: `share × U + surplus before = Σ n[l] × m[l] + surplus after`, with equality.

All money is in base units, per unit where a name says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ..records import Terms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one announcement charges and grants, before anybody's balance has been touched.

    Attributes:
        share: what one unit pays for the cases.
        from_members: by level, what one case gets of the members' money: `m[l]`.
        from_backstop: by level, what one case gets of the sponsors' money: `b[l]`.
        surplus: what stands in the surplus afterwards.
        backstop_used: `Σ n[l] × b[l]`.
    """

    share: int
    from_members: Mapping[str, int]
    from_backstop: Mapping[str, int]
    surplus: int
    backstop_used: int


def share_out(
    terms: Terms, queue: Mapping[str, int], units: int, surplus: int, backstop: int, charged_this_year: int
) -> Outcome:
    """Work out one announcement.

    Args:
        terms: caps, step and levels are read.
        queue: cases queued, by level: `n[l]`.
        units: units that pay: `U`.  0 is allowed: then surplus and backstop pay what they can.
        surplus: what earlier periods left.
        backstop: what the sponsors have in it.
        charged_this_year: what a unit has paid for cases in this plan year so far.
    """
    asked = {name: asked_of_members(terms.level(name).due, terms.case_cap, units) for name in queue}
    need = sum(count * asked[name] for name, count in queue.items())

    share = share_per_unit(need - surplus, units, terms.step, most_per_unit(terms, charged_this_year))
    pot = share * units + surplus
    from_members = {name: in_proportion(asked[name], pot, need) for name in queue}

    gaps = {name: terms.level(name).due - from_members[name] for name in queue}
    gap = sum(count * gaps[name] for name, count in queue.items())
    ready = min(backstop, terms.backstop_cap) if terms.backstop_cap else backstop
    from_backstop = {name: in_proportion(gaps[name], ready, gap) for name in queue}

    return Outcome(
        share=share,
        from_members=from_members,
        from_backstop=from_backstop,
        surplus=pot - sum(count * from_members[name] for name, count in queue.items()),
        backstop_used=sum(count * from_backstop[name] for name, count in queue.items()),
    )


def asked_of_members(due: int, case_cap: int, units: int) -> int:
    """`a[l]`: what one case asks of all members together, under the cap of a single case.

    With nobody to pay, no cap is at stake, and the whole due is asked of the surplus.
    """
    return min(due, case_cap * units) if case_cap and units else due


def most_per_unit(terms: Terms, charged_this_year: int) -> int:
    """The most a unit may pay now: the period's cap, or less when the year's cap runs out."""
    if not terms.year_cap:
        return terms.period_cap
    return min(terms.period_cap, terms.year_cap - charged_this_year)


def share_per_unit(missing: int, units: int, step: int, most: int) -> int:
    """What one unit pays so that all together raise `missing`, as far as `most` allows.

    Example: two cases of 324,000 yuan over 23 million units are 0.0281… yuan each.  Rounded up to the fen that is
    0.03, which raises 690,000: 42,000 more than were needed.
    """
    if units == 0 or missing <= 0:
        return 0
    exact = -(-missing // units)
    return min(-(-exact // step) * step, most)


def in_proportion(claim: int, means: int, claims: int) -> int:
    """What one claim gets when all `claims` together meet these means: all of it, or the same part as the rest.

    Rounded down, so the parts together never exceed the means.
    """
    return claim if means >= claims else claim * means // claims
