"""`openmutual verify`: what a registry of verified contracts wants, for each contract of a plan."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..context import PlanContext, plan_command
from ..language import say

if TYPE_CHECKING:
    from ...abi.verification import VerificationBundle

Out = Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where it is written.")]


@plan_command
def verify(
    place: PlanContext,
    out: Out = Path("verification"),
) -> dict[str, Any]:
    """Write what Sourcify takes for an exact match: sources, metadata, compiler input, for each contract of the plan.

    The code of each has been compared with what this package ships. Nothing is uploaded.
    For each address there is a folder FOLDER/CHAIN/ADDRESS.
    In it, request.json is the body of POST /v2/verify/CHAIN/ADDRESS
    of Sourcify's interface; standard-input.json is what explorers ask for.
    """
    from ...abi.verification import verification_bundle
    from ...project.deployments import CONTRACTS

    site, written = place.ledger.site, []
    for role, name in CONTRACTS.items():
        if address := getattr(site, role):
            bundle = verification_bundle(name)
            folder = out / str(place.ledger.chain_id) / address
            _write(folder, bundle)
            place.done(say("verified_in", contract=name, address=address, folder=folder))
            written.append({"contract": name, "address": address, "folder": str(folder)})
    return {"chain": place.ledger.chain_id, "contracts": written}


def _write(folder: Path, bundle: "VerificationBundle") -> None:
    """One contract's files.  Raises FileError."""
    from ..console import write_text

    files = {f"sources/{unit}": text for unit, text in bundle.sources.items()}
    files |= {
        "metadata.json": bundle.metadata,
        "standard-input.json": json.dumps(bundle.standard_input),
        "request.json": json.dumps(bundle.request()),
    }
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        write_text(str(file), text)
