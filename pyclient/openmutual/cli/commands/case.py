"""`openmutual case`, `object` and `appeal`: file a case, look at it, have it paid, dispute it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...codec import from_hex
from ..context import PlanContext, plan_command

if TYPE_CHECKING:
    from ...chain.queries import CaseFile
    from ..views.next_steps import NextStep

Number = Annotated[int, typer.Argument(metavar="CASE", min=0, help="The case's number, counted from 0.")]

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
    from ...evidence.commitment import paper_hash

    bond = place.ledger.terms.jury.bond
    why = paper_hash(reason)
    dispute = place.pay(bond, lambda ledger: ledger.object(place.me, number, why))
    place.done(place.say("contested", case=number, dispute=dispute, bond=place.money(bond)))
    return tell_case(place, number) | {"dispute": dispute}


@plan_command
def add_reason(place: PlanContext, number: Number, reason: Reason) -> dict[str, Any]:
    """Give a reason of your own against a case that somebody else objected to; this takes no bond."""
    from ...evidence.commitment import paper_hash

    place.ledger.add_reason(place.me, number, paper_hash(reason))
    place.done(place.say("reason_added", case=number))
    return tell_case(place, number)


@plan_command
def appeal(place: PlanContext, number: Number, reason: Reason) -> dict[str, Any]:
    """Take your own rejected or undecided case to the jury, once, with a bond."""
    from ...evidence.commitment import paper_hash

    bond = place.ledger.terms.jury.bond
    why = paper_hash(reason)
    dispute = place.pay(bond, lambda ledger: ledger.appeal(place.me, number, why))
    place.done(place.say("appealed", case=number, dispute=dispute, bond=place.money(bond)))
    return tell_case(place, number) | {"dispute": dispute}


case = typer.Typer(name="case", no_args_is_help=True, help="Cases: file one, see where it stands, have it paid.")


@case.command()
@plan_command
def file(
    place: PlanContext,
    level: Annotated[str, typer.Argument(help="The level of benefit, by the plan's name for it.")],
    diagnosed: Annotated[str, typer.Option(metavar="DATE", help="When it was diagnosed: 2026-03-05, local time.")],
    evidence: Annotated[
        Path | None, typer.Option(metavar="RECEIPT", help="The receipt that evidence seal has written.")
    ] = None,
    commitment: Annotated[
        str | None, typer.Option(metavar="0x…", help="The commitment to the evidence itself, 32 bytes.")
    ] = None,
    beneficiary: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Who is to be paid; else you.")] = None,
) -> dict[str, Any]:
    """File a case. Only a salted hash of the sealed evidence goes to the chain, nothing about the illness."""
    from ..deployment import address
    from ..moments import unix

    payee = address("--beneficiary", beneficiary) if beneficiary else ""
    when, what = unix("--diagnosed", diagnosed), _commitment(evidence, commitment)
    number = place.ledger.file(place.me, level, when, what, payee)
    place.done(place.say("filed", case=number))
    return tell_case(place, number)


@case.command()
@plan_command
def show(place: PlanContext, number: Number) -> dict[str, Any]:
    """Show a case: where it stands, what happens next, and until when."""
    from ..views.membership import show_case

    found = place.ledger.case(number)
    show_case(found, place)
    return tell_case(place, number)


@case.command("list")
@plan_command
def list_cases(place: PlanContext) -> dict[str, Any]:
    """List all cases."""
    from ..views.membership import case_json, show_cases

    found = [place.ledger.case(number) for number in range(place.ledger.case_count())]
    show_cases(found, place)
    return {"cases": [case_json(each) for each in found]}


@case.command()
@plan_command
def settle(place: PlanContext, number: Number) -> dict[str, Any]:
    """Have an announced case paid after its notice; anyone can."""
    place.ledger.settle(number)
    found = place.ledger.case(number)
    place.done(place.say("settled", case=number, payout=place.money(found.payout), to=found.beneficiary))
    return tell_case(place, number)


@case.command()
@plan_command
def withdraw(place: PlanContext, number: Number) -> dict[str, Any]:
    """Take your own undecided case back."""
    place.ledger.withdraw_case(place.me, number)
    place.done(place.say("taken_back", case=number))
    return tell_case(place, number)


def tell_case(place: PlanContext, number: int) -> dict[str, Any]:
    """Say what happens next to a case; returns it with that, for `--json`."""
    from ..views.membership import case_json
    from ..views.next_steps import tell_next

    found = place.ledger.case(number)
    return case_json(found) | tell_next(place, outlook(place, found))


def outlook(place: PlanContext, found: "CaseFile") -> "list[NextStep]":
    """What happens next to a case, before the panel or before a jury."""
    from ..views.next_steps import of_case, of_dispute

    ledger = place.ledger
    prospects = of_case(found, ledger.terms, ledger.calendar(), place.now)
    if not prospects:
        dispute = found.disputes[-1]
        return of_dispute(dispute, ledger.dispute(dispute), ledger.terms, ledger.draw_block(dispute))
    return prospects


def _commitment(evidence: Path | None, commitment: str | None) -> bytes:
    """The commitment out of a receipt, or as it was written.  Raises BadParameter, FileError."""
    if (evidence is None) == (commitment is None):
        raise typer.BadParameter("name the evidence by its receipt, or its commitment", param_hint="--evidence")
    if evidence is not None:
        from ...evidence.files import read_receipt

        return read_receipt(evidence).commitment
    try:
        written = from_hex(str(commitment))
    except ValueError:
        written = b""
    if len(written) != 32:
        raise typer.BadParameter("a commitment has 32 bytes, 64 hexadecimal digits", param_hint="--commitment")
    return written
