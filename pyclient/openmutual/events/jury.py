"""Volunteers, disputes and votes."""

from dataclasses import dataclass

from ..records import Account, Verdict
from .event import Event


@dataclass(frozen=True, slots=True)
class Volunteered(Event):
    """A member volunteered as a juror; `seat` counts all volunteers there ever were from 0."""

    member: Account
    seat: int


@dataclass(frozen=True, slots=True)
class Resigned(Event):
    """A volunteer resigned."""

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
class JurorsDrawn(Event):
    """Jurors were drawn; `round` is 0 for the first draw, 1 for the second."""

    dispute_id: int
    round: int
    jurors: tuple[Account, ...]


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
class SeatLost(Event):
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
