"""One membership after the other, each by itself: the replay's rules for members from joining to leaving.

Volunteers for the jury are among them: of what becomes of a seat, their memberships tell.

A member's money follows from their own logs and the calendar alone.  Whatever is not just as the rules have it makes
the member one whom the replay must look at (:mod:`openmutual.audit.replay.members`); here nothing is said of why.
"""

from typing import NamedTuple

import numpy as np

from ..kernels.compiled import Integers, compiled
from ..replay.seats import AWAY_FOR
from .calendar import MOST, Bounds, Calendar

JOINED, TOPPED_UP, REINSTATED, LEFT, WITHDRAWN, VOLUNTEERED, RESIGNED = range(7)
"""Kinds of rows."""

NOBODY, ACTIVE, LEAVING, GONE, LAPSED, OVER = range(6)
"""What a membership is."""

MIN_STAY = 2
"""How many announcements a membership outlasts."""

MOST_LIMIT = 2**22
"""Of those who stand higher than so many steps, which few can, the replay takes care."""

FIELDS = (
    *("status", "tier", "units", "limit", "joined_at", "joined_in", "shared_before", "shared_until"),
    *("asked_at", "asked_in", "ended_at", "ended_in", "end_index", "reinstated_at", "over_at"),
    *("brought", "taken", "rebate"),
    *("seat", "first_seated", "seated_at", "resigned_at"),
)
"""Of a membership and of its seat, -1 for what has not come; money in steps, the rebate in base units."""

STATUS, TIER, UNITS, LIMIT, JOINED_AT, JOINED_IN, SHARED_BEFORE, SHARED_UNTIL = range(8)
ASKED_AT, ASKED_IN, ENDED_AT, ENDED_IN, END_INDEX, REINSTATED_AT, OVER_AT = range(8, 15)
BROUGHT, TAKEN, REBATE = range(15, 18)
SEAT, FIRST_SEATED, SEATED_AT, RESIGNED_AT = range(18, 22)

SUMS = ("units", "leaving", "active", "funds", "held", "surplus", "rebates", "weight")
"""What rows add to the plan's own sums: money in steps, but rebates, which are in base units."""

ADD_UNITS, ADD_LEAVING, ADD_ACTIVE, ADD_FUNDS, ADD_HELD, ADD_SURPLUS, ADD_REBATES, ADD_WEIGHT = range(len(SUMS))

LINES = ("deposits", "top_ups", "returns", "withdrawals", "rebates", "back_pay", "returned")
"""Money that moved, and how many came back, by the number of announcements before it."""


class Rows(NamedTuple):
    """Logs of members in columns, those of an account together and in their order.

    Attributes:
        rows: where in the log; `after` how many of the replay's own logs come before.
        kinds: what happened; `tiers`, `steps` paid, `limits`.
        extras: the period, back pay in steps, the rebate, or the seat.
    """

    rows: Integers
    after: Integers
    times: Integers
    kinds: Integers
    tiers: Integers
    steps: Integers
    limits: Integers
    extras: Integers


class Tally(NamedTuple):
    """What many memberships come to.

    Attributes:
        sums: by the replay's next log, one column for each of `SUMS`.
        lines: by announcements before, one column for each of `LINES`.
        lapses: by announcement, members and units; `leavers` members alone.
        rungs: by limit: units, members, and units times shares at joining.
        at_end: what all entitled had shared when the plan finished, then those of them who had gone in the closing; and
            what these have shared now.
    """

    sums: Integers
    lines: Integers
    lapses: Integers
    leavers: Integers
    rungs: Integers
    at_end: Integers


class Given(NamedTuple):
    """What every membership is held to.

    Attributes:
        pool: the rebate pool, and what all have shared who have a part in it.
        since: the row from which on it goes: what came before it is counted already.
    """

    bounds: Bounds
    calendar: Calendar
    pool: Integers
    since: int


@compiled
def count_on_rung(tally: Tally, member: Integers, sign: int) -> None:
    """Put a member on the rung of their limit, or take them off."""
    rung = tally.rungs[member[LIMIT]]
    rung[0] += sign * member[UNITS]
    rung[1] += sign
    rung[2] += sign * member[UNITS] * member[SHARED_BEFORE]


