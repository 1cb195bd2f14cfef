"""What the currency's own log tells of the ledger: money that moves, and who else may move it."""

from dataclasses import dataclass

from ...events import Event
from ...records import Account


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Somebody's units of the currency became somebody else's."""

    sender: Account
    receiver: Account
    amount: int


@dataclass(frozen=True, slots=True)
class Approval(Event):
    """Somebody may take so much of the owner's units, whenever they like."""

    owner: Account
    spender: Account
    amount: int
