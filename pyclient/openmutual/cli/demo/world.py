"""The demo's world: an embedded chain that remembers what a call cost, and the demo's sentences."""

from dataclasses import dataclass

from ...chain import ChainLedger, EmbeddedWorld
from ...chain.node import Receipt
from ...chain.transactions import Sender
from ...i18n import Phrases
from ...records import Account, Roles, Terms
from ...study.population import Person

AREA = "demo"


@dataclass(frozen=True, slots=True)
class DemoPhrases(Phrases):
    """The sentences of the demo, and the names of its people."""

    def name(self, person: Person) -> str:
        """What a person is called."""
        return person.chinese if self.language == "zh" else person.name.replace("-", " ").title()

    def list(self, items: list[str]) -> str:
        """Several things in one sentence."""
        return self.say("comma").join(items)


def demo_phrases(language: str, decimals: int) -> DemoPhrases:
    """The sentences in `en` or `zh`."""
    return DemoPhrases(AREA, language, decimals)


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
