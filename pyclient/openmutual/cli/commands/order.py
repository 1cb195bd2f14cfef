"""Standing orders: reserves that refill themselves from wallets, for circles without prepayment."""

from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command
from ..errors import Commands
from ..result import Money
from .member import Amount

order = typer.Typer(
    cls=Commands,
    name="order",
    no_args_is_help=True,
    help="Standing orders: a reserve is refilled from its member's wallet, up to what the member allows.",
)

OrdersAt = Annotated[
    str,
    typer.Option(
        "--orders", metavar="ADDRESS", envvar="OPENMUTUAL_ORDERS", help="The contract that carries orders out."
    ),
]


@order.command("open")
@plan_command
def open_orders(place: PlanContext) -> dict[str, Any]:
    """Put a contract for standing orders beside the plan, once for all members.  Anyone can."""
    at = place.ledger.open_orders()
    place.done(place.say("orders_open", at=at))
    return {"orders": at}


@order.command("place")
@plan_command
def place_order(
    place: PlanContext,
    target: Amount,
    orders: OrdersAt,
    most: Annotated[str | None, typer.Option(help="The most in one period; else as much as is missing.")] = None,
    allow: Annotated[
        str | None, typer.Option(help="How much of the wallet it may reach in all; else the target.")
    ] = None,
) -> dict[str, Any]:
    """Have your reserve filled up to a balance from your wallet, whenever anyone asks for it."""
    from ...records import StandingOrder

    amount = place.amount(target)
    given = StandingOrder(amount, place.amount(most) if most else amount)
    allowance = place.amount(allow) if allow else amount
    _find(place, orders)
    place.ledger.open_wallet(place.me, allowance)
    place.ledger.place_order(place.me, given)
    filled, most, reach = map(place.money, (amount, given.most_per_period, allowance))
    place.done(place.say("order_placed", who=place.me, target=filled, most=most, allowance=reach))
    place.page.item("", place.say("wallet_holds", held=place.money(place.ledger.in_wallet(place.me))))
    amounts = {"target": amount, "most_per_period": given.most_per_period, "allowance": allowance}
    return {"member": place.me} | {name: Money(each) for name, each in amounts.items()}


@order.command("cancel")
@plan_command
def cancel(place: PlanContext, orders: OrdersAt) -> dict[str, Any]:
    """Call your order off and close your wallet to it."""
    _find(place, orders)
    place.ledger.place_order(place.me, None)
    place.ledger.open_wallet(place.me, 0)
    place.done(place.say("order_off", who=place.me))
    return {"member": place.me, "target": Money(0)}


@order.command("refill")
@plan_command
def refill(
    place: PlanContext,
    orders: OrdersAt,
    members: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS]...", help="Whose; else everybody's.")
    ] = None,
) -> dict[str, Any]:
    """Have standing orders carried out; who has none or cannot pay is passed over.  Anyone can."""
    from ...events import Joined
    from ..deployment import address

    _find(place, orders)
    named = [address("MEMBER", member) for member in members or ()]
    everybody = dict.fromkeys(event.member for event in place.ledger.events() if isinstance(event, Joined))
    refilled = place.ledger.refill(named or list(everybody))
    place.done(place.say("refilled", count=refilled))
    return {"refilled": refilled}


def _find(place: PlanContext, orders: str) -> None:
    """Let the ledger know where standing orders are.  Raises BadParameter, ChainError."""
    from ..deployment import address

    place.ledger.orders_at(address("--orders", orders))
