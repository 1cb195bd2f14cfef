"""Connecting to a chain: by a network's name, a node's address, or a web3 that somebody has already."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..chain import ChainLedger, ChainWorld, EmbeddedWorld, LocalKeyring, RpcWorld
from ..chain.errand import Errand
from ..chain.roles import fill_roles
from ..chain.signers import Keyring, ReadOnlyKeyring
from ..errors import ArgumentError
from ..plans.terms import Plan, load_plan
from ..project import Deployments, Network, Project, entry_of
from ..project.accounts import NamedKeyring
from ..project.reach import network_of, reach
from ..project.sites import open_plan, site_named
from ..protocol import ANYONE
from ..records import NOBODY, Account, Roles
from .arguments import Who, account_of, accounts_of, seconds_of, time_of
from .circle import Circle
from .currency import currency_at, expect_decimals
from .page import as_html

if TYPE_CHECKING:
    from web3 import Web3
    from web3.providers.base import BaseProvider

    from ..rpc.transport import Rpc

EMBEDDED = "embedded"

Accounts = Keyring | Mapping[str, str | Path]
"""Who can act: a keyring, or for each name where its key is, as `openmutual.toml` says it."""


def connect(
    network: "str | Web3 | BaseProvider" = EMBEDDED,
    *,
    accounts: Accounts | None = None,
    journal: str | Path | None = None,
    project: str | Path | None = None,
) -> "Connection":
    """Connect to a chain.  Reading needs no key.

    Args:
        network: `embedded`, a chain inside this process; the name of a network in `openmutual.toml`, empty for its
            default; the address of a node; or a `Web3`, or a provider of it, that is there already.
        accounts: who can act.  By name, the path of an encrypted key file, `env:` and the environment variable that
            holds the key, or an address that the node signs for; the first sends what needs nobody in particular.
            Left out: on a real chain the accounts of `openmutual.toml`; a local one has an account for every name.
        journal: a folder in which everything is written down before it is sent.  A script that is stopped, at whatever
            point, and run again then does nothing twice, until :meth:`Connection.close` says that it is done.
        project: the folder of `openmutual.toml`; else the nearest at or above the current one.

    Raises:
        ArgumentError: there is no such network, or what is handed in is none.
        FileError: `openmutual.toml` has a mistake; the error names its line and key.
        ForeignChain, ChainError: the node does not answer, or is of another chain than expected.
        ExtraMissing: a web3 was handed in, and web3 is not installed.
    """
    here = Project.here(Path(project) if project is not None else None)
    if isinstance(network, str) and network == EMBEDDED:
        world: ChainWorld = EmbeddedWorld(keyring=_ring(accounts, ""))
    elif isinstance(network, str):
        world = _through_node(network_of(here, network), accounts, here)
    else:
        world = _through_web3(network, accounts)
    return Connection(world, here, Path(journal) if journal is not None else None)


def _through_node(network: Network, accounts: Accounts | None, project: Project) -> ChainWorld:
    world = reach(network, _ring(accounts, network.url))
    is_for_the_project = accounts is None and not world.node.is_local
    return reach(network, _ring(project.accounts, network.url)) if is_for_the_project else world


def _ring(accounts: Accounts | None, node: "str | Rpc") -> Keyring | None:
    if not accounts and not isinstance(accounts, Keyring):
        return None
    if isinstance(accounts, Keyring):
        return accounts
    if not isinstance(accounts, Mapping):
        raise ArgumentError("accounts are handed in by name: {'me': 'keys/me.json'}, {'me': 'env:MY_KEY'}")
    return NamedKeyring({name: str(source) for name, source in accounts.items()}, node)


def _through_web3(w3: Any, accounts: Accounts | None) -> ChainWorld:
    if not hasattr(w3, "provider") and not hasattr(w3, "make_request"):
        raise ArgumentError(f"{w3!r} is no network: hand in a name, a node's address, or a Web3")
    world = ChainWorld.from_web3(w3, ReadOnlyKeyring())
    ring = _ring(accounts, getattr(world.node, "rpc", ""))  # eth-tester's speaks no JSON-RPC
    if ring is None and world.node.is_local:
        ring = LocalKeyring()
    return ChainWorld.from_web3(w3, ring) if ring is not None else world


class Connection:
    """A chain, and who acts there; made by :func:`openmutual.connect`.

    In a `with` block, what the journal holds is done with when the block ends without an error.

    Attributes:
        world: the typed client underneath, in base units and Unix seconds.
    """

    def __init__(self, world: ChainWorld, project: Project, journal: Path | None = None) -> None:
        self.world = world
        self._project = project
        self._errand: Errand | None = None
        if journal is not None:
            payer = world.account(ANYONE)
            self._errand = Errand(journal, world.node, payer, "script", lambda _hash, _old: None, world.keyring)
            world.keep(self._errand)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        elif self._errand is not None:
            self._errand.let_go()

    def __repr__(self) -> str:
        kind = "local" if self.world.node.is_local else "real"
        return f"<Connection to chain {self.chain_id}, a {kind} one>"

    def _repr_html_(self) -> str:
        kind = "local" if self.world.node.is_local else "real"
        return as_html("Connection", {"chain": str(self.chain_id), "kind": kind, "time": self.now.isoformat(" ")})

    @property
    def chain_id(self) -> int:
        """Which chain it is."""
        return self.world.node.chain_id

    @property
    def now(self) -> datetime:
        """The time that the next transaction will read, at least; in UTC."""
        return time_of(self.world.now())

    @property
    def w3(self) -> "Web3":
        """A web3 on this chain.  Raises ExtraMissing."""
        return self.world.w3

    def close(self) -> None:
        """Be done: what the journal holds has been taken note of, and the same script again is meant anew."""
        if self._errand is not None:
            self._errand.take_up()
            self._errand.close()
            self._errand.let_go()

    def account(self, who: Who) -> Account:
        """The address of somebody.  Raises ArgumentError, ChainError."""
        return account_of(self.world, who)

    def advance(self, to: datetime | timedelta) -> datetime:
        """Move the clock of a local chain forward.

        Args:
            to: a time with its zone, or how long from now.  A time that has passed changes nothing, so that a script
                which was stopped can be run again.

        Returns:
            The time now, in UTC.

        Raises:
            ArgumentError: a time without a zone, or a while of less than nothing.
            ChainError: the chain is a real one.
        """
        self.world.advance(self.world.now() + _seconds_in(to) if isinstance(to, timedelta) else seconds_of(to))
        return self.now

    def deploy(
        self,
        plan: Plan | str | Path,
        *,
        token: Account = NOBODY,
        operator: Who = "",
        assessors: Iterable[Who] = (),
        attestor: Who = "",
        roles: Roles | None = None,
    ) -> Circle:
        """Deploy a plan.  Its terms are fixed from then on, and nobody can change them.

        On a local chain what is left out is made up: a worthless currency, and an account for each role.  On a real
        one, and where there is an `openmutual.toml`, the plan is written down in the list of deployments.

        Args:
            plan: read already, or a preset's name, or the path of a plan file.
            token: the ERC-20 that is the currency.
            operator: runs the plan; whoever sends what needs nobody in particular, if it is left out.
            assessors: the panel, as many as the plan says.
            attestor: whose word everybody needs who joins; nobody's if it is left out.
            roles: the others, a supervisor and a sponsor; names or addresses, as all of these.

        Raises:
            FileError: there is no such plan, or its file has mistakes.
            ArgumentError: the panel does not fit the plan, or the currency counts in other decimals.
            PredictableDraws: juries on this chain could be known beforehand.
            ChainError: the chain does not take the plan.
        """
        wanted = plan if isinstance(plan, Plan) else load_plan(plan)
        named = roles or Roles("", ())
        given = replace(
            named,
            operator=operator or named.operator,
            assessors=tuple(accounts_of(self.world, assessors)) or named.assessors,
            attestor=attestor or named.attestor,
        )
        filled = fill_roles(self.world, wanted.terms, self._addresses(given))
        is_kept = self._is_kept()
        if is_kept:
            self._book().prepare()
        if token:
            currency = self.account(token)
            expect_decimals(self.world.node, currency, wanted.decimals)
            ledger = self.world.deploy_in(currency, wanted.terms, filled, wanted.plan_hash)
        elif self.world.node.is_local:
            ledger = self.world.deploy(wanted.terms, filled, wanted.decimals, wanted.plan_hash)
        else:
            raise ArgumentError("a real chain needs a real currency: hand in its ERC-20 as token")
        if is_kept:
            self._book().add(entry_of(wanted, self.world, ledger))
        return self._circle(ledger, wanted.symbol)

    def circle(self, plan: str = "", *, since: int = 0) -> Circle:
        """A plan that is there already.

        Args:
            plan: its name in `openmutual.toml` or in the list of deployments, or its ledger's address; the default,
                or the only one, if it is left out.
            since: a block before the plan; saves reading where only an address is known.

        Raises:
            ArgumentError: none is known by that name, or more than one.
            ForeignChain, ForeignCode: the chain or the code is not what was deployed.
            ChainError: there is no plan, or the chain does not answer.
        """
        site = site_named(self._project, self.chain_id, plan)
        ledger = open_plan(self.world, site, since)
        return self._circle(ledger, site.entry.get("symbol", ""))

    def _circle(self, ledger: ChainLedger, symbol: str) -> Circle:
        return Circle(self.world, ledger, currency_at(self.world.node, ledger.site.token, symbol), self._errand)

    def _addresses(self, roles: Roles) -> Roles:
        operator, supervisor, sponsor, attestor = (
            self.account(who) if who else NOBODY
            for who in (roles.operator, roles.supervisor, roles.sponsor, roles.attestor)
        )
        return Roles(operator, tuple(accounts_of(self.world, roles.assessors)), supervisor, sponsor, attestor)

    def _is_kept(self) -> bool:
        """Whether a plan outlives this process, and somebody will want to find it again by its name."""
        return isinstance(self.world, RpcWorld) and (not self.world.node.is_local or not self._project.is_empty)

    def _book(self) -> Deployments:
        return Deployments(self._project.deployments, self.chain_id)


def _seconds_in(duration: timedelta) -> int:
    if duration < timedelta(0):
        raise ArgumentError(f"a clock does not go back: {duration} is less than nothing")
    return int(duration.total_seconds())
