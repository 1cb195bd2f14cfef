"""The command `openmutual`, its commands and the options that all of them share."""

from typing import Annotated

import typer

from .commands import (
    account,
    audit,
    case,
    clock,
    cost,
    demo,
    deploy,
    enrol,
    evidence,
    fairness,
    figures,
    jury,
    keep,
    member,
    operator,
    order,
    panel,
    payer,
    plans,
    portal,
    proof,
    relay,
    run,
    simulate,
    sponsor,
    verify,
)
from .errors import HELP_NAMES, Commands, Exit
from .options import Lang

app = typer.Typer(
    cls=Commands,
    name="openmutual",
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": [*HELP_NAMES]},
    epilog="\n".join(["[bold]Exit codes[/bold]", "", *(f"  {code.value}  {code.meaning}" for code in Exit)]),
)

app.command()(demo.demo)
app.command("run")(run.run_scenario)
app.command()(run.scenarios)
app.command()(deploy.deploy)
app.command("plans")(plans.table)
plans.plan.command()(fairness.fair)
plans.plan.command()(fairness.solidarity)
plans.plan.command()(fairness.sharing)
app.add_typer(plans.plan)
app.command()(figures.figures)
app.command()(simulate.simulate)
app.command()(cost.cost)
app.command()(clock.clock)
app.add_typer(account.account)

MEMBERS = "Members, and the money that stays theirs"
app.command(rich_help_panel=MEMBERS)(member.join)
app.command("top-up", rich_help_panel=MEMBERS)(member.top_up)
app.command(rich_help_panel=MEMBERS)(member.reinstate)
app.command(rich_help_panel=MEMBERS)(member.leave)
app.command(rich_help_panel=MEMBERS)(member.withdraw)
app.command(rich_help_panel=MEMBERS)(member.collect)
app.command(rich_help_panel=MEMBERS)(member.allowance)
app.command(rich_help_panel=MEMBERS)(member.membership)
app.command(rich_help_panel=MEMBERS)(member.announce)
app.command(rich_help_panel=MEMBERS)(keep.keep)
app.add_typer(order.order, rich_help_panel=MEMBERS)
app.add_typer(enrol.enrol, rich_help_panel=MEMBERS)
app.command("join-many", rich_help_panel=MEMBERS)(payer.join_many)
app.add_typer(relay.relay, rich_help_panel=MEMBERS)
app.command("top-up-many", rich_help_panel=MEMBERS)(payer.top_up_many)

CASES = "A case, from illness to verdict"
app.add_typer(evidence.evidence, rich_help_panel=CASES)
app.add_typer(case.case, rich_help_panel=CASES)
app.add_typer(panel.panel, rich_help_panel=CASES)
app.command("object", rich_help_panel=CASES)(case.contest)
app.command("add-reason", rich_help_panel=CASES)(case.add_reason)
app.command(rich_help_panel=CASES)(case.appeal)
app.add_typer(jury.jury, rich_help_panel=CASES)

RUNNING = "Running a plan"
app.add_typer(operator.operator, rich_help_panel=RUNNING)
app.add_typer(sponsor.sponsor, rich_help_panel=RUNNING)
app.command(rich_help_panel=RUNNING)(operator.finish)

RECORD = "The public record, for anyone"
app.command(rich_help_panel=RECORD)(audit.audit)
app.command(rich_help_panel=RECORD)(audit.export)
app.command(rich_help_panel=RECORD)(audit.statement)
app.add_typer(portal.portal, rich_help_panel=RECORD)
app.command("check-proof", rich_help_panel=RECORD)(proof.check_proof)
app.command(rich_help_panel=RECORD)(verify.verify)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"openmutual {version('openmutual')}")
        raise typer.Exit


@app.callback()
def openmutual(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    lang: Lang = None,
    debug: Annotated[
        bool, typer.Option("--debug", envvar="OPENMUTUAL_DEBUG", help="Show where an error came from.")
    ] = False,
) -> None:
    """A ledger for mutual aid on smart contracts: equal shares, open books, no way to hold anyone's money back.

    To see it live, run [bold]openmutual demo[/bold].
    It needs nothing else: the chain runs inside the command.
    """
