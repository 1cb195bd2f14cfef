"""The life of a case: filing, decisions, disputes, votes."""

from dataclasses import dataclass

from ..records import Account, Verdict
from .event import Event


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
class CaseContested(Event):
    """A case was objected to; a jury decides."""

    case_id: int
    objector: Account
    dispute_id: int
    reason_hash: bytes


@dataclass(frozen=True, slots=True)
class ReasonAdded(Event):
    """Somebody who could have objected as well gave another reason against a contested case."""

    case_id: int
    member: Account
    reason_hash: bytes


@dataclass(frozen=True, slots=True)
class CaseAppealed(Event):
    """A rejected or undecided claimant appealed; a jury decides."""

    case_id: int
    dispute_id: int
    reason_hash: bytes


@dataclass(frozen=True, slots=True)
class CaseConcluded(Event):
    """The jury's verdict took effect."""

    case_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class EvidenceGranted(Event):
    """The claimant let one more reader open the evidence; `reader` is the SHA-256 hash of an age public key."""

    case_id: int
    reader: bytes


@dataclass(frozen=True, slots=True)
class Volunteered(Event):
    """A member volunteered as a juror; `seat` counts from 0 who ever did, and stays theirs for good."""

    member: Account
    seat: int


@dataclass(frozen=True, slots=True)
class Resigned(Event):
    """A volunteer resigned; the seat waits for them."""

    member: Account


@dataclass(frozen=True, slots=True)
class DisputeOpened(Event):
    """A dispute began: the hash of `block` draws its jurors among the first `pool` seats."""

    dispute_id: int
    case_id: int
    pool: int
    block: int


@dataclass(frozen=True, slots=True)
class DrawRenewed(Event):
    """The block for the draw had passed out of reach; another was named."""

    dispute_id: int
    block: int


@dataclass(frozen=True, slots=True)
class SeedFixed(Event):
    """The randomness of a draw was proven; `round` is 0 for the first draw, 1 for the second."""

    dispute_id: int
    round: int
    seed: bytes


@dataclass(frozen=True, slots=True)
class JurorsDrawn(Event):
    """One call of a draw found these jurors; it goes on from `position` unless it is complete."""

    dispute_id: int
    round: int
    jurors: tuple[Account, ...]
    position: int
    complete: bool


@dataclass(frozen=True, slots=True)
class VoteCommitted(Event):
    """A juror sealed a vote."""

    dispute_id: int
    juror: Account
    commitment: bytes


@dataclass(frozen=True, slots=True)
class VoteRevealed(Event):
    """A juror opened their vote."""

    dispute_id: int
    juror: Account
    pays: bool


@dataclass(frozen=True, slots=True)
class JurorBarred(Event):
    """A drawn juror did not reveal, and cannot be drawn before `until`."""

    juror: Account
    until: int


@dataclass(frozen=True, slots=True)
class QuorumMissed(Event):
    """Too few votes were revealed: the hash of `block` draws jurors once more."""

    dispute_id: int
    block: int


@dataclass(frozen=True, slots=True)
class DisputeDecided(Event):
    """A dispute ended."""

    dispute_id: int
    verdict: Verdict
