"""Where a log stands, and what all events have in common."""

from dataclasses import dataclass, field

from ..records import Account


@dataclass(frozen=True, slots=True)
class LogPosition:
    """Where a log stands: the order of places is the order of the log."""

    contract: Account
    block: int
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened.  Two events with the same words are equal wherever they stand."""

    place: LogPosition = field(compare=False, repr=False)
