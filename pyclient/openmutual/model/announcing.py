"""The announcement (公示; rules, section 5): the only place where anybody is charged.

The order matters.  First it is settled what the period costs and who pays (:mod:`sharing`); then everybody pays,
one after the other; then the cases get their money; only then is looked who has too little left, and who leaves.
So whoever was a member when the period began to be shared has paid for it, the leavers and the lapsed too.

Why a charge can always be paid.  Before an announcement every active member holds at least the reserve for each
unit (I2): they joined with that much, came back with that much, or kept that much at the last announcement.  A
unit is charged at most `periodCap + dues`, which is the reserve.  So at least 0 is left.  A leaver was active
when they asked to leave, and pays once: at least 0 is left, too.  Afterwards whoever holds less than the reserve
lapses, which is I2 again for all who stay.  No share can fail to be collected, so nobody has to advance money.
"""

from collections import Counter

from ..errors import AnnouncementTooEarly, NothingToAnnounce, PlanClosed
from ..records import Announcement, CaseStatus, MemberStatus, Stage
from . import closing, membership
from .sharing import Outcome, share_out
from .state import YEAR, Case, Plan

PAYING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
"""Who shares.  Members in their waiting period do: they are active."""


def announce(plan: Plan) -> Announcement:
    """Close the period: charge every member, fund every queued case, see who lapses and who has left.

    Raises:
        PlanClosed, AnnouncementTooEarly, NothingToAnnounce: in this order.
    """
    queue = [case for case in plan.cases if case.status == CaseStatus.APPROVED]
    units = plan.units(*PAYING)
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    earliest = plan.last_announced_at + plan.terms.period
    if plan.now < earliest:
        raise AnnouncementTooEarly(earliest)
    if units == 0 and not queue:
        raise NothingToAnnounce

    # What the period costs: the formulas, with the money as it stands before anybody is charged.
    begin_year(plan)
    cases = Counter(case.level.name for case in queue)
    outcome = share_out(plan.terms, cases, units, plan.surplus, plan.backstop, plan.charged_this_year)
    dues = plan.terms.dues if plan.stage == Stage.OPEN else 0

    # Who pays, what it pays for, and what that leaves of the members.
    charge_everybody(plan, outcome.share + dues)
    keep_books(plan, outcome, dues, units)
    for case in queue:
        fund(plan, case, outcome)
    lapsed = lapse(plan)
    let_leavers_go(plan)
    report = Announcement(
        period=len(plan.announcements),
        at=plan.now,
        units=units,
        cases=dict(cases),
        share=outcome.share,
        dues=dues,
        collected=outcome.share * units,
        payout={name: outcome.from_members[name] + outcome.from_backstop[name] for name in cases},
        backstop_used=outcome.backstop_used,
        surplus=plan.surplus,
        lapsed=lapsed,
    )
    plan.announcements.append(report)
    plan.last_announced_at = plan.now
    watch_minimum(plan)
    return report


def begin_year(plan: Plan) -> None:
    """Start a new plan year if one has begun since the last announcement; years count from the deployment."""
    year = (plan.now - plan.deployed_at) // YEAR
    if year != plan.year:
        plan.year, plan.charged_this_year = year, 0


def charge_everybody(plan: Plan, per_unit: int) -> None:
    """Take `per_unit` base units for each unit from every member who pays, out of their own balance.

    A lapsed member pays nothing, but what they miss is counted: it is the price of coming back.
    """
    for member in plan.members.values():
        charge = member.units * per_unit
        if member.status in PAYING:
            member.balance -= charge
            member.paid += charge
        elif member.status == MemberStatus.LAPSED:
            member.missed += charge


def keep_books(plan: Plan, outcome: Outcome, dues: int, units: int) -> None:
    """Move what was collected to where it belongs; what the cases get leaves surplus and backstop.

    The members have paid `(share + dues) × U`.  The dues are the operator's.  The share went into the pot together
    with the old surplus, and the formulas have said already what the pot keeps after the cases are funded.
    A year's cap is about sharing, so dues do not count towards it.
    """
    plan.surplus = outcome.surplus
    plan.backstop -= outcome.backstop_used
    plan.operator_credit += dues * units
    plan.index += outcome.share + dues
    plan.charged_this_year += outcome.share


def fund(plan: Plan, case: Case, outcome: Outcome) -> None:
    """Announce one case: it has its money now, and its notice begins.

    All cases of a level get the same, whoever was first.
    """
    case.status = CaseStatus.ANNOUNCED
    case.announced_at = plan.now
    case.from_members = outcome.from_members[case.level.name]
    case.from_backstop = outcome.from_backstop[case.level.name]


def lapse(plan: Plan) -> int:
    """Lapse (失效) every active member who no longer holds the reserve; returns how many.

    They have paid this announcement: a reserve holds a whole period, so nobody's balance can have run below 0.
    """
    active = plan.with_status(MemberStatus.ACTIVE)
    lapsing = [member for member in active if member.balance < member.units * plan.terms.reserve]
    for member in lapsing:
        member.status = MemberStatus.LAPSED
        member.cover_ended_at = plan.now
    return len(lapsing)


def let_leavers_go(plan: Plan) -> None:
    """Whoever was leaving has paid for the last time; what they hold now is final."""
    for member in plan.with_status(MemberStatus.LEAVING):
        member.status = MemberStatus.LEFT
        member.cover_ended_at = plan.now


def watch_minimum(plan: Plan) -> None:
    """Close a plan that has had too few members for longer than the grace (最低人数).

    Only an open plan that once had enough can have too few.
    """
    if plan.stage != Stage.OPEN or not plan.reached:
        return
    if plan.count(MemberStatus.ACTIVE) >= membership.minimum(plan):
        plan.below_since = None
        return
    if plan.below_since is None:
        plan.below_since = plan.now
    if plan.now >= plan.below_since + plan.terms.grace:
        closing.begin(plan)
