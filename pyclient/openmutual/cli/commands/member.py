"""What a member does, and what anyone can do for all of them: join, top up, leave, withdraw, announce."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..context import PlanContext, plan_command

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
    place.fund(amount)
    place.ledger.join(place.me, tier, amount, word)
    place.done(f"{place.me} is a member of tier {tier}.")
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
    place.fund(paid)
    place.ledger.top_up(place.me, whose, paid)
    place.done(f"{place.money(paid)} is in the reserve of {whose}.")
    return tell_membership(place, whose)


@plan_command
def top_up_many(
    place: PlanContext,
    amount: Amount,
    members: Annotated[list[str], typer.Argument(metavar="ADDRESS...", help="Whose reserves, each by the amount.")],
) -> dict[str, Any]:
    """Top up several reserves in one transfer; who is not active is passed over, and nothing is paid for them."""
    from ..deployment import address

    whose, each = [address("ADDRESS", member) for member in members], place.amount(amount)
    place.fund(each * len(whose))
    skipped = place.ledger.top_up_many(place.me, whose, [each] * len(whose))
    place.done(f"{place.money(each)} is in each of {len(whose) - len(skipped)} reserves.")
    for member in skipped:
        place.page.item("", f"{member} is not active, and was passed over.", "yellow")
    return {"topped_up": [member for member in whose if member not in skipped], "skipped": skipped, "amount": each}


@plan_command
def leave(place: PlanContext) -> dict[str, Any]:
    """Leave the plan; it takes effect after the next announcement, until when you are covered and share."""
    from ..views.membership import tell_membership

    place.ledger.leave(place.me)
    place.done(f"{place.me} is leaving.")
    return tell_membership(place, place.me)


@plan_command
def withdraw(place: PlanContext) -> dict[str, Any]:
    """Take out what is yours; nobody can hold it back."""
    from ..views.membership import tell_membership

    amount = place.ledger.withdraw(place.me)
    place.done(f"{place.money(amount)} is paid out to {place.me}.")
    return tell_membership(place, place.me) | {"withdrawn": amount}


@plan_command
def collect(
    place: PlanContext,
    to: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Where it is paid; else to you.")] = None,
) -> dict[str, Any]:
    """Collect what is credited to you: a juror's rewards, and payments that the currency had refused."""
    from ..deployment import address

    where = address("--to", to) if to else place.me
    amount = place.ledger.collect_credit(place.me, where)
    place.done(f"{place.money(amount)} is paid out to {where}.")
    return {"collected": amount, "to": where}


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
    from ..views.next_steps import NextStep

    made = place.ledger.announce()
    cases = ", ".join(f"{count} {level}" for level, count in made.cases.items()) or "no case"
    share, dues = place.money(made.share), place.money(made.dues)
    said = f"Period {made.period + 1} is announced: {cases}. A unit pays {share}, and dues of {dues}."
    place.done(said)
    if made.waiting:
        waiting = ", ".join(f"{count} {level}" for level, count in made.waiting.items())
        place.page.item("", f"{waiting} cannot be paid within the year's cap: they wait for a later period.", "yellow")
    ends = made.at + place.ledger.terms.notice
    prospects = [NextStep("Anyone can announce again", "announce", since=place.ledger.calendar().announceable_from)]
    if made.cases:
        objection = NextStep("Members can object to each case", "object CASE --reason FILE", until=ends)
        prospects = [objection, NextStep("Anyone can have cases paid", "case settle CASE", since=ends), *prospects]
    figures = {"period": made.period, "at": made.at, "share": made.share, "dues": made.dues}
    counts = {"cases": dict(made.cases), "waiting": dict(made.waiting)}
    return figures | counts | place.tell(prospects)
