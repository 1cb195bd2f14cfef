"""`openmutual relay`: bring to the chain what a member without ether has signed, and pay for it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command

relay = typer.Typer(
    name="relay", no_args_is_help=True, help="Members without ether: bring what they have signed, and pay the gas."
)


@relay.command()
@plan_command
def bring(
    place: PlanContext,
    request: Annotated[
        Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="The calls that a member has signed.")
    ],
) -> dict[str, Any]:
    """Bring a member's signed calls to this plan. Anyone can, and can change nothing of them."""
    from ...errors import ArgumentError
    from ...signing.relay_request import read_request

    signed = read_request(request)
    if signed.chain_id != place.ledger.chain_id:
        raise ArgumentError(f"{request} is for chain {signed.chain_id}, this is chain {place.ledger.chain_id}")
    known = (*place.ledger.site.contracts, place.ledger.site.token)
    for call in signed.calls.calls:
        if call.target not in known:
            raise ArgumentError(f"{request} calls {call.target}, which is no part of this plan; bring it by its own")
    receipt = place.world.relayer(place.me).bring(signed)
    count = len(signed.calls.calls)
    place.done(place.say("relayed", count=count, who=signed.account, relayer=place.me))
    return {"account": signed.account, "calls": count, "block": receipt.block, "gas": receipt.gas_used}
