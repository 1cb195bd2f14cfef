"""What the ledger holds against what it owes, what went back to members, and what nobody has fetched."""

from collections.abc import Iterator
from fractions import Fraction

from ...records import MemberStatus, Stage
from ..replay.sharers import SHARING, balance
from ..replay.state import Membership, Plan
from .figure import Figure, Table
from .morbidity import YEAR
from .record import Record
from .thresholds import judged, share_of

THIN = Fraction(3, 2)
"""Members whose money lasts for less than this many periods at the cap lapse at the next dear one."""


def figures(record: Record) -> Iterator[Figure]:
    """Reserves, surplus, refunds, unclaimed money."""
    yield _reserves(record.plan)
    yield _surplus(record.plan)
    yield _refunds(record.plan)
    yield _unclaimed(record)


def _reserves(plan: Plan) -> Figure:
    active = [member for member in plan.members.values() if member.status is MemberStatus.ACTIVE]
    balances = sum(balance(plan, member) for member in active)
    reserve = sum(member.units for member in active) * plan.terms.reserve
    lasts, owed = share_of(balances, reserve), plan.money.obligations
    facts = {
        "held": plan.money.held,
        "owed": owed,
        "cover": share_of(plan.money.held, owed),
        "balances": balances,
        "lasts": lasts,
    }
    thin = bool(active) and plan.stage is Stage.OPEN and lasts < THIN and len(plan.periods) > 0
    judgement = judged(thin, plan.money.held < owed)
    return Figure("reserves", judgement, facts, wording="sentence" if active else "empty")


def _surplus(plan: Plan) -> Figure:
    """It lowers the next share by itself, so it cannot be hoarded; shown, so that everyone sees that it does."""
    peak = max((period.surplus for period in plan.periods), default=0)
    facts = {
        "surplus": plan.money.surplus,
        "peak": peak,
        "at": next((period.number for period in plan.periods if period.surplus == peak), 0),
    }
    rows = [
        (period.number, period.need, period.surplus_before, period.collected, period.surplus) for period in plan.periods
    ]
    table = Table(("period", "need:money", "before:money", "collected:money", "surplus:money"), rows)
    return Figure("surplus", judged(False), facts, table, "sentence" if rows else "empty")


def _refunds(plan: Plan) -> Figure:
    """By what ended the membership that the money was of."""
    sums = dict.fromkeys(("left", "lapsed", "benefit", "closed"), 0)
    for member in plan.memberships():
        sums[_reason(plan, member)] += member.taken
    rebate = sum(member.rebate for member in plan.memberships())
    shares = sum(period.collected for period in plan.periods)
    facts = {**sums, "rebate": rebate, "all": sum(sums.values()) + rebate, "shares": shares}
    return Figure("refunds", judged(False), facts, wording="sentence" if facts["all"] else "empty")


def _reason(plan: Plan, member: Membership) -> str:
    if member.status is MemberStatus.CLAIMED:
        return "benefit"
    if 0 <= member.leaves_after < len(plan.periods):
        return "left"
    return "lapsed" if member.lapsed_in >= 0 else "closed"


def _unclaimed(record: Record) -> Figure:
    """It waits for ever; after a year one may ask whether its owners know."""
    plan = record.plan
    waiting = [(member, amount) for member in plan.members.values() if (amount := _unfetched(plan, member))]
    oldest = max((record.now - max(member.since, plan.finished_at) for member, _ in waiting), default=0)
    refused = sum(plan.money.credits.values())
    facts = {
        "members": len(waiting),
        "amount": sum(amount for _, amount in waiting),
        "refused": refused,
        "oldest": oldest,
    }
    rows: list[tuple[str, int | None, int]] = [(member.account, member.since, amount) for member, amount in waiting]
    rows += [(owner, None, amount) for owner, amount in plan.money.credits.items() if amount]
    table = Table(("account:account", "ended:time", "amount:money"), rows)
    return Figure("unclaimed", judged(oldest > YEAR), facts, table, "sentence" if waiting or refused else "empty")


def _unfetched(plan: Plan, member: Membership) -> int:
    """What a membership that has ended still holds."""
    if member.status in (MemberStatus.LEFT, MemberStatus.LAPSED, MemberStatus.CLAIMED):
        return balance(plan, member)
    if plan.stage is Stage.CLOSED and member.status in SHARING:
        earns = member.status is MemberStatus.ACTIVE and member.joined_at + plan.terms.filing <= plan.closing_at
        return balance(plan, member) + (member.units * plan.money.rebate_per_unit if earns else 0)
    return 0
