"""One person, one membership: nullifiers are taken by who joins and freed by who withdraws (rules, section 3)."""

from collections import Counter
from typing import Any

from ...events import NullifierFreed, NullifierTaken
from ...records import NOBODY
from .context import Context, Rules

TAKEN, FREED = "nullifiers_taken", "nullifiers_freed"
"""Where events wait in `run.awaited` for who joined, and who withdrew without a benefit having ended it all."""


def taken(context: Context, event: NullifierTaken, _time: int) -> None:
    """A new member takes the nullifier that stands for their person."""
    plan = context.plan
    holder = plan.nullifiers.get(event.nullifier, NOBODY)
    facts = {"member": event.member, "holder": holder, "nullifier": event.nullifier}
    context.findings.expect(holder == NOBODY, "nullifier-held", event.place, **facts)
    plan.nullifiers[event.nullifier] = event.member
    plan.nullifier_of[event.member] = event.nullifier
    context.await_(TAKEN, event)


def freed(context: Context, event: NullifierFreed, _time: int) -> None:
    """Who withdraws frees the nullifier they hold."""
    plan = context.plan
    holds = plan.nullifier_of.get(event.member) == event.nullifier
    context.findings.expect(holds, "nullifier-not-held", event.place, member=event.member, nullifier=event.nullifier)
    plan.nullifiers.pop(event.nullifier, None)
    plan.nullifier_of.pop(event.member, None)
    context.await_(FREED, event)


def match_nullifiers(context: Context) -> None:
    """One taken for each who joined, one freed for each who withdrew; none where anyone may join."""
    _match(context, "joined", TAKEN, ("nullifier-missing", "nullifier-without-joining"))
    _match(context, "withdrawn", FREED, ("nullifier-not-freed", "nullifier-freed-wrongly"))


def _match(context: Context, reason: str, name: str, checks: tuple[str, str]) -> None:
    """Everyone once on both sides, by account; `checks` name who is missing, and who is there without a reason."""
    wanted: list[Any] = context.awaited.pop(reason, [])
    found: list[Any] = context.awaited.pop(name, [])
    missing = Counter(event.member for event in wanted) - Counter(event.member for event in found)
    surplus = Counter(event.member for event in found) - Counter(event.member for event in wanted)
    for counted, events, check in ((missing, wanted, checks[0]), (surplus, found, checks[1])):
        places = {event.member: event.place for event in events}
        for account in counted.elements():
            context.findings.add(check, places[account], member=account)


RULES: Rules = {NullifierTaken: taken, NullifierFreed: freed}
