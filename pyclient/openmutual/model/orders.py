"""Standing orders (定额代扣): reserves refilled from wallets, for plans without prepayment.

They stand beside the ledger's rules and give nobody any power: what is taken goes into the member's own reserve.
"""

from ..records import Account, MemberStatus, Stage, StandingOrder
from . import cash
from .membership import MOST_STEPS
from .state import PlanState, Taken


def place(plan: PlanState, name: Account, order: StandingOrder | None) -> None:
    """Give an order, change it, or call it off; what was taken in the open period still counts."""
    if order is None or order.target == 0:
        plan.orders.pop(name, None)
    else:
        plan.orders[name] = order


def refill(plan: PlanState, names: list[Account]) -> int:
    """Carry out the orders of everybody named, one after the other; returns how many paid.

    Who has no order, needs nothing, is no active member or cannot pay is passed over.  A closed plan takes nothing.
    """
    return sum(fill(plan, name) for name in names)


def fill(plan: PlanState, name: Account) -> bool:
    """Fill one member's reserve, if there is something to fill and the wallet holds it."""
    amount = wanted(plan, name)
    can_pay = plan.token.takes(name) and plan.token.balance(name) >= amount
    if amount == 0 or plan.stage == Stage.CLOSED or not can_pay or not _fits(plan, name, amount):
        return False
    cash.receive(plan, name, amount)
    plan.members[name].balance += amount
    plan.taken[name] = Taken(plan.period, _taken_in_period(plan, name) + amount)
    return True


def wanted(plan: PlanState, name: Account) -> int:
    """What is missing to the target, within what the period has left; a whole number of steps for every unit."""
    order = plan.orders.get(name)
    if order is None or plan.status(name) != MemberStatus.ACTIVE:
        return 0
    member = plan.members[name]
    left = order.most_per_period - _taken_in_period(plan, name)
    amount = max(0, min(order.target - member.balance, left))
    return amount - amount % (member.units * plan.terms.step)


def _taken_in_period(plan: PlanState, name: Account) -> int:
    taken = plan.taken.get(name)
    return taken.amount if taken is not None and taken.period == plan.period else 0


def _fits(plan: PlanState, name: Account, amount: int) -> bool:
    """Whether the ledger can count as far as the balance would reach."""
    member, step = plan.members[name], plan.terms.step
    return plan.index // step + (member.balance + amount) // (member.units * step) <= MOST_STEPS
