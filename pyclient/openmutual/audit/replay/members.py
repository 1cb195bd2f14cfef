"""Members come, top up, come back, leave and take their money; one person is one member (rules, section 3)."""

from collections import Counter
from typing import Any

from ...events import (
    BenefitEndedMembership,
    Joined,
    LeaveRequested,
    LogPosition,
    NullifierFreed,
    NullifierTaken,
    Reinstated,
    ToppedUp,
    Withdrawn,
)
from ...records import NOBODY, Account, MemberStatus, Stage
from .context import Context, Rules
from .state import Membership, ReplayedPlan
from .transfers import pay, receive

SHARING = (MemberStatus.ACTIVE, MemberStatus.LEAVING)
"""Who pays the next share."""


def balance(plan: ReplayedPlan, member: Membership) -> int:
    """What a membership still holds, the rebate of a closed plan aside, in base units."""
    if member.status is MemberStatus.WITHDRAWN:
        return 0
    end = plan.index if member.status in SHARING else member.end_index
    return member.units * (member.limit - end) * plan.terms.step


def step_on(plan: ReplayedPlan, member: Membership) -> None:
    """A member shares from the next announcement on."""
    plan.rungs.setdefault(member.limit, {})[member.account] = member.units
    plan.units += member.units
    plan.active += 1
    if plan.active >= enough(plan):
        plan.reached_minimum = True


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


def passed(plan: ReplayedPlan, floor: int, risen: int) -> list[Account]:
    """Who stands on the rungs from `floor` up to, not including, `risen`, the lowest first."""
    near = range(floor, risen) if risen - floor <= len(plan.rungs) else sorted(plan.rungs)
    return [account for limit in near if floor <= limit < risen for account in plan.rungs.get(limit, ())]


TAKEN, FREED = "nullifiers_taken", "nullifiers_freed"
"""Where events wait in `run.awaited` for who joined, and who withdrew without a benefit having ended it all."""


def taken(context: Context, event: NullifierTaken, _time: int) -> None:
    """A new member takes the nullifier that stands for their person."""
    plan = context.plan
    holder = plan.nullifiers.get(event.nullifier, NOBODY)
    facts = {"member": event.member, "holder": holder, "nullifier": event.nullifier}
    context.findings.expect(holder == NOBODY, "nullifier-held", event.place, **facts)
    plan.nullifiers[event.nullifier] = event.member
    plan.nullifier_of[event.member] = event.nullifier
    context.await_(TAKEN, event)


def freed(context: Context, event: NullifierFreed, _time: int) -> None:
    """Who withdraws frees the nullifier they hold."""
    plan = context.plan
    holds = plan.nullifier_of.get(event.member) == event.nullifier
    context.findings.expect(holds, "nullifier-not-held", event.place, member=event.member, nullifier=event.nullifier)
    plan.nullifiers.pop(event.nullifier, None)
    plan.nullifier_of.pop(event.member, None)
    context.await_(FREED, event)


def match_nullifiers(context: Context) -> None:
    """One taken for each who joined, one freed for each who withdrew; none where anyone may join."""
    _match(context, "joined", TAKEN, ("nullifier-missing", "nullifier-without-joining"))
    _match(context, "withdrawn", FREED, ("nullifier-not-freed", "nullifier-freed-wrongly"))


def _match(context: Context, reason: str, name: str, checks: tuple[str, str]) -> None:
    """Everyone once on both sides, by account; `checks` name who is missing, and who is there without a reason."""
    wanted: list[Any] = context.awaited.pop(reason, [])
    found: list[Any] = context.awaited.pop(name, [])
    missing = Counter(event.member for event in wanted) - Counter(event.member for event in found)
    surplus = Counter(event.member for event in found) - Counter(event.member for event in wanted)
    for counted, events, check in ((missing, wanted, checks[0]), (surplus, found, checks[1])):
        places = {event.member: event.place for event in events}
        for account in counted.elements():
            context.findings.add(check, places[account], member=account)


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
    member = Membership(event.member, event.tier, units, event.limit, time, place, since=time, brought=event.deposit)
    plan.members[event.member] = member
    step_on(plan, member)
    plan.money.member_funds += balance(plan, member)
    receive(context, None, event.deposit, place)
    if context.contracts.enrolment:
        context.await_("joined", event)


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
    elif former.status is not MemberStatus.WITHDRAWN:
        context.findings.add("joined-twice", place, member=former.account, status=str(former.status))
    plan = context.plan
    plan.money.member_funds -= balance(plan, former)
    if former.status in SHARING:
        step_off(plan, former)
        former.end_index = plan.index
    plan.former.append(former)


