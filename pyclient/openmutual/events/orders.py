"""Standing orders."""

from dataclasses import dataclass

from ..records import Account
from .event import Event


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
