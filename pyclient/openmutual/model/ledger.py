"""The reference model as a ledger in a world: every verb, each member's money charged one by one.

=====================  ================================================================
:mod:`.state`          what a plan remembers
:mod:`.terms_check`    whether it may be deployed                        (rules, section 2)
:mod:`.membership`     join, top_up, top_up_many, leave, withdraw        (section 3)
:mod:`.enrolment`      the attestor's word                               (section 3)
:mod:`.orders`         place_order, refill                               (beside the rules)
:mod:`.cases`          file, withdraw_case, settle                       (section 4)
:mod:`.panel`          decide                                            (section 4)
:mod:`.disputes`       object, add_reason, appeal                        (section 4)
:mod:`.jury`           volunteer, resign, draw, commit, reveal, tally    (section 4)
:mod:`.drawing`        candidates, and the order of their seats          (section 4)
:mod:`.verdicts`       what a verdict does                               (section 4)
:mod:`.announcing`     announce                                          (section 5)
:mod:`.powers`         backstop, fee, successor, panel, close            (sections 6 and 8)
:mod:`.closing`        finish, and the rebate                            (section 7)
:mod:`.cash`           money in and out, and credits                     (section 7)
:mod:`.books`          the snapshot, and the invariants                  (section 9)
=====================  ================================================================

What each verb takes and does is said by :class:`openmutual.protocol.Ledger`; what it refuses, and in which
order, by the function it calls.
"""

from ..errors import OpenMutualError
from ..protocol import Ledger, World
from ..records import Account, Announcement, Attestation, DisputeState, Roles, Snapshot, StandingOrder, Terms
from . import announcing, books, cases, cash, closing, disputes, jury, membership, orders, panel, powers
from .state import PlanState
from .terms_check import check_terms
from .token import Token


class ModelLedger(PlanState):
    """A deployed plan in plain integers.  Every verb is checked in full before it changes anything."""

    # members -------------------------------------------------------------------------------------------

    def join(self, member: Account, tier: str, deposit: int, attestation: Attestation | None = None) -> None:
        """`member` joins and pays the deposit."""
        membership.join(self, member, [member], tier, deposit, attestation)

    def join_many(
        self,
        payer: Account,
        members: list[Account],
        tier: str,
        deposit: int,
        attestation: Attestation | None = None,
    ) -> None:
        """`payer` enrols all `members`; all or none."""
        membership.join_many(self, payer, members, tier, deposit, attestation)

    def top_up(self, payer: Account, member: Account, amount: int) -> None:
        """`payer` tops `member` up, or comes back themselves after a lapse."""
        membership.top_up(self, payer, member, amount)

    def top_up_many(self, payer: Account, members: list[Account], amounts: list[int]) -> list[Account]:
        """`payer` tops several members up; returns those who were not active, and passed over."""
        return membership.top_up_many(self, payer, members, amounts)

    def place_order(self, member: Account, order: StandingOrder | None) -> None:
        """`member` gives a standing order, changes it, or calls it off."""
        orders.place(self, member, order)

    def refill(self, members: list[Account]) -> int:
        """Anyone has standing orders carried out; returns for how many."""
        return orders.refill(self, members)

    def leave(self, member: Account) -> None:
        """`member` leaves; it takes effect after the next announcement."""
        membership.leave(self, member)

    def withdraw(self, member: Account) -> int:
        """`member` takes out what is left; returns the amount."""
        return membership.withdraw(self, member)

    def collect_credit(self, owner: Account, to: Account) -> int:
        """`owner` collects what is credited to them, to any account; returns the amount."""
        return cash.collect_credit(self, owner, to)

    # cases ---------------------------------------------------------------------------------------------

    def file(
        self, claimant: Account, level: str, diagnosed_at: int, commitment: bytes, beneficiary: Account = ""
    ) -> int:
        """`claimant` files a case; returns its number.  The commitment is for the evidence; no rule reads it."""
        del commitment
        return cases.file(self, claimant, level, diagnosed_at, beneficiary)

    def withdraw_case(self, claimant: Account, case: int) -> None:
        """`claimant` takes an undecided case back."""
        cases.withdraw_case(self, claimant, case)

    def decide(self, case: int, approve: bool, level: str, report: bytes, signers: list[Account]) -> None:
        """The assessors decide.  The report is what was signed; no rule reads it."""
        del report
        panel.decide(self, case, approve, level, signers)

    def settle(self, case: int) -> None:
        """An announced case is paid after its notice."""
        cases.settle(self, case)

    # objection, appeal, jury ---------------------------------------------------------------------------

    def object(self, objector: Account, case: int, reason: bytes) -> int:
        """`objector` contests an announced case; returns the dispute's number.  No rule reads the reason."""
        del reason
        return disputes.contest(self, objector, case)

    def add_reason(self, member: Account, case: int, reason: bytes) -> None:
        """`member` gives another reason against a contested case.  No rule reads it."""
        del reason
        disputes.add_reason(self, member, case)

    def appeal(self, claimant: Account, case: int, reason: bytes) -> int:
        """`claimant` goes to the jury; returns the dispute's number.  No rule reads the reason."""
        del reason
        return disputes.appeal(self, claimant, case)

    def volunteer(self, member: Account) -> None:
        """`member` volunteers as a juror."""
        jury.volunteer(self, member)

    def resign(self, member: Account) -> None:
        """`member` stops volunteering."""
        jury.resign(self, member)

    def draw(self, dispute: int, seed: bytes | None = None) -> None:
        """The jurors are drawn, by as many calls as it takes; by the seed of another ledger, if one is given."""
        while not self.draw_on(dispute, seed):
            pass

    def draw_on(self, dispute: int, seed: bytes | None = None) -> bool:
        """The draw goes on by one call; returns whether it is complete."""
        return jury.draw_on(self, dispute, seed)

    def commit(self, juror: Account, dispute: int, pays: bool, salt: bytes) -> None:
        """`juror` seals a vote."""
        jury.commit(self, juror, dispute, jury.commitment_of(self, dispute, juror, pays, salt))

    def reveal(self, dispute: int, juror: Account, pays: bool, salt: bytes) -> None:
        """Anyone who knows it opens a juror's vote."""
        jury.reveal(self, dispute, juror, pays, salt)

    def tally(self, dispute: int) -> None:
        """The votes are counted."""
        jury.tally(self, dispute)

    def dispute(self, dispute: int) -> DisputeState:
        """The dispute as it stands now."""
        return jury.state(self, dispute)

    # calendar ------------------------------------------------------------------------------------------

    def announce(self) -> Announcement:
        """The period is closed: every member is charged the same share."""
        return announcing.announce(self)

    # backstop ------------------------------------------------------------------------------------------

    def fund_backstop(self, payer: Account, amount: int) -> None:
        """Anyone gives money to the backstop."""
        powers.fund(self, payer, amount)

    def notice_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor gives notice; 0 takes it back."""
        powers.give_notice(self, sponsor, amount)

    def take_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor takes money out."""
        powers.take(self, sponsor, amount)

    # powers --------------------------------------------------------------------------------------------

    def collect_fee(self, operator: Account) -> int:
        """The operator collects its credit; returns the amount."""
        return powers.collect_fee(self, operator)

    def stop_joins(self, by: Account) -> None:
        """Operator or supervisor stops new joins, for good."""
        powers.stop_joins(self, by)

    def propose_operator(self, operator: Account, successor: Account) -> None:
        """The operator proposes its successor."""
        powers.propose_operator(self, operator, successor)

    def accept_operator(self, successor: Account) -> None:
        """The successor takes over."""
        powers.accept_operator(self, successor)

    def propose_panel(self, operator: Account, assessors: list[Account]) -> None:
        """The operator proposes another panel of the same size."""
        powers.propose_panel(self, operator, assessors)

    def install_panel(self) -> None:
        """A proposed panel comes into force."""
        powers.install_panel(self)

    # closing -------------------------------------------------------------------------------------------

    def close(self, by: Account) -> None:
        """Operator or supervisor starts the closing."""
        powers.close(self, by)

    def finish(self) -> None:
        """A plan whose run-off is over is closed."""
        closing.finish(self)

    # reading -------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The whole state now."""
        return books.snapshot(self)

    def check_books(self) -> None:
        """Check the invariants of this moment.  Raises AssertionError."""
        books.check(self)


