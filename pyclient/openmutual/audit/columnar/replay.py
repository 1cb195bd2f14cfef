"""The replay of a story whose other members are in columns: it is told what they come to before each of its logs."""

from collections.abc import Sequence
from dataclasses import replace

from ...events import Event, Joined, Reinstated, ToppedUp, Volunteered, Withdrawn
from ..findings import Finding
from ..replay.context import Flow
from ..replay.replay import Replay
from .calendar import NEVER, agrees
from .gather import Entry, Gathered, Part
from .members import (
    ADD_ACTIVE,
    ADD_FUNDS,
    ADD_HELD,
    ADD_LEAVING,
    ADD_REBATES,
    ADD_SURPLUS,
    ADD_UNITS,
    ADD_WEIGHT,
)

MISNUMBERED = {"seat-number", "second-seat", "volunteered-twice"}
"""What may be found of a seat whose number is not its holder's."""


class StoryReplay:
    """A replay under way that is given a story, of which it has taken the first entries already."""

    def __init__(self, gathered: Gathered, replay: Replay, taken: int) -> None:
        self._gathered, self._replay, self._taken, self._flows = gathered, replay, taken, 0
        replay.plan.others, gathered.others.plan = gathered.others, replay.plan

    def begin(self, entry: Entry) -> bool:
        """Get ready for an entry; whether the replay must take it, since it is not only money that moves."""
        self._replay.turn_to(entry.event, entry.time, entry.transaction)
        self._add(self._taken)
        self._taken += 1
        if isinstance(entry.event, Volunteered):  # the seats before a new one are taken, by whomever
            self._replay.plan.seat_count = max(self._replay.plan.seat_count, entry.event.seat)
        flows = self._replay.context.flows
        self._flows = len(flows)
        if entry.part is Part.MONEY:
            flows.extend(_flows(entry.event))
        return entry.part is not Part.MONEY

    def end(self, entry: Entry) -> None:
        """An entry was taken: what it moved, if its transaction is settled, has moved."""
        if entry.part is Part.MEMBER:
            context = self._replay.context
            called = context.flows[self._flows :]
            context.moved.extend(replace(flow, who=flow.who or entry.payer) for flow in called)

    def finish(self) -> None:
        """The story is over; members in columns may have had logs after its end."""
        self._replay.finish()
        self._add(self._taken)
        plan = self._replay.plan
        plan.block, plan.now = self._gathered.last
        plan.seat_count = self._gathered.others.seat_count

    def is_sound(self, found: Sequence[Finding]) -> bool:
        """Whether the replay event by event would come to the same, and find the same.

        Members were held to the calendar that the replay has come to, none of them had what is left, and nothing was
        found of what a member in columns has paid or got.
        """
        plan, others = self._replay.plan, self._gathered.others
        went = others.calendar.finished < NEVER and others.tally.sums[:, ADD_WEIGHT].any()
        ours = {entry.event.place for entry in self._gathered.story if entry.part is Part.MONEY}
        is_ours = any(place in ours for finding in found for place in finding.places)
        is_paid = not (went and plan.money.weight_left <= 0)
        return agrees(others.calendar, plan) and not is_ours and is_paid and self._are_seats_sound(found)

    def _are_seats_sound(self, found: Sequence[Finding]) -> bool:
        """Whether each seat has one holder, who has no other, and the story has those that draws looked at."""
        plan, others = self._replay.plan, self._gathered.others
        are_numbered = not any(finding.check.key in MISNUMBERED for finding in found)
        is_each_held = len(plan.seat_of) + others.seat_holders == others.seat_count
        return are_numbered and is_each_held and not others.lacks_seats

    def _add(self, place: int) -> None:
        """Count what members in columns did before an entry."""
        sums = self._gathered.others.tally.sums[place].tolist()
        if not any(sums):
            return
        plan, step = self._replay.plan, self._replay.plan.terms.step
        money, rebates = plan.money, sums[ADD_REBATES]
        plan.units += sums[ADD_UNITS]
        plan.leaving_units += sums[ADD_LEAVING]
        plan.active += sums[ADD_ACTIVE]
        money.member_funds += sums[ADD_FUNDS] * step
        money.held += sums[ADD_HELD] * step - rebates
        money.surplus += sums[ADD_SURPLUS] * step
        money.rebate_pool -= rebates
        money.weight_left -= sums[ADD_WEIGHT]


def _flows(event: Event) -> list[Flow]:
    """What a member's log calls for, as the replay's own rules have it."""
    match event:
        case Joined():
            flow = Flow(None, event.deposit, event.place)
        case ToppedUp() | Reinstated():
            flow = Flow(event.payer, event.amount, event.place)
        case Withdrawn():
            flow = Flow(event.member, -event.amount - event.rebate, event.place)
        case _:
            return []
    return [flow] if flow.amount else []
