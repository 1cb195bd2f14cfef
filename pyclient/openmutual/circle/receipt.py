"""What became of a verb: its transactions, and what it gives back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from reprlib import repr as shortened
from typing import Generic, TypeVar

from ..chain import node
from ..codec import to_hex
from ..errors import ArgumentError
from ..events import Event

T = TypeVar("T")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True, repr=False)
class Receipt(Generic[T]):
    """What a verb has done, now final on the chain.

    Attributes:
        value: what the verb gives back, such as the number of a case; each verb says what it is.
        transactions: the hashes of all transactions, in their order: those that give allowances come first.
        hash: of the last one, which is the verb itself; empty if there was nothing to do.
        block: the number of that one's block; 0 if there was nothing to do.
        gas: what all of them together have used.
        events: what the plan's contracts have said; money in base units and times in Unix seconds, as in the log.
    """

    value: T
    transactions: tuple[str, ...]
    block: int
    gas: int
    events: tuple[Event, ...]

    @property
    def hash(self) -> str:
        """The hash of the last transaction, `0x` and 64 digits."""
        return self.transactions[-1] if self.transactions else ""

    def event(self, kind: type[E]) -> E:
        """The first event of a kind, such as :class:`openmutual.events.Joined`.  Raises ArgumentError without one."""
        for event in self.events:
            if isinstance(event, kind):
                return event
        raise ArgumentError(f"the receipt tells of no {kind.__name__}, but of {self._said()}")

    def _said(self) -> str:
        return ", ".join(dict.fromkeys(type(event).__name__ for event in self.events)) or "nothing"

    def __repr__(self) -> str:
        value = "" if self.value is None else f" {shortened(self.value)}"
        return f"<Receipt{value}: {self._said()}; block {self.block}, {self.gas:,} gas, {self.hash or 'nothing sent'}>"


Reading = Callable[[Iterable[node.Log]], Iterator[Event]]
"""How the plan's own events are read from logs."""


def receipt_of(value: T, sent: Sequence[node.Receipt], said: Reading) -> Receipt[T]:
    """The receipt of a verb that has sent so many transactions, whose events are those that the plan has `said`."""
    return Receipt(
        value=value,
        transactions=tuple(to_hex(each.transaction) for each in sent),
        block=sent[-1].block if sent else 0,
        gas=sum(each.gas_used for each in sent),
        events=tuple(event for each in sent for event in said(each.logs)),
    )
