"""The typed client: a deployed plan on a chain, spoken to in the words of :class:`openmutual.protocol.Ledger`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from ..errors import ChainError, Refusal
from ..protocol import Ledger
from ..records import Account, Announcement, Roles, Snapshot, Terms
from . import seals
from .contract import Contract
from .deploy import Site
from .events import (
    Announced,
    CaseFiled,
    CreditCollected,
    Event,
    FeeCollected,
    OperatorSucceeded,
    PanelSeated,
    PlanOpened,
    Withdrawn,
)
from .grants import Grants
from .history import History, events_of
from .plan_words import address_word
from .sender import Sender
from .snapshot import View

E = TypeVar("E", bound=Event)


class ChainLedger(Grants):
    """A plan on a chain.

    Each verb is one transaction; it returns when that is final, and raises its Refusal when the contracts refuse
    it, or ChainError when something else goes wrong.

    Args:
        site: where the plan lives.
        anyone: who sends the calls that need nobody in particular.

    Attributes:
        terms: as the contracts hold them.
        roles: who holds which power, as of the last call of this ledger that could change it.
    """

    def __init__(self, sender: Sender, site: Site, anyone: Account) -> None:
        self.site = site
        self._sender = sender
        self._anyone = anyone
        self._ledger = Contract(sender.node, "MutualLedger", site.ledger)
        self._desk = Contract(sender.node, "CaseDesk", site.desk)
        self._token = Contract(sender.node, "TestYuan", site.token)
        self._history = History(sender.node, (site.ledger, site.desk), site.since)
        opened = _only(PlanOpened, self.events())
        self.terms: Terms = opened.terms
        self.roles: Roles = self._roles()

    # members -------------------------------------------------------------------------------------------

    def join(self, member: Account, tier: str, deposit: int) -> None:
        """`member` joins and pays the deposit, in base units."""
        with _by_name(tier):
            self._call(member, "join", self._tier(tier), deposit)

    def join_with_permit(self, member: Account, tier: str, deposit: int, deadline: int) -> None:
        """`member` joins, and allows the payment by a signature that holds until `deadline` (ERC-2612)."""
        permit = (member, self.site.ledger, deposit, self._token.ask("nonces", member), deadline)
        words = seals.permit_words(self._token.ask("eip712Domain"), permit)
        signature = self._sender.keyring.sign_words(member, words)
        r, s, v = signature[:32], signature[32:64], signature[64]
        with _by_name(tier):
            self._call(member, "joinWithPermit", self._tier(tier), deposit, deadline, v, r, s)

    def join_many(self, payer: Account, members: list[Account], tier: str, deposit: int) -> None:
        """`payer` enrols all `members` and pays `deposit` for each; all or none."""
        with _by_name(tier):
            self._call(payer, "joinMany", members, self._tier(tier), deposit)

    def top_up(self, payer: Account, member: Account, amount: int) -> None:
        """`payer` tops `member` up; a lapsed member's own top-up within the grace reinstates."""
        self._call(payer, "topUp", member, amount)

    def reinstate(self, payer: Account, member: Account, amount: int, expiry: int) -> None:
        """`payer` brings a lapsed `member` back, who signs for exactly this amount, lapse and expiry."""
        limit = self._ledger.ask("memberOf", member)["limit"]
        chain_id = self._sender.node.chain_id
        words = seals.reinstatement_words((chain_id, self.site.ledger), (member, amount, limit, expiry))
        signature = self._sender.keyring.sign_words(member, words)
        self._call(payer, "reinstate", member, amount, expiry, signature)

    def leave(self, member: Account) -> None:
        """`member` leaves; it takes effect after the next announcement."""
        self._call(member, "leave")

    def withdraw(self, member: Account) -> int:
        """`member` takes out what is left; returns the amount, the rebate of a closed plan included."""
        withdrawn = _only(Withdrawn, self._call(member, "withdraw"))
        return withdrawn.amount + withdrawn.rebate

    def collect_credit(self, owner: Account, to: Account) -> int:
        """`owner` collects payments that the token had refused, to another account; returns the amount."""
        return _only(CreditCollected, self._call(owner, "collectCredit", to)).amount

    # cases ---------------------------------------------------------------------------------------------

    def file(
        self, claimant: Account, level: str, diagnosed_at: int, commitment: bytes, beneficiary: Account = ""
    ) -> int:
        """`claimant` files a case; returns its number, counted from 0."""
        arguments = self._level(level), diagnosed_at, commitment, address_word(beneficiary)
        with _by_name(level):
            return _only(CaseFiled, self._tell_desk(claimant, "file", *arguments)).case_id

    def withdraw_case(self, claimant: Account, case: int) -> None:
        """`claimant` takes an undecided case back."""
        self._tell_desk(claimant, "withdrawCase", case)

    def decide(self, case: int, approve: bool, level: str, report: bytes, signers: list[Account]) -> None:
        """The panel decides: `signers` sign (verdict, level, report hash); anyone brings the signatures."""
        decision = (case, approve, self._level(level), seals.report_hash(report))
        words = seals.decision_words((self._sender.node.chain_id, self.site.desk), decision)
        sealed = seals.sealed(self._sender.keyring, words, signers)
        with _by_name(level):
            self._tell_desk(self._anyone, "decide", decision, sealed)

    def settle(self, case: int) -> None:
        """Anyone has an announced case paid after its notice."""
        self._tell_desk(self._anyone, "settle", case)

    # calendar ------------------------------------------------------------------------------------------

    def announce(self) -> Announcement:
        """Anyone closes the period: every member is charged the same share."""
        announced = _only(Announced, self._call(self._anyone, "announce"))
        return self._view().announcement(announced)

    # backstop ------------------------------------------------------------------------------------------

    def fund_backstop(self, payer: Account, amount: int) -> None:
        """Anyone gives money to the backstop."""
        self._call(payer, "fundBackstop", amount)

    def notice_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor gives notice that it may take up to `amount`; 0 withdraws a notice."""
        self._call(sponsor, "noticeBackstop", amount)

    def take_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor takes money out: within its notice, or what is left once the plan is closed."""
        self._call(sponsor, "takeBackstop", amount)

    # powers --------------------------------------------------------------------------------------------

    def collect_fee(self, operator: Account) -> int:
        """The operator collects its credit; returns the amount."""
        return _only(FeeCollected, self._call(operator, "collectFee")).amount

    def stop_joins(self, by: Account) -> None:
        """Operator or supervisor stops new joins, for good."""
        self._call(by, "stopJoins")

    def propose_operator(self, operator: Account, successor: Account) -> None:
        """The operator proposes its successor."""
        self._call(operator, "proposeOperator", address_word(successor))

    def accept_operator(self, successor: Account) -> None:
        """The successor takes over, `period + notice` later or after."""
        self._call(successor, "acceptOperator")
        self.roles = self._roles()

    def propose_panel(self, operator: Account, assessors: list[Account]) -> None:
        """The operator proposes another panel of the same size."""
        self._tell_desk(operator, "proposePanel", [address_word(assessor) for assessor in assessors])

    def install_panel(self) -> None:
        """Anyone puts a proposed panel in force, `period + notice` later or after."""
        self._tell_desk(self._anyone, "installPanel")
        self.roles = self._roles()

    # closing -------------------------------------------------------------------------------------------

    def close(self, by: Account) -> None:
        """Operator or supervisor starts the closing."""
        self._call(by, "close")

    def finish(self) -> None:
        """Anyone closes a plan whose run-off is over: the surplus goes back to the members."""
        self._call(self._anyone, "finish")

    # reading -------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The whole state after the newest block."""
        return self._view().snapshot()

    def events(self) -> list[Event]:
        """Everything that has happened to the plan so far, in log order."""
        return list(self._history.events(self._sender.node.head()))

    # sending -------------------------------------------------------------------------------------------

    def _call(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._ledger, caller, function, arguments)

    def _tell_desk(self, caller: Account, function: str, *arguments: Any) -> list[Event]:
        return self._send(self._desk, caller, function, arguments)

    def _send(self, contract: Contract, caller: Account, function: str, arguments: tuple[Any, ...]) -> list[Event]:
        receipt = self._sender.send(caller, contract.address, contract.call(function, *arguments))
        return list(events_of(receipt.logs))

    def _view(self) -> View:
        head = self._sender.node.head()
        events, announcements = self._history.events(head), self._history.announcements
        return View(self.terms, self._ledger, self._desk, self._token, head.number, events, announcements)

    def _roles(self) -> Roles:
        """The first roles, and what has become of them since."""
        events = self.events()
        roles = _only(PlanOpened, events).roles
        operators = [event.operator for event in events if isinstance(event, OperatorSucceeded)]
        panels = [event.assessors for event in events if isinstance(event, PanelSeated)]
        operator, assessors = [roles.operator, *operators][-1], [roles.assessors, *panels][-1]
        return Roles(operator, assessors, roles.supervisor, roles.sponsor)

    # tiers and levels have names here and numbers there; an unknown name is sent as the number after the last one,
    # so that the contract refuses it in its turn among all other refusals.

    def _tier(self, name: str) -> int:
        return _number(name, [tier.name for tier in self.terms.tiers])

    def _level(self, name: str) -> int:
        return _number(name, [level.name for level in self.terms.levels])


def _number(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names)


@contextmanager
def _by_name(asked: str) -> Iterator[None]:
    """Let a refusal that gives a tier or level by number give it by the name that was asked for."""
    try:
        yield
    except Refusal as refusal:
        if refusal.fields in {("tier",), ("level",)}:
            raise type(refusal)(asked) from None
        raise


def _only(kind: type[E], events: list[Event]) -> E:
    """The one event of that kind.  Raises ChainError if there is none: what was called is no contract of ours."""
    for event in events:
        if isinstance(event, kind):
            return event
    raise ChainError(f"the contract has not said {kind.__name__}")


def _as_protocol(ledger: ChainLedger) -> Ledger:
    """What the type checker is to prove: this ledger keeps the protocol."""
    return ledger
