"""The exception tree: one class for each refusal of the rules, one base class over all.

A :class:`Refusal` mirrors one Solidity custom error, under the same name and with the same values in the
same order; the contract and the model raise the same ones for the same call.  Everything else that goes
wrong at the edges (files, connections, artifacts) is an :class:`OpenMutualError` of its own kind.
"""

from typing import Any, ClassVar


class OpenMutualError(Exception):
    """Base of everything this package raises on purpose."""


class Refusal(OpenMutualError):
    """A call that the rules of the ledger refuse; nothing has changed.

    Attributes:
        values: the values of the custom error, by name.  Money is in base units, times are Unix seconds.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    reason: ClassVar[str] = "refused"

    def __init__(self, *values: Any) -> None:
        if len(values) != len(self.fields):
            raise TypeError(f"{type(self).__name__} carries {len(self.fields)} values, got {len(values)}")
        self.values: dict[str, Any] = dict(zip(self.fields, values, strict=True))
        shown = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(f"{type(self).__name__}: {self.reason}" + (f" ({shown})" if shown else ""))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values == other.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values)))


# --- terms -----------------------------------------------------------------------------------------------


class InvalidTerm(Refusal):
    """A term of the plan breaks its rule (rules, section 2); `field` names it as the plan's terms do."""

    fields = ("field", "value")
    reason = "a term of the plan breaks its rule"


# --- who may call ----------------------------------------------------------------------------------------


class NotDesk(Refusal):
    """Only the plan's case desk may do this."""

    fields = ("caller",)
    reason = "only the plan's case desk may do this"


class NotOperator(Refusal):
    """Only the operator may do this."""

    fields = ("caller",)
    reason = "only the operator may do this"


class NotSupervision(Refusal):
    """Only the operator or the supervisor may do this."""

    fields = ("caller",)
    reason = "only the operator or the supervisor may do this"


class NotSponsor(Refusal):
    """Only the sponsor may do this."""

    fields = ("caller",)
    reason = "only the sponsor may do this"


class NotSuccessor(Refusal):
    """Only the proposed successor may take the operator's role over."""

    fields = ("caller",)
    reason = "only the proposed successor may do this"


class NotClaimant(Refusal):
    """Only the case's claimant may do this."""

    fields = ("caller",)
    reason = "only the claimant of the case may do this"


# --- the plan's stage ------------------------------------------------------------------------------------


class PlanNotOpen(Refusal):
    """The plan is closing or closed: no joins, no reinstatement, no second closing."""

    reason = "the plan is closing or closed"


class PlanNotClosing(Refusal):
    """Only a closing plan can be finished."""

    reason = "the plan is not closing"


class PlanClosed(Refusal):
    """The plan is closed: only withdrawals are left."""

    reason = "the plan is closed; only withdrawals are left"


class JoinsStopped(Refusal):
    """New joins have been stopped for good."""

    reason = "new joins have been stopped"


class FinishTooEarly(Refusal):
    """The run-off, or the time for the last filed case, is not over."""

    fields = ("earliest",)
    reason = "the run-off is not over"


class CasesOpen(Refusal):
    """A case is approved, announced, contested or appealed, so the plan cannot be finished."""

    fields = ("count",)
    reason = "cases are still to be paid or judged"


# --- membership and money --------------------------------------------------------------------------------


class UnknownTier(Refusal):
    """The plan has no such tier."""

    fields = ("tier",)
    reason = "the plan has no such tier"


class EmptyBatch(Refusal):
    """A batch needs at least one member."""

    reason = "the batch names no member"


class AlreadyMember(Refusal):
    """The person holds a membership that has not been withdrawn."""

    fields = ("member",)
    reason = "a membership that is not withdrawn exists"


class MembershipEnded(Refusal):
    """A benefit ended this person's membership; they cannot join again."""

    fields = ("member",)
    reason = "a benefit has ended this membership for good"


class ZeroAmount(Refusal):
    """An amount of nothing."""

    reason = "the amount is zero"


class AmountNotWhole(Refusal):
    """An amount must be a multiple of the member's units times the plan's step."""

    fields = ("amount", "multiple")
    reason = "the amount must be a multiple of units x step"


class DepositTooSmall(Refusal):
    """The deposit is below the tier's least."""

    fields = ("deposit", "least")
    reason = "the deposit is below the tier's least"


class AmountTooLarge(Refusal):
    """A number outgrows the bounded type that holds it."""

    fields = ("amount", "most")
    reason = "the amount is larger than the ledger can hold"


class TransferMismatch(Refusal):
    """The token did not bring exactly the amount that was asked for."""

    fields = ("expected", "received")
    reason = "the token did not bring the amount asked for"


class NotActive(Refusal):
    """The member is not active."""

    fields = ("member",)
    reason = "the member is not active"


class OnlyMemberReinstates(Refusal):
    """A lapsed member comes back by their own will only."""

    fields = ("member", "caller")
    reason = "only the lapsed member, or one they signed for, may do this"


class GraceOver(Refusal):
    """The grace after the lapse is over; what is left is to withdraw and to join anew."""

    fields = ("member", "until")
    reason = "the grace after the lapse is over"


class BelowReserve(Refusal):
    """The top-up does not bring a lapsed member back to the reserve."""

    fields = ("amount", "least")
    reason = "the amount does not restore the reserve"


class NothingToWithdraw(Refusal):
    """Nothing can be withdrawn now: the member is active or still leaving, say, and the plan is not closed."""

    fields = ("member",)
    reason = "there is nothing to withdraw now"


