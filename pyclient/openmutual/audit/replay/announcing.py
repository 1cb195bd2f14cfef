"""Announcements, the only place where shares are charged: every figure is worked out anew (rules, section 5).

One figure may be false, or the ledger may really have charged otherwise, and then all that follows is otherwise too.
The other figures tell which: so one wrong is one finding, and what comes after is held against what was done.

Each figure is worked out from what the log said before it, so that one false figure is one finding.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ...events import Announced, LogPosition
from ...records import MemberStatus, Stage, Terms
from .context import Context, Rules
from .members import enough, passed
from .state import Funding, Membership, Period, ReplayedPlan

YEAR = 365 * 24 * 60 * 60

UNLIMITED = 1 << 256
"""More than anything."""


@dataclass(frozen=True, slots=True)
class Call:
    """What the queued cases ask of those who share.

    Attributes:
        units: who pays (U).
        queue: cases by level (n); `asked` what one of them asks of the members (a).
        need: all of them together.
        left: what a unit may still be charged this plan year.
    """

    units: int
    queue: Mapping[int, int]
    asked: Mapping[int, int]
    need: int
    left: int


def call(plan: ReplayedPlan, terms: Terms, time: int, units: int | None = None, waits: bool = False) -> Call:
    """What is asked at `time`, of as many units as there are or of others; a later plan year starts its count anew.

    Of a queue that waits nothing is asked.
    """
    units = plan.units + plan.leaving_units if units is None else units
    queue = {} if waits else {level: count for level, count in sorted(plan.queue.items()) if count}
    asked = {level: asked_for(terms, level, units) for level in queue}
    need = sum(count * asked[level] for level, count in queue.items())
    charged = plan.charged if plan_year(plan, time) == plan.year else 0
    left = max(0, terms.year_cap - charged) if terms.year_cap else UNLIMITED
    return Call(units, queue, asked, need, left)


def plan_year(plan: ReplayedPlan, time: int) -> int:
    """The plan year, counted from 0 at the deployment."""
    return (time - plan.opened_at) // YEAR


def asked_for(terms: Terms, level: int, units: int) -> int:
    """The most that members are asked for one case of a level."""
    due = terms.levels[level].due
    return min(due, terms.case_cap * units) if terms.case_cap and units else due


def wanted_up(terms: Terms, asked: Call, surplus: int) -> int:
    """What each unit should pay: what is missing to the need, rounded up to a step, within the cap of a period."""
    if asked.units == 0:
        return 0
    missing = max(0, asked.need - surplus)
    steps_up = -(-missing // (asked.units * terms.step))
    return min(steps_up * terms.step, terms.period_cap)


def share_up(terms: Terms, asked: Call, surplus: int) -> int:
    """What each unit pays.  By the rules a queue that wants more than the year has left waits; none is cut to that."""
    return min(wanted_up(terms, asked, surplus), asked.left)


def must_wait(plan: ReplayedPlan, time: int) -> bool:
    """Whether the queue wants more of a unit than the year's cap has left."""
    asked = call(plan, plan.terms, time)
    return wanted_up(plan.terms, asked, plan.money.surplus) > asked.left


@dataclass(frozen=True, slots=True)
class Funded:
    """How the cases are funded; G, B and the rest of the rules."""

    pot: int
    surplus: int
    gap: int
    means: int
    drawn: int
    funding: dict[int, Funding]

    def payouts(self, queue: Mapping[int, int]) -> int:
        """What all cases get together."""
        return sum(count * sum_of(self.funding[level]) for level, count in queue.items())


def fund(terms: Terms, asked: Call, pot: int, backstop: int) -> Funded:
    """Share the pot among the cases, then fill the gap from the backstop."""
    queue = asked.queue
    by_members = {level: cut_down(asked.asked[level], pot, asked.need) for level in queue}
    surplus = pot - sum(count * by_members[level] for level, count in queue.items())
    gaps = {level: terms.levels[level].due - by_members[level] for level in queue}
    gap = sum(count * gaps[level] for level, count in queue.items())
    means = max(0, min(backstop, terms.backstop_cap) if terms.backstop_cap else backstop)
    by_backstop = {level: cut_down(gaps[level], means, gap) for level in queue}
    drawn = sum(count * by_backstop[level] for level, count in queue.items())
    funding = {level: Funding(by_members[level], by_backstop[level]) for level in queue}
    return Funded(pot, surplus, gap, means, drawn, funding)


def cut_down(amount: int, part: int, whole: int) -> int:
    """An amount in the proportion `part / whole`, rounded down; the whole of it where the part is enough."""
    return amount if part >= whole else amount * part // whole


