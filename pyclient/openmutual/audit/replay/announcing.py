"""Announcements, the only place where shares are charged: every figure is worked out anew (rules, section 5).

Each figure is worked out from what the log said before it, so that one false figure is one finding.
"""

from ...events import Announced, LogPosition
from ...records import Account, MemberStatus, Stage
from .context import Context, Rules
from .interpretation import Reading, read
from .sharers import enough, passed
from .sharing import Call, call, fund, plan_year, share_up
from .state import Period

QUEUE_BITS = 16


def announced(context: Context, event: Announced, time: int) -> None:
    """Charge everybody, fund the cases, lapse whoever the floor passes, open the next period."""
    plan, said, money = context.plan, event.figures, context.plan.money
    reading = read(plan, event, time)
    asked = reading.asked
    _check_calendar(context, event, asked, time)
    _check_figures(context, event, reading, time)
    period = _period_of(context, event, reading, time)
    money.surplus, money.backstop = said.surplus, money.backstop - said.drawn
    money.promised += reading.funded.payouts(asked.queue)
    money.operator_credit += said.dues * asked.units
    _charge(context, event, reading, time)
    _lapse(context, event, period)
    plan.periods.append(period)
    _look_for_too_few(context, event.place, time)


def _check_calendar(context: Context, event: Announced, asked: Call, time: int) -> None:
    """When there may be an announcement at all."""
    plan, find, place = context.plan, context.findings, event.place
    number, earliest = len(plan.periods), plan.announced_at + plan.terms.period
    find.expect(event.period == number, "period-number-differs", place, said=event.period, due=number)
    find.expect(plan.stage is not Stage.CLOSED, "announced-closed", place, period=number)
    find.expect(time >= earliest, "announced-too-early", place, period=number, earliest=earliest, at=time)
    find.expect(bool(asked.units or asked.queue), "nothing-to-announce", place, period=number)


def _check_figures(context: Context, event: Announced, reading: Reading, time: int) -> None:
    """What was asked of whom, and what it came to."""
    plan, said, terms = context.plan, event.figures, context.plan.terms
    asked = call(plan, terms, time, reading.asked.units)
    drawn = fund(terms, reading.asked, reading.funded.pot, plan.money.backstop).drawn
    _compare(context, event, "units-differ", said.units, plan.units + plan.leaving_units)
    _compare(
        context, event, "queue-differs", said.queue, sum(n << QUEUE_BITS * level for level, n in asked.queue.items())
    )
    _compare(context, event, "need-differs", said.need, asked.need)
    _compare(context, event, "share-differs", said.share, share_up(terms, asked, plan.money.surplus))
    _compare(context, event, "dues-differ", said.dues, terms.dues if plan.stage is Stage.OPEN else 0)
    _compare(context, event, "surplus-differs", said.surplus, reading.funded.surplus)
    _compare(context, event, "drawn-differs", said.drawn, drawn)


def _compare(context: Context, event: Announced, key: str, said: int, due: int) -> None:
    if said != due:
        context.findings.add(key, event.place, period=event.period, said=said, due=due)


def _period_of(context: Context, event: Announced, reading: Reading, time: int) -> Period:
    """The announcement as it is kept; where the index went, and who lapsed, is filled in later."""
    plan, said, terms = context.plan, event.figures, context.plan.terms
    asked, funded = reading.asked, reading.funded
    wanted = max(0, asked.need - plan.money.surplus)
    most = min(terms.period_cap, asked.left)
    short = asked.units > 0 and wanted > most * asked.units
    return Period(
        number=len(plan.periods),
        at=time,
        place=event.place,
        units=asked.units,
        members=plan.active,
        leavers=len(plan.leavers),
        queue=dict(asked.queue),
        need=asked.need,
        share=reading.share,
        dues=said.dues,
        pot=funded.pot,
        gap=funded.gap,
        means=funded.means,
        index=plan.index,
        surplus_before=plan.money.surplus,
        surplus=said.surplus,
        backstop_before=plan.money.backstop,
        drawn=said.drawn,
        funding=funded.funding,
        case_capped=any(asked.asked[level] < terms.levels[level].due for level in asked.queue),
        period_capped=short and terms.period_cap <= asked.left,
        year_capped=short and asked.left < terms.period_cap,
    )


def _charge(context: Context, event: Announced, reading: Reading, time: int) -> None:
    """Raise the index by what was charged, and note what a unit was charged this plan year."""
    plan = context.plan
    steps = (reading.share + event.figures.dues) // plan.terms.step
    plan.index += steps
    plan.money.member_funds -= steps * plan.terms.step * (plan.units + plan.leaving_units)
    year = plan_year(plan, time)
    if year != plan.year:
        plan.year, plan.charged = year, 0
    plan.charged += reading.share
    plan.announced_at = time
    plan.queue.clear()


def _lapse(context: Context, event: Announced, period: Period) -> None:
    """Leavers are done, and whoever holds less than the reserve lapses."""
    plan, said = context.plan, event.figures
    floor = period.index + plan.reserve_steps
    period.index = plan.index
    period.lapsed = tuple(passed(plan, floor, plan.floor))
    period.lapsed_units = sum(plan.members[account].units for account in period.lapsed)
    for account in period.lapsed:
        _end(context, account, MemberStatus.LAPSED, period)
        plan.members[account].lapsed_in = period.number
    plan.units -= period.lapsed_units
    plan.active -= len(period.lapsed)
    for account in plan.leavers:
        _end(context, account, MemberStatus.LEFT, period)
    plan.leavers.clear()
    plan.leaving_units = 0
    _compare(context, event, "lapsed-units-differ", said.lapsed_units, period.lapsed_units)
    _compare(context, event, "lapsed-members-differ", said.lapsed_members, len(period.lapsed))


def _end(context: Context, account: Account, status: MemberStatus, period: Period) -> None:
    member = context.plan.members[account]
    member.status, member.since, member.end_index = status, period.at, period.index


def _look_for_too_few(context: Context, place: LogPosition, time: int) -> None:
    """An open plan that once had enough members and has had too few for longer than the grace closes itself."""
    plan = context.plan
    if plan.stage is not Stage.OPEN or not plan.reached_minimum:
        return
    if plan.active >= enough(plan):
        plan.below_since = 0
        return
    plan.below_since = plan.below_since or time
    if time >= plan.below_since + plan.terms.grace:
        context.awaited["closing"] = place


RULES: Rules = {Announced: announced}
