"""What a member's own account refuses, before the calls that were brought to it begin."""

from .base import Refusal


class WrongNonce(Refusal):
    """Signed calls are made in the order of their numbers, and once."""

    fields = ("given", "expected")


class NotSignedByAccount(Refusal):
    """The calls were not signed by the account's own key, or for another account or chain, or they were changed."""

    fields = ("account",)


class TargetWithoutCode(Refusal):
    """What was to be called is no contract, or not yet one."""

    fields = ("target",)
