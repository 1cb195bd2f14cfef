"""The announcement, one member at a time: what cases need, what each pays, what each case gets (rules, section 5).

Where they come from.  A period has `n[l]` cases of level `l`, each asking for `due[l] = benefit[l] + fee[l]`.
`U` units stand ready to pay.

1. A unit pays at most `caseCap` for one case, so one case can raise at most `caseCap × U`: what it asks of the
   members is `a[l] = min(due[l], caseCap × U)`, and all cases together `need = Σ n[l] × a[l]`.
2. Money left from earlier periods (the surplus) is used first.  The rest is split evenly.  Splitting must not
   lose anything, so the share is rounded *up*, to a whole step; what comes in too much is the next surplus.
3. A unit pays at most `periodCap` for a period.  If that does not raise the need, all cases are cut in the same
   proportion, rounded *down*; again the crumbs are the next surplus.
   If the year's cap leaves less than that share, nobody is charged and nobody is cut: the whole queue waits.
4. What a case then lacks of its `due` is its gap.  The backstop fills gaps, all in the same proportion.

Rounding is always against the one who is paid now and for the pot, and the pot is carried over to the last
base unit: `share × U + surplus before = Σ n[l] × m[l] + surplus after`, with equality.

All money is in base units, per unit where a name says so.

The order matters.  First it is settled what the period costs and who pays (:func:`share_out`); then everybody pays,
one after the other; then the cases get their money; only then is looked who has too little left, and who leaves.
So whoever was a member when the period began to be shared has paid for it, the leavers and the lapsed too.

Why a charge can always be paid.  Before an announcement every active member holds at least the reserve for each
unit (I2): they joined with that much, came back with that much, or kept that much at the last announcement.  A
unit is charged at most `periodCap + dues`, which is the reserve.  So at least 0 is left.  A leaver was active
when they asked to leave, and pays once: at least 0 is left, too.  Afterwards whoever holds less than the reserve
lapses, which is I2 again for all who stay.  No share can fail to be collected, so nobody has to advance money.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import AnnouncementTooEarly, PlanClosed
from ..records import Announcement, CaseStatus, MemberStatus, Stage, Terms
from . import closing
from .state import YEAR, Case, Member, PlanState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one announcement charges and grants, before anybody's balance has been touched.

    Attributes:
        share: what one unit pays for the cases.
        from_members: by level, what one case gets of the members' money: `m[l]`.
        from_backstop: by level, what one case gets of the sponsors' money: `b[l]`.
        surplus: what stands in the surplus afterwards.
        backstop_used: `Σ n[l] × b[l]`.
        waits: whether the queue waits, because the year's cap leaves too little; then no level gets anything.
    """

    share: int
    from_members: Mapping[str, int]
    from_backstop: Mapping[str, int]
    surplus: int
    backstop_used: int
    waits: bool = False


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

    share = share_per_unit(need - surplus, units, terms.step, terms.period_cap)
    if terms.year_cap and share > terms.year_cap - charged_this_year:
        return Outcome(share=0, from_members={}, from_backstop={}, surplus=surplus, backstop_used=0, waits=True)
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


PAYING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
"""Who shares.  Members in their waiting period do: they are active."""