@compiled
def weight(member: Integers, shares: int) -> int:
    """What a membership has shared, in steps."""
    until = shares if member[SHARED_UNTIL] < 0 else member[SHARED_UNTIL]
    return int(member[UNITS] * (until - member[SHARED_BEFORE]))


@compiled
def is_entitled(member: Integers, given: Given) -> bool:
    """Whether a membership has a part in what a closing leaves."""
    if member[STATUS] == ACTIVE or member[STATUS] == LEAVING:
        return True
    went = member[STATUS] == GONE or member[STATUS] == LAPSED
    return bool(went and 0 <= given.calendar.closing_in <= member[ENDED_IN])


@compiled
def end(member: Integers, status: int, period: int, given: Given) -> None:
    """An announcement is the last that a member pays."""
    member[STATUS], member[ENDED_IN], member[ENDED_AT] = status, period, given.calendar.times[period]
    member[END_INDEX], member[SHARED_UNTIL] = given.calendar.index_at[period + 1], given.calendar.shares[period + 1]


@compiled
def pass_announcements(member: Integers, begun: int, made: int, given: Given, tally: Tally, writes: bool) -> None:
    """Let announcements from `begun` up to, not including, `made` charge a member: the first that must lets them go."""
    if member[STATUS] == ACTIVE:
        at = np.searchsorted(given.calendar.index_at[1:], member[LIMIT] - given.bounds.reserve, side="right")
        if at < made:
            end(member, LAPSED, at, given)
            if writes:
                tally.lapses[at, 0] += 1
                tally.lapses[at, 1] += member[UNITS]
    elif member[STATUS] == LEAVING:
        for period in range(begun, made):
            if not given.calendar.holds[period]:
                end(member, GONE, period, given)
                if writes:
                    tally.leavers[period] += 1
                break


@compiled
def join(member: Integers, rows: Rows, row: int, made: int, given: Given) -> bool:
    """A first membership begins."""
    tier, steps, place = rows.tiers[row], rows.steps[row], rows.rows[row]
    if (
        member[STATUS] != NOBODY
        or place > given.calendar.closing
        or place > given.calendar.stopped
        or tier >= len(given.bounds.units)
    ):
        return False
    units, index = given.bounds.units[tier], given.calendar.index_at[made]
    limit = index + steps // units
    fits = rows.limits[row] == limit and index + given.bounds.reserve <= limit < MOST_LIMIT
    if steps < given.bounds.least[tier] or steps % units or not fits:
        return False
    member[:] = -1
    member[STATUS], member[TIER], member[UNITS], member[LIMIT] = ACTIVE, tier, units, limit
    member[JOINED_AT], member[JOINED_IN], member[SHARED_BEFORE] = rows.times[row], made, given.calendar.shares[made]
    member[BROUGHT], member[TAKEN], member[REBATE] = steps, 0, 0
    return True


@compiled
def lift(member: Integers, rows: Rows, row: int) -> bool:
    """A member's limit rises by what was paid."""
    steps, units = rows.steps[row], member[UNITS]
    limit = member[LIMIT] + steps // units
    if steps <= 0 or steps % units or rows.limits[row] != limit or limit >= MOST_LIMIT:
        return False
    member[LIMIT] = limit
    member[BROUGHT] += steps
    return True


@compiled
def come_back(member: Integers, rows: Rows, row: int, made: int, given: Given) -> bool:
    """A lapsed member comes back within the grace."""
    time = rows.times[row]
    if (
        member[STATUS] != LAPSED
        or rows.rows[row] > given.calendar.closing
        or time >= member[ENDED_AT] + given.bounds.grace
    ):
        return False
    back_pay = (given.calendar.index_at[made] - member[END_INDEX]) * member[UNITS]
    if rows.extras[row] != back_pay or not lift(member, rows, row):
        return False
    member[STATUS], member[REINSTATED_AT] = ACTIVE, time
    member[ENDED_AT] = member[ENDED_IN] = member[END_INDEX] = member[SHARED_UNTIL] = -1
    return bool(member[LIMIT] >= given.calendar.index_at[made] + given.bounds.reserve)


