"""A membership on the page: what it holds, and what happens next to it."""

from typing import Any

from ...chain.queries import Calendar, Membership
from ...records import Account, MemberStatus, Terms
from ..context import PlanContext
from .next_steps import NextStep

FOR_EVER = 2**40
"""Beyond all times: contracts say so where no end is known."""


def tell_membership(place: PlanContext, account: Account) -> dict[str, Any]:
    """Say what a membership holds and what happens next; returns it for `--json`."""
    found = place.ledger.membership(account)
    prospects = of_membership(found, place.ledger.terms, place.ledger.calendar(), place.now)
    is_known = found.status != MemberStatus.NONE
    holds = f"{found.status.value}: {found.units} units, {place.money(found.balance)}" if is_known else "no member"
    place.page.item("", f"{account} is {holds}.")
    return {
        "member": account,
        "status": found.status.value,
        "units": found.units,
        "balance": found.balance,
        "joined_at": found.joined_at,
        "covered_until": found.covered_until if found.covered_until < FOR_EVER else 0,
    } | place.tell(prospects)


def of_membership(found: Membership, terms: Terms, calendar: Calendar, now: int) -> list[NextStep]:
    """What happens next to a membership."""
    match found.status:
        case MemberStatus.ACTIVE:
            return [*_cover(found, terms, now), NextStep("Anyone can announce", "announce", calendar.announceable_from)]
        case MemberStatus.LEAVING:
            what = "Leaving takes effect with the next announcement, which anyone can make"
            return [
                NextStep(what, "announce", calendar.announceable_from),
                NextStep("Then take out the rest", "withdraw"),
            ]
        case MemberStatus.LAPSED:
            back = NextStep("A top-up within the grace brings you back, cover unbroken", "top-up AMOUNT")
            return [back, NextStep("Or take out the rest", "withdraw")]
        case MemberStatus.LEFT | MemberStatus.CLAIMED:
            return [NextStep("Take out the rest", "withdraw")]
        case _:
            return []


def _cover(found: Membership, terms: Terms, now: int) -> list[NextStep]:
    """From when each level is covered, as long as that lies ahead."""
    starts = {level.name: found.joined_at + level.waiting for level in terms.levels}
    if all(start <= now for start in starts.values()):
        return [NextStep("You are covered")]
    by_start = {start: [name for name, at in starts.items() if at == start] for start in sorted(set(starts.values()))}
    return [NextStep(f"Diagnoses are covered for {', '.join(names)}", since=at) for at, names in by_start.items()]
