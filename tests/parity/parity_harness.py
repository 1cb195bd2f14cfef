"""One plan twice, on a chain and in the model: every call is made on both, and everything must come out the same."""

from dataclasses import replace
from typing import Any

from openmutual.chain import ChainLedger, EmbeddedWorld, LocalKeyring
from openmutual.errors import OpenMutualError, Refusal
from openmutual.model import ModelWorld
from openmutual.protocol import Ledger
from openmutual.records import Attestation, Roles, Terms
from openmutual.signing.typed_data import SigningDomain, enrolment_data

DECIMALS = 2
PLAN_HASH = bytes(32)

Outcome = tuple[str, Any]
"""What came of a call: "done" and its result, "refused" and the refusal, or "failed", by the token say."""


class ParityHarness:
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
        if verb == "draw":
            return self.draw(*arguments)
        self.model_world.advance(self.now())
        return self.agree(verb, attempt(self.chain, verb, signed(self.chain, arguments)), arguments)

    def draw(self, dispute: int) -> Outcome:
        """Only the chain draws by lot, once its block is there; the model is told whom, and checks that it could be.

        The time of a draw is that of its block: the chain may have to let others pass before.
        """
        on_chain = attempt(self.chain, "draw", (dispute,))
        self.model_world.advance(self.world.node.head().time)
        drawn = self.chain.dispute(dispute).jurors if on_chain[0] == "done" else ()
        return self.agree("draw", on_chain, (dispute, drawn))

    def agree(self, verb: str, on_chain: Outcome, arguments: tuple[Any, ...]) -> Outcome:
        """Make the call in the model as well.  What is refused leaves it alone, and the chain undoes it by itself."""
        before = self.model.snapshot()
        in_model = attempt(self.model, verb, arguments)
        assert on_chain == in_model, (verb, arguments)
        if on_chain[0] == "done":
            self.compare()
        else:
            assert self.model.snapshot() == before
        return on_chain

    def compare(self) -> None:
        """The whole state is the same, at the same moment."""
        self.model_world.advance(self.now())
        assert self.chain.snapshot() == self.model.snapshot()
        assert self.chain.roles == self.model.roles
        for number in range(len(self.model.disputes)):
            assert self.chain.dispute(number) == self.model.dispute(number)


def attempt(ledger: Ledger, verb: str, arguments: tuple[Any, ...]) -> Outcome:
    try:
        return "done", getattr(ledger, verb)(*arguments)
    except Refusal as refusal:
        return "refused", refusal
    except OpenMutualError:
        return "failed", None


def signed(ledger: ChainLedger, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments of a join with the attestation's true signature: whose it is, the model is told by name."""
    if not arguments or not isinstance(arguments[-1], Attestation):
        return arguments
    word = arguments[-1]
    members = arguments[1] if isinstance(arguments[1], list) else [arguments[0]]
    domain = SigningDomain(ledger.chain_id, ledger.site.enrolment or ledger.site.ledger)
    keyring = LocalKeyring()
    signers = {keyring.account(name): name for name in ("attestor", "m0")}
    words = enrolment_data(domain, members, word.nullifiers, word.expiry)
    assert word.signature.decode() in signers
    return (*arguments[:-1], replace(word, signature=keyring.sign_typed_data(word.signature.decode(), words)))
