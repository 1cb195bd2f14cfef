"""`openmutual object` and `openmutual appeal`: how a case comes before the jury, with a bond."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .case import Number, tell_case
from .place import Place, at_a_plan, read_bytes

Reason = Annotated[Path, typer.Option(metavar="FILE", help="Why; only its SHA-256 hash goes to the chain.")]


@at_a_plan
def contest(place: Place, number: Number, reason: Reason) -> dict[str, Any]:
    """Object to an announced case, within its notice, with a bond: a jury decides."""
    bond = place.ledger.terms.jury.bond
    why = _digest(reason)
    place.fund(bond)
    dispute = place.ledger.object(place.me, number, why)
    place.done(
        f"Case {number} is contested: dispute {dispute}. You get the bond of {place.money(bond)} back if you win."
    )
    return tell_case(place, number) | {"dispute": dispute}


@at_a_plan
def appeal(place: Place, number: Number, reason: Reason) -> dict[str, Any]:
    """Take your own rejected or undecided case to the jury, once, with a bond."""
    bond = place.ledger.terms.jury.bond
    why = _digest(reason)
    place.fund(bond)
    dispute = place.ledger.appeal(place.me, number, why)
    place.done(f"Case {number} is before the jury: dispute {dispute}. The bond is {place.money(bond)}.")
    return tell_case(place, number) | {"dispute": dispute}


def _digest(reason: Path) -> bytes:
    """What stands for a reason: the hash of the file, whatever its length."""
    import hashlib

    return hashlib.sha256(read_bytes("--reason", reason)).digest()
