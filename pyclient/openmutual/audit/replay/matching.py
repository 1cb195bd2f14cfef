"""The end of a transaction: what one contract said in it must have its counterpart in what the others said."""

from .context import Context, match_effects
from .disputes import match_disputes, match_verdicts
from .jury import match_seats_lost
from .members import match_nullifiers


def end_of_transaction(context: Context) -> None:
    """Find what lacks its counterpart; verdicts first, for their effects are matched with the others'."""
    match_disputes(context)
    match_verdicts(context)
    match_seats_lost(context)
    match_effects(context)
    match_nullifiers(context)