def sum_of(funding: Funding) -> int:
    """What one case gets, from members and the backstop together."""
    return funding.by_members + funding.by_backstop


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an announcement.

    Attributes:
        asked: what was asked of whom.
        share: what a unit paid for cases.
        funded: how the cases were funded with it.
    """

    asked: Call
    share: int
    funded: Funded

    def contradictions(self, said: Announced) -> int:
        """How many figures of the log it does not explain."""
        figures = said.figures
        told = figures.need, figures.share, figures.surplus, figures.drawn
        explained = self.asked.need, self.share, self.funded.surplus, self.funded.drawn
        return sum(one != other for one, other in zip(told, explained, strict=True))


def read(plan: ReplayedPlan, event: Announced, time: int) -> Reading:
    """The reading that explains most; of equal ones that which is nearest to the rules."""
    return min(_readings(plan, event, time), key=lambda reading: reading.contradictions(event))


def _readings(plan: ReplayedPlan, event: Announced, time: int) -> Iterator[Reading]:
    """By the rules; with the share that the log tells, and with its units; without the caps on a case and a draw.

    Whether the queue waited is taken from the log: whatever comes later follows from that.
    """
    terms, said, waits = plan.terms, event.figures, is_said_to_wait(plan, event)
    asked = call(plan, terms, time, waits=waits)
    yield _reading(plan, terms, asked, share_up(terms, asked, plan.money.surplus))
    yield _reading(plan, terms, asked, said.share)
    yield _reading(plan, terms, call(plan, terms, time, said.units, waits), said.share)
    for uncapped in (replace(terms, case_cap=0), replace(terms, backstop_cap=0)):
        yield _reading(plan, uncapped, call(plan, uncapped, time, waits=waits), said.share)


def is_said_to_wait(plan: ReplayedPlan, event: Announced) -> bool:
    """Whether the log tells that the queue waits."""
    return event.figures.waiting > 0 and event.figures.queue == 0 and any(plan.queue.values())


def _reading(plan: ReplayedPlan, terms: Terms, asked: Call, share: int) -> Reading:
    pot = share * asked.units + plan.money.surplus
    return Reading(asked, share, fund(terms, asked, pot, plan.money.backstop))


QUEUE_BITS = 16


def announced(context: Context, event: Announced, time: int) -> None:
    """Charge everybody, fund the cases, lapse whoever the floor passes, open the next period."""
    plan, said, money = context.plan, event.figures, context.plan.money
    reading = read(plan, event, time)
    asked = reading.asked
    _check_calendar(context, event, time)
    _check_waiting(context, event, time)
    _check_figures(context, event, reading, time)
    period, floor = _period_of(context, event, reading, time), plan.floor
    money.surplus, money.backstop = said.surplus, money.backstop - said.drawn
    money.promised += reading.funded.payouts(asked.queue)
    money.operator_credit += said.dues * asked.units
    _charge(context, event, reading, time)
    _pass_queue(plan, period)
    _lapse(context, event, period, floor)
    if not period.holds_leavers:
        _let_go(plan, period)
    plan.periods.append(period)
    _look_for_too_few(context, event.place, time)


def _check_calendar(context: Context, event: Announced, time: int) -> None:
    """When there may be an announcement at all."""
    plan, find, place = context.plan, context.findings, event.place
    number, earliest = len(plan.periods), plan.announced_at + plan.terms.period
    find.expect(event.period == number, "period-number-differs", place, said=event.period, due=number)
    find.expect(plan.stage is not Stage.CLOSED, "announced-closed", place, period=number)
    find.expect(time >= earliest, "announced-too-early", place, period=number, earliest=earliest, at=time)


def _check_waiting(context: Context, event: Announced, time: int) -> None:
    """A year's cap never cuts: the whole queue waits, if it wants more than is left, and only then."""
    plan = context.plan
    due, said = must_wait(plan, time), is_said_to_wait(plan, event)
    wanted = wanted_up(plan.terms, call(plan, plan.terms, time), plan.money.surplus)
    facts = {"period": event.period, "wanted": wanted}
    context.findings.expect(said or not due, "year-cap-cuts", event.place, **facts)
    context.findings.expect(due or not said, "queue-waits-wrongly", event.place, **facts)
    waiting = _counted(plan.queue) if said else 0
    _compare(context, event, "waiting-differs", event.figures.waiting, waiting)


def _counted(queue: Mapping[int, int]) -> int:
    """A queue as one number, sixteen bits a level."""
    return sum(count << QUEUE_BITS * level for level, count in queue.items())