@compiled
def leave(member: Integers, rows: Rows, row: int, made: int, given: Given) -> bool:
    """A member asks to leave."""
    is_late = rows.rows[row] > given.calendar.finished or made <= member[JOINED_IN]
    if member[STATUS] != ACTIVE or is_late or rows.extras[row] != made:
        return False
    member[STATUS], member[ASKED_AT], member[ASKED_IN] = LEAVING, rows.times[row], made
    return True


@compiled
def withdraw(member: Integers, rows: Rows, row: int, made: int, given: Given) -> bool:
    """A membership's money goes out, with its part of the rebate `pool[0]` by what all have shared, `pool[1]`."""
    is_closed, status = rows.rows[row] > given.calendar.finished, member[STATUS]
    shares_still = status in (ACTIVE, LEAVING)
    if status not in (GONE, LAPSED) and not (is_closed and shares_still):
        return False
    if not is_closed and made - member[JOINED_IN] < MIN_STAY:
        return False
    held = member[UNITS] * (member[LIMIT] - (given.calendar.index_at[made] if shares_still else member[END_INDEX]))
    part = weight(member, given.calendar.shares[made]) if is_closed and is_entitled(member, given) else 0
    if part and given.pool[0] > MOST // part:
        return False
    rebate = given.pool[0] * part // given.pool[1] if part and given.pool[1] else 0
    if rows.steps[row] != held or rows.extras[row] != rebate:
        return False
    if shares_still:
        member[END_INDEX], member[SHARED_UNTIL] = given.calendar.index_at[made], given.calendar.shares[made]
    member[STATUS], member[OVER_AT] = OVER, rows.times[row]
    member[TAKEN] += held
    member[REBATE] = rebate
    return True


@compiled
def take_seat(member: Integers, rows: Rows, row: int) -> bool:
    """A member volunteers for the jury; who resigned gets the same seat, but not at once."""
    time, seat = rows.times[row], rows.extras[row]
    if member[STATUS] != ACTIVE:
        return False
    if member[SEAT] < 0:
        member[SEAT], member[FIRST_SEATED] = seat, time
    elif member[RESIGNED_AT] < 0 or member[SEAT] != seat or time < member[RESIGNED_AT] + AWAY_FOR:
        return False
    member[SEATED_AT], member[RESIGNED_AT] = time, -1
    return True


@compiled
def resign(member: Integers, rows: Rows, row: int) -> bool:
    """A volunteer gives the seat up."""
    if member[STATUS] == NOBODY or member[SEAT] < 0 or member[RESIGNED_AT] >= 0:
        return False
    member[RESIGNED_AT] = rows.times[row]
    return True


@compiled
def take(member: Integers, rows: Rows, row: int, made: int, given: Given) -> bool:
    """One row; false if it is not just as the rules have it."""
    kind = rows.kinds[row]
    if kind == JOINED:
        return join(member, rows, row, made, given)
    if kind == TOPPED_UP:
        is_open = member[STATUS] == ACTIVE and rows.rows[row] < given.calendar.finished
        return bool(is_open and lift(member, rows, row))
    if kind == REINSTATED:
        return come_back(member, rows, row, made, given)
    if kind == LEFT:
        return leave(member, rows, row, made, given)
    if kind == VOLUNTEERED:
        return take_seat(member, rows, row)
    if kind == RESIGNED:
        return resign(member, rows, row)
    return withdraw(member, rows, row, made, given)


