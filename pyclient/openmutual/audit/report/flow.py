"""Where all the money came from, where it went, and whose it was after each announcement.

What members paid for cases does not appear: it moves inside the ledger.  It leaves as aid and fees.

Held is what came in less what went out.  What is owed is kept apart, by every event that gives somebody a claim or
meets one, so that the two can disagree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ... import events
from ...events import Event
from ..replay.state import Money as Accounts
from ..replay.state import Period, ReplayedPlan
from .report import Flow, Reserves, ReserveView, Rest, Sum
from .sentences import moment, money

IN = {
    events.Joined: ("deposits", "deposit"),
    events.ToppedUp: ("top_ups", "amount"),
    events.Reinstated: ("returns", "amount"),
    events.BackstopFunded: ("backstop_funded", "amount"),
    events.BondTaken: ("bonds_taken", "amount"),
}
"""Events that bring money, the line they belong to and the word that has the amount."""

OUT = {
    events.CasePaid: ("aid", "benefit"),
    events.FeeCollected: ("fees", "amount"),
    events.BackstopTaken: ("backstop_taken", "amount"),
    events.CreditCollected: ("collected_later", "amount"),
}
"""Events that pay money out, likewise."""

LINES_IN = (*(line for line, _ in IN.values()), "gifts")
LINES_OUT = (
    *("aid", "fees", "withdrawals", "rebates", "bonds_returned", "backstop_taken"),
    *("refused", "collected_later"),
)
"""`refused` is less than nothing: payments counted above that the token refused and that stayed as credits.

