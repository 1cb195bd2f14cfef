"""What the enrolment's storage must hold."""

from collections.abc import Iterator

from ..replay.state import Plan
from .layout import WHOLE, Cell, word


def cells(plan: Plan) -> Iterator[Cell]:
    """Which person, as a nullifier, is which member."""
    for nullifier, holder in plan.nullifiers.items():
        yield Cell("holderOf", (int.from_bytes(nullifier, "big"),), {WHOLE: word(holder)})
    for member, nullifier in plan.nullifier_of.items():
        yield Cell("_nullifierOf", (word(member),), {WHOLE: int.from_bytes(nullifier, "big")})
