"""Collecting: a verb is taken down instead of sent, so that its calls can be signed, and brought by somebody else."""

from collections.abc import Sequence

from ..records import Account
from ..signing.typed_data import AccountCall
from .node import Call, Receipt
from .transactions import Sender


class Collected(Exception):
    """The call to the plan is taken down; what would follow from its events cannot be known."""


class CollectingSender(Sender):
    """Takes down the calls of one account, up to the first one to a plan; allowances and the like come before it.

    Args:
        sender: has the keys, and sends what others call.
        account: whose calls are taken down.
        plan: the contracts of the plan.

    Attributes:
        calls: what was taken down, in order.
    """

    def __init__(self, sender: Sender, account: Account, plan: tuple[Account, ...]) -> None:
        super().__init__(sender.node, sender.keyring)
        self._direct, self._account, self._plan = sender, account, plan
        self.calls: list[AccountCall] = []

    def deliver(self, call: Call) -> Receipt:
        """Take a call down, or send it for somebody else.  Raises Collected once the plan is called."""
        if call.sender != self._account:
            return self._direct.deliver(call)
        self.calls.append(AccountCall(call.to, call.data))
        if call.to in self._plan:
            raise Collected
        return Receipt(succeeded=True, block=0, gas_used=0, logs=())

    def deliver_all(self, calls: Sequence[Call]) -> list[Receipt]:
        """Deliver one call after the other."""
        return [self.deliver(call) for call in calls]
