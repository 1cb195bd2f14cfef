"""`openmutual clock`: a chain's time; on a local chain it is moved, so that a plan's months pass in a moment."""

from typing import Annotated

import typer

from ...errors import AmountError
from ..console import JsonTo, stage, write_json
from ..context import OnUrl
from ..language import say
from ..result import Moment


def clock(
    to: Annotated[
        str | None,
        typer.Argument(
            metavar="[TIME]", help="How far: '30 d', '12 h'; or when: 2026-03-05T14:00. Left out: not moved."
        ),
    ] = None,
    on: OnUrl = "",
    json: JsonTo = None,
) -> None:
    """Show a chain's time, or move it, on a local chain. It never goes back."""
    from ..context import reach
    from ..moments import local
    from ..output import Page

    world = reach(on, None)
    if to is not None:
        when = _moment(to, world.now())
        if when < world.now():
            raise typer.BadParameter(f"{to} has passed: it is {local(world.now())}", param_hint="TIME")
        world.advance(when)
        world.node.wait_for(world.node.head().number + 1)
    now = world.node.head().time
    Page(stage(json)).item("", say("clock", chain=world.node.chain_id, at=local(now), block=world.node.head().number))
    write_json(json, {"chain": world.node.chain_id, "time": Moment(now), "block": world.node.head().number})


def _moment(written: str, now: int) -> int:
    """A time of the chain, said as how far away it is, or by its date.  Raises BadParameter."""
    from ...money import parse_duration
    from ..moments import unix

    try:
        return now + parse_duration(written)
    except AmountError:
        return unix("TIME", written)
