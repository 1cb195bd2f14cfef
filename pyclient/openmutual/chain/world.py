"""Where ledgers on a chain live: the embedded chain, made on the spot, or one behind a JSON-RPC address."""

import copy
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import ChainError, ExtraMissing
from ..events import PlanOpened
from ..protocol import ANYONE, Ledger, World
from ..records import Account, Roles, Terms
from .collecting import CollectingSender
from .contract import Contract
from .deploy import (
    Deployment,
    deploy_factory,
    deploy_member_account,
    deploy_plan,
    deploy_test_yuan,
    expect_cancun,
)
from .event_log import History
from .ledger import ChainLedger
from .node import Node, Receipt
from .randomness import expect_unknown_draws
from .relay import RelayedSender, Relayer, account_state
from .signers import Keyring, LocalKeyring
from .transactions import Journal, Sender
from .wallets import Wallets, site_of

if TYPE_CHECKING:
    from web3 import Web3
    from web3.providers.base import BaseProvider

    from ..rpc.transport import Rpc
    from .embedded import EmbeddedNode


class ChainWorld(Wallets):
    """A chain with accounts on it.

    Attributes:
        node: the chain itself, for whoever wants to look closer.
    """

    def __init__(self, node: Node, keyring: Keyring, journal: Journal | None = None) -> None:
        super().__init__(node, Sender(node, keyring, journal))
        self._tokens: dict[int, Account] = {}
        self._factory: Account = ""
        self._delegate: Account = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of chain {self.node.chain_id}>"

    @classmethod
    def from_web3(
        cls, w3: "Web3 | BaseProvider", keyring: Keyring | None = None, confirmations: int = 0
    ) -> "ChainWorld":
        """The chain that a user's own web3, or a provider of it, speaks to; eth-tester's as well.

        Args:
            w3: a `Web3` instance or a provider.
            keyring: who can sign; on a local chain any name can, if no keyring is given.
            confirmations: how many blocks must stand on a transaction's own for it to count as final.

        Raises:
            ChainError: the chain does not answer, or is a real one and no keyring is given.
            ExtraMissing: web3 is not installed.
        """
        door = _web3_door()
        provider = door.provider_of(w3)
        backend = door.tester_backend(provider)
        if backend is None:
            return RpcWorld(door.Web3Rpc(provider), keyring, confirmations=confirmations)
        from .embedded import EmbeddedNode

        return ChainWorld(EmbeddedNode(backend=backend), keyring or LocalKeyring())

    @property
    def w3(self) -> "Web3":
        """A web3 that speaks to this chain.  Raises ExtraMissing."""
        from .json_rpc import RpcNode

        door = _web3_door()
        node: Any = self.node
        w3: Web3 = door.web3_over(node.rpc) if isinstance(node, RpcNode) else door.web3_on_tester(node.backend)
        return w3

    def web3_contracts(self, ledger: Ledger) -> dict[str, Any]:
        """The contracts of a plan as web3 has them, with their ABIs, by the names of their sources."""
        site, w3 = site_of(ledger), self.w3
        places = {"MutualLedger": site.ledger, "CaseDesk": site.desk, "Jury": site.jury, "Enrolment": site.enrolment}
        return {name: _web3_door().web3_contract(w3, name, address) for name, address in places.items() if address}

    @property
    def keyring(self) -> Keyring:
        """Who can sign here, for words that go to the chain in other ways than by a verb."""
        return self._sender.keyring

    def recording(self, before: Callable[[], None] | None = None) -> AbstractContextManager[list[Receipt]]:
        """A list that grows by the receipt of each transaction that is sent meanwhile; see :meth:`Sender.recording`."""
        return self._sender.recording(before)

    def keep(self, journal: Journal) -> None:
        """Write down in `journal` what is sent from now on."""
        self._sender.journal = journal

    def now(self) -> int:
        """The time that the next call will read, at least."""
        return self.node.now()

    def advance(self, to: int) -> None:
        """Move the clock so that the next call reads `to`.  Raises ChainError if it lies ahead on a real chain."""
        self.node.advance(to)

    def account(self, name: str) -> Account:
        """The account of that name, always the same.  Raises ChainError if there is no key for it."""
        return self._sender.keyring.account(name)

    def deploy(self, terms: Terms, roles: Roles, decimals: int, plan_hash: bytes) -> ChainLedger:
        """Deploy a plan on a local chain, in a worthless currency with that many decimals.

        Raises:
            InvalidTerm: a term breaks its rule.
            ChainTooOld: the chain cannot run the contracts.
            ChainError: this is a real chain; :meth:`deploy_in` names a real currency.
        """
        expect_cancun(self.node)
        if decimals not in self._tokens:
            self._tokens[decimals] = deploy_test_yuan(self._sender, self.account(ANYONE), decimals)
        return self.deploy_in(self._tokens[decimals], terms, roles, plan_hash)

    def deploy_in(
        self,
        token: Account,
        terms: Terms,
        roles: Roles,
        plan_hash: bytes,
        *,
        accept_predictable_draws: bool = False,
    ) -> ChainLedger:
        """Deploy a plan whose currency is the ERC-20 at `token`.

        Args:
            token: the currency.
            terms: of the plan.
            roles: who holds which power.
            plan_hash: the hash of the plan's file (32 bytes).
            accept_predictable_draws: deploy even where juries could be worked out beforehand, or not be drawn; a real
                chain is probed otherwise (:mod:`.randomness`).  On a local one nothing is at stake.

        Raises:
            InvalidTerm: a term breaks its rule.
            PredictableDraws: the chain's randomness or its headers do not serve a jury.
            ChainTooOld: the chain cannot run the contracts.
            ChainError: the chain does not take the plan.
        """
        expect_cancun(self.node)
        if not (accept_predictable_draws or self.node.is_local):
            expect_unknown_draws(self.node)
        anyone = self.account(ANYONE)
        if not self._factory:
            self._factory = deploy_factory(self._sender, anyone)
        site = deploy_plan(self._sender, anyone, (self._factory, token), (terms, roles, plan_hash))
        return ChainLedger(self._sender, site, anyone)

    def ledger_at(self, address: Account, since: int = 0) -> ChainLedger:
        """A plan that is there already: the ledger's address, and a block before which it was not.

        Raises:
            ChainError: there is no such ledger.
        """
        if not self.node.code(address):
            raise ChainError(f"there is no contract at {address}")
        for event in History(self.node, (address,), since).of([PlanOpened], self.node.head()):
            if isinstance(event, PlanOpened):
                jury = Contract(self.node, "CaseDesk", event.desk).read("jury")
                site = Deployment(address, event.desk, jury, event.enrolment, event.token, event.place.block)
                return ChainLedger(self._sender, site, self.account(ANYONE))
        raise ChainError(
            f"{address} is no ledger of ours, or older than block {since}, or its node does not keep so old logs; ask "
            "another node"
        )

    def relayed(self, ledger: Ledger, relayer: Account, delegate: Account = "") -> ChainLedger:
        """The same plan for members without ether: whoever acts signs, and `relayer` brings it and pays.

        Args:
            ledger: the plan.
            relayer: sends its own calls, and those that need nobody in particular, as they are.
            delegate: the MemberAccount that accounts are to delegate to; one is put on the chain if none is named.

        Raises:
            NotDelegated: the code there is another.
        """
        if not delegate and not self._delegate:
            self._delegate = deploy_member_account(self._sender, relayer)
        sender = RelayedSender(self._sender, relayer, delegate or self._delegate)
        return ChainLedger(sender, site_of(ledger), relayer)

    def collecting(self, ledger: Ledger, account: Account) -> "tuple[ChainWorld, ChainLedger, CollectingSender]":
        """This world and the ledger with an account whose calls are taken down instead of sent, and where they are."""
        site = site_of(ledger)
        sender = CollectingSender(self._sender, account, site.contracts)
        world = copy.copy(self)
        world._sender = sender
        return world, ChainLedger(sender, site, account), sender

    def open_relay(self, payer: Account) -> Account:
        """Put the code on the chain to which members' accounts can delegate; returns its address."""
        return deploy_member_account(self._sender, payer)

    def signer_for_relay(self, account: Account, delegate: Account) -> RelayedSender:
        """Signs the calls of an account for others to bring.

        Args:
            account: whose.
            delegate: the code that it delegates to; left out where it has delegated already.

        Raises:
            NotDelegated: it has not, and the code is another than MemberAccount.
        """
        return RelayedSender(self._sender, account, account_state(self.node, account).delegate or delegate)

    def relayer(self, account: Account) -> Relayer:
        """Who brings what others have signed, and pays for it by that account."""
        return Relayer(self._sender, account)


