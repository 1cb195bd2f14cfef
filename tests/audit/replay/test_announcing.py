"""What an audit finds wrong with announcements: every figure, the calendar, the queue, closing, powers, the backstop."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openmutual.events import (
    BackstopFunded,
    BackstopNoticed,
    BackstopTaken,
    CaseDecided,
    CaseFiled,
    ClosingStarted,
    JoiningStopped,
    OperatorProposed,
    OperatorSucceeded,
    Queued,
)
from tests.audit.log_builder import (
    DAY,
    MILD,
    ROLES,
    SEVERE,
    START,
    TERMS,
    Lie,
    LogBuilder,
    paid_in,
    paid_out,
    people,
    waiting,
)


def with_backstop(amount: int = 10) -> LogBuilder:
    return people().say((BackstopFunded, "giver", amount), paid_in("giver", amount))


def cut_case(**figures: int) -> LogBuilder:
    """A severe case of 66 asked of one unit, which pays its 36 at most; the backstop has ten."""
    builder = LogBuilder().join("a").say((BackstopFunded, "giver", 10), paid_in("giver", 10)).say((Queued, 0, 0))
    said = {"units": 1, "queue": SEVERE, "need": 66, "share": 36, "drawn": 10, "lapsed_units": 0}
    return builder.announce(**said | figures)


def on_the_brink(units: int = 3, members: int = 1) -> LogBuilder:
    """Three units stand at the bare reserve, and lapse with the next announcement."""
    builder = LogBuilder().join("a").join("c", deposit=150, limit=25, tier=1)
    builder.announce(units=4).announce(units=4)
    return builder.announce(units=4, lapsed_units=units, lapsed_members=members)


def asked_at(after: int, **figures: int) -> LogBuilder:
    """A year's cap of 36, of which the first case has taken 22; then another, some time later."""
    builder = LogBuilder(replace(TERMS, year_cap=36)).join("a", 400, 200).say((Queued, 0, 1))
    builder.announce(units=1, queue=MILD, need=22, share=22)
    builder.wait(after).say((Queued, 1, 1))
    return builder.announce(units=1, **figures)


def cut_by_the_year(cut: bool) -> LogBuilder:
    """Of 22 that the second case wants, a year's cap has left fourteen."""
    return asked_at(DAY, **{"queue": MILD, "need": 22, "share": 14} if cut else {"waiting": MILD})


def waited_in_a_new_year(waits: bool) -> LogBuilder:
    return asked_at(365 * DAY, **{"waiting": MILD} if waits else {"queue": MILD, "need": 22, "share": 22})


def announced_next_year(**figures: int) -> LogBuilder:
    """The case that waited is announced, and with it a mild one that was approved meanwhile; they share one cap."""
    builder = waiting().say((Queued, 1, 1)).wait(365 * DAY)
    said = {"units": 2, "queue": SEVERE + MILD, "need": 88, "share": 36, "surplus": 1}
    return builder.announce(**said | figures)


def leavers_waiting(units: int) -> LogBuilder:
    """Somebody asked to leave when the plan was closing, and stays until the case that waits is announced."""
    return waiting(close=True, leaver="a").announce(units=units, dues=0, waiting=SEVERE, surplus=2)


def too_few(announcements: int, ends: bool, reached: int = 2) -> LogBuilder:
    """Two of three members leave; the one who stays is too few, first after the third announcement."""
    builder = people()
    for _ in range(reached):
        builder.announce()
    builder.leave("a").leave("c")
    builder.wait()
    for number in range(announcements):
        last = ends and number == announcements - 1
        builder.say(builder.announced(units=1 if number else 5), *[(ClosingStarted, "")] * last)
        builder.wait()
    return builder


def take(builder: LogBuilder, amount: int, by: str = "sponsor") -> LogBuilder:
    return builder.say((BackstopTaken, by, amount), paid_out(by, amount))


def notice(builder: LogBuilder, amount: int, shift: int = 0) -> LogBuilder:
    opens = builder.time + 13 * DAY + shift
    return builder.say((BackstopNoticed, amount, opens, opens + 10 * DAY))


def noticed(amount: int = 8) -> LogBuilder:
    """The sponsor's window has just opened."""
    return notice(with_backstop(), amount).wait(13 * DAY - 10)


def proposed(builder: LogBuilder, shift: int = 0) -> LogBuilder:
    earliest = builder.time + 23 * DAY + shift
    return builder.say((OperatorProposed, "successor", earliest, earliest + 10 * DAY))


def succeeded(wait: int, who: str = "successor") -> LogBuilder:
    return proposed(people()).wait(wait).say((OperatorSucceeded, who))


def ended(pool: int = 8, weight: int = 15, backstop: int = 0) -> LogBuilder:
    """Five units have shared three steps each, and eight are left over."""
    return people().mild_case().close().finish(pool, weight, backstop)


def ended_without_sponsor(pool: int) -> LogBuilder:
    """The backstop is members' money in the end."""
    builder = gift_to(people(replace(ROLES, sponsor=""))).mild_case().close()
    return builder.finish(pool, 15, 13 - pool)


def filed(before_the_end: int) -> LogBuilder:
    """A case is filed some time before the end; the panel has five days, and three are for an appeal."""
    builder = people().close().wait(30 * DAY - before_the_end)
    builder.say((CaseFiled, 0, "a", 1, START + 20, bytes(32), "a")).wait(before_the_end - 20)
    return builder.wait(-30 * DAY).finish()


