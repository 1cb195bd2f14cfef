"""Volunteers: who takes a seat, gives it up and takes it again; an account has one for good (rules, section 4)."""

from ...events import Resigned, Volunteered
from ...records import NOBODY, MemberStatus
from .context import Context, Rules
from .state import Seat

AWAY_FOR = 90 * 24 * 60 * 60
"""How long who resigned cannot volunteer again, in seconds."""

MOST_SKIPPED = 1_024
"""Lost logs of volunteers that are made up for with empty seats."""


def volunteered(context: Context, event: Volunteered, time: int) -> None:
    """An active member takes a seat: the next one, or the one that they had before."""
    plan, place, account = context.plan, event.place, event.member
    member = plan.members.get(account)
    active = member is not None and member.status is MemberStatus.ACTIVE
    context.findings.expect(active, "volunteer-not-active", place, member=account)
    if account in plan.seat_of:
        _take_again(context, event, time)
        return
    expected = len(plan.seats)
    context.findings.expect(event.seat == expected, "seat-number", place, seat=event.seat, expected=expected)
    if event.seat < expected:
        return
    plan.seats += [Seat(NOBODY, time, time) for _ in range(min(event.seat - expected, MOST_SKIPPED))]
    plan.seat_of[account] = len(plan.seats)
    plan.seats.append(Seat(account, time, time))


def _take_again(context: Context, event: Volunteered, time: int) -> None:
    """The seat waited for them; nobody gets a second one."""
    plan, find, account = context.plan, context.findings, event.member
    number = plan.seat_of[account]
    seat = plan.seats[number]
    if seat.resigned_at < 0:
        find.add("volunteered-twice", event.place, member=account)
        return
    find.expect(event.seat == number, "second-seat", event.place, member=account, seat=event.seat, expected=number)
    until = seat.resigned_at + AWAY_FOR
    find.expect(time >= until, "volunteered-too-soon", event.place, member=account, until=until, at=time)
    seat.taken_at, seat.resigned_at = time, -1


def resigned(context: Context, event: Resigned, time: int) -> None:
    """A volunteer gives the seat up; it stays theirs."""
    plan = context.plan
    number = plan.seat_of.get(event.member, -1)
    if number < 0 or plan.seats[number].resigned_at >= 0:
        context.findings.add("resigned-without-seat", event.place, member=event.member)
    else:
        plan.seats[number].resigned_at = time


RULES: Rules = {Volunteered: volunteered, Resigned: resigned}
