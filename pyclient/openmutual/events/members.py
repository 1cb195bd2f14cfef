"""What happens to members."""

from dataclasses import dataclass

from ..records import Account
from .event import Event


@dataclass(frozen=True, slots=True)
class Joined(Event):
    """Somebody joined."""

    member: Account
    tier: int
    deposit: int
    limit: int


@dataclass(frozen=True, slots=True)
class ToppedUp(Event):
    """An active member's reserve was topped up."""

    member: Account
    payer: Account
    amount: int
    limit: int


@dataclass(frozen=True, slots=True)
class Reinstated(Event):
    """A lapsed member came back; `back_pay` went from their balance to the surplus."""

    member: Account
    payer: Account
    amount: int
    back_pay: int
    limit: int


@dataclass(frozen=True, slots=True)
class LeaveRequested(Event):
    """A member asked to leave; `period` is the last they pay for."""

    member: Account
    period: int


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """A membership's money was taken out; `amount` without the rebate, `forfeited` went to the backstop."""

    member: Account
    amount: int
    rebate: int
    forfeited: int


@dataclass(frozen=True, slots=True)
class BenefitEndedMembership(Event):
    """A benefit ended a membership; `balance` is left to withdraw."""

    member: Account
    balance: int


@dataclass(frozen=True, slots=True)
class NullifierTaken(Event):
    """A membership took the nullifier that stands for its person."""

    member: Account
    nullifier: bytes


@dataclass(frozen=True, slots=True)
class NullifierFreed(Event):
    """A withdrawn membership freed its nullifier."""

    member: Account
    nullifier: bytes
