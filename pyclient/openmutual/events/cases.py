"""The life of a case."""

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
