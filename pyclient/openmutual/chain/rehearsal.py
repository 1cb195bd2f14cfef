"""A rehearsal: a verb is tried as a dry call, so that what the rules refuse is known before anything is sent.

Contracts check their rules before they move money.  So a verb that pays can be tried before it may take any: a refusal
is the same as it would be, and what the currency says of the missing allowance is no refusal of ours.
"""

from collections.abc import Sequence
from contextlib import suppress

from ..errors import Refusal
from .contract import refusal
from .node import Call, Receipt, Reverted
from .transactions import Sender


class Rehearsed(Exception):
    """The call was tried, and is not refused; what would follow from its events cannot be known."""


class RehearsingSender(Sender):
    """Tries calls, and sends nothing."""

    def deliver(self, call: Call) -> Receipt:
        """Make the call on the newest state, changing nothing.

        Raises:
            Refusal: the rules refuse it.
            Rehearsed: they do not.
            ChainError: the chain does not answer.
        """
        try:
            self.node.read([call])
        except Reverted as error:
            reason = refusal(error.data)
            if isinstance(reason, Refusal):
                raise reason from None
        raise Rehearsed

    def deliver_all(self, calls: Sequence[Call]) -> list[Receipt]:
        """Try each of the calls, as :meth:`deliver` does."""
        for call in calls:
            with suppress(Rehearsed):
                self.deliver(call)
        raise Rehearsed
