"""What the contract for standing orders refuses."""

from .refusal import Refusal


class OnlyItself(Refusal):
    """Only the contract itself fills one member's reserve; anyone may ask it to refill."""

    fields = ("caller",)
