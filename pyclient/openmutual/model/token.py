"""The currency in the model: who holds how much, and whom the token refuses to deal with."""

from dataclasses import dataclass, field

from ..errors import OpenMutualError
from ..records import NOBODY, Account


@dataclass(slots=True)
class Token:
    """A currency, as far as a ledger can see it: wallets, and a list of accounts that it will not serve.

    The list stands for every reason a token may have to refuse a transfer (a blocked address, a sanction, a
    recipient that cannot hold it).  One list can serve several tokens of the same world.

    Attributes:
        blocked: accounts that can neither pay nor be paid.
        wallets: base units held, by account; the ledgers are accounts as well.
    """

    blocked: set[Account] = field(default_factory=set)
    wallets: dict[Account, int] = field(default_factory=dict)

    def balance(self, account: Account) -> int:
        """What the account holds, in base units."""
        return self.wallets.get(account, 0)

    def mint(self, account: Account, amount: int) -> None:
        """Make `amount` new base units and hand them to the account."""
        self.wallets[account] = self.balance(account) + amount

    def takes(self, account: Account) -> bool:
        """Whether a transfer to the account would go through."""
        return account != NOBODY and account not in self.blocked

    def move(self, payer: Account, payee: Account, amount: int) -> None:
        """Move base units from one account to another.

        Raises:
            OpenMutualError: the token refuses one of the two, or the payer holds less.  The rules have no
                refusal for this: on a chain it is the token's own error that comes back.
        """
        for account in (payer, payee):
            if not self.takes(account):
                raise OpenMutualError(f"the token refuses {account or 'nobody'!r}")
        if self.balance(payer) < amount:
            raise OpenMutualError(f"{payer!r} holds {self.balance(payer)}, which is less than {amount}")
        self.wallets[payer] = self.balance(payer) - amount
        self.mint(payee, amount)
