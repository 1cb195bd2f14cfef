"""What happens to a plan as a whole, and to standing orders beside it."""

from dataclasses import dataclass

from ..records import Account, Roles, Terms
from .event import Event


@dataclass(frozen=True, slots=True)
class Contracts:
    """The contracts of a plan; no `enrolment` where anyone may join."""

    ledger: Account
    desk: Account
    jury: Account
    enrolment: Account


@dataclass(frozen=True, slots=True)
class PlanDeployed(Event):
    """A factory deployed a plan; `plan_id` counts from 0."""

    plan_id: int
    ledger: Account
    plan: Contracts


@dataclass(frozen=True, slots=True)
class PlanOpened(Event):
    """The plan began; nobody is its `enrolment` where anyone may join."""

    plan_hash: bytes
    token: Account
    desk: Account
    enrolment: Account
    terms: Terms
    roles: Roles


@dataclass(frozen=True, slots=True)
class JoiningStopped(Event):
    """New joins are stopped, for good."""

    by: Account


@dataclass(frozen=True, slots=True)
class OperatorProposed(Event):
    """A successor to the operator was proposed; nobody calls an earlier proposal off.

    They can take over from `earliest` up to, not including, `until`.
    """

    successor: Account
    earliest: int
    until: int


@dataclass(frozen=True, slots=True)
class OperatorSucceeded(Event):
    """The operator's role changed hands."""

    operator: Account


@dataclass(frozen=True, slots=True)
class PanelSeated(Event):
    """A panel sits."""

    assessors: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class PanelProposed(Event):
    """Another panel was proposed, to be seated from `earliest` up to, not including, `until`."""

    assessors: tuple[Account, ...]
    earliest: int
    until: int


@dataclass(frozen=True, slots=True)
class ClosingStarted(Event):
    """The closing began; by nobody if the plan closed itself for want of members."""

    by: Account


@dataclass(frozen=True, slots=True)
class Finished(Event):
    """The plan is closed.

    `rebate_shared` is what all those together have shared, in steps, who have a part in the rebate pool; `backstop`
    what is left of it.
    """

    rebate_pool: int
    rebate_shared: int
    backstop: int


@dataclass(frozen=True, slots=True)
class OrderPlaced(Event):
    """A member gave a standing order, changed it, or called it off with a target of 0."""

    member: Account
    target: int
    most_per_period: int


@dataclass(frozen=True, slots=True)
class Refilled(Event):
    """A member's reserve was filled from their wallet, in an open period."""

    member: Account
    period: int
    amount: int
