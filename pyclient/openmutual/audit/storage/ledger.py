"""What the ledger's storage must hold, variable by variable, of a plan that was rebuilt from its log."""

from collections.abc import Iterator

from ...records import MemberStatus, Stage
from ..replay.state import Membership, Period, ReplayedPlan
from .layout import WHOLE, Cell, word

STAGES = (Stage.OPEN, Stage.CLOSING, Stage.CLOSED)

STANDINGS = {
    MemberStatus.ACTIVE: 1,
    MemberStatus.LAPSED: 1,
    MemberStatus.LEAVING: 2,
    MemberStatus.LEFT: 2,
    MemberStatus.WITHDRAWN: 3,
    MemberStatus.CLAIMED: 4,
}
"""What was done last; that somebody lapsed or left follows from the index and the period and is written nowhere."""

QUEUE_BITS = 16
RUNGS_A_WORD = 256
NO_DRAW, WHOLE_GAP, PART_OF_GAP = range(3)


def cells(plan: ReplayedPlan) -> Iterator[Cell]:
    """Everything that the ledger stores; zeros where a variable was emptied again."""
    yield from _charter(plan)
    yield from totals(plan)
    yield from ledger_money(plan)
    for member in plan.members.values():
        yield Cell("_members", (word(member.account),), _membership(member))
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
    successor, earliest = plan.proposed_operator
    yield Cell("_proposal", (), {"successor": word(successor), "earliest": earliest})


def totals(plan: ReplayedPlan) -> Iterator[Cell]:
    """Index, calendar, and the cases that wait for the open period's announcement."""
    yield Cell(
        "_pool",
        (),
        {
            "index": plan.index,
            "period": len(plan.periods),
            "units": plan.units,
            "leavingUnits": plan.leaving_units,
            "members": plan.active,
            "stage": STAGES.index(plan.stage),
            "joinsStopped": plan.joins_stopped,
            "reachedMinimum": plan.reached_minimum,
        },
    )
    yield Cell(
        "_calendar",
        (),
        {
            "announcedAt": plan.announced_at,
            "belowSince": plan.below_since,
            "closingAt": plan.closing_at,
            "year": plan.year,
            "charged": plan.charged // plan.terms.step,
        },
    )
    yield Cell("_queue", (), {WHOLE: sum(count << QUEUE_BITS * level for level, count in plan.queue.items())})


def ledger_money(plan: ReplayedPlan) -> Iterator[Cell]:
    """The money that is no member's balance.  `used` only keeps a slot from ever being empty."""
    money, notice = plan.money, plan.notice
    yield Cell("_money", (), {"surplus": money.surplus, "backstop": money.backstop, "used": 1})
    credit = {"operatorCredit": money.operator_credit, "rebatePool": money.rebate_pool}
    yield Cell("_payable", (), {**credit, "used": 1})
    yield Cell("_bonds", (), {WHOLE: money.bonds})
    yield Cell("_rebatePerUnit", (), {WHOLE: money.rebate_per_unit})
    yield Cell("_backstopNotice", (), {"amount": notice.amount, "opens": notice.opens})
    for owner, amount in money.credits.items():
        yield Cell("_credits", (word(owner),), {WHOLE: amount})


def _membership(member: Membership) -> dict[str, int]:
    claimed = member.status is MemberStatus.CLAIMED
    # Who was paid a benefit and takes the rest of their reserve keeps the membership, with nothing in it.
    emptied = claimed and member.taken > 0
    return {
        "units": member.units,
        "limit": member.end_index if emptied else member.limit,
        "joinedAt": member.joined_at,
        "standing": STANDINGS[member.status],
        "leavesAfter": max(member.leaves_after, 0),
        "endIndex": member.end_index if claimed else 0,
    }


def _ladder(plan: ReplayedPlan) -> Iterator[Cell]:
    """Members counted by limit.  Rungs that the floor has passed are never cleared."""
    occupied: dict[int, int] = {}
    for limit, rung in plan.rungs.items():
        yield Cell("_ladder.rungs", (limit,), {"units": sum(rung.values()), "members": len(rung)})
        if rung:
            number, bit = divmod(limit, RUNGS_A_WORD)
            occupied[number] = occupied.get(number, 0) | 1 << bit
    for number, bits in occupied.items():
        yield Cell("_ladder.occupied", (number,), {WHOLE: bits})


def _announcement(period: Period) -> Iterator[Cell]:
    """A checkpoint for each announcement, and a proportion where money fell short."""
    cut = period.pot < period.need
    draw = NO_DRAW if period.gap == 0 else WHOLE_GAP if period.means >= period.gap else PART_OF_GAP
    draw = draw if period.means > 0 else NO_DRAW
    checkpoint = {"index": period.index, "time": period.at, "units": period.units, "cut": cut, "backstopUse": draw}
    yield Cell("_history.checkpoints", (period.number,), checkpoint)
    cut_to = (period.pot, period.need) if cut else (0, 0)
    drawn = (period.means, period.gap) if draw == PART_OF_GAP else (0, 0)
    yield Cell("_history.cuts", (period.number,), dict(zip(("part", "whole"), cut_to, strict=True)))
    yield Cell("_history.backstopRatios", (period.number,), dict(zip(("part", "whole"), drawn, strict=True)))
