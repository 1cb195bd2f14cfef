"""Where all the money came from and where it is: every event that moves money, summed by what it is for.

What members paid for cases does not appear: it moves inside the ledger.  It leaves as aid and fees.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ... import events
from ...events import Event
from ..replay.state import Money as Accounts
from .figures import money
from .report import Flow, Rest, Sum

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
    events.JurorPaid: ("jurors", "amount"),
    events.BackstopTaken: ("backstop_taken", "amount"),
    events.CreditCollected: ("collected_later", "amount"),
}
"""Events that pay money out, likewise."""

LINES_IN = (*(line for line, _ in IN.values()), "gifts")
LINES_OUT = (
    *("aid", "fees", "withdrawals", "rebates", "jurors", "bonds_returned", "backstop_taken"),
    *("refused", "collected_later"),
)
"""`refused` is less than nothing: payments counted above that the token refused and that stayed as credits."""


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


def flow(history: Iterable[Event], accounts: Accounts, token_balance: int | None, decimals: int, rest: Rest) -> Flow:
    """The account of all money; what the currency says the ledger holds beyond its own events is a gift."""
    lines: Counter[str] = Counter()
    for event in history:
        lines.update(moved(event))
    held = held_by(accounts)
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
