"""Roles and the backstop (rules, sections 6 and 8).

No role can touch a reserve, the surplus or a payout.  A change of role comes into force `2 × period + notice` after it
was proposed, so that whoever does not trust the change can leave first, even who has just joined.  It is void if it is
not taken up within one period more.

Money goes in freely and comes out slowly.  The sponsor says beforehand how much it may take; the money can be
taken `period + notice` later, for the length of one period, and until then every announcement may still use it.
"""

from dataclasses import replace

from ..errors import (
    BackstopTooSmall,
    MoreThanNoticed,
    NoBackstopNotice,
    NoProposal,
    NotOperator,
    NotSponsor,
    NotSuccessor,
    NotSupervision,
    PlanClosed,
    PlanNotOpen,
    ProposalTooEarly,
    ProposalVoid,
    ZeroAmount,
)
from ..records import NOBODY, Account, Stage
from . import cash, closing
from .state import Notice, PlanState, Proposal
from .terms_check import first_broken, panel


def must_be_operator(plan: PlanState, caller: Account) -> None:
    """Raises NotOperator."""
    if caller != plan.roles.operator:
        raise NotOperator(caller)


def collect_fee(plan: PlanState, operator: Account) -> int:
    """Pay the operator all that it has earned, in base units; returns it.

    Raises:
        NotOperator, ZeroAmount: in this order.
    """
    must_be_operator(plan, operator)
    amount = plan.operator_credit
    if amount == 0:
        raise ZeroAmount
    plan.operator_credit = 0
    plan.operator_paid += amount
    cash.pay(plan, operator, amount)
    return amount


def propose_operator(plan: PlanState, operator: Account, successor: Account) -> None:
    """Propose a successor; nobody calls an earlier proposal off.

    Raises:
        NotOperator: the caller is not the operator.
    """
    must_be_operator(plan, operator)
    plan.successor = Proposal(successor, plan.now) if successor != NOBODY else None


def accept_operator(plan: PlanState, successor: Account) -> None:
    """Take the role over; what the operator had earned and not collected goes with it.

    Raises:
        NoProposal, NotSuccessor, ProposalTooEarly, ProposalVoid: in this order.
    """
    if plan.successor is None:
        raise NoProposal
    if successor != plan.successor.value:
        raise NotSuccessor(successor)
    must_be_in_force(plan, plan.successor.at)
    plan.roles = replace(plan.roles, operator=successor)
    plan.successor = None


def propose_panel(plan: PlanState, operator: Account, assessors: list[Account]) -> None:
    """Propose another panel of the same size; replaces an earlier proposal.

    Raises:
        NotOperator, InvalidTerm: in this order; the latter names "assessors" or "assessor".
    """
    must_be_operator(plan, operator)
    first_broken(panel(assessors, plan.terms.assessors))
    plan.panel = Proposal(tuple(assessors), plan.now)


def install_panel(plan: PlanState) -> None:
    """Put the proposed panel in force; by anyone.

    Raises:
        NoProposal, ProposalTooEarly, ProposalVoid: in this order.
    """
    if plan.panel is None:
        raise NoProposal
    must_be_in_force(plan, plan.panel.at)
    plan.roles = replace(plan.roles, assessors=plan.panel.value)
    plan.panel = None


def must_be_in_force(plan: PlanState, proposed_at: int) -> None:
    """A proposal waits for `2 × period + notice`, and lasts one period.  Raises ProposalTooEarly, ProposalVoid."""
    earliest = proposed_at + 2 * plan.terms.period + plan.terms.notice
    if plan.now < earliest:
        raise ProposalTooEarly(earliest)
    if plan.now >= earliest + plan.terms.period:
        raise ProposalVoid(earliest + plan.terms.period)


def stop_joins(plan: PlanState, by: Account) -> None:
    """Stop new joins, for good; a second time does no harm.

    Raises:
        NotSupervision, PlanNotOpen: in this order.
    """
    must_be_open_to(plan, by)
    plan.joins_stopped = True


def close(plan: PlanState, by: Account) -> None:
    """Start the closing.

    Raises:
        NotSupervision, PlanNotOpen: in this order.
    """
    must_be_open_to(plan, by)
    closing.begin(plan, plan.period)


def must_be_open_to(plan: PlanState, by: Account) -> None:
    """Operator and supervisor may act on an open plan.  Raises NotSupervision, PlanNotOpen."""
    if by not in (plan.roles.operator, plan.roles.supervisor):
        raise NotSupervision(by)
    if plan.stage != Stage.OPEN:
        raise PlanNotOpen


def fund(plan: PlanState, payer: Account, amount: int) -> None:
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


def give_notice(plan: PlanState, sponsor: Account, amount: int) -> None:
    """Say that up to `amount` may be taken; 0 takes an earlier word back.  Replaces it in any case.

    Raises:
        NotSponsor: the caller is not the sponsor.
    """
    must_be_sponsor(plan, sponsor)
    plan.notice = Notice(amount, plan.now) if amount else None


def take(plan: PlanState, sponsor: Account, amount: int) -> None:
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


def must_be_sponsor(plan: PlanState, caller: Account) -> None:
    """Raises NotSponsor."""
    if caller != plan.roles.sponsor:
        raise NotSponsor(caller)


def notice_in_force(plan: PlanState) -> Notice:
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
