"""`openmutual relay`: bring to the chain what a member without ether has signed, and pay for it."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ...money import DAY
from ..context import PlanContext, plan_command
from ..language import speaking

relay = typer.Typer(
    name="relay", no_args_is_help=True, help="Members without ether: bring what they have signed, and pay the gas."
)


@relay.command("open")
@plan_command
def open_relay(place: PlanContext) -> dict[str, Any]:
    """Put the code on the chain that lets members' accounts make signed calls, once for all of them. Anyone can."""
    at = place.world.open_relay(place.me)
    place.done(place.say("relay_open", at=at))
    return {"delegate": at}


@relay.command(context_settings={"ignore_unknown_options": True})
def sign(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the signed calls go.")],
    words: Annotated[
        list[str], typer.Argument(metavar="COMMAND...", help="What to sign: a command on a plan, such as top-up 10.")
    ],
    delegate: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="What relay open has made; needed the first time, and looked at."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long they can be brought.")] = 7,
) -> None:
    """Sign what a command would send, without ether, for somebody else to bring.

    The command is checked against the rules as it stands now, and nothing is sent.
    """
    from ..deployment import address
    from ..for_relay import SignedCommand, signing

    named = address("--delegate", delegate) if delegate else ""
    with signing(SignedCommand(file, named, days * DAY)):
        code = ctx.find_root().command.main(
            ["--lang", speaking(), *words], prog_name="openmutual", standalone_mode=False
        )
    if code:
        raise typer.Exit(code)


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
