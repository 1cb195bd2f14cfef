"""What an audit finds wrong with members' events; each lie is told beside the truth that it replaces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openmutual.events import BenefitEndedMembership, JoiningStopped, LeaveRequested, PlanOpened, Reinstated, ToppedUp
from openmutual.records import Tier
from tests.audit.log_builder import DAY, ROLES, TERMS, Lie, LogBuilder, lapsed, paid_in, people


def top_up(builder: LogBuilder, amount: int = 10, limit: int = 45, member: str = "a") -> LogBuilder:
    return builder.say((ToppedUp, member, "friend", amount, limit), paid_in("friend", amount))


def come_back(
    builder: LogBuilder, amount: int = 20, back_pay: int = 4, limit: int = 30, member: str = "d"
) -> LogBuilder:
    return builder.say((Reinstated, member, "d", amount, back_pay, limit), paid_in("d", amount))


def gone() -> LogBuilder:
    """One of five units has asked to leave, and another announcement has been made."""
    return people().leave("a").announce()


def twice_out() -> LogBuilder:
    return gone().withdraw("a", 76).withdraw("a", 0)


def stopped(builder: LogBuilder, indeed: bool) -> LogBuilder:
    return builder.say((JoiningStopped, "operator")) if indeed else builder


def paid_benefit(balance: int = 80) -> LogBuilder:
    """A benefit has ended the first membership before anything was announced."""
    return people().say((BenefitEndedMembership, "a", balance))


def closed(late: bool = False, rebate: int = 1) -> LogBuilder:
    """Eight of surplus over at the end: one for each of five units, and three for the backstop."""
    builder = people()
    if late:
        builder.wait(2 * DAY)
    builder.mild_case()
    if not late:
        builder.wait(50 * DAY)
    return builder.close().finish(rebate, 5 * rebate, 8 - 5 * rebate)


def closed_but_for_the_end() -> LogBuilder:
    return people().mild_case().wait(50 * DAY).close()


LIES = [
    Lie("terms-unworkable", lambda units: LogBuilder(replace(TERMS, tiers=(Tier("one", units, 40),))), 1, 0),
    Lie("opened-twice", lambda again: people().say(*[(PlanOpened, bytes(32), "t", "d", "", TERMS, ROLES)] * again), 0, 1),
    Lie("unknown-member", lambda who: people().say((LeaveRequested, who, 0)), "a", "z"),
    Lie("joined-not-open", lambda end: (people().close() if end else people()).join("d"), False, True),
    Lie("joined-though-stopped", lambda before: stopped(people(), before).join("d"), False, True),
    Lie("unknown-tier", lambda tier: people().join("d", tier=tier), 0, 2),
    Lie("deposit-too-small", lambda sum_: people().join("d", sum_, sum_ // 2), 40, 38),
    Lie("amount-not-whole", lambda sum_: people().join("d", sum_, 25), 50, 51),
    Lie("amount-not-whole", lambda sum_: top_up(people(), sum_), 10, 11),
    Lie("limit-differs", lambda limit: people().join("d", 50, limit), 25, 26),
    Lie("limit-differs", lambda limit: people().announce().join("d", 50, limit), 27, 25),
    Lie("limit-differs", lambda limit: top_up(people(), limit=limit), 45, 50),
    Lie("limit-differs", lambda limit: come_back(lapsed(), limit=limit), 30, 29),
    Lie("joined-twice", lambda who: people().join(who), "d", "a"),
    Lie("joined-twice", lambda out: (gone().withdraw("a", 76) if out else gone()).join("a", limit=42), True, False),
    Lie("joined-after-benefit", lambda who: paid_benefit().withdraw("a", 80).join(who), "d", "a"),
    Lie("topped-up-closed", lambda end: top_up(closed() if end else closed_but_for_the_end()), False, True),
    Lie("topped-up-not-active", lambda who: top_up(people().leave("b"), member=who), "a", "b"),
    Lie("reinstated-not-open", lambda end: come_back(lapsed().close() if end else lapsed()), False, True),
    Lie("reinstated-not-lapsed", lambda who: come_back(lapsed(), limit={"d": 30, "a": 50}[who], member=who), "d", "a"),
    Lie("reinstated-late", lambda late: come_back(lapsed().wait(10 * DAY - 20 + late)), -1, 0),
    Lie("reinstated-below-reserve", lambda amount: come_back(lapsed(), amount, 4, 20 + amount // 2), 12, 10),
    Lie("back-pay-differs", lambda back_pay: come_back(lapsed(), back_pay=back_pay), 4, 0),
    Lie("left-closed", lambda end: (closed() if end else closed_but_for_the_end()).leave("a"), False, True),
    Lie("left-not-active", lambda who: people().leave("b").leave(who), "a", "b"),
    Lie("leaving-period-differs", lambda period: people().announce().say((LeaveRequested, "a", period)), 1, 0),
    Lie("withdrawn-without-right", lambda who: gone().withdraw(who, 76), "a", "b"),
    Lie("withdrawn-without-right", lambda twice: twice_out() if twice else gone().withdraw("a", 76), False, True),
    Lie("withdrawal-differs", lambda amount: gone().withdraw("a", amount), 76, 80),
    Lie("withdrawal-differs", lambda amount: lapsed().withdraw("d", amount), 32, 28),
    Lie("withdrawal-differs", lambda amount: paid_benefit().announce(units=4).withdraw("a", amount), 80, 76),
    Lie("rebate-differs", lambda rebate: closed().withdraw("a", 70, rebate), 1, 2),
    Lie("rebate-differs", lambda rebate: gone().withdraw("a", 76, rebate), 0, 3),
    Lie("forfeited-differs", lambda forfeited: closed(late=True).withdraw("a", 70, 0, forfeited), 1, 0),
    Lie("ended-twice", lambda who: paid_benefit().say((BenefitEndedMembership, who, 80)), "b", "a"),
    Lie("ended-balance-differs", paid_benefit, 80, 79),
    Lie("ended-balance-differs", lambda balance: lapsed().say((BenefitEndedMembership, "d", balance)), 32, 28),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_about_a_member_is_found_and_the_truth_is_not(lie: Lie) -> None:
    assert lie.story(lie.true).found() == []
    assert lie.story(lie.false).found() == [lie.check]
