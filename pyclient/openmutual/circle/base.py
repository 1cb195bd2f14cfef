"""What all verbs of a circle are made of: who acts, money that is ready before it is asked for, and a receipt."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from ..chain import ChainLedger, ChainWorld
from ..chain.errand import Errand
from ..money import Amount, base_units, decimal_of
from ..records import Account
from .arguments import Who, account_of
from .currency import Currency
from .receipt import Receipt, receipt_of

T = TypeVar("T")


class CircleBase:
    """A plan on a chain, and whoever acts in it.

    Attributes:
        ledger: the typed client underneath, in base units and Unix seconds.
        currency: what the plan counts in.
    """

    def __init__(self, world: ChainWorld, ledger: ChainLedger, currency: Currency, errand: Errand | None) -> None:
        self.ledger = ledger
        self.currency = currency
        self._world = world
        self._errand = errand

    @property
    def address(self) -> Account:
        """The address of the plan's ledger, by which anybody finds it again."""
        return self.ledger.site.ledger

    def account(self, who: Who) -> Account:
        """The address of somebody.

        Raises:
            ArgumentError: that is no text, or an address with a mistake in it.
            ChainError: there is no account of that name.
        """
        return account_of(self._world, who)

    def _act(self, verb: Callable[[], T], before: Callable[[], None] | None = None) -> Receipt[T]:
        with self._world.recording(before) as sent:
            value = verb()
            return receipt_of(value, sent, self.ledger.said)

    def _pay(self, needs: Mapping[Account, int], verb: Callable[[ChainLedger], T]) -> Receipt[T]:
        """Act with money; once the rules are known to agree, each account has, and lets be taken, what it needs."""

        def before() -> None:
            self.ledger.rehearse(verb)
            self._world.provide(self.ledger, needs)

        return self._act(lambda: verb(self.ledger), before)

    def _units(self, amount: Amount) -> int:
        return base_units(amount, self.currency.decimals)

    def _decimal(self, amount: int) -> Decimal:
        return decimal_of(amount, self.currency.decimals)

    def _tell_decimal(self, verb: Callable[[], int]) -> Receipt[Decimal]:
        """Act, and give back an amount of the currency."""
        return self._act(lambda: self._decimal(verb()))
