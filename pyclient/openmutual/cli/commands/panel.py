"""`openmutual panel`: an assessor signs a decision without any chain; anyone brings a quorum of signatures to it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ...codec import to_hex
from ..console import print_line, stage
from ..context import Key, PlanContext, plan_command
from ..language import say
from ..result import Money
from .case import tell_case

panel = typer.Typer(name="panel", no_args_is_help=True, help="The panel: sign a decision offline, submit a quorum.")


class Ruling(StrEnum):
    """What an assessor signs."""

    APPROVE = "approve"
    REJECT = "reject"


@panel.command()
def sign(  # noqa: PLR0913, PLR0917  an argument for each option
    case: Annotated[int, typer.Argument(min=0, help="The case's number.")],
    verdict: Annotated[Ruling, typer.Argument(help="What you decide.")],
    level: Annotated[str, typer.Option(help="The level awarded, or on a no the level filed for.")],
    report: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="The panel's report; its hash is signed, salted by FILE.salt.",
        ),
    ],
    plan: Annotated[str, typer.Option(help="The plan file, or a preset's name: where the level has its number.")],
    chain: Annotated[int, typer.Option(min=1, help="The chain's id; case show prints it.")],
    desk: Annotated[str, typer.Option(metavar="ADDRESS", help="The case desk's address; case show prints it.")],
    seal: Annotated[Path, typer.Option(metavar="FILE", help="Where the signature goes, JSON.")],
    key: Key = None,
) -> None:
    """Sign a decision, offline: no node is asked. Send the seal file to whoever submits it.

    The other assessors need the report and FILE.salt, which the first to sign makes, so that all sign the same.
    """
    from ...evidence.commitment import paper_hash
    from ...money import grouped
    from ...plans.terms import load_plan
    from ...signing.decision import sign as signed
    from ...signing.decision import write_seal
    from ...signing.typed_data import Decision, SigningDomain
    from ..deployment import address
    from ..signers import signer

    read = load_plan(plan)
    levels = [each.name for each in read.terms.levels]
    if level not in levels:
        raise typer.BadParameter(f"the plan has {', '.join(levels)}", param_hint="--level")
    digest = paper_hash(report)
    domain = SigningDomain(chain, address("--desk", desk))
    ring, assessor = signer(key, chain)
    number = levels.index(level)
    decision = Decision(case, verdict is Ruling.APPROVE, number, digest)
    write_seal(seal, signed((ring, assessor), domain, decision, (read.plan_hash, level)))
    awarded = read.terms.levels[number]
    benefit, fee = (f"{grouped(amount, read.decimals)} {read.symbol}" for amount in (awarded.benefit, awarded.fee))
    signed_for = say("worth", level=level, benefit=benefit, fee=fee)
    who = {"who": assessor, "verdict": say(verdict), "case": case}
    print_line(stage(), say("signs", **who, level=signed_for, report=to_hex(digest)))
    print_line(stage(), say("by_the_plan", digest=to_hex(read.plan_hash)))
    print_line(stage(), say("submit_next", seal=seal))


@panel.command()
@plan_command
def submit(
    place: PlanContext,
    seals: Annotated[list[Path], typer.Argument(metavar="SEAL...", help="The assessors' seal files.", exists=True)],
) -> dict[str, Any]:
    """Bring the panel's decision: a quorum of seal files, all of one decision. Anyone can."""
    from ...errors import InvalidSignature
    from ...signing.decision import gather, is_signed, read_seal
    from ...signing.typed_data import SigningDomain

    ledger = place.ledger
    signed_by = [read_seal(file) for file in seals]
    for one in signed_by:
        if not is_signed(one) and not place.world.node.code(one.assessor):
            raise InvalidSignature(one.assessor)
    domain = SigningDomain(ledger.chain_id, ledger.site.desk)
    decision, signatures = gather(signed_by, domain, ledger.plan_hash, [level.name for level in ledger.terms.levels])
    place.rehearse(lambda tried: tried.bring(decision, signatures))
    level = ledger.terms.levels[decision.level]
    words = {"level": level.name, "benefit": place.money(level.benefit), "fee": place.money(level.fee)}
    signed_for = place.say("worth", **words)
    verdict = place.say("approve" if decision.approve else "reject")
    place.page.item(
        "", place.say("to_be_submitted", case=decision.case, verdict=verdict, signed=len(signed_by), level=signed_for)
    )
    ledger.bring(decision, signatures)
    found = ledger.case(decision.case)
    place.done(place.say("decided", case=found.number, status=place.named(found.status), signed=len(signed_by)))
    signed = {"level": level.name, "benefit": Money(level.benefit), "fee": Money(level.fee)}
    return tell_case(place, found.number) | {"signed": signed}
