"""The backstop (垫付资金; rules, section 6): sponsors' money that fills what capped shares leave open.

Money goes in freely and comes out slowly.  The sponsor says beforehand how much it may take; the money can be
taken `period + notice` later, for the length of one period, and until then every announcement may still use it.
"""

from dataclasses import replace

from ..errors import BackstopTooSmall, MoreThanNoticed, NoBackstopNotice, NotSponsor, PlanClosed, ZeroAmount
from ..records import Account, Stage
from . import cash
from .state import Notice, Plan


def fund(plan: Plan, payer: Account, amount: int) -> None:
    """Give `amount` base units to the backstop.

    Raises:
        PlanClosed, ZeroAmount: in this order.
    """
    if plan.stage == Stage.CLOSED:
        raise PlanClosed
    if amount == 0:
        raise ZeroAmount
    cash.receive(plan, payer, amount)
    plan.backstop += amount


def give_notice(plan: Plan, sponsor: Account, amount: int) -> None:
    """Say that up to `amount` may be taken; 0 takes an earlier word back.  Replaces it in any case.

    Raises:
        NotSponsor: the caller is not the sponsor.
    """
    must_be_sponsor(plan, sponsor)
    plan.notice = Notice(amount, plan.now) if amount else None


def take(plan: Plan, sponsor: Account, amount: int) -> None:
    """Take money out: within a notice, or freely once the plan is closed.

    Raises:
        NotSponsor, ZeroAmount; unless the plan is closed NoBackstopNotice, MoreThanNoticed; BackstopTooSmall: in
        this order.
    """
    must_be_sponsor(plan, sponsor)
    if amount == 0:
        raise ZeroAmount
    remaining = None if plan.stage == Stage.CLOSED else notice_in_force(plan)
    if remaining and amount > remaining.amount:
        raise MoreThanNoticed(amount, remaining.amount)
    if amount > plan.backstop:
        raise BackstopTooSmall(amount, plan.backstop)

    if remaining:
        plan.notice = replace(remaining, amount=remaining.amount - amount)
    plan.backstop -= amount
    cash.pay(plan, sponsor, amount)


def must_be_sponsor(plan: Plan, caller: Account) -> None:
    """Raises NotSponsor."""
    if caller != plan.roles.sponsor:
        raise NotSponsor(caller)


def notice_in_force(plan: Plan) -> Notice:
    """The notice whose window is open now.

    Raises:
        NoBackstopNotice: with the window, or (0, 0) where no notice was given.
    """
    if plan.notice is None:
        raise NoBackstopNotice(0, 0)
    opens = plan.notice.at + plan.terms.period + plan.terms.notice
    closes = opens + plan.terms.period
    if not opens <= plan.now < closes:
        raise NoBackstopNotice(opens, closes)
    return plan.notice
