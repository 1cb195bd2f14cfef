"""The life of a case: what claimants, assessors, members and jurors do, and what anyone may."""

from collections.abc import Iterable
from datetime import datetime

from .arguments import Who, accounts_of, hash_in, hash_of, seconds_of
from .base import CircleBase
from .receipt import Receipt

NOTHING_SEALED = bytes(32)


class Cases(CircleBase):
    """The verbs that bring a case from illness to payment.  Cases and disputes are numbers, counted from 0.

    A number that no case or dispute has is refused as UnknownCase or UnknownDispute.
    """

    def file(
        self,
        claimant: Who,
        level: str,
        *,
        diagnosed: datetime,
        commitment: bytes = NOTHING_SEALED,
        beneficiary: Who = "",
    ) -> Receipt[int]:
        """`claimant` files a case.

        Args:
            claimant: who is ill, and a member.
            level: of the benefit, by the plan's name for it.
            diagnosed: when, with its time zone.
            commitment: what the sealed papers are bound by, 32 bytes (:func:`openmutual.evidence.seal`); zeros where
                nothing is sealed.
            beneficiary: who is to be paid instead.

        Returns:
            The number of the case.

        Raises:
            ArgumentError: the time has no zone, or the commitment has not 32 bytes.
            UnknownLevel: the plan has no such level.
            DiagnosisInFuture, FilingTooLate: the diagnosis is not one of the window for filing.
            NotCovered: `claimant` was not covered for that level then.
            CaseAlreadyOpen: another case of theirs is not decided yet.
            PlanClosed: the plan is over.
        """
        who, at, bound = self.account(claimant), seconds_of(diagnosed), hash_in(commitment)
        for_whom = self.account(beneficiary) if beneficiary else ""
        return self._act(lambda: self.ledger.file(who, level, at, bound, for_whom))

    def withdraw_case(self, claimant: Who, case: int) -> Receipt[None]:
        """`claimant` takes an undecided case back.

        Raises:
            NotClaimant: somebody else has filed it.
            CaseNotFiled: it is decided, or has been taken back or expired.
        """
        who = self.account(claimant)
        return self._act(lambda: self.ledger.withdraw_case(who, case))

    def approve(
        self, case: int, assessors: Iterable[Who], *, level: str = "", report: str | bytes = b""
    ) -> Receipt[None]:
        """The panel approves a case, at the level filed for or at another one.

        Args:
            case: its number.
            assessors: who of the panel signs; their keys must be here.  Who signs elsewhere hands in a file instead
                (:mod:`openmutual.signing.decision`).
            level: by the plan's name for it, instead of the one filed for.
            report: what they have written, or its hash, 32 bytes; only the hash is on the chain.

        Raises:
            CaseNotFiled, DecisionTooLate: there is nothing to decide, or no longer.
            NoQuorum, AssessorsNotSorted, NotAssessor: too few have signed, one of them twice, or a stranger.
            UnknownLevel, NotCovered, LevelEndsMembership: the other level cannot be awarded.
            QueueFull: the period has as many cases of that level as can be counted.
        """
        return self._decide(case, assessors, (True, level), report)

    def reject(self, case: int, assessors: Iterable[Who], *, report: str | bytes = b"") -> Receipt[None]:
        """The panel rejects a case.

        Args:
            case: its number.
            assessors: who of the panel signs, as for :meth:`approve`.
            report: what they have written, or its hash, 32 bytes; only the hash is on the chain.

        Raises:
            CaseNotFiled, DecisionTooLate: there is nothing to decide, or no longer.
            NoQuorum, AssessorsNotSorted, NotAssessor: too few have signed, one of them twice, or a stranger.
        """
        return self._decide(case, assessors, (False, ""), report)

    def _decide(
        self, case: int, assessors: Iterable[Who], verdict: tuple[bool, str], report: str | bytes
    ) -> Receipt[None]:
        signers, written = accounts_of(self._world, assessors), hash_of(report)
        approves, level = verdict
        wanted = level or self.ledger.case(case).level
        return self._act(lambda: self.ledger.decide(case, approves, wanted, written, signers))

    def settle(self, case: int) -> Receipt[None]:
        """Anyone has an announced case paid after its notice.

        Raises:
            CaseNotPayable: it is not announced, its notice is not over, it is contested, or it is paid already.
        """
        return self._act(lambda: self.ledger.settle(case))

    # objection, appeal, jury ---------------------------------------------------------------------------

    def object(self, objector: Who, case: int, reason: str | bytes) -> Receipt[int]:
        """`objector` contests an announced case, with the plan's bond.

        Args:
            objector: a member from before the announcement.
            case: its number.
            reason: why, or its hash, 32 bytes; only the hash is on the chain.

        Returns:
            The number of the dispute.

        Raises:
            CaseNotContestable: it is not announced, its notice is over, or a jury has judged it already.
            OwnCase, MayNotObject: `objector` is paid by the case, or did not share in it.
            NotEnoughMoney: `objector` has less than the bond.
        """
        who, why = self.account(objector), hash_of(reason)
        return self._pay({who: self.ledger.terms.jury.bond}, lambda ledger: ledger.object(who, case, why))

    def add_reason(self, member: Who, case: int, reason: str | bytes) -> Receipt[None]:
        """`member`, who could have objected as well, gives another reason, without a bond.

        Raises:
            CaseNotContestable: nobody has objected to it, or the jury has judged.
            OwnCase, MayNotObject: `member` could not have objected.
        """
        who, why = self.account(member), hash_of(reason)
        return self._act(lambda: self.ledger.add_reason(who, case, why))

    def appeal(self, claimant: Who, case: int, reason: str | bytes) -> Receipt[int]:
        """`claimant` takes a rejected or undecided case to the jury, with the bond.

        Args:
            claimant: who filed it.
            case: its number.
            reason: why, or its hash, 32 bytes; only the hash is on the chain.

        Returns:
            The number of the dispute.

        Raises:
            NotClaimant: somebody else has filed it.
            CaseNotAppealable: it is neither rejected nor left undecided, or the window for it has passed.
            MembershipEnded, MembershipOver, CaseAlreadyOpen: the membership is over, or another case is open.
            NotEnoughMoney: `claimant` has less than the bond.
        """
        who, why = self.account(claimant), hash_of(reason)
        return self._pay({who: self.ledger.terms.jury.bond}, lambda ledger: ledger.appeal(who, case, why))

    def draw(self, dispute: int) -> Receipt[None]:
        """Anyone draws the jurors, in as many transactions as it takes; waits for the block that draws.

        Raises:
            WrongStage: they are drawn, or the time to draw them is over.
            ChainError: the block does not come.
        """
        return self._act(lambda: self.ledger.draw(dispute))

    def commit(self, juror: Who, dispute: int, *, pays: bool, salt: bytes) -> Receipt[None]:
        """`juror` seals a vote.

        Args:
            juror: who was drawn.
            dispute: its number.
            pays: whether the case is to be paid.
            salt: a secret of 32 random bytes, to be kept until :meth:`reveal`.

        Raises:
            WrongStage, NotJuror, AlreadyVoted: there is no vote to give.
            ChainError: the secret has another length.
        """
        who = self.account(juror)
        return self._act(lambda: self.ledger.commit(who, dispute, pays, salt))

    def reveal(self, juror: Who, dispute: int, *, pays: bool, salt: bytes) -> Receipt[None]:
        """Anyone who knows a juror's vote and its secret opens it.

        Raises:
            WrongStage, NotJuror, AlreadyVoted: there is no vote to open.
            CommitmentMismatch: vote and secret are not those that were sealed.
            ChainError: the secret has not 32 bytes.
        """
        who = self.account(juror)
        return self._act(lambda: self.ledger.reveal(dispute, who, pays, salt))

    def tally(self, dispute: int) -> Receipt[None]:
        """Anyone counts the votes, or ends a dispute that has no jury.

        Raises:
            WrongStage: the votes are not all given yet, or are counted.
            QueueFull: an appeal is won, and the period has as many cases of that level as can be counted.
        """
        return self._act(lambda: self.ledger.tally(dispute))
