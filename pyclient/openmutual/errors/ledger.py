"""What the ledger, the enrolment and standing orders refuse."""

from .base import Refusal


class InvalidTerm(Refusal):
    """A term of the plan breaks its rule (rules, section 2); `field` names it as the plan's terms do."""

    fields = ("field", "value")


class NotDesk(Refusal):
    """Only the plan's case desk may do this."""

    fields = ("caller",)


class NotEnrolment(Refusal):
    """Only the plan's enrolment may do this."""

    fields = ("caller",)


class NotOperator(Refusal):
    """Only the operator may do this."""

    fields = ("caller",)


class NotSupervision(Refusal):
    """Only the operator or the supervisor may do this."""

    fields = ("caller",)


class NotSponsor(Refusal):
    """Only the sponsor may do this."""

    fields = ("caller",)


class NotSuccessor(Refusal):
    """Only the proposed successor may take the operator's role over."""

    fields = ("caller",)


class NotClaimant(Refusal):
    """Only the case's claimant may do this."""

    fields = ("caller",)


class PlanNotOpen(Refusal):
    """The plan is closing or closed: no joins, no reinstatement, no second closing."""


class PlanNotClosing(Refusal):
    """Only a closing plan can be finished."""


class PlanClosed(Refusal):
    """The plan is closed: only withdrawals are left."""


class JoinsStopped(Refusal):
    """New joins have been stopped for good."""


class FinishTooEarly(Refusal):
    """The run-off, or the time for the last filed case, is not over."""

    fields = ("earliest",)


class CasesOpen(Refusal):
    """A case is approved, announced, contested or appealed, so the plan cannot be finished."""

    fields = ("count",)


class UnknownTier(Refusal):
    """The plan has no such tier."""

    fields = ("tier",)


class EmptyBatch(Refusal):
    """A batch needs at least one member."""


class AlreadyMember(Refusal):
    """The person holds a membership that has not been withdrawn."""

    fields = ("member",)


class WasMember(Refusal):
    """Without an attestor a batch enrols only accounts that were never members."""

    fields = ("member",)


class LengthsDiffer(Refusal):
    """There must be one amount for each member."""

    fields = ("members", "amounts")


class MembersNotSorted(Refusal):
    """Members come in strictly rising order, so that none counts twice."""

    fields = ("member",)


class MembershipEnded(Refusal):
    """A benefit ended this person's membership; they cannot join again."""

    fields = ("member",)


class ZeroAmount(Refusal):
    """An amount of nothing."""


class AmountNotWhole(Refusal):
    """An amount must be a multiple of the member's units times the plan's step."""

    fields = ("amount", "multiple")


class DepositTooSmall(Refusal):
    """The deposit is below the tier's least."""

    fields = ("deposit", "least")


class AmountTooLarge(Refusal):
    """A number outgrows the bounded type that holds it."""

    fields = ("amount", "most")


class TransferMismatch(Refusal):
    """The token did not bring exactly the amount that was asked for."""

    fields = ("expected", "received")
    money = frozenset(fields)


class NotActive(Refusal):
    """The member is not active."""

    fields = ("member",)


class OnlyMemberReinstates(Refusal):
    """A lapsed member comes back by their own will only."""

    fields = ("member", "caller")


class GraceOver(Refusal):
    """The grace after the lapse is over; what is left is to withdraw and to join anew."""

    fields = ("member", "until")


class BelowReserve(Refusal):
    """The top-up does not bring a lapsed member back to the reserve."""

    fields = ("amount", "least")


class MinimumStay(Refusal):
    """A membership outlasts two announcements: this waits until `announcements` have been made in all."""

    fields = ("member", "announcements")


class CaseUndecided(Refusal):
    """A case of this membership is undecided; its claimant can take a filed one back."""

    fields = ("caseId",)


class NothingToWithdraw(Refusal):
    """Nothing can be withdrawn now: the member is active or still leaving, say, and the plan is not closed."""

    fields = ("member",)


class NoCredit(Refusal):
    """The account has no credit to collect."""

    fields = ("owner",)


class SignatureExpired(Refusal):
    """The signature's time is over."""

    fields = ("expiry",)


class InvalidSignature(Refusal):
    """The signature is not the named signer's, or not over these words."""

    fields = ("signer",)


class Reentered(Refusal):
    """A contract that was called tried to call back."""


class AnnouncementTooEarly(Refusal):
    """A period has not passed since the last announcement."""

    fields = ("earliest",)


class NoBackstopNotice(Refusal):
    """The sponsor has given no notice, or its window is not open now."""

    fields = ("opens", "closes")


class MoreThanNoticed(Refusal):
    """The sponsor takes more than it gave notice of."""

    fields = ("amount", "most")


class BackstopTooSmall(Refusal):
    """The backstop holds less than the amount."""

    fields = ("amount", "backstop")


class NoProposal(Refusal):
    """Nothing has been proposed."""


class ProposalTooEarly(Refusal):
    """The change is not in force yet, so that members can leave before it."""

    fields = ("earliest",)


class ProposalVoid(Refusal):
    """The proposal was not taken up in time."""

    fields = ("until",)


class NotLedger(Refusal):
    """Only the plan's ledger may do this."""

    fields = ("caller",)


class AttestationMissing(Refusal):
    """The plan has an attestor, and nobody's word was brought."""


class NullifiersMismatch(Refusal):
    """There must be one nullifier for each member."""

    fields = ("members", "nullifiers")


class AttestationUsed(Refusal):
    """The attestor's word holds once, and was used before; `words` is the hash of what was signed."""

    fields = ("words",)


class NullifierHeld(Refusal):
    """A membership holds this nullifier: one person is one member."""

    fields = ("nullifier",)


class GraceNotOver(Refusal):
    """The lapsed member who holds the nullifier can still come back."""

    fields = ("member", "until")


class CaseUnresolved(Refusal):
    """A case of the membership that holds the nullifier is not at its end."""

    fields = ("caseId",)


class OnlyItself(Refusal):
    """Only the contract itself fills one member's reserve; anyone may ask it to refill."""

    fields = ("caller",)


class AnnouncedMeanwhile(Refusal):
    """The currency had an announcement made while reserves were refilled; announce first, then refill."""

    fields = ("period",)
