"""`openmutual deploy`: a plan file becomes contracts on a chain."""

from pathlib import Path
from typing import Annotated

import typer

from ...codec import to_hex
from ..console import JsonTo, progress, stage, write_json


def deploy(  # noqa: PLR0913, PLR0917  an argument for each option
    plan: Annotated[str, typer.Argument(help="The name of a preset, or the path of a plan file.")],
    on: Annotated[
        str, typer.Option(metavar="embedded|URL", help="A trial run inside the command, or a node.")
    ] = "embedded",
    key: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Encrypted key file (keystore v3, NAME.json) of who pays.")
    ] = None,
    token: Annotated[str | None, typer.Option(metavar="ADDRESS", help="The ERC-20 that is the currency.")] = None,
    operator: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Runs the plan; else who pays.")] = None,
    assessor: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Sits on the panel; once for each of them.")
    ] = None,
    supervisor: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="May stop joins and start a closing; else nobody.")
    ] = None,
    sponsor: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="May take the backstop back, by notice; else nobody.")
    ] = None,
    confirmations: Annotated[
        int, typer.Option(min=0, help="Blocks to wait for with a key file; 0 on a local chain.")
    ] = 2,
    accept_predictable_draws: Annotated[
        bool, typer.Option("--accept-predictable-draws", help="Deploy though juries may be known beforehand.")
    ] = False,
    json: JsonTo = None,
) -> None:
    """Deploy a plan. Its terms are fixed from then on, and nobody can change them.

    On a local chain (embedded, or anvil) what is not given is made up:
    accounts whose keys everybody knows, and a worthless currency.

    On a real chain a key file pays. Its passphrase is asked for,
    or taken from the environment variable OPENMUTUAL_PASSPHRASE.
    A real chain is probed first: where juries could be worked out
    beforehand, or never be drawn, the plan is refused.
    """
    from ...plans.terms import load_plan
    from ..deployment import Wishes, deploy_plan, report
    from ..output import Page
    from ..worlds import open_chain

    wanted, console = load_plan(plan), stage(json)
    world = open_chain(on, key, confirmations)
    wishes = Wishes(token, operator, tuple(assessor or ()), supervisor, sponsor, accept_predictable_draws)
    with progress(console, 1) as advance:
        advance("deploying")
        ledger = deploy_plan(wanted, world, wishes)
    report(wanted, world, ledger, on, Page(console))
    site = ledger.site
    addresses = {"ledger": site.ledger, "desk": site.desk, "token": site.token}
    place = {"chain": world.node.chain_id, "block": site.since}
    write_json(json, {"plan": wanted.name, "plan_hash": to_hex(wanted.plan_hash), **place, **addresses})
