"""Members and money: joining, topping up, leaving; announcements, payments, the backstop, bonds."""

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
    """A membership's money was taken out; `amount` without the rebate.

    `to_backstop` is what rounding left of all rebates, once the last of those entitled has gone.
    """

    member: Account
    amount: int
    rebate: int
    to_backstop: int


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
class AttestationSpent(Event):
    """An attestor's word was used, and cannot be again; `words` is the hash of what was signed."""

    words: bytes


@dataclass(frozen=True, slots=True)
class AccountReplaced(Event):
    """The person of a membership that is over goes on at another account; this one keeps its money and no more."""

    member: Account


@dataclass(frozen=True, slots=True)
class Queued(Event):
    """A case was queued; `period` is the one in which the queue began that holds it."""

    period: int
    level: int


@dataclass(frozen=True, slots=True)
class AnnouncementFigures:
    """The figures of an announcement.

    `queue` counts the cases announced, sixteen bits a level, the lowest first; `waiting` those that wait for another
    plan year instead, in the same way.
    """

    units: int
    queue: int
    waiting: int
    need: int
    share: int
    dues: int
    surplus: int
    drawn: int
    lapsed_units: int
    lapsed_members: int


@dataclass(frozen=True, slots=True)
class Announced(Event):
    """A period was announced: every member paid the same."""

    period: int
    figures: AnnouncementFigures


@dataclass(frozen=True, slots=True)
class CasePaid(Event):
    """An announced case was paid."""

    payee: Account
    period: int
    level: int
    benefit: int
    fee: int


@dataclass(frozen=True, slots=True)
class CaseOverturned(Event):
    """An announced case fell: what it got went to the jurors, the surplus and the backstop."""

    period: int
    level: int
    to_jurors: int
    to_surplus: int
    to_backstop: int


@dataclass(frozen=True, slots=True)
class Credited(Event):
    """A payment that the token refused waits for its owner."""

    owner: Account
    amount: int


@dataclass(frozen=True, slots=True)
class CreditCollected(Event):
    """A credit was collected."""

    owner: Account
    to: Account
    amount: int


@dataclass(frozen=True, slots=True)
class FeeCollected(Event):
    """The operator collected its credit."""

    operator: Account
    amount: int


@dataclass(frozen=True, slots=True)
class BackstopFunded(Event):
    """Somebody gave money to the backstop."""

    payer: Account
    amount: int


@dataclass(frozen=True, slots=True)
class BackstopNoticed(Event):
    """The sponsor gave notice; an amount of 0 calls an earlier notice off."""

    amount: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class BackstopTaken(Event):
    """The sponsor took money out of the backstop."""

    sponsor: Account
    amount: int


@dataclass(frozen=True, slots=True)
class BondTaken(Event):
    """An objector or appellant put up a bond."""

    payer: Account
    amount: int


@dataclass(frozen=True, slots=True)
class BondReleased(Event):
    """A bond was released; `rest` went to its owner, or to the surplus if that is nobody."""

    owner: Account
    to_jurors: int
    rest: int


@dataclass(frozen=True, slots=True)
class JurorRewarded(Event):
    """A juror has earned a reward, a credit that they collect."""

    juror: Account
    amount: int
