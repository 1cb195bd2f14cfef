"""`openmutual object` and `openmutual appeal`: how a case comes before the jury, with a bond."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command
from .case import Number, tell_case

Reason = Annotated[
    Path,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Why; only a salted hash goes to the chain. The salt stays in FILE.salt.",
    ),
]


@plan_command
def contest(place: PlanContext, number: Number, reason: Reason) -> dict[str, Any]:
    """Object to an announced case, within its notice, with a bond: a jury decides."""
    from ...evidence.paper import paper_hash

    bond = place.ledger.terms.jury.bond
    why = paper_hash(reason)
    place.fund(bond)
    dispute = place.ledger.object(place.me, number, why)
    place.done(
        f"Case {number} is contested: dispute {dispute}. You get the bond of {place.money(bond)} back if you win."
    )
    return tell_case(place, number) | {"dispute": dispute}


@plan_command
def appeal(place: PlanContext, number: Number, reason: Reason) -> dict[str, Any]:
    """Take your own rejected or undecided case to the jury, once, with a bond."""
    from ...evidence.paper import paper_hash

    bond = place.ledger.terms.jury.bond
    why = paper_hash(reason)
    place.fund(bond)
    dispute = place.ledger.appeal(place.me, number, why)
    place.done(f"Case {number} is before the jury: dispute {dispute}. The bond is {place.money(bond)}.")
    return tell_case(place, number) | {"dispute": dispute}
