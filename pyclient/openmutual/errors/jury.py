"""Refusals of the jury."""

from .refusal import Refusal


class AlreadyVolunteer(Refusal):
    """The account volunteers already."""

    fields = ("member",)


class NotVolunteer(Refusal):
    """The account does not volunteer."""

    fields = ("member",)


class UnknownDispute(Refusal):
    """There is no such dispute."""

    fields = ("disputeId",)


class WrongStage(Refusal):
    """The dispute is not at the stage that this needs; `stage` counts from 0 (drawing)."""

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
