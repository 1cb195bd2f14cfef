"""What the ledger held after each announcement and whose it was, kept up event by event.

Held is what came in less what went out.  What is owed is kept apart, by every event that gives somebody a claim or
meets one, so that the two can disagree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ... import events
from ...events import Event
from ..replay.state import Period, Plan
from .figures import moment, money
from .flow import moved
from .report import Reserves, ReserveView, Rest

OTHERS = ("operator", "bonds", "credits", "rebates")


def reserves(history: Iterable[Event], plan: Plan, decimals: int, rest: Rest) -> Reserves:
    """The reserves right after each announcement."""
    periods = {period.number: period for period in plan.periods}
    held, owed, rows = 0, Counter[str](), []
    for event in history:
        held += sum(moved(event).values())
        if isinstance(event, events.Announced) and (period := periods.get(event.period)):
            owed.update(_announced(period))
            rows.append(_row(period, held, owed, decimals))
        else:
            owed.update(_claims(event))
    return Reserves(rest, tuple(rows))


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
            return {"members": -event.amount, "rebates": -event.rebate - event.forfeited}
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
        case events.Credited():
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