class ModelWorld:
    """A world without a chain.  Accounts are their names; each number of decimals has a currency of its own.

    Args:
        start: what the clock reads at first, in Unix seconds.
    """

    def __init__(self, start: int = 0) -> None:
        self._now = start
        self._blocked: set[Account] = set()
        self._tokens: dict[int, Token] = {}
        self._ledgers: list[ModelLedger] = []

    def now(self) -> int:
        """The time that the next call reads, exactly."""
        return self._now

    def advance(self, to: int) -> None:
        """Move the clock to `to`; a time gone by leaves it where it is."""
        self._now = max(self._now, to)

    def account(self, name: str) -> Account:
        """The account of that name: the name."""
        return name

    def deploy(self, terms: Terms, roles: Roles, decimals: int, plan_hash: bytes) -> ModelLedger:
        """Deploy a plan now.  The hash of its file is for readers; no rule reads it.

        Raises:
            InvalidTerm: a term breaks its rule.
        """
        del plan_hash
        check_terms(terms, roles)
        ledger = ModelLedger(
            terms=terms,
            roles=roles,
            token=self.token(decimals),
            clock=self.now,
            account=f"ledger:{len(self._ledgers)}",
            deployed_at=self._now,
            last_announced_at=self._now,
        )
        self._ledgers.append(ledger)
        return ledger

    def token(self, decimals: int) -> Token:
        """The currency of this world that has so many decimals; made on first use."""
        return self._tokens.setdefault(decimals, Token(self._blocked))

    def give(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` more into the account's wallet, in the ledger's currency.

        Raises:
            OpenMutualError: the ledger is of another world.
        """
        for own in self._ledgers:
            if own is ledger:
                return own.token.mint(account, amount)
        raise OpenMutualError("this ledger lives in another world")

    def stock(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` into the account's wallet: here whatever lies there can be reached.  Raises OpenMutualError."""
        self.give(ledger, account, amount)

    def block(self, account: Account) -> None:
        """Let every token refuse the account from now on."""
        self._blocked.add(account)

    def unblock(self, account: Account) -> None:
        """Let every token serve the account again."""
        self._blocked.discard(account)


def _as_protocol(world: ModelWorld, ledger: ModelLedger) -> tuple[World, Ledger]:
    """What the type checker is to prove: this world and its ledgers keep the protocol."""
    return world, ledger
