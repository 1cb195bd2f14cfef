"""What the ledger's storage must hold, variable by variable, of a plan that was rebuilt from its log."""

from collections.abc import Iterable, Iterator

from ...records import Account, MemberStatus, Stage
from ..replay.rebates import shared_by_gone
from ..replay.state import Membership, Period, ReplayedPlan
from .layout import WHOLE, Cell, word

STAGES = (Stage.OPEN, Stage.CLOSING, Stage.CLOSED)

ACTIVE, LEAVING = 1, 2
"""What a member wanted last; that somebody has lapsed or left follows from announcements and is written nowhere."""

NOT_OVER, WITHDRAWN, REPLACED, CLAIMED, COLLECTED = range(5)
"""How a membership is over."""

MEMBERS_SHIFT, JOIN_SHARES_SHIFT, LEAVING_SHIFT = 56, 96, 200
"""Where a count of members has their number, for each unit the shares there had been when its member joined, and the
units of leavers.
"""

REACHED, BELOW = 2, 3
"""Whether there have been enough members: in two announcements in a row, and too few since."""

QUEUE_BITS = 16
RUNGS_A_WORD = 256
NO_DRAW, WHOLE_GAP, PART_OF_GAP = range(3)


def cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Everything that the ledger stores; zeros where a variable was emptied again."""
    yield from _charter(plan)
    yield from totals(plan)
    yield from ledger_money(plan)
    yield from _rebates(plan)
    for member in plan.members.values():
        yield Cell("_members", (word(member.account),), _membership(member))
    for account, moment in _reinstated(plan).items():
        yield Cell("reinstatedAtOf", (word(account),), {WHOLE: moment})
    yield from _ladder(plan)
    for period in plan.periods:
        yield from _announcement(period)


def _charter(plan: ReplayedPlan) -> Iterator[Cell]:
    """The terms that are no immutables, and the operator."""
    for number, tier in enumerate(plan.terms.tiers):
        yield Cell("_tiers", (number,), {"units": tier.units, "deposit": tier.deposit})
    for number, level in enumerate(plan.terms.levels):
        terms = {"benefit": level.benefit, "fee": level.fee, "waiting": level.waiting}
        yield Cell("_levels", (number,), {**terms, "endsMembership": level.ends_membership})
    yield Cell("operator", (), {WHOLE: word(plan.operator)})
    successor, earliest, _ = plan.proposed_operator
    yield Cell("_proposal", (), {"successor": word(successor), "earliest": earliest})


def totals(plan: ReplayedPlan) -> Iterator[Cell]:
    """Index, calendar, who shares, and the cases that wait to be announced."""
    yield Cell("_calendar", (), _calendar(plan))
    yield Cell("_pending", (), _pending(plan))
    active = _count(member for member in plan.members.values() if member.status is MemberStatus.ACTIVE)
    active += _packed(*plan.others.counted)
    yield Cell("_sharing", (), {WHOLE: active | plan.leaving_units << LEAVING_SHIFT})
    yield Cell("_queue", (), {WHOLE: sum(count << QUEUE_BITS * level for level, count in plan.queue.items())})


def _calendar(plan: ReplayedPlan) -> dict[str, int]:
    """What every announcement changes."""
    is_below = plan.found_enough == REACHED and plan.below_since > 0
    return {
        "index": plan.index,
        "shares": plan.shares,
        "period": len(plan.periods),
        "announcedAt": plan.announced_at,
        "charged": plan.charged // plan.terms.step,
        "year": plan.year,
        "stage": STAGES.index(plan.stage),
        "enough": BELOW if is_below else plan.found_enough,
        "queueWaits": bool(plan.periods) and plan.periods[-1].waits,
        "joinsStopped": plan.joins_stopped,
    }


def _pending(plan: ReplayedPlan) -> dict[str, int]:
    """What lasts until something ends it; where a queue began that waits is kept when it waits no more."""
    kept = sum(member.units * member.shared_before for member in plan.leavers.values())
    return {
        "leaverShares": kept + plan.others.leaver_shares,
        "belowSince": plan.below_since,
        "closingAt": plan.closing_at,
        "closingIn": max(plan.closing_in, 0),
        "queuedIn": next((period.queue_began for period in reversed(plan.periods) if period.waits), 0),
    }


def _count(members: Iterable[Membership]) -> int:
    """Members counted together, in one word."""
    return sum(
        member.units | 1 << MEMBERS_SHIFT | member.units * member.shared_before << JOIN_SHARES_SHIFT
        for member in members
    )


def _packed(units: int, members: int, shares_at_joining: int) -> int:
    """The same from the sums."""
    return units + (members << MEMBERS_SHIFT) + (shares_at_joining << JOIN_SHARES_SHIFT)


def ledger_money(plan: ReplayedPlan) -> Iterator[Cell]:
    """The money that is no member's balance.  `used` only keeps a slot from ever being empty."""
    money, notice = plan.money, plan.notice
    yield Cell("_money", (), {"surplus": money.surplus, "backstop": money.backstop, "used": 1})
    credit = {"operatorCredit": money.operator_credit, "rebatePool": money.rebate_pool}
    yield Cell("_payable", (), {**credit, "used": 1})
    yield Cell("_bonds", (), {WHOLE: money.bonds})
    yield Cell("_backstopNotice", (), {"amount": notice.amount, "opens": notice.opens})
    for owner, amount in money.credits.items():
        yield Cell("_credits", (word(owner),), {WHOLE: amount})


