"""One plan twice, on a chain and in the model: every call is made on both, and everything must come out the same."""

from typing import Any

from openmutual.chain import EmbeddedWorld
from openmutual.errors import AttestationUsed, OpenMutualError, Refusal
from openmutual.events import SeedFixed
from openmutual.model import ModelWorld
from openmutual.protocol import Ledger
from openmutual.records import Roles, Terms
from tests.parity.words import Word

DECIMALS = 2
PLAN_HASH = bytes(32)

Outcome = tuple[str, Any]
"""What came of a call: "done" and its result, "refused" and the refusal, or "failed", by the token say."""


class ParityHarness:
    """A plan on the embedded chain and its twin in the model, at the same times and with the same accounts.

    The chain is shared by all plans of a run: its time only goes on, which no plan can tell.

    Args:
        token: a currency that lies on the chain already; the world's own if none is given.

    Attributes:
        compares: whether the whole state is compared after every call; the outcomes of a call always are.
    """

    def __init__(self, world: EmbeddedWorld, terms: Terms, roles: Roles, token: str = "") -> None:
        self.world = world
        self.compares = True
        plan = terms, roles
        self.chain = world.deploy_in(token, *plan, PLAN_HASH) if token else world.deploy(*plan, DECIMALS, PLAN_HASH)
        self.model_world = ModelWorld(world.now() - 1)
        self.model = self.model_world.deploy(terms, roles, DECIMALS, PLAN_HASH)
        self.chain.open_orders()

    def now(self) -> int:
        """What the next call reads, on both."""
        return self.world.now()

    def advance(self, to: int) -> None:
        self.world.advance(to)

    def give(self, account: str, amount: int) -> None:
        self.world.give(self.chain, account, amount)
        self.model_world.give(self.model, account, amount)

    def stock(self, account: str, amount: int) -> None:
        """Money in the wallet, within reach of standing orders."""
        self.world.stock(self.chain, account, amount)
        self.model_world.stock(self.model, account, amount)

    def call(self, verb: str, *arguments: Any) -> Outcome:
        """Make a call on both: it has the same result and the same effect, or is refused with the same values."""
        if verb == "draw_on":
            return self.draw_on(*arguments)
        self.model_world.advance(self.now())
        on_chain = attempt(self.chain, verb, [on(self.chain, argument) for argument in arguments])
        return self.agree(verb, on_chain, tuple(map(in_model, arguments)))

    def draw_on(self, dispute: int) -> Outcome:
        """The model is told the seed that the chain has taken from a block, and finds the same jurors.

        The time of a call is that of its block: the chain may have to let others pass before.
        """
        on_chain = attempt(self.chain, "draw_on", [dispute])
        self.model_world.advance(self.world.node.head().time if on_chain[0] == "done" else self.now())
        seeds = [
            each.seed for each in self.chain.events() if isinstance(each, SeedFixed) and each.dispute_id == dispute
        ]
        return self.agree("draw_on", on_chain, (dispute, seeds[-1] if seeds else None))

    def agree(self, verb: str, on_chain: Outcome, arguments: tuple[Any, ...]) -> Outcome:
        """Make the call in the model as well.  What is refused leaves it alone, and the chain undoes it by itself."""
        before = self.model.snapshot() if self.compares else None
        in_model = attempt(self.model, verb, arguments)
        assert comparable(on_chain) == comparable(in_model), (verb, arguments)
        if on_chain[0] != "done":
            assert before in (None, self.model.snapshot())
        elif self.compares:
            self.compare()
        return on_chain

    def compare(self) -> None:
        """The whole state is the same, at the same moment."""
        self.model_world.advance(self.now())
        assert self.chain.snapshot() == self.model.snapshot()
        assert self.chain.roles == self.model.roles
        for number in range(len(self.model.disputes)):
            assert self.chain.dispute(number) == self.model.dispute(number)
        self.model.check_books()


def attempt(ledger: Ledger, verb: str, arguments: Any) -> Outcome:
    try:
        return "done", getattr(ledger, verb)(*arguments)
    except Refusal as refusal:
        return "refused", refusal
    except OpenMutualError:
        return "failed", None


def on(chain: Any, argument: Any) -> Any:
    """An argument as the chain takes it: an attestor's word with a true signature."""
    return argument.on_chain(chain) if isinstance(argument, Word) else argument


def in_model(argument: Any) -> Any:
    """An argument as the model takes it: an attestor's word by the signer's name."""
    return argument.in_model() if isinstance(argument, Word) else argument


def comparable(outcome: Outcome) -> Outcome:
    """The hash of an attestor's words is another on a chain than in the model."""
    kind, result = outcome
    return (kind, AttestationUsed) if isinstance(result, AttestationUsed) else outcome
