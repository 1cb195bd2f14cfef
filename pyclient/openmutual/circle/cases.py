"""The life of a case: what claimants, assessors, members and jurors do, and what anyone may."""

from collections.abc import Sequence
from datetime import datetime

from ..errors import ArgumentError
from ..signing.typed_data import content_hash
from .base import CircleBase, Who, instant
from .receipt import Receipt

NOTHING_SEALED = bytes(32)


class Cases(CircleBase):
    """The verbs that bring a case from illness to payment.  Cases and disputes are numbers, counted from 0."""

    def file(
        self,
        claimant: Who,
        level: str,
        *,
        diagnosed: datetime,
        commitment: bytes = NOTHING_SEALED,
        beneficiary: Who = "",
    ) -> Receipt[int]:
        """`claimant` files a case; gives back its number.

        Args:
            claimant: who is ill, and a member.
            level: of the benefit, by the plan's name for it.
            diagnosed: when, with its time zone.
            commitment: what the sealed papers are bound by, 32 bytes (:func:`openmutual.evidence.seal`); zeros where
                nothing is sealed.
            beneficiary: who is to be paid instead.

        Raises:
            Refusal: the rules refuse it; nothing has changed.
            ArgumentError: the time has no zone.
        """
        who, at = self.account(claimant), instant(diagnosed)
        for_whom = self.account(beneficiary) if beneficiary else ""
        return self._act(lambda: self.ledger.file(who, level, at, commitment, for_whom))

    def withdraw_case(self, claimant: Who, case: int) -> Receipt[None]:
        """`claimant` takes an undecided case back."""
        who = self.account(claimant)
        return self._act(lambda: self.ledger.withdraw_case(who, case))

    def approve(self, case: int, assessors: Sequence[Who], *, level: str = "", report: bytes = b"") -> Receipt[None]:
        """The panel approves a case, at the level filed for or at another one.

        Args:
            case: its number.
            assessors: who of the panel signs; their keys must be here.  Who signs elsewhere hands in a file instead
                (:mod:`openmutual.signing.decision`).
            level: by the plan's name for it, instead of the one filed for.
            report: what they have written, or its hash, 32 bytes; only the hash is on the chain.
        """
        return self._decide(case, assessors, (True, level), report)

    def reject(self, case: int, assessors: Sequence[Who], *, report: bytes = b"") -> Receipt[None]:
        """The panel rejects a case, as :meth:`approve` approves one."""
        return self._decide(case, assessors, (False, ""), report)

    def _decide(self, case: int, assessors: Sequence[Who], verdict: tuple[bool, str], report: bytes) -> Receipt[None]:
        if isinstance(assessors, str):
            raise ArgumentError("hand in the assessors who sign as a list")
        signers, (approves, level) = [self.account(name) for name in assessors], verdict
        wanted = level or self.ledger.case(case).level
        return self._act(lambda: self.ledger.decide(case, approves, wanted, report, signers))

    def settle(self, case: int) -> Receipt[None]:
        """Anyone has an announced case paid after its notice."""
        return self._act(lambda: self.ledger.settle(case))

    # objection, appeal, jury ---------------------------------------------------------------------------

    def object(self, objector: Who, case: int, reason: str | bytes) -> Receipt[int]:
        """`objector` contests an announced case, with the plan's bond; gives back the dispute's number.

        Args:
            objector: a member from before the announcement.
            case: its number.
            reason: why; only its hash is on the chain.
        """
        who, why = self.account(objector), _reason(reason)
        return self._pay({who: self.ledger.terms.jury.bond}, lambda ledger: ledger.object(who, case, why))

    def add_reason(self, member: Who, case: int, reason: str | bytes) -> Receipt[None]:
        """`member`, who could have objected as well, gives another reason, without a bond."""
        who, why = self.account(member), _reason(reason)
        return self._act(lambda: self.ledger.add_reason(who, case, why))

    def appeal(self, claimant: Who, case: int, reason: str | bytes) -> Receipt[int]:
        """`claimant` takes a rejected or undecided case to the jury, with the bond; gives back the dispute's number."""
        who, why = self.account(claimant), _reason(reason)
        return self._pay({who: self.ledger.terms.jury.bond}, lambda ledger: ledger.appeal(who, case, why))

    def draw(self, dispute: int) -> Receipt[None]:
        """Anyone draws the jurors, in as many transactions as it takes; waits for the block that draws."""
        return self._act(lambda: self.ledger.draw(dispute))

    def commit(self, juror: Who, dispute: int, *, pays: bool, salt: bytes) -> Receipt[None]:
        """`juror` seals a vote with a secret of 32 bytes, to be kept until :meth:`reveal`."""
        who = self.account(juror)
        return self._act(lambda: self.ledger.commit(who, dispute, pays, salt))

    def reveal(self, juror: Who, dispute: int, *, pays: bool, salt: bytes) -> Receipt[None]:
        """Anyone who knows a juror's secret opens the vote."""
        who = self.account(juror)
        return self._act(lambda: self.ledger.reveal(dispute, who, pays, salt))

    def tally(self, dispute: int) -> Receipt[None]:
        """Anyone counts the votes, or ends a dispute that has no jury."""
        return self._act(lambda: self.ledger.tally(dispute))


def _reason(reason: str | bytes) -> bytes:
    return content_hash(reason.encode()) if isinstance(reason, str) else reason
