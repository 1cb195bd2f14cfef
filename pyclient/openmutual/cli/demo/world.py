"""The embedded chain with two eyes on it: which ledger was deployed, and what the last transaction cost."""

from ...chain import ChainLedger, EmbeddedWorld
from ...chain.node import Receipt
from ...chain.transactions import Sender
from ...records import Account, Roles, Terms


class Meter(Sender):
    """A sender that remembers the gas of its last transaction."""

    gas = 0

    def send(self, sender: Account, to: Account, data: bytes) -> Receipt:
        """Send a call and wait until it is final."""
        receipt = super().send(sender, to, data)
        self.gas = receipt.gas_used
        return receipt


class DemoWorld(EmbeddedWorld):
    """An embedded chain for one plan.

    Attributes:
        ledger: the plan, once it is deployed.
    """

    ledger: ChainLedger

    def __init__(self) -> None:
        super().__init__()
        self._sender = self._meter = Meter(self.node, self._sender.keyring)

    @property
    def gas(self) -> int:
        """What the last transaction cost."""
        return self._meter.gas

    def deploy(self, terms: Terms, roles: Roles, decimals: int, plan_hash: bytes) -> ChainLedger:
        """Deploy the plan."""
        self.ledger = super().deploy(terms, roles, decimals, plan_hash)
        return self.ledger