def _check_figures(context: Context, event: Announced, reading: Reading, time: int) -> None:
    """What was asked of whom, and what it came to."""
    plan, said, terms = context.plan, event.figures, context.plan.terms
    asked = call(plan, terms, time, reading.asked.units, is_said_to_wait(plan, event))
    drawn = fund(terms, reading.asked, reading.funded.pot, plan.money.backstop).drawn
    _compare(context, event, "units-differ", said.units, plan.units + plan.leaving_units)
    _compare(context, event, "queue-differs", said.queue, _counted(asked.queue))
    _compare(context, event, "need-differs", said.need, asked.need)
    _compare(context, event, "share-differs", said.share, share_up(terms, asked, plan.money.surplus))
    dues = terms.dues if plan.stage is Stage.OPEN and reading.asked.units else 0
    _compare(context, event, "dues-differ", said.dues, dues)
    _compare(context, event, "surplus-differs", said.surplus, reading.funded.surplus)
    _compare(context, event, "drawn-differs", said.drawn, drawn)


def _compare(context: Context, event: Announced, key: str, said: int, due: int) -> None:
    if said != due:
        context.findings.add(key, event.place, period=event.period, said=said, due=due)


def _period_of(context: Context, event: Announced, reading: Reading, time: int) -> Period:
    """The announcement as it is kept; where the index went, and who lapsed, is filled in later."""
    plan, said, terms = context.plan, event.figures, context.plan.terms
    asked, funded = reading.asked, reading.funded
    missing = max(0, asked.need - plan.money.surplus)
    waits = is_said_to_wait(plan, event)
    return Period(
        number=len(plan.periods),
        at=time,
        place=event.place,
        units=asked.units,
        members=plan.active,
        leavers=0,
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
        period_capped=asked.units > 0 and missing > terms.period_cap * asked.units,
        waiting={level: count for level, count in plan.queue.items() if count} if waits else {},
        queue_began=plan.queue_began if plan.queue else len(plan.periods),
        holds_leavers=waits and plan.stage is Stage.CLOSING,
    )


def _charge(context: Context, event: Announced, reading: Reading, time: int) -> None:
    """Raise the index by what was charged, and note what a unit was charged this plan year."""
    plan, step = context.plan, context.plan.terms.step
    steps = (reading.share + event.figures.dues) // step
    plan.index += steps
    plan.shares += reading.share // step
    plan.money.member_funds -= steps * step * (plan.units + plan.leaving_units)
    year = plan_year(plan, time)
    if year != plan.year:
        plan.year, plan.charged = year, 0
    plan.charged += reading.share
    plan.announced_at = time


def _pass_queue(plan: ReplayedPlan, period: Period) -> None:
    """The queue is announced, unless it waits: then what is approved meanwhile joins it."""
    period.index, period.shares = plan.index, plan.shares
    if not period.waits:
        plan.announced_in[period.queue_began] = period.number
        plan.queue.clear()


def _lapse(context: Context, event: Announced, period: Period, floor: int) -> None:
    """Whoever holds less than the reserve lapses: those whom the floor, as it was before, has passed."""
    plan, said = context.plan, event.figures
    lapsed = list(passed(plan, floor, plan.floor))
    period.lapsed = tuple(member.account for member in lapsed)
    period.others_lapsed, units_of_others = plan.others.lapsed(period.number)
    period.lapsed_units = sum(member.units for member in lapsed) + units_of_others
    for member in lapsed:
        _end(member, MemberStatus.LAPSED, period)
        member.lapsed_in = period.number
    plan.units -= period.lapsed_units
    plan.active -= period.lapsed_members
    _compare(context, event, "lapsed-units-differ", said.lapsed_units, period.lapsed_units)
    _compare(context, event, "lapsed-members-differ", said.lapsed_members, period.lapsed_members)


def _let_go(plan: ReplayedPlan, period: Period) -> None:
    """Leavers have paid for the last time."""
    period.leavers = len(plan.leavers) + plan.others.leavers(period.number)
    for member in plan.leavers.values():
        _end(member, MemberStatus.LEFT, period)
        member.left_in = period.number
    plan.leavers.clear()
    plan.leaving_units = 0


def _end(member: Membership, status: MemberStatus, period: Period) -> None:
    member.status, member.since, member.end_index = status, period.at, period.index
    member.shared_until = period.shares


TWO_IN_A_ROW = 2
"""Announcements that must find enough members before too few can close the plan."""


def _look_for_too_few(context: Context, place: LogPosition, time: int) -> None:
    """An open plan that once had enough members and has had too few for longer than the grace closes itself."""
    plan = context.plan
    if plan.stage is not Stage.OPEN:
        return
    is_enough = plan.active >= enough(plan)
    if plan.found_enough < TWO_IN_A_ROW:
        plan.found_enough = plan.found_enough + 1 if is_enough else 0
    elif is_enough:
        plan.below_since = 0
    elif not plan.below_since:
        plan.below_since = time
    elif time >= plan.below_since + plan.terms.grace:
        context.awaited["closing"] = place


RULES: Rules = {Announced: announced}