@compiled
def add_up(before: Integers, member: Integers, rows: Rows, row: int, made: int, given: Given, tally: Tally) -> None:
    """Count what a row has changed: a membership as it was `before`, and as it is."""
    kind, steps, sums, lines = rows.kinds[row], rows.steps[row], tally.sums[rows.after[row]], tally.lines[made]
    if kind in (VOLUNTEERED, RESIGNED):
        return
    was, units = before[STATUS], member[UNITS]
    sums[ADD_UNITS] += units * (int(member[STATUS] == ACTIVE) - int(was == ACTIVE))
    sums[ADD_ACTIVE] += int(member[STATUS] == ACTIVE) - int(was == ACTIVE)
    sums[ADD_LEAVING] += units * (int(member[STATUS] == LEAVING) - int(was == LEAVING))
    if was == ACTIVE:
        count_on_rung(tally, before, -1)
    if member[STATUS] == ACTIVE:
        count_on_rung(tally, member, 1)
    if kind == WITHDRAWN:
        sums[ADD_FUNDS] -= steps
        sums[ADD_HELD] -= steps
        sums[ADD_REBATES] += rows.extras[row]
        if rows.rows[row] > given.calendar.finished and is_entitled(before, given):
            sums[ADD_WEIGHT] += weight(before, given.calendar.shares[made])
        lines[3] += steps
        lines[4] += rows.extras[row]
    elif kind != LEFT:
        back_pay = rows.extras[row] if kind == REINSTATED else 0
        sums[ADD_FUNDS] += steps - back_pay
        sums[ADD_HELD] += steps
        sums[ADD_SURPLUS] += back_pay
        lines[kind] += steps
        lines[5] += back_pay
        lines[6] += kind == REINSTATED


@compiled
def count_at_end(member: Integers, given: Given, tally: Tally, made: int) -> None:
    """Count what a membership has shared when the plan finished."""
    if is_entitled(member, given):
        part = weight(member, given.calendar.shares[made])
        tally.at_end[0] += part
        if member[STATUS] == GONE or member[STATUS] == LAPSED:
            tally.at_end[1] += part


@compiled
def follow(
    member: Integers, rows: Rows, span: Integers, given: Given, tally: Tally,
    writes: bool,
) -> bool:  # fmt: skip
    """Replay the rows of one account, `span[0]` to `span[1]`; false if one of them is not just as the rules have it.

    They go on from what `member` has come to; what they add to that is counted if `writes` says so.
    """
    before, done = member.copy(), int(np.searchsorted(given.calendar.rows, given.since))
    is_counted = given.calendar.finished < given.since
    finish = int(np.searchsorted(given.calendar.rows, given.calendar.finished))
    for row in range(span[0], span[1]):
        made = int(np.searchsorted(given.calendar.rows, rows.rows[row]))
        if writes and not is_counted and rows.rows[row] > given.calendar.finished:
            pass_announcements(member, done, finish, given, tally, True)
            count_at_end(member, given, tally, finish)
            done, is_counted = finish, True
        pass_announcements(member, done, made, given, tally, writes)
        before[:] = member
        if not take(member, rows, row, made, given):
            return False
        if writes:
            add_up(before, member, rows, row, made, given, tally)
        done = made
    if writes and not is_counted and given.calendar.finished < MOST:
        pass_announcements(member, done, finish, given, tally, True)
        count_at_end(member, given, tally, finish)
        done = finish
    pass_announcements(member, done, len(given.calendar.rows), given, tally, writes)
    if writes and is_entitled(member, given) and (member[STATUS] == GONE or member[STATUS] == LAPSED):
        tally.at_end[2] += weight(member, given.calendar.shares[-1])
    return True


@compiled
def judge(members: Integers, rows: Rows, spans: Integers, given: Given) -> None:
    """Look at account after account, of which `spans` has the rows, and in its third column a 1 if it is asked for.

    The 1 stays if all rows are just as the rules have them, and is a 0 otherwise.  What `members` have come to before
    their rows stays as it is.
    """
    member = np.zeros(members.shape[1], np.int64)
    nothing = np.zeros((1, 1), np.int64)
    tally = Tally(nothing, nothing, nothing, nothing[0], nothing, nothing[0])
    for account in range(len(spans)):
        member[:] = members[account]
        if spans[account, 2] == 1 and not follow(member, rows, spans[account], given, tally, False):
            spans[account, 2] = 0


@compiled
def count(members: Integers, rows: Rows, spans: Integers, given: Given, tally: Tally) -> None:
    """Count those of whom `spans` says so; their rows of `members` say what they were, and then what they are."""
    for account in range(len(spans)):
        if spans[account, 2] == 1:
            follow(members[account], rows, spans[account], given, tally, True)
