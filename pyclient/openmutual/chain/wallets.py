"""What accounts hold of a plan's currency, and how much of it the plan's ledger may take."""

from collections.abc import Mapping

from ..errors import ChainError, NotEnoughMoney
from ..money import grouped
from ..protocol import ANYONE, Ledger
from ..records import Account
from .contract import Contract
from .deploy import Deployment
from .ledger import ChainLedger
from .node import Call, Node
from .transactions import Sender

UNLIMITED = 2**256 - 1
MAYBE_UNLIMITED = 2**255
"""An allowance above this was unlimited once, and will not run out."""


class Wallets:
    """The part of a world that sees to money before a ledger asks for it.

    Attributes:
        node: the chain itself, for whoever wants to look closer.
    """

    def __init__(self, node: Node, sender: Sender) -> None:
        self.node = node
        self._sender = sender
        self._allowed: set[tuple[Account, Account]] = set()

    def give(self, ledger: Ledger, account: Account, amount: int) -> None:
        """See to it that `account` has `amount` more of a local currency, and that `ledger` may take it."""
        site = site_of(ledger)
        self.print_money(ledger, account, amount)
        if (account, site.ledger) in self._allowed:
            return
        token = Contract(self.node, "TestYuan", site.token)
        if token.read("allowance", account, site.ledger) < MAYBE_UNLIMITED:
            self._sender.send(account, site.token, token.call("approve", site.ledger, UNLIMITED))
        self._allowed.add((account, site.ledger))

    def allow(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Let `ledger` take exactly `amount` from the account, unless it may take as much already.

        An allowance that is too small is taken back first: some currencies refuse to change one into another.
        """
        self._allow_all(ledger, {account: amount})

    def provide(self, ledger: Ledger, needs: Mapping[Account, int]) -> None:
        """See to it that each account has what it is to pay, and that `ledger` may take exactly that.

        On a local chain worthless money is made where it is missing.

        Args:
            ledger: the plan.
            needs: in base units of its currency, by account.

        Raises:
            NotEnoughMoney: somebody on a real chain holds less; nothing has been sent.
        """
        short = self.expect_means(ledger, needs)
        token = Contract(self.node, "TestYuan", site_of(ledger).token)
        printer = self._sender.keyring.account(ANYONE) if short else ""
        mints = [token.call("mint", account, needs[account] - held) for account, held in short]
        self._sender.deliver_all([Call(printer, token.address, data, is_needed=True) for data in mints])
        self._allow_all(ledger, needs)

    def expect_means(self, ledger: Ledger, needs: Mapping[Account, int]) -> list[tuple[Account, int]]:
        """Those who hold less than they are to pay, and what they hold, in base units: somebody on a local chain alone.

        Raises:
            NotEnoughMoney: somebody on a real chain holds less.
        """
        token = Contract(self.node, "TestYuan", site_of(ledger).token)
        balances = token.read_each("balanceOf", [(account,) for account in needs])
        short = [(account, held) for account, held in zip(needs, balances, strict=True) if held < needs[account]]
        if short and not self.node.is_local:
            account, held = short[0]
            words = [grouped(amount, token.read("decimals")) for amount in (held, needs[account])]
            raise NotEnoughMoney(f"{account} holds {words[0]} of the currency {token.address}, and needs {words[1]}")
        return short

    def _allow_all(self, ledger: Ledger, amounts: Mapping[Account, int]) -> None:
        site = site_of(ledger)
        token = Contract(self.node, "TestYuan", site.token)
        allowed = token.read_each("allowance", [(account, site.ledger) for account in amounts])
        missing = {
            account: allowance
            for (account, amount), allowance in zip(amounts.items(), allowed, strict=True)
            if allowance < amount
        }
        # The first of the two must be done before a chain can tell what the second will need.
        taken_back = {account: 0 for account, allowance in missing.items() if allowance}
        for each in (taken_back, {account: amounts[account] for account in missing}):
            data = {account: token.call("approve", site.ledger, amount) for account, amount in each.items()}
            self._sender.deliver_all([Call(account, site.token, data[account], is_needed=True) for account in each])

    def allowance(self, ledger: Ledger, account: Account) -> int:
        """How much of the account's money `ledger` may take."""
        site = site_of(ledger)
        return int(Contract(self.node, "TestYuan", site.token).read("allowance", account, site.ledger))

    def forbid(self, ledger: Ledger, account: Account) -> None:
        """Let `ledger` take nothing more from the account."""
        site = site_of(ledger)
        data = Contract(self.node, "TestYuan", site.token).call("approve", site.ledger, 0)
        self._sender.send(account, site.token, data)

    def print_money(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Make `amount` of a ledger's local currency and hand it to the account, allowing nothing."""
        token = Contract(self.node, "TestYuan", site_of(ledger).token)
        data = token.call("mint", account, amount)
        self._sender.deliver(Call(self._sender.keyring.account(ANYONE), token.address, data, is_needed=True))

    def stock(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` of a local currency into the account's wallet, where a standing order may reach all of it."""
        self.print_money(ledger, account, amount)
        assert isinstance(ledger, ChainLedger)  # a ledger of another world has been refused
        if not ledger.orders:
            ledger.open_orders()
        ledger.open_wallet(account, UNLIMITED)


def site_of(ledger: Ledger) -> Deployment:
    """Where a plan on a chain lives.  Raises ChainError for a ledger of another kind."""
    if not isinstance(ledger, ChainLedger):
        raise ChainError("this ledger lives in another world")
    return ledger.site
