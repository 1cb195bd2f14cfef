"""`openmutual sponsor`: money behind the members' own, put in by anyone and taken back by the sponsor, with notice."""

from typing import Any

import typer

from ..context import PlanContext, plan_command
from ..result import Moment, Money
from .member import Amount

sponsor = typer.Typer(
    name="sponsor",
    no_args_is_help=True,
    help="The backstop: pay for what members' shares do not reach; take money back, with notice.",
)


@sponsor.command()
@plan_command
def fund(place: PlanContext, amount: Amount) -> dict[str, Any]:
    """Give money to the backstop; anyone can. Only the plan's sponsor can take it back."""
    given = place.amount(amount)
    place.pay(given, lambda ledger: ledger.fund_backstop(place.me, given))
    place.done(place.say("backstop_funded", amount=place.money(given)))
    return _tell_backstop(place) | {"funded": Money(given)}


@sponsor.command()
@plan_command
def notice(place: PlanContext, amount: Amount) -> dict[str, Any]:
    """Give notice that the sponsor may take up to an amount; a new notice replaces an old one, and 0 calls it off."""
    from ...chain.client_base import newest
    from ...events import BackstopNoticed
    from ..views.next_steps import NextStep, tell_next

    most = place.amount(amount)
    place.ledger.notice_backstop(place.me, most)
    given = newest(BackstopNoticed, place.ledger.events())
    if most == 0:
        place.done(place.say("notice_off"))
        return {"noticed": Money(0)}
    place.done(place.say("backstop_noticed", amount=place.money(most)))
    steps = [NextStep("take_next", f"sponsor take {amount}", given.opens, given.closes)]
    times = {"from": Moment(given.opens), "until": Moment(given.closes)}
    return {"noticed": Money(most)} | times | tell_next(place, steps)


@sponsor.command()
@plan_command
def take(place: PlanContext, amount: Amount) -> dict[str, Any]:
    """Take money out of the backstop: within a notice, or what is left once the plan is closed."""
    taken = place.amount(amount)
    place.ledger.take_backstop(place.me, taken)
    place.done(place.say("paid_out", amount=place.money(taken), to=place.me))
    return _tell_backstop(place) | {"taken": Money(taken)}


def _tell_backstop(place: PlanContext) -> dict[str, Any]:
    held = place.ledger.backstop()
    place.page.item("", place.say("backstop_holds", amount=place.money(held)))
    return {"backstop": Money(held)}