class NoCredit(Refusal):
    """The account has no credit to collect."""

    fields = ("owner",)
    reason = "there is no credit to collect"


class SignatureExpired(Refusal):
    """The signature's time is over."""

    fields = ("expiry",)
    reason = "the signature has expired"


class InvalidSignature(Refusal):
    """The signature is not the named signer's, or not over these words."""

    fields = ("signer",)
    reason = "the signature does not fit"


class Reentered(Refusal):
    """A token tried to call back into the ledger."""

    reason = "a call came back in while another was running"


# --- announcement ----------------------------------------------------------------------------------------


class AnnouncementTooEarly(Refusal):
    """A period has not passed since the last announcement."""

    fields = ("earliest",)
    reason = "the period is not over"


class NothingToAnnounce(Refusal):
    """Nobody shares and no case is queued."""

    reason = "nobody shares and no case is queued"


# --- backstop and operator -------------------------------------------------------------------------------


class NoBackstopNotice(Refusal):
    """The sponsor has given no notice, or its window is not open now."""

    fields = ("opens", "closes")
    reason = "no notice of the sponsor is in force now"


class MoreThanNoticed(Refusal):
    """The sponsor takes more than it gave notice of."""

    fields = ("amount", "most")
    reason = "the amount is more than notice was given of"


class BackstopTooSmall(Refusal):
    """The backstop holds less than the amount."""

    fields = ("amount", "backstop")
    reason = "the backstop holds less"


class NoProposal(Refusal):
    """Nothing has been proposed."""

    reason = "nothing has been proposed"


class ProposalTooEarly(Refusal):
    """A proposal comes into force only after `period + notice`, so that members can leave first."""

    fields = ("earliest",)
    reason = "members can still leave before the change; it is not in force yet"


# --- cases -----------------------------------------------------------------------------------------------


class UnknownCase(Refusal):
    """There is no such case."""

    fields = ("caseId",)
    reason = "there is no such case"


class UnknownLevel(Refusal):
    """The plan has no such level."""

    fields = ("level",)
    reason = "the plan has no such level"


class NotCovered(Refusal):
    """The member was not covered for the level at that time."""

    fields = ("member", "at")
    reason = "the member was not covered for the level then"


class DiagnosisInFuture(Refusal):
    """The diagnosis is dated after now."""

    fields = ("diagnosedAt",)
    reason = "the diagnosis lies in the future"


class FilingTooLate(Refusal):
    """The time to file has passed since the diagnosis, or the plan's run-off is over."""

    fields = ("until",)
    reason = "the time to file is over"


class CaseAlreadyOpen(Refusal):
    """The member has an open case."""

    fields = ("caseId",)
    reason = "the member has an open case"


class CaseNotFiled(Refusal):
    """The case is not waiting for the panel's decision."""

    fields = ("caseId",)
    reason = "the case is not waiting for a decision"


class DecisionTooLate(Refusal):
    """The panel's time to decide is over."""

    fields = ("until",)
    reason = "the panel's time to decide is over"


class LevelEndsMembership(Refusal):
    """A level that ends the membership is awarded only where one that does was filed for."""

    fields = ("level",)
    reason = "this level ends the membership; the one filed for does not"


class NoQuorum(Refusal):
    """Too few assessors have signed."""

    fields = ("signed", "quorum")
    reason = "too few assessors have signed"


class NotAssessor(Refusal):
    """The signer is not on the panel."""

    fields = ("signer",)
    reason = "the signer is not on the panel"


class AssessorsNotSorted(Refusal):
    """Assessors come in strictly rising order, so that none counts twice."""

    fields = ("signer",)
    reason = "assessors must be distinct and in rising order"


class QueueFull(Refusal):
    """A level holds at most 65,535 cases in one period; decide again after the next announcement."""

    fields = ("level",)
    reason = "the period's queue at this level is full"


class CaseNotPayable(Refusal):
    """The case is not announced, its notice is not over, it is contested, or it is paid already."""

    fields = ("caseId",)
    reason = "the case cannot be paid now"


REFUSALS: dict[str, type[Refusal]] = {cls.__name__: cls for cls in Refusal.__subclasses__()}
"""Every refusal by the name of its Solidity custom error."""


# --- the edges: files, plans, chains ---------------------------------------------------------------------


class FileError(OpenMutualError):
    """A plan or scenario file cannot be used; says the file, the line and the key.

    Attributes:
        file: the file as it was named.
        line: counted from 1; 0 where the file as a whole is meant.
        key: the path of keys, such as `levels.severe.fee`; empty where the file as a whole is meant.
    """

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        self.file, self.line, self.key, self.problem = file, line, key, problem
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {key + ': ' if key else ''}{problem}")


class AmountError(OpenMutualError):
    """A written amount is no number, is negative, or is finer than the currency allows."""


class ChainError(OpenMutualError):
    """A chain cannot be reached or used, or answers what it must not."""


class ArtifactError(OpenMutualError):
    """The packaged artifacts are missing or damaged."""


class UnexpectedRevert(ChainError):
    """A transaction failed with something that is none of the ledger's refusals."""


class StepFailed(OpenMutualError):
    """A scenario's step went otherwise than its file says.

    Attributes:
        step: counted from 0.
    """

    def __init__(self, step: int, problem: str) -> None:
        self.step = step
        super().__init__(f"step {step}: {problem}")
