"""`openmutual operator`: what the operator can do, and partly the supervisor; none of it touches members' money."""

from typing import Annotated, Any

import typer

from ...records import NOBODY
from ..asking import Yes
from ..context import PlanContext, plan_command
from ..result import Moment, Money

operator = typer.Typer(
    name="operator",
    no_args_is_help=True,
    help="The operator: collect the fee, hand over, stop joins, close. No member's money is in reach.",
)


@operator.command("collect-fee")
@plan_command
def collect_fee(place: PlanContext) -> dict[str, Any]:
    """Collect the fees and dues that are credited to the operator."""
    amount = place.ledger.collect_fee(place.me)
    place.done(place.say("paid_out", amount=place.money(amount), to=place.me))
    return {"collected": Money(amount), "to": place.me}


@operator.command("stop-joins")
@plan_command
def stop_joins(place: PlanContext, yes: Yes = False) -> dict[str, Any]:
    """Let nobody join any more, for good; members stay what they are. The operator can, and the supervisor."""
    place.confirm("stop_joins", yes)
    place.ledger.stop_joins(place.me)
    place.done(place.say("joins_stopped"))
    return {"stopped_by": place.me}


@operator.command()
@plan_command
def close(place: PlanContext, yes: Yes = False) -> dict[str, Any]:
    """Begin the closing, for good: no joins, no new illness; cases go on. The operator can, and the supervisor."""
    place.confirm("close", yes)
    place.ledger.close(place.me)
    place.done(place.say("closing"))
    return tell_closing(place)


@operator.command()
@plan_command
def propose(
    place: PlanContext,
    successor: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="Who; left out, an earlier proposal is called off.")
    ] = None,
) -> dict[str, Any]:
    """Propose a successor, who can take over once every member had time to be out."""
    from ...chain.client_base import newest
    from ...events import OperatorProposed
    from ..deployment import address
    from ..views.next_steps import NextStep, tell_next

    who = address("ADDRESS", successor) if successor else NOBODY
    place.ledger.propose_operator(place.me, who)
    made = newest(OperatorProposed, place.ledger.events())
    if who == NOBODY:
        place.done(place.say("proposal_off"))
        return {"successor": None}
    place.done(place.say("operator_proposed", who=who))
    steps = [NextStep("accept_next", "operator accept", made.earliest, made.until)]
    return {"successor": who, "from": Moment(made.earliest), "until": Moment(made.until)} | tell_next(place, steps)


@operator.command()
@plan_command
def accept(place: PlanContext) -> dict[str, Any]:
    """Take over as the operator, as who was proposed, within the time for it."""
    place.ledger.accept_operator(place.me)
    place.done(place.say("operator_accepted", who=place.me))
    return {"operator": place.me}


@operator.command("propose-panel")
@plan_command
def propose_panel(
    place: PlanContext,
    assessors: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="The whole panel, as many as now.")],
) -> dict[str, Any]:
    """Propose another panel, which can be put in force once every member had time to be out."""
    from ...chain.client_base import newest
    from ...events import PanelProposed
    from ..deployment import address
    from ..views.next_steps import NextStep, tell_next

    who = [address("ADDRESS", assessor) for assessor in assessors]
    place.ledger.propose_panel(place.me, who)
    made = newest(PanelProposed, place.ledger.events())
    place.done(place.say("panel_proposed", count=len(who)))
    for assessor in who:
        place.page.item("", assessor)
    steps = [NextStep("install_next", "operator install-panel", made.earliest, made.until)]
    return {"assessors": who, "from": Moment(made.earliest), "until": Moment(made.until)} | tell_next(place, steps)


@operator.command("install-panel")
@plan_command
def install_panel(place: PlanContext) -> dict[str, Any]:
    """Put a proposed panel in force, within the time for it. Anyone can."""
    place.ledger.install_panel()
    assessors = list(place.ledger.roles.assessors)
    place.done(place.say("panel_installed"))
    for assessor in assessors:
        place.page.item("", assessor)
    return {"assessors": assessors}


@plan_command
def finish(place: PlanContext) -> dict[str, Any]:
    """Close a plan whose run-off is over: what is left goes to those who shared. Anyone can."""
    from ..views.next_steps import NextStep, tell_next

    place.ledger.finish()
    place.done(place.say("finished"))
    return {"stage": place.ledger.calendar().stage.value} | tell_next(place, [NextStep("withdraw_next", "withdraw")])


def tell_closing(place: PlanContext) -> dict[str, Any]:
    """Say how a closing goes on; returns it for `--json`."""
    from ..views.next_steps import NextStep, tell_next

    calendar, terms = place.ledger.calendar(), place.ledger.terms
    over = calendar.closing_at + terms.run_off
    steps = [
        NextStep("announce_on", "announce", calendar.announceable_from),
        NextStep("finish_next", "finish", over),
    ]
    times = {"closing_at": Moment(calendar.closing_at), "run_off_until": Moment(over)}
    return {"stage": calendar.stage.value} | times | tell_next(place, steps)
