"""Refusals of the enrolment."""

from .refusal import Refusal


class NotLedger(Refusal):
    """Only the plan's ledger may do this."""

    fields = ("caller",)


class AttestationMissing(Refusal):
    """The plan has an attestor, and nobody's word was brought."""


class NullifiersMismatch(Refusal):
    """There must be one nullifier for each member."""

    fields = ("members", "nullifiers")


class NullifierHeld(Refusal):
    """A membership holds this nullifier: one person is one member."""

    fields = ("nullifier",)
