"""`openmutual keep`: do for a plan what anyone may and somebody must, and tell people what only they can do."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command
from ..options import wei

ETHER = 10**18


def _opened(open_plan: Callable[[], PlanContext], options: Mapping[str, Any]) -> PlanContext:
    from ..keeping import until_it_answers

    return until_it_answers(open_plan, options)


@partial(plan_command, opened=_opened)
def keep(  # noqa: PLR0913, PLR0917  an argument for each option
    place: PlanContext,
    once: Annotated[bool, typer.Option("--once", help="One turn, for cron; exit code 1 if something is left.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is due, and send nothing.")] = False,
    every: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="From one turn to the next.")] = 15,
    jitter: Annotated[
        float, typer.Option(min=0, metavar="SECONDS", help="Wait up to so long, where several keepers are at work.")
    ] = 0,
    low_gas: Annotated[str, typer.Option(metavar="ETHER", help="Tell when less than this is left for gas.")] = "0.01",
    orders: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", envvar="OPENMUTUAL_ORDERS", help="Standing orders to carry out as well."),
    ] = None,
    ballots: Annotated[
        Path | None,
        typer.Option(
            exists=True, file_okay=False, metavar="FOLDER", help="Ballots of jurors who leave opening to the keeper."
        ),
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(metavar="URL", envvar="OPENMUTUAL_WEBHOOK", help="Where people are told what they must do."),
    ] = None,
    second_node: Annotated[
        str | None, typer.Option(metavar="URL", help="Another node; while the two disagree, nothing is sent.")
    ] = None,
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Answer /healthz, /readyz and /metrics there.")
    ] = None,
) -> dict[str, Any]:
    """Do what anyone may and somebody must: announce, pay, draw, count, refill, finish, open votes.

    People are told what only they can do: when it begins, and when a quarter of the time is left.
    It can be stopped and started at any moment, and several can keep one plan.
    """
    from ..keeping import Settings, keep_plan, say_what_is_due

    settings = Settings(
        language=place.language.value,
        fee=place.world.node.most_fee,
        low=wei("--low-gas", low_gas, ETHER),
        jitter=jitter,
        every=every,
        once=once,
        orders=orders,
        ballots=ballots,
        webhook=webhook,
        second_node=second_node,
        listen=listen,
    )
    return (say_what_is_due if dry_run else keep_plan)(place, settings)
