"""The one protocol that a ledger satisfies, on a chain or in the model, and the world it lives in.

Every verb names first who makes the call.  A verb returns when its effect is final on its ledger, and raises
exactly one :class:`openmutual.errors.Refusal` when the rules refuse it; then nothing has changed.
"""

from typing import Protocol

from .records import Account, Announcement, Attestation, DisputeState, Roles, Snapshot, StandingOrder, Terms

ANYONE: Account = "anyone"
"""Caller of the verbs that need nobody in particular; a world has an account for it."""


class Ledger(Protocol):
    """A deployed plan.  Money in base units, times in Unix seconds, levels and tiers by name."""

    terms: Terms

    @property
    def roles(self) -> Roles:
        """Who holds which power."""

    # members -------------------------------------------------------------------------------------------

    def join(self, member: Account, tier: str, deposit: int, attestation: Attestation | None = None) -> None:
        """`member` joins and pays the deposit; a plan with an attestor needs its word."""

    def join_many(
        self,
        payer: Account,
        members: list[Account],
        tier: str,
        deposit: int,
        attestation: Attestation | None = None,
    ) -> None:
        """`payer` enrols all `members` and pays `deposit` for each; all or none.  One attestation for the batch."""

    def top_up(self, payer: Account, member: Account, amount: int) -> None:
        """`payer` tops `member` up; a lapsed member's own top-up within the grace reinstates."""

    def top_up_many(self, payer: Account, members: list[Account], amounts: list[int]) -> list[Account]:
        """`payer` tops `members` up in one transfer, each by their amount; returns those passed over, not active."""

    def place_order(self, member: Account, order: StandingOrder | None) -> None:
        """`member` gives a standing order to fill their reserve from their wallet, changes it, or calls it off."""

    def refill(self, members: list[Account]) -> int:
        """Anyone has standing orders carried out, and those who cannot pay passed over; returns for how many."""

    def leave(self, member: Account) -> None:
        """`member` leaves; it takes effect after the next announcement."""

    def withdraw(self, member: Account) -> int:
        """`member` takes out what is left; returns the amount."""

    def collect_credit(self, owner: Account, to: Account) -> int:
        """`owner` collects what is credited to them, rewards say, to any account; returns the amount."""

    # cases ---------------------------------------------------------------------------------------------

    def file(
        self, claimant: Account, level: str, diagnosed_at: int, commitment: bytes, beneficiary: Account = ""
    ) -> int:
        """`claimant` files a case; returns its number, counted from 0."""

    def withdraw_case(self, claimant: Account, case: int) -> None:
        """`claimant` takes an undecided case back."""

    def decide(self, case: int, approve: bool, level: str, report: bytes, signers: list[Account]) -> None:
        """The panel decides: `signers` sign (verdict, level, report hash); anyone brings the signatures."""

    def settle(self, case: int) -> None:
        """Anyone has an announced case paid after its notice."""

    # objection, appeal, jury ---------------------------------------------------------------------------

    def object(self, objector: Account, case: int, reason: bytes) -> int:
        """`objector` contests an announced case and puts up the bond; returns the dispute's number."""

    def add_reason(self, member: Account, case: int, reason: bytes) -> None:
        """`member`, who could have objected as well, gives another reason against a contested case, without a bond."""

    def appeal(self, claimant: Account, case: int, reason: bytes) -> int:
        """`claimant` takes a rejected or undecided case to the jury with the bond; returns the dispute's number."""

    def volunteer(self, member: Account) -> None:
        """`member` volunteers as a juror, for cases announced or filed afterwards."""

    def resign(self, member: Account) -> None:
        """`member` stops volunteering."""

    def draw(self, dispute: int) -> None:
        """Anyone draws the jurors once the randomness is there, up to the end of the draw."""

    def commit(self, juror: Account, dispute: int, pays: bool, salt: bytes) -> None:
        """`juror` seals a vote with a secret of 32 bytes."""

    def reveal(self, dispute: int, juror: Account, pays: bool, salt: bytes) -> None:
        """Anyone who knows a juror's secret opens the vote."""

    def tally(self, dispute: int) -> None:
        """Anyone counts the votes, or ends a dispute that has no jury."""

    def dispute(self, dispute: int) -> DisputeState:
        """The dispute as it stands now.  Raises UnknownDispute."""

    # calendar ------------------------------------------------------------------------------------------

    def announce(self) -> Announcement:
        """Anyone closes the period: every member is charged the same share."""

    # backstop ------------------------------------------------------------------------------------------

    def fund_backstop(self, payer: Account, amount: int) -> None:
        """Anyone gives money to the backstop."""

    def notice_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor gives notice that it may take up to `amount`; 0 withdraws a notice."""

    def take_backstop(self, sponsor: Account, amount: int) -> None:
        """The sponsor takes money out: within its notice, or what is left once the plan is closed."""

    # powers --------------------------------------------------------------------------------------------

    def collect_fee(self, operator: Account) -> int:
        """The operator collects its credit; returns the amount."""

    def stop_joins(self, by: Account) -> None:
        """Operator or supervisor stops new joins, for good."""

    def propose_operator(self, operator: Account, successor: Account) -> None:
        """The operator proposes its successor."""

    def accept_operator(self, successor: Account) -> None:
        """The successor takes over, `2 × period + notice` later, for one period."""

    def propose_panel(self, operator: Account, assessors: list[Account]) -> None:
        """The operator proposes another panel of the same size."""

    def install_panel(self) -> None:
        """Anyone puts a proposed panel in force, `2 × period + notice` later, for one period."""

    # closing -------------------------------------------------------------------------------------------

    def close(self, by: Account) -> None:
        """Operator or supervisor starts the closing."""

    def finish(self) -> None:
        """Anyone closes a plan whose run-off is over: the surplus goes back to those who shared."""

    # reading -------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The whole state now."""


class World(Protocol):
    """Where ledgers live: accounts with money, and a clock that can be moved."""

    def now(self) -> int:
        """The time that the next call will read, at least."""

    def advance(self, to: int) -> None:
        """Move the clock so that the next call reads `to`, or a little later."""

    def account(self, name: str) -> Account:
        """The account of that name; made on first use, always the same for the same name."""

    def deploy(self, terms: Terms, roles: Roles, decimals: int, plan_hash: bytes) -> Ledger:
        """Deploy a plan, in a currency of this world with that many decimals.  Raises InvalidTerm."""

    def give(self, ledger: Ledger, account: Account, amount: int) -> None:
        """See to it that `account` can pay `amount` more into `ledger`."""

    def stock(self, ledger: Ledger, account: Account, amount: int) -> None:
        """Put `amount` into the account's wallet, where a standing order of `ledger` may reach it."""
