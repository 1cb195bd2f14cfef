"""Members come, top up, come back, leave and take their money (rules, section 3)."""

from collections.abc import Iterator

from ...events import (
    BenefitEndedMembership,
    Joined,
    LeaveRequested,
    LogPosition,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ...records import Account, MemberStatus, Stage
from .cases import undecided_case
from .context import Context, Rules
from .rebates import rebate_of, take_rebate
from .state import Membership, ReplayedPlan
from .transfers import pay, receive

SHARING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
"""Who pays the next share."""


def balance(plan: ReplayedPlan, member: Membership) -> int:
    """What a membership still holds, the rebate of a closed plan aside, in base units."""
    if member.is_emptied:
        return 0
    end = plan.index if member.status in SHARING else member.end_index
    return member.units * (member.limit - end) * plan.terms.step


def step_on(plan: ReplayedPlan, member: Membership) -> None:
    """A member shares from the next announcement on."""
    plan.rungs.setdefault(member.limit, {})[member.account] = member
    plan.units += member.units
    plan.active += 1


def step_off(plan: ReplayedPlan, member: Membership) -> None:
    """A member shares no more, or pays once more as a leaver."""
    if member.status is MemberStatus.LEAVING:
        plan.leavers.pop(member.account, None)
        plan.leaving_units -= member.units
    elif member.status is MemberStatus.ACTIVE:
        leave_rung(plan, member)
        plan.units -= member.units
        plan.active -= 1


def leave_rung(plan: ReplayedPlan, member: Membership) -> None:
    """Off the rung of their limit."""
    rung = plan.rungs.get(member.limit, {})
    rung.pop(member.account, None)
    if not rung:
        plan.rungs.pop(member.limit, None)


def enough(plan: ReplayedPlan) -> int:
    """How many members are enough: the minimum, and at least one."""
    return max(plan.terms.min_members, 1)


def passed(plan: ReplayedPlan, floor: int, risen: int) -> Iterator[Membership]:
    """Who stands on the rungs from `floor` up to, not including, `risen`, the lowest first."""
    near = range(floor, risen) if risen - floor <= len(plan.rungs) else sorted(plan.rungs)
    return (member for limit in near if floor <= limit < risen for member in plan.rungs.get(limit, {}).values())


JOINED, REJOINED = "joined", "rejoined"
"""Where events wait in `context.awaited` for a nullifier, and for the member's own payment."""

MIN_STAY = 2
"""How many announcements a membership outlasts."""

OVER = (MemberStatus.LEFT, MemberStatus.LAPSED)
"""Memberships that ended without a benefit and wait to be withdrawn."""

# --- coming ------------------------------------------------------------------------------------------------------


def joined(context: Context, event: Joined, time: int) -> None:
    """Somebody joins; the log does not say who pays, so that is matched by the sum."""
    plan, place = context.plan, event.place
    find = context.findings
    if plan.stage is not Stage.OPEN:
        find.add("joined-not-open", place, member=event.member, stage=str(plan.stage))
    elif plan.joins_stopped:
        find.add("joined-though-stopped", place, member=event.member)
    units = _units_bought(context, event)
    former = plan.members.get(event.member)
    if former is not None:
        _replace(context, former, place)
    member = Membership(
        account=event.member,
        tier=event.tier,
        units=units,
        limit=event.limit,
        joined_at=time,
        joined=place,
        joined_in=len(plan.periods),
        shared_before=plan.shares,
        since=time,
        brought=event.deposit,
    )
    plan.members[event.member] = member
    step_on(plan, member)
    plan.money.member_funds += balance(plan, member)
    receive(context, None, event.deposit, place)
    if context.contracts.enrolment:
        context.await_(JOINED, event)
    elif former is not None:
        context.await_(REJOINED, event)


def match_rejoined(context: Context) -> None:
    """Where nobody vouches for anybody, who was a member comes back by their own payment, and by no sponsor's."""
    events: list[Joined] = context.awaited.pop(REJOINED, [])
    for event in events:
        paid = any(move.who == event.member and move.amount == event.deposit for move in context.moved)
        context.findings.expect(paid, "rejoined-by-another", event.place, member=event.member)


def _units_bought(context: Context, event: Joined) -> int:
    """The units of the tier, once deposit and limit are checked against it."""
    plan, place = context.plan, event.place
    step = plan.terms.step
    if event.tier >= len(plan.terms.tiers):
        context.findings.add("unknown-tier", place, member=event.member, tier=event.tier)
        return max(1, event.deposit // (step * max(1, event.limit - plan.index)))
    tier = plan.terms.tiers[event.tier]
    whole = tier.units * step
    due = plan.index + event.deposit // whole
    if event.deposit < tier.deposit:
        context.findings.add("deposit-too-small", place, member=event.member, said=event.deposit, least=tier.deposit)
    if event.deposit % whole:
        context.findings.add("amount-not-whole", place, member=event.member, said=event.deposit, whole=whole)
    if event.limit != due:
        context.findings.add("limit-differs", place, member=event.member, said=event.limit, due=due)
    return tier.units


def _replace(context: Context, former: Membership, place: LogPosition) -> None:
    """A former membership gives way to a new one; only one that was withdrawn may."""
    if former.status is MemberStatus.CLAIMED:
        context.findings.add("joined-after-benefit", place, member=former.account)
    elif former.is_replaced and not former.is_emptied:
        context.findings.add("joined-though-replaced", place, member=former.account)
    elif former.status is not MemberStatus.WITHDRAWN:
        context.findings.add("joined-twice", place, member=former.account, status=str(former.status))
    plan = context.plan
    plan.money.member_funds -= balance(plan, former)
    if former.status in SHARING:
        step_off(plan, former)
        former.end_index, former.shared_until = plan.index, plan.shares
    plan.former.append(former)


def topped_up(context: Context, event: ToppedUp, _time: int) -> None:
    """An active member's reserve is topped up, by anybody."""
    plan, place = context.plan, event.place
    receive(context, event.payer, event.amount, place)
    member = known_member(context, event.member, place)
    if member is None:
        return
    find = context.findings
    find.expect(plan.stage is not Stage.CLOSED, "topped-up-closed", place, member=event.member)
    active = member.status is MemberStatus.ACTIVE
    find.expect(active, "topped-up-not-active", place, member=event.member, status=str(member.status))
    _raise(context, member, event)


def reinstated(context: Context, event: Reinstated, time: int) -> None:
    """A lapsed member comes back, as if they had never lapsed."""
    plan, place = context.plan, event.place
    receive(context, event.payer, event.amount, place)
    plan.money.surplus += event.back_pay
    member = known_member(context, event.member, place)
    if member is None:
        return
    _check_return(context, member, event, time)
    missed = (plan.index - member.end_index) * member.units * plan.terms.step
    lapsed = member.status is MemberStatus.LAPSED
    if lapsed:
        back_pay = {"said": event.back_pay, "due": missed}
        context.findings.expect(event.back_pay == missed, "back-pay-differs", place, member=event.member, **back_pay)
    before = balance(plan, member)
    step_off(plan, member)
    member.status, member.since, member.reinstated_at = MemberStatus.ACTIVE, time, time
    member.end_index, member.lapsed_in, member.shared_until = -1, -1, -1
    _raise(context, member, event)
    step_on(plan, member)
    plan.money.member_funds += balance(plan, member) - before


def _check_return(context: Context, member: Membership, event: Reinstated, time: int) -> None:
    plan, find, place = context.plan, context.findings, event.place
    find.expect(plan.stage is Stage.OPEN, "reinstated-not-open", place, member=event.member, stage=str(plan.stage))
    if member.status is not MemberStatus.LAPSED:
        find.add("reinstated-not-lapsed", place, member=event.member, status=str(member.status))
        return
    until = member.since + plan.terms.grace
    find.expect(time < until, "reinstated-late", place, member=event.member, until=until)
    enough = event.limit >= plan.floor
    find.expect(enough, "reinstated-below-reserve", place, member=event.member, said=event.limit, least=plan.floor)


def _raise(context: Context, member: Membership, event: ToppedUp | Reinstated) -> None:
    """Lift a member's limit by what was paid; on a rung only if they are active and stand on one already."""
    plan, place = context.plan, event.place
    whole = member.units * plan.terms.step
    due = member.limit + event.amount // whole
    wholly = event.amount > 0 and event.amount % whole == 0
    context.findings.expect(wholly, "amount-not-whole", place, member=event.member, said=event.amount, whole=whole)
    fits = event.limit == due
    context.findings.expect(fits, "limit-differs", place, member=event.member, said=event.limit, due=due)
    stands = isinstance(event, ToppedUp) and member.status is MemberStatus.ACTIVE
    before = balance(plan, member)
    if stands:
        leave_rung(plan, member)
    member.limit = event.limit
    member.brought += event.amount
    if stands:
        plan.rungs.setdefault(member.limit, {})[member.account] = member
    if isinstance(event, ToppedUp):
        plan.money.member_funds += balance(plan, member) - before


# --- going -------------------------------------------------------------------------------------------------------


def leaving(context: Context, event: LeaveRequested, time: int) -> None:
    """A member asks to leave, and pays once more; not in the period in which they joined."""
    plan, find, place = context.plan, context.findings, event.place
    member = known_member(context, event.member, place)
    if member is None:
        return
    find.expect(plan.stage is not Stage.CLOSED, "left-closed", place, member=event.member)
    period = len(plan.periods)
    find.expect(event.period == period, "leaving-period-differs", place, said=event.period, due=period)
    if member.status is not MemberStatus.ACTIVE:
        find.add("left-not-active", place, member=event.member, status=str(member.status))
        return
    find.expect(period > member.joined_in, "left-when-joined", place, member=event.member, period=period)
    step_off(plan, member)
    member.status, member.since, member.asked_at, member.asked_in = MemberStatus.LEAVING, time, time, period
    plan.leavers[event.member] = member
    plan.leaving_units += member.units


def withdrawn(context: Context, event: Withdrawn, time: int) -> None:
    """A membership's money goes to its owner, to the last unit."""
    plan, money, place = context.plan, context.plan.money, event.place
    pay(context, event.member, event.amount + event.rebate, place)
    member = known_member(context, event.member, place)
    if member is not None:
        _check_withdrawal(context, member, event, time)
        take_rebate(plan, member)
        _take_out(plan, member, event, time)
    money.rebate_pool -= event.rebate + event.to_backstop
    money.backstop += event.to_backstop
    money.member_funds -= event.amount


def _take_out(plan: ReplayedPlan, member: Membership, event: Withdrawn, time: int) -> None:
    """A membership is withdrawn, but for one that is over already: that is only emptied."""
    member.taken += event.amount
    member.rebate += event.rebate
    member.is_emptied = True
    if member.over_at >= 0:
        return
    if member.status in SHARING:
        step_off(plan, member)
        member.end_index, member.shared_until = plan.index, plan.shares
    member.status, member.since, member.over_at = MemberStatus.WITHDRAWN, time, time


def _check_withdrawal(context: Context, member: Membership, event: Withdrawn, time: int) -> None:
    plan, find, place = context.plan, context.findings, event.place
    due, who = balance(plan, member), event.member
    is_rightful = _may_withdraw(plan, member, due)
    is_held = member.status is MemberStatus.LEAVING and _waits_with_queue(plan)
    key = "withdrawn-with-queue" if is_held else "withdrawn-without-right"
    find.expect(is_rightful, key, place, member=who, status=str(member.status), said=event.amount)
    if is_rightful:
        _check_stay(context, member, event)
        find.expect(event.amount == due, "withdrawal-differs", place, member=who, said=event.amount, due=due)
        case = undecided_case(plan, member, time)
        if case is not None:
            find.add("withdrawn-past-case", place, member=who, case=case.number)
    rebate, rest = rebate_of(plan, member)
    find.expect(event.rebate == rebate, "rebate-differs", place, member=who, said=event.rebate, due=rebate)
    find.expect(event.to_backstop == rest, "rebate-rest-differs", place, said=event.to_backstop, due=rest)


def _may_withdraw(plan: ReplayedPlan, member: Membership, held: int) -> bool:
    """Whether a membership is over and its money still there, or the plan is closed."""
    if member.status is MemberStatus.CLAIMED:
        return held > 0
    is_over = member.status in OVER or (member.is_replaced and not member.is_emptied)
    return is_over or (plan.stage is Stage.CLOSED and member.status in SHARING)


def _waits_with_queue(plan: ReplayedPlan) -> bool:
    """Whether leavers of a closing plan stay until the queue that waits is announced."""
    return plan.stage is Stage.CLOSING and bool(plan.periods) and plan.periods[-1].holds_leavers


def _check_stay(context: Context, member: Membership, event: Withdrawn) -> None:
    """A membership outlasts two announcements, unless a benefit ended it or the plan is closed."""
    plan = context.plan
    if plan.stage is Stage.CLOSED or member.status is MemberStatus.CLAIMED:
        return
    made = len(plan.periods) - member.joined_in
    facts = {"member": event.member, "made": made, "least": MIN_STAY}
    context.findings.expect(made >= MIN_STAY, "withdrawn-too-early", event.place, **facts)


def benefit_ended_membership(context: Context, event: BenefitEndedMembership, time: int) -> None:
    """A benefit ends a membership, one that lapsed or was left since the case was filed as well."""
    plan, find, place = context.plan, context.findings, event.place
    context.await_("ended", event)
    member = known_member(context, event.member, place)
    if member is None:
        return
    if member.status not in (*SHARING, *OVER):
        find.add("ended-twice", place, member=event.member, status=str(member.status))
        return
    due = balance(plan, member)
    find.expect(event.balance == due, "ended-balance-differs", place, member=event.member, said=event.balance, due=due)
    if member.status in SHARING:
        step_off(plan, member)
        member.end_index, member.shared_until = plan.index, plan.shares
    member.status, member.since, member.over_at = MemberStatus.CLAIMED, time, time


def known_member(context: Context, account: Account, place: LogPosition) -> Membership | None:
    """The newest membership of an account; it is a finding that there is none."""
    member = context.plan.members.get(account)
    context.findings.expect(member is not None, "unknown-member", place, member=account)
    return member


RULES: Rules = {
    Joined: joined,
    ToppedUp: topped_up,
    Reinstated: reinstated,
    LeaveRequested: leaving,
    Withdrawn: withdrawn,
    BenefitEndedMembership: benefit_ended_membership,
}
