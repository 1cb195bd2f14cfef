"""What all verbs of a plan on a chain are made of: a call in somebody's name, and the events that answer it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from ..errors import ChainError, Refusal
from ..events import Event, OperatorSucceeded, PanelSeated, PlanOpened
from ..records import Account, Roles, Terms
from .contract import Contract
from .deploy import Deployment
from .event_log import History, events_of
from .node import Log
from .snapshot import View
from .transactions import Sender

E = TypeVar("E", bound=Event)


class ClientBase:
    """A plan's contracts on a chain, and who speaks to them.

    Args:
        site: where the plan lives.
        anyone: who sends the calls that need nobody in particular.

    Attributes:
        terms: as the contracts hold them.
        plan_hash: of the plan file that the contracts are bound to, 32 bytes.
    """

    def __init__(self, sender: Sender, site: Deployment, anyone: Account) -> None:
        self.site = site
        self._sender = sender
        self._anyone = anyone
        self._ledger = Contract(sender.node, "MutualLedger", site.ledger)
        self._desk = Contract(sender.node, "CaseDesk", site.desk)
        self._jury = Contract(sender.node, "Jury", site.jury)
        self._token = Contract(sender.node, "TestYuan", site.token)
        self._history = History(sender.node, site.contracts, site.since)
        opened = only(PlanOpened, self._history.opening())
        self._first_roles = opened.roles
        self.terms: Terms = opened.terms
        self.plan_hash: bytes = opened.plan_hash
        self._roles: Roles | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.site.ledger} on chain {self.chain_id}>"

    @property
    def roles(self) -> Roles:
        """Who holds which power, as of the last call of this ledger that could change it."""
        if self._roles is None:
            changes = self._events_of(OperatorSucceeded, PanelSeated)
            operators = [event.operator for event in changes if isinstance(event, OperatorSucceeded)]
            panels = [event.assessors for event in changes if isinstance(event, PanelSeated)]
            first = self._first_roles
            operator, assessors = [first.operator, *operators][-1], [first.assessors, *panels][-1]
            self._roles = Roles(operator, assessors, first.supervisor, first.sponsor, first.attestor)
        return self._roles

    @property
    def chain_id(self) -> int:
        """Which chain the plan is on."""
        return self._sender.node.chain_id

    def events(self) -> list[Event]:
        """Everything that has happened to the plan so far, in log order."""
        return list(self._history.events(self._sender.node.head()))

    def said(self, logs: Iterable[Log]) -> Iterator[Event]:
        """What the plan's own contracts have said in logs, in their order.  Raises ChainError."""
        return events_of(logs, self._speakers)

    @property
    def _speakers(self) -> tuple[Account, ...]:
        return self.site.contracts

    def view(self) -> View:
        """The plan after the newest block, to be asked for a part of its state or for all of it."""
        node = self._sender.node
        head = node.head()
        events, announcements = self._history.events(head), self._history.announcements
        return View(node, self.terms, self._ledger, self._desk, self._token, head.number, events, announcements)

    def _events_of(self, *kinds: type[E], about: int | None = None) -> list[E]:
        """What has happened so far of some kinds, in log order; `about` one case, dispute or period, if it is given."""
        found = self._history.of(kinds, self._sender.node.head(), about)
        return [event for event in found if isinstance(event, kinds)]

    def _call(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._ledger, caller, function, arguments)

    def _tell_desk(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._desk, caller, function, arguments)

    def _tell_jury(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._jury, caller, function, arguments)

    def _send(self, contract: Contract, caller: Account, function: str, arguments: tuple[Any, ...]) -> list[Event]:
        receipt = self._sender.send(caller, contract.address, contract.call(function, *arguments))
        return list(self.said(receipt.logs))

    # tiers and levels have names here and numbers there; an unknown name is sent as the number after the last one,
    # so that the contract refuses it in its turn among all other refusals.

    def _tier(self, name: str) -> int:
        return _number(name, [tier.name for tier in self.terms.tiers])

    def _level(self, name: str) -> int:
        return _number(name, [level.name for level in self.terms.levels])


def only(kind: type[E], events: Iterable[Event]) -> E:
    """The one event of that kind.

    Raises:
        ChainError: there is none: what was called is no contract of ours, or the node has not all of its log.
    """
    for event in events:
        if isinstance(event, kind):
            return event
    raise ChainError(f"the contract has not said {kind.__name__}")


def newest(kind: type[E], events: Sequence[Event]) -> E:
    """The last event of that kind.  Raises ChainError if there is none."""
    return only(kind, reversed(events))


@contextmanager
def by_name(asked: str) -> Iterator[None]:
    """Let a refusal that gives a tier or level by number give it by the name that was asked for."""
    try:
        yield
    except Refusal as refusal:
        if refusal.fields in {("tier",), ("level",)}:
            raise type(refusal)(asked) from None
        raise


def _number(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names)