def _rebates(plan: ReplayedPlan) -> Iterator[Cell]:
    """What goes back in the end, and by what it is shared out."""
    money = plan.money
    gone = money.shared_by_gone if plan.stage is Stage.CLOSED else shared_by_gone(plan)
    yield Cell("_rebate", (), {"pool": money.rebate, "shared": money.rebate_shared})
    yield Cell("_rebateLeft", (), {WHOLE: money.weight_left})
    yield Cell("_sharedByGone", (), {WHOLE: gone})


def _membership(member: Membership) -> dict[str, int]:
    asked = member.asked_at >= 0
    return {
        "units": member.units,
        "limit": member.limit,
        "joinedAt": member.joined_at,
        "joinShares": member.shared_before,
        "period": _period_of(member),
        "standing": LEAVING if asked else ACTIVE,
        "exit": _exit(member),
        "endedAt": max(member.asked_at if asked else member.over_at, 0),
    }


def _period_of(member: Membership) -> int:
    """The period of joining; of the request, once they asked to leave; the first not paid, once a benefit ended it."""
    if member.unpaid_from >= 0:
        return member.unpaid_from
    return member.asked_in if member.asked_in >= 0 else member.joined_in


def _exit(member: Membership) -> int:
    if member.status is MemberStatus.CLAIMED:
        return COLLECTED if member.is_emptied else CLAIMED
    if member.status is MemberStatus.WITHDRAWN:
        return WITHDRAWN if member.is_emptied else REPLACED
    return NOT_OVER


def _reinstated(plan: ReplayedPlan) -> dict[Account, int]:
    """When each account last came back from a lapse, in whatever membership."""
    return {member.account: member.reinstated_at for member in plan.memberships() if member.reinstated_at >= 0}


def _ladder(plan: ReplayedPlan) -> Iterator[Cell]:
    """Members counted by limit.  Rungs that the floor has passed are never cleared."""
    occupied: dict[int, int] = {}
    counted = {limit: _count(rung.values()) for limit, rung in plan.rungs.items()}
    for limit, others in plan.others.rungs():
        counted[limit] = counted.get(limit, 0) + _packed(*others)
    for limit, count in counted.items():
        yield Cell("_ladder.rungs", (limit,), {WHOLE: count})
        if count:
            number, bit = divmod(limit, RUNGS_A_WORD)
            occupied[number] = occupied.get(number, 0) | 1 << bit
    for number, bits in occupied.items():
        yield Cell("_ladder.occupied", (number,), {WHOLE: bits})


def _announcement(period: Period) -> Iterator[Cell]:
    """A checkpoint for each announcement, a proportion where money fell short, and where a late queue went."""
    yield Cell("_history.checkpoints", (period.number,), _checkpoint(period))
    cut_to = (period.pot, period.need) if period.is_cut else (0, 0)
    drawn = (period.means, period.gap) if _draw(period) == PART_OF_GAP else (0, 0)
    yield Cell("_history.cuts", (period.number,), dict(zip(("part", "whole"), cut_to, strict=True)))
    yield Cell("_history.backstopRatios", (period.number,), dict(zip(("part", "whole"), drawn, strict=True)))
    if not period.waits and period.queue_began != period.number:
        yield Cell("_history.announcedIn", (period.queue_began,), {WHOLE: period.number})


def _checkpoint(period: Period) -> dict[str, int]:
    return {
        "index": period.index,
        "shares": period.shares,
        "time": period.at,
        "units": period.units,
        "queue": period.queue_began,
        "waits": period.waits,
        "held": period.holds_leavers,
        "cut": period.is_cut,
        "backstopUse": _draw(period),
    }


def _draw(period: Period) -> int:
    """How the backstop served an announcement."""
    if period.gap == 0 or period.means <= 0:
        return NO_DRAW
    return WHOLE_GAP if period.means >= period.gap else PART_OF_GAP
