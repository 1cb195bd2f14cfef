"""Volunteers: who takes a seat, gives it up and takes it again; an account has one for good (rules, section 4)."""

from bisect import bisect_left

from ...events import Resigned, Volunteered
from ...records import NOBODY, MemberStatus
from .context import Context, Rules
from .state import ReplayedPlan, Seat

AWAY_FOR = 90 * 24 * 60 * 60
"""How long who resigned cannot volunteer again, in seconds."""

MOST_SKIPPED = 1_024
"""Lost logs of volunteers that are made up for with empty seats."""


def seat_numbered(plan: ReplayedPlan, number: int) -> Seat | None:
    """The seat of that number; None if there is none, or its holder is not kept one by one."""
    place = bisect_left(plan.seats, number, key=lambda seat: seat.number)
    return plan.seats[place] if place < len(plan.seats) and plan.seats[place].number == number else None


def seats_before(plan: ReplayedPlan, moment: int) -> int:
    """How many seats were taken strictly before a moment."""
    kept = bisect_left(plan.seats, moment, key=lambda seat: seat.first_taken_at)
    return kept + plan.others.seats_before(moment)


def volunteered(context: Context, event: Volunteered, time: int) -> None:
    """An active member takes a seat: the next one, or the one that they had before."""
    plan, place, account = context.plan, event.place, event.member
    member = plan.members.get(account)
    active = member is not None and member.status is MemberStatus.ACTIVE
    context.findings.expect(active, "volunteer-not-active", place, member=account)
    if account in plan.seat_of:
        _take_again(context, event, time)
        return
    expected = plan.seat_count
    context.findings.expect(event.seat == expected, "seat-number", place, seat=event.seat, expected=expected)
    if event.seat < expected:
        return
    number = min(event.seat, expected + MOST_SKIPPED)
    plan.seats += [Seat(lost, NOBODY, time, time) for lost in range(expected, number)]
    plan.seat_of[account] = Seat(number, account, time, time)
    plan.seats.append(plan.seat_of[account])
    plan.seat_count = number + 1


def _take_again(context: Context, event: Volunteered, time: int) -> None:
    """The seat waited for them; nobody gets a second one."""
    plan, find, account = context.plan, context.findings, event.member
    seat = plan.seat_of[account]
    if seat.resigned_at < 0:
        find.add("volunteered-twice", event.place, member=account)
        return
    facts = {"member": account, "seat": event.seat, "expected": seat.number}
    find.expect(event.seat == seat.number, "second-seat", event.place, **facts)
    until = seat.resigned_at + AWAY_FOR
    find.expect(time >= until, "volunteered-too-soon", event.place, member=account, until=until, at=time)
    seat.taken_at, seat.resigned_at = time, -1


def resigned(context: Context, event: Resigned, time: int) -> None:
    """A volunteer gives the seat up; it stays theirs."""
    seat = context.plan.seat_of.get(event.member)
    if seat is None or seat.resigned_at >= 0:
        context.findings.add("resigned-without-seat", event.place, member=event.member)
    else:
        seat.resigned_at = time


RULES: Rules = {Volunteered: volunteered, Resigned: resigned}
