"""Volunteers (rules, section 4): who offers to be a juror, and who of them can be drawn."""

from ..errors import AlreadyVolunteer, NotActive, NotVolunteer
from ..records import Account, MemberStatus
from .state import Dispute, Plan

BARRED_FOR = 90 * 24 * 60 * 60
"""How long a juror who did not reveal cannot be drawn, in seconds."""


def volunteer(plan: Plan, name: Account) -> None:
    """Offer oneself, for cases announced or filed later.  The offer outlasts a membership.

    Raises:
        NotActive, AlreadyVolunteer: in this order.
    """
    if plan.status(name) != MemberStatus.ACTIVE:
        raise NotActive(name)
    if name in plan.volunteers:
        raise AlreadyVolunteer(name)
    plan.volunteers[name] = plan.now


def resign(plan: Plan, name: Account) -> None:
    """Offer oneself no more; a juror already drawn stays one.

    Raises:
        NotVolunteer: who does not volunteer.
    """
    if name not in plan.volunteers:
        raise NotVolunteer(name)
    del plan.volunteers[name]


def drawable(plan: Plan, dispute: Dispute) -> list[Account]:
    """All who can be drawn for a dispute now, in the order in which they volunteered.

    They volunteered before it was known that there would be something to judge, and have no part in it.
    """
    parties = (plan.cases[dispute.case].claimant, dispute.bonded)
    return [
        name
        for name, since in plan.volunteers.items()
        if since < dispute.before and name not in parties and is_eligible(plan, name)
    ]


def is_eligible(plan: Plan, name: Account) -> bool:
    """Whether a volunteer can be drawn now for a dispute that is not their own.

    Active, past the plan's waiting period, no assessor, and not barred for having been silent.
    """
    if plan.status(name) != MemberStatus.ACTIVE or name in plan.roles.assessors:
        return False
    past_waiting = plan.members[name].joined_at + plan.terms.waiting <= plan.now
    return past_waiting and plan.now >= plan.barred.get(name, 0)


def bar(plan: Plan, name: Account) -> None:
    """Who was drawn and did not reveal is not drawn again for a while."""
    plan.barred[name] = plan.now + BARRED_FOR
