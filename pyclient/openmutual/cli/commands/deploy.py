"""`openmutual deploy`: a plan file becomes contracts on a chain."""

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from ...codec import to_hex
from ..asking import Yes, ask
from ..console import JsonTo, stage, write_json
from ..language import say, speaking
from ..options import Lang, MaxFee, most_offered

Named = Annotated[str, typer.Argument(help="The name of a preset, or the path of a plan file.")]
On = Annotated[
    str, typer.Option(metavar="embedded|NAME|URL", help="A trial inside the command, a network by name, or a node.")
]
Payer = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE|NAME", help="Who pays: an encrypted key file (keystore v3, NAME.json), or an account by name."
    ),
]
Token = Annotated[str | None, typer.Option(metavar="ADDRESS", help="The ERC-20 that is the currency.")]
Operator = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Runs the plan; else who pays.")]
Assessors = Annotated[
    list[str] | None, typer.Option(metavar="ADDRESS", help="Sits on the panel; once for each of them.")
]
Supervisor = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="May stop joins and start a closing; else nobody.")
]
Sponsor = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="May take the backstop back, by notice; else nobody.")
]
Attestor = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Vouches for everybody who joins; else anyone may join.")
]
Confirmations = Annotated[
    int | None, typer.Option(min=0, help="Blocks to wait for.", show_default="the network's; 2 on a real chain")
]
AcceptPredictable = Annotated[
    bool, typer.Option("--accept-predictable-draws", help="Deploy though juries may be known beforehand.")
]
Folder = Annotated[
    Path | None,
    typer.Option(
        metavar="FOLDER",
        envvar="OPENMUTUAL_DEPLOYMENTS",
        help="Where what is made is written down.",
        show_default="deployments, beside openmutual.toml",
    ),
]


def deploy(  # noqa: PLR0913, PLR0917  an argument for each option
    plan: Named,
    on: On = "embedded",
    key: Payer = None,
    token: Token = None,
    operator: Operator = None,
    assessor: Assessors = None,
    supervisor: Supervisor = None,
    sponsor: Sponsor = None,
    attestor: Attestor = None,
    confirmations: Confirmations = None,
    max_fee: MaxFee = None,
    accept_predictable_draws: AcceptPredictable = False,
    deployments: Folder = None,
    yes: Yes = False,
    lang: Lang = None,
    json: JsonTo = None,
) -> None:
    """Deploy a plan. Its terms are fixed from then on, and nobody can change them: they are shown, and you are asked.

    On a local chain (embedded, anvil, hardhat) what is not given is made up:
    accounts whose keys everybody knows, and a worthless currency.

    On a real chain a key file pays. Its passphrase is asked for,
    or taken from the environment variable OPENMUTUAL_PASSPHRASE.
    A real chain is probed first: where juries could be worked out
    beforehand, or never be drawn, the plan is refused.

    All addresses are in the file FOLDER/CHAIN.json before
    anything is said of them. A trial writes nothing.
    """
    from ...plans.terms import load_plan
    from ...project import Deployments, Project, entry_of
    from ..deployment import Wishes, currency_from, deploy_plan, report, roles_from, show_terms, tell_draw_window
    from ..errands import errand_of, running
    from ..output import Page
    from ..worlds import open_chain

    wanted, console = load_plan(plan), stage(json)
    world = open_chain(on, key, confirmations)
    world.node.most_fee = most_offered(max_fee)
    wishes = Wishes(token, operator, tuple(assessor or ()), supervisor, sponsor, attestor)
    given = currency_from(wanted, world, wishes), roles_from(wanted, world, wishes)
    page, is_trial = Page(console), on == "embedded"
    book = Deployments(deployments or Project.here().deployments, world.node.chain_id)
    if not is_trial:
        book.prepare()
        if not yes:
            show_terms(wanted, world, given, (lang or speaking()).value, page)
            tell_draw_window(wanted, world, page)
        ask(say("deploy_asked", plan=wanted.name), yes, say("nothing_deployed"))
    words = "deploy", to_hex(wanted.plan_hash), given[0], asdict(given[1]), accept_predictable_draws
    with nullcontext() if is_trial else running(errand_of(world, words)):
        ledger = deploy_plan(wanted, world, given, accept_predictable_draws)
        entry = entry_of(wanted, world, ledger)
        try:
            if not is_trial:
                book.add(entry)
        finally:
            report(wanted, world, ledger, on, page)
        write_json(json, entry)