def announce(plan: PlanState) -> Announcement:
    """Close the period: charge every member, fund every queued case, see who lapses and who has left.

    Raises:
        PlanClosed, AnnouncementTooEarly: in this order.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    earliest = plan.last_announced_at + plan.terms.period
    if plan.now < earliest:
        raise AnnouncementTooEarly(earliest)
    queue = [case for case in plan.cases if case.status == CaseStatus.APPROVED]
    units = plan.units(*PAYING)

    # What the period costs: the formulas, with the money as it stands before anybody is charged.
    begin_year(plan)
    cases = Counter(case.level.name for case in queue)
    outcome = share_out(plan.terms, cases, units, plan.surplus, plan.backstop, plan.charged_this_year)
    dues = plan.terms.dues if plan.stage == Stage.OPEN and units else 0

    # Who pays, what it pays for, and what that leaves of the members.
    charge_everybody(plan, outcome.share, dues)
    keep_books(plan, outcome, dues, units)
    announced = [] if outcome.waits else queue
    for case in announced:
        fund(plan, case, outcome)
    lapsed = lapse(plan)
    if not (outcome.waits and plan.stage == Stage.CLOSING):
        let_leavers_go(plan)
    report = Announcement(
        period=plan.period,
        at=plan.now,
        units=units,
        cases=dict(Counter(case.level.name for case in announced)),
        waiting=dict(cases) if outcome.waits else {},
        share=outcome.share,
        dues=dues,
        collected=outcome.share * units,
        payout={name: each + outcome.from_backstop[name] for name, each in outcome.from_members.items()},
        backstop_used=outcome.backstop_used,
        surplus=plan.surplus,
        lapsed=lapsed,
    )
    plan.announcements.append(report)
    plan.last_announced_at = plan.now
    watch_minimum(plan)
    return report


def begin_year(plan: PlanState) -> None:
    """Start a new plan year if one has begun since the last announcement; years count from the deployment."""
    year = (plan.now - plan.deployed_at) // YEAR
    if year != plan.year:
        plan.year, plan.charged_this_year = year, 0


def charge_everybody(plan: PlanState, share: int, dues: int) -> None:
    """Take `share + dues` base units for each unit from every member who pays, out of their own balance.

    A lapsed member pays nothing, but what they miss is counted: it is the price of coming back.
    """
    for member in plan.members.values():
        charge = member.units * (share + dues)
        if member.status in PAYING:
            member.balance -= charge
            member.paid += charge
            member.shared += member.units * share
        elif member.status == MemberStatus.LAPSED:
            member.missed += charge
            member.missed_shares += member.units * share


def keep_books(plan: PlanState, outcome: Outcome, dues: int, units: int) -> None:
    """Move what was collected to where it belongs; what the cases get leaves surplus and backstop.

    The members have paid `(share + dues) × U`.  The dues are the operator's.  The share went into the pot together
    with the old surplus, and the formulas have said already what the pot keeps after the cases are funded.
    A year's cap is about sharing, so dues do not count towards it.
    """
    plan.surplus = outcome.surplus
    plan.backstop -= outcome.backstop_used
    plan.operator_credit += dues * units
    plan.index += outcome.share + dues
    plan.shares += outcome.share
    plan.charged_this_year += outcome.share


def fund(plan: PlanState, case: Case, outcome: Outcome) -> None:
    """Announce one case: it has its money now, and its notice begins.

    All cases of a level get the same, whoever was first.
    """
    case.status = CaseStatus.ANNOUNCED
    case.announced_at, case.announced_in = plan.now, plan.period
    case.from_members = outcome.from_members[case.level.name]
    case.from_backstop = outcome.from_backstop[case.level.name]


def lapse(plan: PlanState) -> int:
    """Lapse (失效) every active member who no longer holds the reserve; returns how many.

    They have paid this announcement: a reserve holds a whole period, so nobody's balance can have run below 0.
    """
    active = plan.with_status(MemberStatus.ACTIVE)
    lapsing = [member for member in active if member.balance < member.units * plan.terms.reserve]
    for member in lapsing:
        member.status = MemberStatus.LAPSED
        end_cover(plan, member)
    return len(lapsing)


def let_leavers_go(plan: PlanState) -> None:
    """Whoever was leaving has paid for the last time; what they hold now is final.

    In a closing whose queue waits they do not go yet: running away from cases that are known gains nothing.
    """
    for member in plan.with_status(MemberStatus.LEAVING):
        member.status = MemberStatus.LEFT
        end_cover(plan, member)


def end_cover(plan: PlanState, member: Member) -> None:
    """This announcement was the last that they paid."""
    member.cover_ended_at, member.cover_ended_in = plan.now, plan.period


ENOUGH = 2
"""Announcements in a row after which a plan has its minimum of members: then it has reached it, for ever."""


def watch_minimum(plan: PlanState) -> None:
    """Close an open plan that has had too few members for longer than the grace (最低人数).

    Only one that had reached its minimum can have too few: nobody's membership lasts from one announcement to the
    next but one on borrowed money.
    """
    if plan.stage != Stage.OPEN:
        return
    reached = plan.enough == ENOUGH
    if plan.count(MemberStatus.ACTIVE) >= max(1, plan.terms.min_members):
        plan.enough = min(plan.enough + 1, ENOUGH)
        plan.below_since = None
    elif not reached:
        plan.enough = 0
    elif plan.below_since is None:
        plan.below_since = plan.now
    elif plan.now >= plan.below_since + plan.terms.grace:
        closing.begin(plan, plan.period - 1)
