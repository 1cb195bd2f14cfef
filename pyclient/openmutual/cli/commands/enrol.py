"""`openmutual enrol`: an attestor vouches that one person is one member, and stores no number."""

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ...codec import to_hex
from ..console import JsonTo, print_line, stage, write_json
from ..language import say
from ..result import Moment

if TYPE_CHECKING:
    from ...enrolment import NullifierKey, SignedAttestation

NULLIFIER_KEY = "OPENMUTUAL_NULLIFIER_KEY"
"""The environment variable that may hold the nullifier key instead of a file: 64 hexadecimal digits."""

DAY = 24 * 60 * 60

enrol = typer.Typer(
    name="enrol", no_args_is_help=True, help="Vouch for new members: one person, one membership, and no name stored."
)


@enrol.command()
def key(file: Annotated[Path, typer.Argument(help="A new file for the key.")]) -> None:
    """Make the attestor's nullifier key, in an encrypted key file; all members of a plan need the same one."""
    from ...enrolment.nullifier import new_key, write_key
    from ..signers import new_passphrase

    write_key(file, new_key(), new_passphrase(file.name))
    for sentence in ("nullifier_key", "nullifier_key_secret"):
        print_line(stage(), say(sentence, file=file))


@enrol.command()
def issue(  # noqa: PLR0913, PLR0917  an argument for each option
    members: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Who joins; several join in one batch.")],
    tier: Annotated[str, typer.Option(help="The tier that they join, by the plan's name for it.")],
    plan: Annotated[str, typer.Option(help="The plan file, or a preset's name: where the tier has its number.")],
    chain: Annotated[int, typer.Option(min=1, metavar="ID", help="The chain that the plan is on.")],
    enrolment: Annotated[str, typer.Option(metavar="ADDRESS", help="The plan's Enrolment contract.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The attestor's encrypted key file (keystore v3).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The attestation, for the joiner.")],
    payer: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Who enrols a batch and pays; else who joins, alone.")
    ] = None,
    nullifier_key: Annotated[
        Path | None, typer.Option(metavar="FILE", help=f"What enrol key made; else {NULLIFIER_KEY} is read.")
    ] = None,
    kind: Annotated[
        str, typer.Option("--document", help="The kind of identity document, the same for all people of a plan.")
    ] = "resident-id",
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the attestation holds.")] = 7,
    json: JsonTo = None,
) -> None:
    """Vouch for people whose identity documents you have seen, for one tier and one payer.

    The numbers are asked for, or read from standard input, one a line, in the order of the addresses.  They go into a
    keyed hash, and nowhere else: they are not stored, printed or sent.
    """
    from ...chain.signers import KeyFile
    from ...enrolment import Joining, SigningDomain, attest, document, write_attestation
    from ..signers import passphrase

    if payer is None and len(members) > 1:
        raise typer.BadParameter("name who enrols a batch and pays for it", param_hint="--payer")
    number, plan_hash = _number_of(tier, plan)
    secret, ring = _secret(nullifier_key), KeyFile(key, passphrase)
    attestor = ring.account("attestor")
    people = [(one, document(kind, number)) for one, number in zip(members, _numbers(members), strict=True)]
    joining = Joining(number, payer or members[0], int(time.time()) + days * DAY, plan_hash)
    signed = attest((ring, attestor), secret, SigningDomain(chain, enrolment), people, joining)
    write_attestation(out, signed)
    console = stage(json)
    print_line(console, say("vouches", who=attestor, count=len(members), file=out), "bold")
    print_line(console, say("vouches_next", at=_when(joining.expiry)))
    write_json(json, _told(signed))


@enrol.command()
def check(
    file: Annotated[Path, typer.Argument(help="An attestation.")],
    attestor: Annotated[str, typer.Option(metavar="ADDRESS", help="The plan's attestor.")],
    json: JsonTo = None,
) -> None:
    """Check an attestation before joining: who signed it, for whom, where, on which terms, and until when it holds."""
    from ...enrolment import check_signature, read_attestation
    from ...errors import EnrolmentError
    from ..output import Page

    signed = read_attestation(file)
    check_signature(signed, attestor)
    enrolment = signed.enrolment
    if enrolment.expiry <= time.time():
        raise EnrolmentError(f"the attestation held until {_when(enrolment.expiry)}; ask the attestor for a new one")
    page = Page(stage(json))
    page.title(say("attested", at=_when(enrolment.expiry)))
    rows = [["chain", str(signed.domain.chain_id)], ["enrolment", signed.domain.contract]]
    rows += [["plan_hash", to_hex(signed.plan_hash)]]
    rows += [["tier", say("numbered", number=enrolment.tier)], ["paid_by", enrolment.payer]]
    rows += [["member", member] for member in enrolment.members]
    page.table(["", ""], [[say(name), told] for name, told in rows], words=(0, 1))
    page.prose(say("attested_next"))
    write_json(json, _told(signed))


@enrol.command()
def counts(
    table: Annotated[Path, typer.Argument(help="A CSV file with the columns tier, ages and members.")],
    chain: Annotated[int, typer.Option(min=1, metavar="ID", help="The chain that the plan is on.")],
    ledger: Annotated[str, typer.Option(metavar="ADDRESS", help="The plan's ledger.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The attestor's encrypted key file (keystore v3).")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The signed counts, to be published.")],
) -> None:
    """Sign how many members of each age a tier has, so that an audit can tell who paid for whom by age.

    No cell may be of fewer than 20 people: nobody's age is told by it.
    """
    from ...audit.counts import read_cells, sign_counts
    from ...chain.signers import KeyFile
    from ...signing.typed_data import SigningDomain
    from ..console import write_text
    from ..deployment import address
    from ..signers import passphrase

    cells, ring = read_cells(table), KeyFile(key, passphrase)
    domain = SigningDomain(chain, address("--ledger", ledger))
    write_text(str(out), sign_counts((ring, ring.account("attestor")), domain, int(time.time()), cells))
    print_line(stage(), say("counts_signed", count=len(cells), file=out))
    print_line(stage(), say("counts_next", file=out))


def _number_of(tier: str, plan: str) -> tuple[int, bytes]:
    """The number that a tier has in a plan file, and that file's plan hash.  Raises BadParameter, FileError."""
    from ...plans.terms import load_plan

    read = load_plan(plan)
    tiers = [each.name for each in read.terms.tiers]
    if tier not in tiers:
        raise typer.BadParameter(f"the plan has {', '.join(tiers)}", param_hint="--tier")
    return tiers.index(tier), read.plan_hash


def _secret(file: Path | None) -> "NullifierKey":
    from ...enrolment.nullifier import key_from_environment, read_key
    from ..signers import passphrase

    return key_from_environment(os.environ, NULLIFIER_KEY) if file is None else read_key(file, passphrase)


def _numbers(members: list[str]) -> list[str]:
    """A document number for each member; from the keyboard they do not show."""
    if sys.stdin.isatty():
        return [str(typer.prompt(say("document_number", who=one), hide_input=True, err=True)) for one in members]
    lines = sys.stdin.read().splitlines()
    if len(lines) != len(members):
        raise typer.BadParameter(f"{len(members)} members need as many numbers, one a line, not {len(lines)}")
    return lines


def _told(signed: "SignedAttestation") -> dict[str, Any]:
    """An attestation as `--json` gives it: all that is in its file, which has a format of its own."""
    content = signed.to_json()
    del content["format"]
    return content | {"expiry": Moment(signed.enrolment.expiry)}


def _when(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
