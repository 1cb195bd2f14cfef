"""Standing orders on a chain: the contract beside a plan that refills reserves from wallets."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..abi.artifacts import artifact
from ..errors import ChainError
from ..events import Event, OrderPlaced, Refilled
from ..records import Account, StandingOrder
from .client_base import ClientBase
from .contract import Contract
from .deploy import created
from .event_log import History
from .node import Call

BATCH = 100
"""Members in one transaction of a refill: about half of the gas that one may use."""

MOST = 2**128 - 1
"""The largest amount that an order can name, in base units."""


class Orders(ClientBase):
    """The verbs of standing orders.

    The contract for them is no part of the plan: anyone may put one beside it, and members choose whom they trust
    with it by looking at its code.

    Attributes:
        orders: its address; empty where none has been opened or named.
    """

    orders: Account = ""
    _placed: History | None = None

    def open_orders(self) -> Account:
        """Anyone puts a contract for standing orders beside the plan; returns its address."""
        contract = artifact("StandingOrders")
        data = contract.creation_code + contract.interface.constructor(self.site.ledger)
        self._use(created(self._sender.send(self._anyone, "", data)))
        return self.orders

    def orders_at(self, address: Account) -> None:
        """Use the contract for standing orders at that address.

        Raises:
            ChainError: there is none, or it serves another plan.
        """
        is_ours = self._sender.node.code(address) and self._serves(address)
        if not is_ours:
            raise ChainError(f"{address} carries out no standing orders of this plan")
        self._use(address)

    def _use(self, address: Account) -> None:
        self.orders, self._placed = address, None

    def _serves(self, address: Account) -> bool:
        contract = Contract(self._sender.node, "StandingOrders", address)
        try:
            return bool((contract.read("ledger"), contract.read("token")) == (self.site.ledger, self.site.token))
        except ChainError:  # some other contract
            return False

    def place_order(self, member: Account, order: StandingOrder | None) -> None:
        """`member` gives a standing order, changes it, or calls it off; :meth:`open_wallet` lets it reach money.

        Raises:
            ChainError: an amount is larger than the contract counts; there is no contract for orders.
        """
        target, most = (order.target, order.most_per_period) if order is not None else (0, 0)
        if max(target, most) > MOST:
            raise ChainError(f"a standing order counts at most {MOST} base units")
        self._tell_orders(member, "place", target, most)

    def order_of(self, member: Account) -> StandingOrder | None:
        """The member's order, if there is one.  Raises ChainError if there is no contract for orders."""
        found = self._orders.read("orderOf", member)
        return StandingOrder(found["target"], found["mostPerPeriod"]) if found["target"] else None

    def refillable(self) -> list[Account]:
        """The members whose reserve a refill would fill up now: less is in it than ordered, and their wallet pays.

        A refill is tried of a hundred at a time, and of each only among those where it would fill any.

        Raises:
            ChainError: there is no contract for orders.
        """
        orders, node = self._orders, self._sender.node
        if self._placed is None:
            self._placed = History(node, (orders.address,), self.site.since)
        events = self._placed.events(node.head())
        placed = [*dict.fromkeys(event.member for event in events if isinstance(event, OrderPlaced))]
        near = [[member] for batch in _filled(orders, _batches(placed)) for member in batch]
        return [member for (member,) in _filled(orders, near)]

    def refill(self, members: list[Account]) -> int:
        """Anyone has standing orders carried out, a hundred members a transaction; returns for how many.

        Raises:
            ChainError: there is no contract for orders.
        """
        told = (self._tell_orders(self._anyone, "refill", batch) for batch in _batches(members))
        events = [event for each in told for event in each]
        return sum(isinstance(event, Refilled) for event in events)

    def open_wallet(self, member: Account, allowance: int) -> None:
        """`member` lets standing orders reach so much of their currency; the order bounds what is taken of it."""
        if self._token.read("allowance", member, self._orders.address) == allowance:
            return
        data = self._token.call("approve", self._orders.address, allowance)
        self._sender.deliver(Call(member, self.site.token, data, is_needed=True))

    def in_wallet(self, member: Account) -> int:
        """What the member's wallet holds of the currency, in base units: no order brings more than that."""
        return int(self._token.read("balanceOf", member))

    @property
    def _speakers(self) -> tuple[Account, ...]:
        return (*super()._speakers, self.orders)

    @property
    def _orders(self) -> Contract:
        if not self.orders:
            raise ChainError("no contract for standing orders is known; name its address, or open one")
        return Contract(self._sender.node, "StandingOrders", self.orders)

    def _tell_orders(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._orders, caller, function, arguments)


def _batches(members: list[Account]) -> Iterator[list[Account]]:
    return (members[first : first + BATCH] for first in range(0, len(members), BATCH))


def _filled(orders: Contract, groups: Iterable[Sequence[Account]]) -> list[Sequence[Account]]:
    """The groups among which a refill would fill any reserve, as a dry call tells."""
    asked = [*groups]
    counts = orders.read_each("refill", [([*group],) for group in asked])
    return [group for group, count in zip(asked, counts, strict=True) if count]