Those are collected later, and so are the rewards of jurors, which are credits from the first.
"""


def moved(event: Event) -> dict[str, int]:
    """What an event brings (positive) or pays out (negative), by line, in base units; nothing for most events."""
    what: Any = event
    if type(event) in IN:
        line, word = IN[type(event)]
        return {line: getattr(what, word)}
    if type(event) in OUT:
        line, word = OUT[type(event)]
        return {line: -getattr(what, word)}
    if isinstance(event, events.Withdrawn):
        return {"withdrawals": -event.amount, "rebates": -event.rebate}
    if isinstance(event, events.BondReleased) and event.owner:
        return {"bonds_returned": -event.rest}
    return {"refused": event.amount} if isinstance(event, events.Credited) else {}


def held_by(accounts: Accounts) -> dict[str, int]:
    """What the ledger holds by its events, by whose it is, in base units."""
    return {
        "members": accounts.member_funds,
        "promised": accounts.promised,
        "surplus": accounts.surplus,
        "backstop": accounts.backstop,
        "operator": accounts.operator_credit,
        "bonds": accounts.bonds,
        "credits": sum(accounts.credits.values()),
        "rebate_pool": accounts.rebate_pool,
    }


OF_OTHERS = {"deposits": 1, "top_ups": 1, "returns": 1, "withdrawals": -1, "rebates": -1}
"""The lines in which members have a part who are not kept one by one, and whether they bring or take."""


def moved_by_others(plan: ReplayedPlan, period: int) -> dict[str, int]:
    """The same of what these moved between two announcements, the one of that number last."""
    told = plan.others.moved(period)
    return {line: sign * told.get(line, 0) for line, sign in OF_OTHERS.items()}


def flow(history: Iterable[Event], plan: ReplayedPlan, token_balance: int | None, decimals: int, rest: Rest) -> Flow:
    """The account of all money; what the currency says the ledger holds beyond its own events is a gift."""
    lines: Counter[str] = Counter()
    for event in history:
        lines.update(moved(event))
    for period in range(len(plan.periods) + 1):
        lines.update(moved_by_others(plan, period))
    held = held_by(plan.money)
    gifts = max(0, token_balance - sum(held.values())) if token_balance is not None else 0
    lines["gifts"] = held["gifts"] = gifts
    came_in = sum(lines[line] for line in LINES_IN)
    went_out = -sum(lines[line] for line in LINES_OUT)
    difference = came_in - went_out - sum(held.values())
    return Flow(
        rest=rest,
        came_in=tuple(Sum(line, money(lines[line], decimals)) for line in LINES_IN),
        went_out=tuple(Sum(line, money(-lines[line], decimals)) for line in LINES_OUT),
        held=tuple(Sum(line, money(amount, decimals)) for line, amount in held.items()),
        total_in=money(came_in, decimals),
        total_out=money(went_out, decimals),
        total_held=money(sum(held.values()), decimals),
        difference=money(difference, decimals),
        adds_up=difference == 0,
        token_balance="" if token_balance is None else money(token_balance, decimals),
    )


OTHERS = ("operator", "bonds", "credits", "rebates")


def reserves(history: Iterable[Event], plan: ReplayedPlan, decimals: int, rest: Rest) -> Reserves:
    """The reserves right after each announcement."""
    periods = {period.number: period for period in plan.periods}
    held, owed, rows, made = 0, Counter[str](), [], 0
    for event in history:
        held += sum(moved(event).values())
        owed.update(_claims(event))
        if isinstance(event, events.Announced):
            held += sum(moved_by_others(plan, made).values())
            owed.update(_claimed_by_others(plan, made))
            made += 1
            if period := periods.get(event.period):
                owed.update(_announced(period))
                rows.append(_row(period, held, owed, decimals))
    return Reserves(rest, tuple(rows))


def _claimed_by_others(plan: ReplayedPlan, period: int) -> Mapping[str, int]:
    """What members who are not kept one by one were owed more, or less, before an announcement."""
    lines = moved_by_others(plan, period)
    back_pay, rebates = plan.others.moved(period).get("back_pay", 0), lines.pop("rebates")
    return {"members": sum(lines.values()) - back_pay, "rebates": rebates}


def _announced(period: Period) -> Mapping[str, int]:
    """Members owe no more than they paid; cases are promised what they get."""
    promised = sum(
        cases * (period.funding[level].by_members + period.funding[level].by_backstop)
        for level, cases in period.queue.items()
        if cases
    )
    dues = period.dues * period.units
    return {"members": -period.collected - dues, "cases": promised, "operator": dues}


def _claims(event: Any) -> Mapping[str, int]:
    """How an event changes what is owed to whom, in base units."""
    match event:
        case events.Joined():
            return {"members": event.deposit}
        case events.ToppedUp():
            return {"members": event.amount}
        case events.Reinstated():
            return {"members": event.amount - event.back_pay}
        case events.Withdrawn():
            return {"members": -event.amount, "rebates": -event.rebate - event.to_backstop}
        case _:
            return _kept_for_cases(event)


def _kept_for_cases(event: Any) -> Mapping[str, int]:
    match event:
        case events.CasePaid():
            return {"cases": -event.benefit - event.fee, "operator": event.fee}
        case events.CaseOverturned():
            return {"cases": -event.to_jurors - event.to_surplus - event.to_backstop}
        case events.FeeCollected():
            return {"operator": -event.amount}
        case _:
            return _kept_for_others(event)


def _kept_for_others(event: Any) -> Mapping[str, int]:
    match event:
        case events.BondTaken():
            return {"bonds": event.amount}
        case events.BondReleased():
            return {"bonds": -event.to_jurors - event.rest}
        case events.Credited() | events.JurorRewarded():
            return {"credits": event.amount}
        case events.CreditCollected():
            return {"credits": -event.amount}
        case events.Finished():
            return {"rebates": event.rebate_pool}
        case _:
            return {}


def _row(period: Period, held: int, owed: Mapping[str, int], decimals: int) -> ReserveView:
    to_others = sum(owed[line] for line in OTHERS)
    all_owed = owed["members"] + owed["cases"] + to_others
    backstop = period.backstop_before - period.drawn
    return ReserveView(
        period=period.number,
        at=moment(period.at),
        held=money(held, decimals),
        to_members=money(owed["members"], decimals),
        to_cases=money(owed["cases"], decimals),
        to_others=money(to_others, decimals),
        owed=money(all_owed, decimals),
        surplus=money(period.surplus, decimals),
        backstop=money(backstop, decimals),
        difference=money(held - all_owed - period.surplus - backstop, decimals),
    )
