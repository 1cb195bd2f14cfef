"""What a member does, and what anyone can do for all of them: join, top up, come back, leave, withdraw, announce."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command
from ..result import Moment, Money

Amount = Annotated[str, typer.Argument(help="In the currency, such as 400 or 0.5.")]


@plan_command
def join(
    place: PlanContext,
    tier: Annotated[str, typer.Argument(help="The tier, by the plan's name for it.")],
    deposit: Amount,
    attestation: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The attestor's word, where the plan asks for one.")
    ] = None,
) -> dict[str, Any]:
    """Join the plan: your deposit becomes your reserve, and stays yours."""
    from ...enrolment import read_attestation
    from ...errors import OtherPlan
    from ..views.membership import tell_membership

    amount = place.amount(deposit)
    signed = read_attestation(attestation) if attestation else None
    if signed and signed.plan_hash != place.ledger.plan_hash:
        raise OtherPlan("the attestation", signed.plan_hash, place.ledger.plan_hash)
    word = signed.word if signed else None
    place.pay(amount, lambda ledger: ledger.join(place.me, tier, amount, word))
    place.done(place.say("joined", who=place.me, tier=tier))
    return tell_membership(place, place.me)


@plan_command
def top_up(
    place: PlanContext,
    amount: Amount,
    member: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Whose reserve; else your own.")] = None,
) -> dict[str, Any]:
    """Top up a reserve; your own within the grace after a lapse brings you back, cover unbroken."""
    from ..deployment import address
    from ..views.membership import tell_membership

    whose, paid = address("--member", member) if member else place.me, place.amount(amount)
    place.pay(paid, lambda ledger: ledger.top_up(place.me, whose, paid))
    place.done(place.say("topped_up", amount=place.money(paid), who=whose))
    return tell_membership(place, whose)


@plan_command
def reinstate(place: PlanContext) -> dict[str, Any]:
    """Bring your lapsed membership back within the grace, cover unbroken, for the least that it takes."""
    from ...errors import NotLapsed
    from ...records import MemberStatus
    from ..views.membership import tell_membership

    if not place.errand.has_called(place.ledger.site.contracts):
        found = place.ledger.membership(place.me)
        if found.status != MemberStatus.LAPSED:
            raise NotLapsed(place.say("not_lapsed", who=place.me, status=place.named(found.status)))
        least = place.ledger.to_reinstate(place.me)
        place.pay(least, lambda ledger: ledger.top_up(place.me, place.me, least))
    place.done(place.say("reinstated", who=place.me))
    return tell_membership(place, place.me)


@plan_command
def leave(place: PlanContext) -> dict[str, Any]:
    """Leave the plan; it takes effect after the next announcement, until when you are covered and share."""
    from ..views.membership import tell_membership

    place.ledger.leave(place.me)
    place.done(place.say("leaving", who=place.me))
    return tell_membership(place, place.me)


@plan_command
def withdraw(place: PlanContext) -> dict[str, Any]:
    """Take out what is yours; nobody can hold it back."""
    from ..views.membership import tell_membership

    amount = place.ledger.withdraw(place.me)
    place.done(place.say("paid_out", amount=place.money(amount), to=place.me))
    return tell_membership(place, place.me) | {"withdrawn": Money(amount)}


@plan_command
def collect(
    place: PlanContext,
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Where it is paid; else to you.")] = None,
) -> dict[str, Any]:
    """Collect what is credited to you: a juror's rewards, and payments that the currency had refused."""
    from ..deployment import address

    where = address("--to", to) if to else place.me
    amount = place.ledger.collect_credit(place.me, where)
    place.done(place.say("paid_out", amount=place.money(amount), to=where))
    return {"collected": Money(amount), "to": where}


@plan_command
def allowance(
    place: PlanContext,
    revoke: Annotated[bool, typer.Option("--revoke", help="Let it take nothing more.")] = False,
) -> dict[str, Any]:
    """Show how much of your money the ledger may take, or take that back. Who pays allows just what they pay."""
    if revoke:
        place.world.forbid(place.ledger, place.me)
        place.done(place.say("revoked", who=place.me))
    left = place.world.allowance(place.ledger, place.me)
    place.page.item("", place.say("allowed", amount=place.money(left), who=place.me))
    return {"account": place.me, "allowance": Money(left)}


@plan_command
def membership(
    place: PlanContext,
    member: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Whose; else your own.")] = None,
) -> dict[str, Any]:
    """Show a membership: what it holds, and what happens next."""
    from ..deployment import address
    from ..views.membership import tell_membership

    return tell_membership(place, address("--member", member) if member else place.me)


@plan_command
def announce(place: PlanContext) -> dict[str, Any]:
    """Close the period: every member is charged the same share for its cases. Anyone can."""
    from ..views.next_steps import NextStep, tell_next

    made = place.ledger.announce()
    cases = _counted(place, made.cases) or place.say("no_case")
    share, dues = place.money(made.share), place.money(made.dues)
    place.done(place.say("announced", period=made.period + 1, cases=cases, share=share, dues=dues))
    if made.waiting:
        place.page.item("", place.say("waiting", cases=_counted(place, made.waiting)), "yellow")
    ends = made.at + place.ledger.terms.notice
    prospects = [NextStep("announce_again", "announce", since=place.ledger.calendar().announceable_from)]
    if made.cases:
        objection = NextStep("object_each", "object CASE --reason FILE", until=ends)
        prospects = [objection, NextStep("settle_each", "case settle CASE", since=ends), *prospects]
    return {
        "period": made.period,
        "at": Moment(made.at),
        "share": Money(made.share),
        "dues": Money(made.dues),
        "cases": dict(made.cases),
        "waiting": dict(made.waiting),
        **tell_next(place, prospects),
    }


def _counted(place: PlanContext, cases: Mapping[str, int]) -> str:
    return place.say("comma").join(f"{count} {level}" for level, count in cases.items())
