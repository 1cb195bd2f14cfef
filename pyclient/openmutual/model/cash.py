"""Money over the counter: into the plan, out of it, and what the token refused to carry."""

from ..errors import NoCredit
from ..records import Account
from .state import PlanState


def receive(plan: PlanState, payer: Account, amount: int) -> None:
    """Take `amount` base units from the payer's wallet.

    Verbs call it after their last refusal and before their first effect, so a payment that fails changes nothing.

    Raises:
        OpenMutualError: the token does not carry it.
    """
    plan.token.move(payer, plan.account, amount)


def pay(plan: PlanState, payee: Account, amount: int) -> None:
    """Pay `amount` base units out; never fails.

    A payment that the token refuses becomes a credit of its owner, so that nobody's trouble with the token can
    hold up another payment, or a closing (rules, section 7).
    """
    if plan.token.takes(payee):
        plan.token.move(plan.account, payee, amount)
    else:
        credit(plan, payee, amount)


def credit(plan: PlanState, owner: Account, amount: int) -> None:
    """Keep `amount` base units for their owner to collect."""
    if amount:
        plan.credits[owner] = plan.credits.get(owner, 0) + amount


def collect_credit(plan: PlanState, owner: Account, to: Account) -> int:
    """Pay an owner's whole credit to an account that the token accepts; returns it.

    Raises:
        NoCredit: there is none.
        OpenMutualError: the token refuses this account too; the credit stands.
    """
    amount = plan.credits.get(owner, 0)
    if amount == 0:
        raise NoCredit(owner)
    plan.token.move(plan.account, to, amount)
    del plan.credits[owner]
    return amount
