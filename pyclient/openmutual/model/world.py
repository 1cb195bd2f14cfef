"""Where model ledgers live: a clock that stands still until it is moved, and wallets."""

from ..errors import OpenMutualError
from ..protocol import Ledger, World
from ..records import Account, Roles, Terms
from .ledger import ModelLedger
from .terms_check import check_terms
from .token import Token


class ModelWorld:
    """A world without a chain.  Accounts are their names; each number of decimals has a currency of its own.

    Args:
        start: what the clock reads at first, in Unix seconds.
    """

    def __init__(self, start: int = 0) -> None:
        self._now = start
        self._blocked: set[Account] = set()
        self._tokens: dict[int, Token] = {}
        self._ledgers: list[ModelLedger] = []

    def now(self) -> int:
        """The time that the next call reads, exactly."""
        return self._now

    def advance(self, to: int) -> None:
        """Move the clock to `to`; a time gone by leaves it where it is."""
        self._now = max(self._now, to)

    def account(self, name: str) -> Account:
        """The account of that name: the name."""
        return name

    def deploy(self, terms: Terms, roles: Roles, decimals: int, plan_hash: bytes) -> ModelLedger:
        """Deploy a plan now.  The hash of its file is for readers; no rule reads it.

        Raises:
            InvalidTerm: a term breaks its rule.
        """
        del plan_hash
        check_terms(terms, roles)
        ledger = ModelLedger(
            terms=terms,
            roles=roles,
            token=self.token(decimals),
            clock=self.now,
            account=f"ledger:{len(self._ledgers)}",
            deployed_at=self._now,
            last_announced_at=self._now,
        )
        self._ledgers.append(ledger)
        return ledger

    def token(self, decimals: int) -> Token:
        """The currency of this world that has so many decimals; made on first use."""
        return self._tokens.setdefault(decimals, Token(self._blocked))

    def give(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` more into the account's wallet, in the ledger's currency.

        Raises:
            OpenMutualError: the ledger is of another world.
        """
        for own in self._ledgers:
            if own is ledger:
                return own.token.mint(account, amount)
        raise OpenMutualError("this ledger lives in another world")

    def stock(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` into the account's wallet: here whatever lies there can be reached.  Raises OpenMutualError."""
        self.give(ledger, account, amount)

    def block(self, account: Account) -> None:
        """Let every token refuse the account from now on."""
        self._blocked.add(account)

    def unblock(self, account: Account) -> None:
        """Let every token serve the account again."""
        self._blocked.discard(account)


def _as_protocol(world: ModelWorld, ledger: ModelLedger) -> tuple[World, Ledger]:
    """What the type checker is to prove: this world and its ledgers keep the protocol."""
    return world, ledger
