"""What the case desk and the jury refuse."""

from .base import Refusal


class UnknownCase(Refusal):
    """There is no such case."""

    fields = ("caseId",)


class UnknownLevel(Refusal):
    """The plan has no such level."""

    fields = ("level",)


class NotCovered(Refusal):
    """The member was not covered for the level at that time."""

    fields = ("member", "at")


class DiagnosisInFuture(Refusal):
    """The diagnosis is dated after now."""

    fields = ("diagnosedAt",)


class FilingTooLate(Refusal):
    """The time to file has passed since the diagnosis, or the plan's run-off is over."""

    fields = ("until",)


class CaseAlreadyOpen(Refusal):
    """The member has an open case, or took one back before the panel's time for it was over."""

    fields = ("caseId",)


class CaseNotFiled(Refusal):
    """The case is not waiting for the panel's decision."""

    fields = ("caseId",)


class DecisionTooLate(Refusal):
    """The panel's time to decide is over."""

    fields = ("until",)


class LevelEndsMembership(Refusal):
    """A level that ends the membership is awarded only where one that does was filed for."""

    fields = ("level",)


class NoQuorum(Refusal):
    """Too few assessors have signed."""

    fields = ("signed", "quorum")


class NotAssessor(Refusal):
    """The signer is not on the panel."""

    fields = ("signer",)


class AssessorsNotSorted(Refusal):
    """Assessors come in strictly rising order, so that none counts twice."""

    fields = ("signer",)


class QueueFull(Refusal):
    """A level holds at most 65,535 cases in one queue; decide again after the next announcement."""

    fields = ("level",)


class CaseNotPayable(Refusal):
    """The case is not announced, its notice is not over, it is contested, or it is paid already."""

    fields = ("caseId",)


class NotJury(Refusal):
    """Only the plan's jury may do this."""

    fields = ("caller",)


class CaseNotContestable(Refusal):
    """The case is not within its notice, or was objected to before."""

    fields = ("caseId",)


class OwnCase(Refusal):
    """Nobody objects to a case of which they are claimant or beneficiary."""

    fields = ("party",)


class MayNotObject(Refusal):
    """Only who was a member before the announcement and shares in it, or has lapsed or left since, objects."""

    fields = ("account",)


class MembershipOver(Refusal):
    """The membership under which the case was filed is withdrawn."""

    fields = ("claimant",)


class CaseNotAppealable(Refusal):
    """The case is not rejected or left undecided, its time is over, or it was appealed before."""

    fields = ("caseId",)


class AlreadyVolunteer(Refusal):
    """The account volunteers already."""

    fields = ("member",)


class ResignedLately(Refusal):
    """Who resigned can volunteer again after 90 days."""

    fields = ("member", "until")


class NotVolunteer(Refusal):
    """The account does not volunteer."""

    fields = ("member",)


class UnknownDispute(Refusal):
    """There is no such dispute."""

    fields = ("disputeId",)


class WrongStage(Refusal):
    """The dispute is not at the stage that this needs.

    `stage` counts from 0 (drawing).
    """

    fields = ("disputeId", "stage")


class DrawTooEarly(Refusal):
    """The block for the draw is not there yet."""

    fields = ("block_",)


class DrawExpired(Refusal):
    """The block for the draw is out of reach; renew it."""

    fields = ("block_",)


class WrongHeader(Refusal):
    """The header brought is not that of the block for the draw."""

    fields = ("block_",)


class DrawNotExpired(Refusal):
    """The block for the draw is not out of reach."""

    fields = ("block_",)


class NotJuror(Refusal):
    """The account is not a juror of this dispute."""

    fields = ("account",)


class AlreadyVoted(Refusal):
    """The juror has done this already."""

    fields = ("juror",)


class CommitmentMismatch(Refusal):
    """The vote does not fit what was sealed."""

    fields = ("juror",)