def judged(approve: bool) -> LogBuilder:
    """A case is decided on and nothing more, and the plan ends."""
    builder = people().say((CaseFiled, 0, "a", 1, START + 20, bytes(32), "a"))
    builder.say(*[(Queued, 0, 1)] * approve, (CaseDecided, 0, approve, 1, b"report", ("assessor",)))
    return builder.close().finish()


def gift_to(builder: LogBuilder) -> LogBuilder:
    return builder.say((BackstopFunded, "giver", 5), paid_in("giver", 5))


LIES = [
    Lie("announced-too-early", lambda off: people().wait(off - 30).announce(), -10, -11),
    Lie("announced-closed", lambda end: (people().close().finish() if end else people().close()).announce(dues=0), False, True),
    Lie("period-number-differs", lambda period: people().announce().announce(period=period), 1, 2),
    Lie("units-differ", lambda units: people().announce(units=units), 5, 4),
    Lie("units-differ", lambda units: people().announce().leave("c").announce().announce(units=units), 2, 5),
    Lie("units-differ", leavers_waiting, 2, 1),
    Lie("year-cap-cuts", cut_by_the_year, False, True),
    Lie("queue-waits-wrongly", waited_in_a_new_year, False, True),
    Lie("waiting-differs", lambda queue: waiting(waiting=queue), SEVERE, SEVERE + MILD),
    Lie("share-differs", lambda share: waiting(share=share, surplus=2 + 2 * share), 0, 12),
    Lie("queue-differs", lambda queue: announced_next_year(queue=queue), SEVERE + MILD, SEVERE),
    Lie("queue-differs", lambda queue: people().mild_case(queue=queue), MILD, MILD + 1),
    Lie("need-differs", lambda need: people().mild_case(need=need), 22, 24),
    Lie("share-differs", lambda share: people().mild_case(share=share, surplus=5 * share - 22), 6, 8),
    Lie("share-differs", lambda share: cut_case(share=share, surplus=0, drawn=10), 36, 34),
    Lie("dues-differ", lambda dues: people().announce(dues=dues), 4, 6),
    Lie("dues-differ", lambda dues: people().close().announce(dues=dues), 0, 4),
    Lie("dues-differ", lambda dues: LogBuilder().announce(units=0, dues=dues), 0, 4),
    Lie("surplus-differs", lambda surplus: people().mild_case(surplus=surplus), 8, 7),
    Lie("drawn-differs", lambda drawn: cut_case(drawn=drawn), 10, 9),
    Lie("lapsed-units-differ", lambda units: on_the_brink(units=units), 3, 0),
    Lie("lapsed-members-differ", lambda members: on_the_brink(members=members), 1, 2),
    Lie("closing-not-open", lambda twice: people().close().close() if twice else people().close(), False, True),
    Lie("closing-by-stranger", lambda by: people().close(by), "supervisor", "a"),
    Lie("closing-without-cause", lambda announcements: too_few(announcements, ends=True), 3, 2),
    Lie("closing-without-cause", lambda ends: too_few(3, ends, reached=1), False, True),
    Lie("closing-missed", lambda ends: too_few(3, ends), True, False),
    Lie("finished-not-closing", lambda start: (people().close() if start else people()).finish(), True, False),
    Lie("finished-too-early", lambda off: people().close().wait(off).finish(), -10, -11),
    Lie("finished-too-early", filed, 8 * DAY + 10, 8 * DAY + 9),
    Lie("finished-with-unpaid-cases", judged, False, True),
    Lie("rebate-shared-differs", lambda weight: ended(weight=weight), 15, 5),
    Lie("rebate-pool-differs", lambda pool: ended(pool, backstop=8 - pool), 8, 7),
    Lie("rebate-pool-differs", ended_without_sponsor, 13, 8),
    Lie("finish-backstop-differs", lambda backstop: ended(backstop=backstop), 0, 2),
    Lie("joins-stopped-by-stranger", lambda by: people().say((JoiningStopped, by)), "operator", "a"),
    Lie("joins-stopped-not-open", lambda end: (people().close() if end else people()).say((JoiningStopped, "supervisor")), False, True),
    Lie("succession-delay-differs", lambda shift: proposed(people(), shift), 0, -1),
    Lie("successor-not-proposed", lambda who: succeeded(23 * DAY, who), "successor", "a"),
    Lie("succeeded-too-early", succeeded, 23 * DAY - 10, 23 * DAY - 11),
    Lie("succeeded-too-late", succeeded, 33 * DAY - 11, 33 * DAY - 10),
    Lie("backstop-funded-closed", lambda end: gift_to(people().close().finish() if end else people().close()), False, True),
    Lie("notice-without-sponsor", lambda sponsor: notice(LogBuilder(roles=replace(ROLES, sponsor=sponsor)), 5), "sponsor", ""),
    Lie("notice-window-differs", lambda shift: notice(people(), 5, shift), 0, -DAY),
    Lie("backstop-taken-by-stranger", lambda by: take(noticed(), 8, by), "sponsor", "operator"),
    Lie("backstop-taken-unnoticed", lambda off: take(noticed().wait(off), 8), 0, -1),
    Lie("backstop-taken-unnoticed", lambda off: take(noticed().wait(off), 8), 10 * DAY - 1, 10 * DAY),
    Lie("backstop-taken-above-notice", lambda amount: take(take(noticed(), 5), amount), 3, 4),
    Lie("backstop-overdrawn", lambda amount: take(noticed(20), amount), 10, 11),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_about_the_plan_is_found_and_the_truth_is_not(lie: Lie) -> None:
    assert lie.story(lie.true).found() == []
    assert lie.story(lie.false).found() == [lie.check]
