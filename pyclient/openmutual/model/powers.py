"""The operator's powers (rules, section 8): to earn its fee, and to propose who comes after.

No role can touch a reserve, the surplus or a payout.  A change of role comes into force `period + notice` after it
was proposed, so that whoever does not trust the change can leave first.
"""

from dataclasses import replace

from ..errors import NoProposal, NotOperator, NotSuccessor, ProposalTooEarly, ZeroAmount
from ..records import NOBODY, Account
from . import cash
from .state import Plan, Proposal
from .terms_check import first_broken, panel


def must_be_operator(plan: Plan, caller: Account) -> None:
    """Raises NotOperator."""
    if caller != plan.roles.operator:
        raise NotOperator(caller)


def collect_fee(plan: Plan, operator: Account) -> int:
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


def propose_operator(plan: Plan, operator: Account, successor: Account) -> None:
    """Propose a successor; nobody takes an earlier proposal back.

    Raises:
        NotOperator: the caller is not the operator.
    """
    must_be_operator(plan, operator)
    plan.successor = Proposal(successor, plan.now) if successor != NOBODY else None


def accept_operator(plan: Plan, successor: Account) -> None:
    """Take the role over; what the operator had earned and not collected goes with it.

    Raises:
        NoProposal, NotSuccessor, ProposalTooEarly: in this order.
    """
    if plan.successor is None:
        raise NoProposal
    if successor != plan.successor.value:
        raise NotSuccessor(successor)
    must_be_in_force(plan, plan.successor.at)
    plan.roles = replace(plan.roles, operator=successor)
    plan.successor = None


def propose_panel(plan: Plan, operator: Account, assessors: list[Account]) -> None:
    """Propose another panel of the same size; replaces an earlier proposal.

    Raises:
        NotOperator, InvalidTerm: in this order; the latter names "assessors" or "assessor".
    """
    must_be_operator(plan, operator)
    first_broken(panel(assessors, plan.terms.assessors))
    plan.panel = Proposal(tuple(assessors), plan.now)


def install_panel(plan: Plan) -> None:
    """Put the proposed panel in force; by anyone.

    Raises:
        NoProposal, ProposalTooEarly: in this order.
    """
    if plan.panel is None:
        raise NoProposal
    must_be_in_force(plan, plan.panel.at)
    plan.roles = replace(plan.roles, assessors=plan.panel.value)
    plan.panel = None


def must_be_in_force(plan: Plan, proposed_at: int) -> None:
    """A proposal waits for `period + notice`.  Raises ProposalTooEarly."""
    earliest = proposed_at + plan.terms.period + plan.terms.notice
    if plan.now < earliest:
        raise ProposalTooEarly(earliest)