def topped_up(context: Context, event: ToppedUp, _time: int) -> None:
    """An active member's reserve is topped up, by anybody."""
    plan, place = context.plan, event.place
    receive(context, event.payer, event.amount, place)
    member = _known(context, event.member, place)
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
    member = _known(context, event.member, place)
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
    member.status, member.since, member.end_index, member.lapsed_in = MemberStatus.ACTIVE, time, -1, -1
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
        plan.rungs.setdefault(member.limit, {})[member.account] = member.units
    if isinstance(event, ToppedUp):
        plan.money.member_funds += balance(plan, member) - before


# --- going -------------------------------------------------------------------------------------------------------


def leaving(context: Context, event: LeaveRequested, time: int) -> None:
    """A member asks to leave, and pays for the open period once more."""
    plan, find, place = context.plan, context.findings, event.place
    member = _known(context, event.member, place)
    if member is None:
        return
    find.expect(plan.stage is not Stage.CLOSED, "left-closed", place, member=event.member)
    period = len(plan.periods)
    find.expect(event.period == period, "leaving-period-differs", place, said=event.period, due=period)
    if member.status is not MemberStatus.ACTIVE:
        find.add("left-not-active", place, member=event.member, status=str(member.status))
        return
    step_off(plan, member)
    member.status, member.since, member.leaves_after = MemberStatus.LEAVING, time, period
    plan.leavers[event.member] = member
    plan.leaving_units += member.units


def withdrawn(context: Context, event: Withdrawn, time: int) -> None:
    """A membership's money goes to its owner, to the last unit."""
    plan, money, place = context.plan, context.plan.money, event.place
    pay(context, event.member, event.amount + event.rebate, place)
    money.rebate_pool -= event.rebate + event.forfeited
    money.backstop += event.forfeited
    member = _known(context, event.member, place)
    if member is None:
        money.member_funds -= event.amount
        return
    _check_withdrawal(context, member, event)
    if member.status is MemberStatus.CLAIMED:
        member.limit = member.end_index
    else:
        if member.status in SHARING:
            step_off(plan, member)
            member.end_index = plan.index
        member.status, member.since = MemberStatus.WITHDRAWN, time
        if context.contracts.enrolment:
            context.await_("withdrawn", event)
    money.member_funds -= event.amount
    member.taken += event.amount
    member.rebate += event.rebate


def _check_withdrawal(context: Context, member: Membership, event: Withdrawn) -> None:
    plan, find, place = context.plan, context.findings, event.place
    due = balance(plan, member)
    who = event.member
    rightful = member.status in OVER or (member.status is MemberStatus.CLAIMED and due > 0)
    rightful = rightful or (plan.stage is Stage.CLOSED and member.status in SHARING)
    find.expect(rightful, "withdrawn-without-right", place, member=who, status=str(member.status), said=event.amount)
    if rightful:
        find.expect(event.amount == due, "withdrawal-differs", place, member=who, said=event.amount, due=due)
    rebate, forfeited = _rebate_of(plan, member)
    find.expect(event.rebate == rebate, "rebate-differs", place, member=who, said=event.rebate, due=rebate)
    fits = event.forfeited == forfeited
    find.expect(fits, "forfeited-differs", place, member=who, said=event.forfeited, due=forfeited)


def _rebate_of(plan: ReplayedPlan, member: Membership) -> tuple[int, int]:
    """The rebate of an active member of a closed plan, and what of it goes to the backstop instead (section 7)."""
    if plan.stage is not Stage.CLOSED or member.status is not MemberStatus.ACTIVE:
        return 0, 0
    part = member.units * plan.money.rebate_per_unit
    earned = member.joined_at + plan.terms.filing <= plan.closing_at
    return (part, 0) if earned else (0, part)


def benefit_ended_membership(context: Context, event: BenefitEndedMembership, time: int) -> None:
    """A benefit ends a membership, one that lapsed or was left since the case was filed as well."""
    plan, find, place = context.plan, context.findings, event.place
    context.await_("ended", event)
    member = _known(context, event.member, place)
    if member is None:
        return
    if member.status not in (*SHARING, *OVER):
        find.add("ended-twice", place, member=event.member, status=str(member.status))
        return
    due = balance(plan, member)
    find.expect(event.balance == due, "ended-balance-differs", place, member=event.member, said=event.balance, due=due)
    if member.status in SHARING:
        step_off(plan, member)
        member.end_index = plan.index
    member.status, member.since = MemberStatus.CLAIMED, time


def _known(context: Context, account: Account, place: LogPosition) -> Membership | None:
    """The newest membership of an account; it is a finding that there is none."""
    member = context.plan.members.get(account)
    context.findings.expect(member is not None, "unknown-member", place, member=account)
    return member


RULES: Rules = {
    NullifierTaken: taken,
    NullifierFreed: freed,
    Joined: joined,
    ToppedUp: topped_up,
    Reinstated: reinstated,
    LeaveRequested: leaving,
    Withdrawn: withdrawn,
    BenefitEndedMembership: benefit_ended_membership,
}
