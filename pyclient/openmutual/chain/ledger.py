"""The typed client: a deployed plan on a chain, spoken to in the words of :class:`openmutual.protocol.Ledger`."""

import copy
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass

from ..abi.structs import address_word
from ..events import Announced, CaseFiled, CreditCollected, FeeCollected, ToppedUp, Withdrawn
from ..protocol import Ledger
from ..records import Account, Announcement, Attestation, Snapshot
from ..signing import typed_data
from ..signing.typed_data import Decision, Seal, SigningDomain
from .client_base import by_name, only
from .disputes import Grants
from .node import Call
from .orders import Orders
from .queries import Duties, Reading
from .rehearsal import Rehearsed, RehearsingSender


@dataclass(frozen=True, slots=True)
class Joining:
    """People who join in one transaction: all in one tier, with one deposit each, that one payer pays."""

    payer: Account
    members: tuple[Account, ...]
    tier: str
    deposit: int
    attestation: Attestation | None = None


class ChainLedger(Duties, Orders, Reading, Grants):
    """A plan on a chain.

    Each verb is one transaction, if it does not say otherwise; it returns when that is final, and raises its Refusal
    when the contracts refuse it, or ChainError when something else goes wrong.
    """

    # members -------------------------------------------------------------------------------------------

    def join(self, member: Account, tier: str, deposit: int, attestation: Attestation | None = None) -> None:
        """`member` joins and pays the deposit, in base units; a plan with an attestor needs its word."""
        with by_name(tier):
            self._call(member, "join", self._tier(tier), deposit, typed_data.attestation_data(attestation))

    def join_with_permit(
        self, member: Account, tier: str, deposit: int, deadline: int, attestation: Attestation | None = None
    ) -> None:
        """`member` joins, and allows the payment by a signature that holds until `deadline` (ERC-2612)."""
        allowed = (member, self.site.ledger, deposit, self._token.read("nonces", member), deadline)
        words = typed_data.permit_data(self._token.read("eip712Domain"), allowed)
        signature = self._sender.keyring.sign_typed_data(member, words)
        permit = (deadline, signature[64], signature[:32], signature[32:64])
        with by_name(tier):
            self._call(
                member, "joinWithPermit", self._tier(tier), deposit, typed_data.attestation_data(attestation), permit
            )

    def join_many(
        self,
        payer: Account,
        members: list[Account],
        tier: str,
        deposit: int,
        attestation: Attestation | None = None,
    ) -> None:
        """`payer` enrols all `members` and pays `deposit` for each; all or none.  One attestation for the batch."""
        word = typed_data.attestation_data(attestation)
        with by_name(tier):
            self._call(payer, "joinMany", members, self._tier(tier), deposit, word)

    def join_all(self, joinings: Sequence[Joining]) -> None:
        """Several joins that do not need each other, many of them under way at a time.

        Raises:
            Refusal: the first that is refused; those under way then have taken effect.
        """
        calls = []
        for each in joinings:
            common = self._tier(each.tier), each.deposit, typed_data.attestation_data(each.attestation)
            alone = each.members == (each.payer,)
            data = self._ledger.call("join", *common) if alone else self._ledger.call("joinMany", each.members, *common)
            calls.append(Call(each.payer, self.site.ledger, data))
        self._sender.deliver_all(calls)

    def top_up(self, payer: Account, member: Account, amount: int) -> None:
        """`payer` tops `member` up; a lapsed member's own top-up within the grace reinstates."""
        self._call(payer, "topUp", member, amount)

    def top_up_many(self, payer: Account, members: list[Account], amounts: list[int]) -> list[Account]:
        """`payer` tops `members` up in one transfer, each by their amount; returns those passed over, not active."""
        order = sorted(range(len(members)), key=lambda place: int(members[place], 16))
        if len(amounts) == len(members):  # else they are refused as they are
            members, amounts = [members[place] for place in order], [amounts[place] for place in order]
        events = self._call(payer, "topUpMany", members, amounts)
        topped_up = {event.member for event in events if isinstance(event, ToppedUp)}
        return [member for member in members if member not in topped_up]

    def leave(self, member: Account) -> None:
        """`member` leaves; it takes effect after the next announcement."""
        self._call(member, "leave")

    def withdraw(self, member: Account) -> int:
        """`member` takes out what is left; returns the amount, the rebate of a closed plan included."""
        withdrawn = only(Withdrawn, self._call(member, "withdraw"))
        return withdrawn.amount + withdrawn.rebate

    def collect_credit(self, owner: Account, to: Account) -> int:
        """`owner` collects what is credited to them, rewards say, to any account; returns the amount."""
        return only(CreditCollected, self._call(owner, "collectCredit", to)).amount

    # cases ---------------------------------------------------------------------------------------------

    def file(
        self, claimant: Account, level: str, diagnosed_at: int, commitment: bytes, beneficiary: Account = ""
    ) -> int:
        """`claimant` files a case; returns its number, counted from 0."""
        arguments = self._level(level), diagnosed_at, commitment, address_word(beneficiary)
        with by_name(level):
            return only(CaseFiled, self._tell_desk(claimant, "file", *arguments)).case_id

    def withdraw_case(self, claimant: Account, case: int) -> None:
        """`claimant` takes an undecided case back."""
        self._tell_desk(claimant, "withdrawCase", case)

    def decide(self, case: int, approve: bool, level: str, report: bytes, signers: list[Account]) -> None:
        """The panel decides: `signers` sign (verdict, level, report hash); anyone brings the signatures."""
        decision = Decision(case, approve, self._level(level), typed_data.content_hash(report))
        data = typed_data.decision_data(SigningDomain(self.chain_id, self.site.desk), decision)
        with by_name(level):
            self.bring(decision, typed_data.seals_of(self._sender.keyring, data, signers))

    def bring(self, decision: Decision, seals: Sequence[Seal]) -> None:
        """Anyone brings the panel's decision with signatures that were made elsewhere, assessors rising."""
        self._tell_desk(self._anyone, "decide", astuple(decision), [astuple(seal) for seal in seals])

    def settle(self, case: int) -> None:
        """Anyone has an announced case paid after its notice."""
        self._tell_desk(self._anyone, "settle", case)

    # calendar ------------------------------------------------------------------------------------------

    def announce(self) -> Announcement:
        """Anyone closes the period: every member is charged the same share."""
        announced = only(Announced, self._call(self._anyone, "announce"))
        return self.view().announcement(announced)

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
        return only(FeeCollected, self._call(operator, "collectFee")).amount

    def stop_joins(self, by: Account) -> None:
        """Operator or supervisor stops new joins, for good."""
        self._call(by, "stopJoins")

    def propose_operator(self, operator: Account, successor: Account) -> None:
        """The operator proposes its successor."""
        self._call(operator, "proposeOperator", address_word(successor))

    def accept_operator(self, successor: Account) -> None:
        """The successor takes over, `2 × period + notice` later, for one period."""
        self._call(successor, "acceptOperator")
        self._roles = None

    def propose_panel(self, operator: Account, assessors: list[Account]) -> None:
        """The operator proposes another panel of the same size."""
        self._tell_desk(operator, "proposePanel", [address_word(assessor) for assessor in assessors])

    def install_panel(self) -> None:
        """Anyone puts a proposed panel in force, `2 × period + notice` later, for one period."""
        self._tell_desk(self._anyone, "installPanel")
        self._roles = None

    # closing -------------------------------------------------------------------------------------------

    def close(self, by: Account) -> None:
        """Operator or supervisor starts the closing."""
        self._call(by, "close")

    def finish(self) -> None:
        """Anyone closes a plan whose run-off is over: the surplus goes back to those who shared."""
        self._call(self._anyone, "finish")

    # reading -------------------------------------------------------------------------------------------

    def rehearse(self, verb: "Callable[[ChainLedger], object]") -> None:
        """Try a verb as a dry call, before money is allowed for it, say.

        Args:
            verb: calls one verb of the ledger that it is given; what comes after its first call is not tried.

        Raises:
            Refusal: the rules refuse it.
            ChainError: the chain does not answer.
        """
        tried = copy.copy(self)
        tried._sender = RehearsingSender(self._sender.node, self._sender.keyring)
        with suppress(Rehearsed):
            verb(tried)

    def snapshot(self) -> Snapshot:
        """The whole state after the newest block."""
        return self.view().snapshot()


def _as_protocol(ledger: ChainLedger) -> Ledger:
    """What the type checker is to prove: this ledger keeps the protocol."""
    return ledger