class EmbeddedWorld(ChainWorld):
    """A chain inside this process, gone with it.  Everything on it is worthless, and nothing leaves the machine.

    Args:
        start: when it begins, in Unix seconds; 2020-01-01 if it is not given.
        keyring: who can sign; any name can, if no keyring is given.
    """

    node: "EmbeddedNode"

    def __init__(self, start: int | None = None, keyring: Keyring | None = None) -> None:
        from .embedded import START, EmbeddedNode

        super().__init__(EmbeddedNode(START if start is None else start), keyring or LocalKeyring())


class RpcWorld(ChainWorld):
    """A chain behind a JSON-RPC address: a local node, or a real chain, which needs keys of one's own.

    Args:
        rpc: the address of the chain's JSON-RPC interface, or a line to it.
        keyring: who can sign; on a local chain any name can, if no keyring is given.
        chain_id: which chain it must be, if that is known.
        confirmations: how many blocks must stand on a transaction's own for it to count as final.
        journal: a file in which transactions are written down before they are sent; what it still holds of an
            earlier run is brought to its end first.  One program at a time has it.
        most_fee: the most that is ever offered for a unit of gas, in wei; 0 for a multiple of what the chain asks.

    Raises:
        ChainError: the chain does not answer, is another one, or is a real one and no keyring is given; another
            program has the journal.
    """

    def __init__(
        self,
        rpc: "str | Rpc",
        keyring: Keyring | None = None,
        chain_id: int | None = None,
        confirmations: int = 0,
        journal: Path | None = None,
        most_fee: int = 0,
    ) -> None:
        from .json_rpc import RpcNode

        node = RpcNode(rpc, chain_id, confirmations, most_fee=most_fee)
        if keyring is None and not node.is_local:
            raise ChainError(f"chain {node.chain_id} is a real one: it needs key files, not names anybody can sign for")
        book = Journal(journal) if journal is not None else None
        if book is not None:
            book.hold()
            book.resume(node, keyring)
        super().__init__(node, keyring or LocalKeyring(), book)


def _web3_door() -> Any:
    """The part that knows web3, loaded when it is asked for.  Raises ExtraMissing."""
    try:
        from ..rpc import web3_provider
    except ModuleNotFoundError:
        raise ExtraMissing("web3 objects", "web3") from None
    return web3_provider


def _as_protocol(world: ChainWorld) -> World:
    """What the type checker is to prove: this world keeps the protocol."""
    return world
