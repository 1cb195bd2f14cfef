"""A movement of the currency to or from the ledger, as the token's own log tells it."""

from dataclasses import dataclass

from ...chain.events import Event
from ...records import Account


@dataclass(frozen=True, slots=True)
class Transfer(Event):
    """Somebody's units of the currency became somebody else's."""

    sender: Account
    receiver: Account
    amount: int
