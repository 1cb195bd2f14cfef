"""One plan twice, on a chain and in the model: every call is made on both, and everything must come out the same."""

from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.errors import OpenMutualError, Refusal
from openmutual.model import ModelWorld
from openmutual.protocol import Ledger
from openmutual.records import Roles, Terms

DECIMALS = 2
PLAN_HASH = bytes(32)

Outcome = tuple[str, Any]
"""What came of a call: "done" and its result, "refused" and the refusal, or "failed", by the token say."""


class Twins:
    """A plan on the embedded chain and its twin in the model, at the same times and with the same accounts.

    The chain is shared by all plans of a run: its time only goes on, which no plan can tell.

    Args:
        token: a currency that lies on the chain already; the world's own if none is given.
    """

    def __init__(self, world: EmbeddedWorld, terms: Terms, roles: Roles, token: str = "") -> None:
        self.world = world
        plan = terms, roles
        self.chain = world.deploy_in(token, *plan, PLAN_HASH) if token else world.deploy(*plan, DECIMALS, PLAN_HASH)
        self.model_world = ModelWorld(world.now() - 1)
        self.model = self.model_world.deploy(terms, roles, DECIMALS, PLAN_HASH)

    def now(self) -> int:
        """What the next call reads, on both."""
        return self.world.now()

    def advance(self, to: int) -> None:
        self.world.advance(to)

    def give(self, account: str, amount: int) -> None:
        self.world.give(self.chain, account, amount)
        self.model_world.give(self.model, account, amount)

    def call(self, verb: str, *arguments: Any) -> Outcome:
        """Make a call on both.  It must have the same result, or be refused with the same values, and end the same."""
        self.model_world.advance(self.now())
        on_chain, in_model = (attempt(ledger, verb, arguments) for ledger in (self.chain, self.model))
        assert on_chain == in_model, verb
        self.compare()
        return on_chain

    def compare(self) -> None:
        """The whole state is the same, at the same moment."""
        self.model_world.advance(self.now())
        assert self.chain.snapshot() == self.model.snapshot()
        assert self.chain.roles == self.model.roles


def attempt(ledger: Ledger, verb: str, arguments: tuple[Any, ...]) -> Outcome:
    try:
        return "done", getattr(ledger, verb)(*arguments)
    except Refusal as refusal:
        return "refused", refusal
    except OpenMutualError:
        return "failed", None
