"""What the contracts say has happened: one frozen record for each event, in the words of the interfaces.

Money is in base units, times are Unix seconds; `limit` counts steps, and tiers and levels are numbers here, as in
the log.  Accounts are addresses, nobody is `""`.
"""

from dataclasses import dataclass, field

from ..records import Account, Roles, Terms


@dataclass(frozen=True, slots=True)
class Place:
    """Where a log stands: the order of places is the order of the log."""

    contract: Account
    block: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.  Two events with the same words are equal wherever they stand."""

    place: Place = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PlanDeployed(Event):
    """A factory deployed a plan; `plan_id` counts from 0."""

    plan_id: int
    ledger: Account
    desk: Account


@dataclass(frozen=True, slots=True)
class PlanOpened(Event):
    """The plan began."""

    plan_hash: bytes
    token: Account
    desk: Account
    terms: Terms
    roles: Roles


@dataclass(frozen=True, slots=True)
class JoiningStopped(Event):
    """New joins are stopped, for good."""

    by: Account


@dataclass(frozen=True, slots=True)
class OperatorProposed(Event):
    """A successor to the operator was proposed; nobody calls an earlier proposal off."""

    successor: Account
    earliest: int


@dataclass(frozen=True, slots=True)
class OperatorSucceeded(Event):
    """The operator's role changed hands."""

    operator: Account


@dataclass(frozen=True, slots=True)
class ClosingStarted(Event):
    """The closing began; by nobody if the plan closed itself for want of members."""

    by: Account


@dataclass(frozen=True, slots=True)
class Finished(Event):
    """The plan is closed.  `rebate_per_unit` in base units; what could not be divided went to the backstop."""

    rebate_per_unit: int
    rebate_pool: int
    to_backstop: int


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
class Leaving(Event):
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
class Queued(Event):
    """A case was queued for the open period."""

    period: int
    level: int


@dataclass(frozen=True, slots=True)
class Round:
    """The figures of an announcement; `queue` counts cases, sixteen bits a level, the lowest first."""

    units: int
    queue: int
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
    figures: Round


@dataclass(frozen=True, slots=True)
class CasePaid(Event):
    """An announced case was paid."""

    payee: Account
    period: int
    level: int
    benefit: int
    fee: int


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
class CaseFiled(Event):
    """A case was filed."""

    case_id: int
    claimant: Account
    level: int
    diagnosed_at: int
    commitment: bytes
    beneficiary: Account


@dataclass(frozen=True, slots=True)
class CaseWithdrawn(Event):
    """The claimant took the case back."""

    case_id: int


@dataclass(frozen=True, slots=True)
class CaseDecided(Event):
    """The panel decided."""

    case_id: int
    approve: bool
    level: int
    report_hash: bytes
    assessors: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class CaseSettled(Event):
    """The case was paid."""

    case_id: int
    benefit: int
    fee: int


@dataclass(frozen=True, slots=True)
class EvidenceGranted(Event):
    """The claimant let one more reader open the evidence; `reader` is the SHA-256 hash of an age public key."""

    case_id: int
    reader: bytes


@dataclass(frozen=True, slots=True)
class PanelSeated(Event):
    """A panel sits."""

    assessors: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class PanelProposed(Event):
    """Another panel was proposed."""

    assessors: tuple[Account, ...]
    earliest: int


EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
"""Every record by the name of its Solidity event."""
