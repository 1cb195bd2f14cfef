"""What an audit finds wrong with members' events; each lie is told beside the truth that it replaces."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openmutual.events import (
    AccountReplaced,
    BenefitEndedMembership,
    CaseFiled,
    Joined,
    JoiningStopped,
    LeaveRequested,
    PlanOpened,
    Reinstated,
    ToppedUp,
)
from openmutual.records import Tier
from tests.audit.log_builder import (
    DAY,
    ROLES,
    SEVERE,
    START,
    TERMS,
    Lie,
    LogBuilder,
    just_lapsed,
    lapsed,
    paid_in,
    people,
    waiting,
)


def top_up(builder: LogBuilder, amount: int = 10, limit: int = 45, member: str = "a") -> LogBuilder:
    return builder.say((ToppedUp, member, "friend", amount, limit), paid_in("friend", amount))


def come_back(
    builder: LogBuilder, amount: int = 20, back_pay: int = 4, limit: int = 30, member: str = "d"
) -> LogBuilder:
    return builder.say((Reinstated, member, "d", amount, back_pay, limit), paid_in("d", amount))


def gone() -> LogBuilder:
    """One of five units has asked to leave, and another announcement has been made."""
    return people().announce().leave("a").announce()


def twice_out() -> LogBuilder:
    return gone().withdraw("a", 72).withdraw("a", 0)


def out() -> LogBuilder:
    return gone().withdraw("a", 72)


def back_by(payer: str) -> LogBuilder:
    """Who was a member comes back, on somebody's payment."""
    return out().say((Joined, "a", 0, 80, 44), paid_in(payer, 80))


def replaced(emptied: bool) -> LogBuilder:
    """The person of the first membership goes on at another account, and would join at the old one as well."""
    builder = gone().say((AccountReplaced, "a"))
    return (builder.withdraw("a", 72) if emptied else builder).join("a", limit=44)


def filed_and_out(wait: int) -> LogBuilder:
    """Who has left files for an illness from before, and withdraws some time later."""
    return gone().say((CaseFiled, 0, "a", 1, START + 20, bytes(32), "a")).wait(wait).withdraw("a", 72)


def out_with_queue(is_announced: bool) -> LogBuilder:
    """Who asks to leave a closing plan waits with the case that waits."""
    builder = waiting(close=True, leaver="a")
    if not is_announced:
        return builder.withdraw("a", 384)
    builder.wait(365 * DAY).announce(units=2, dues=0, queue=SEVERE, need=66, share=32)
    return builder.withdraw("a", 352)


def stopped(builder: LogBuilder, indeed: bool) -> LogBuilder:
    return builder.say((JoiningStopped, "operator")) if indeed else builder


def paid_benefit(balance: int = 80) -> LogBuilder:
    """A benefit has ended the first membership before anything was announced."""
    return people().say((BenefitEndedMembership, "a", balance))


def closed_but_for_the_end() -> LogBuilder:
    return people().mild_case().close()


def closed() -> LogBuilder:
    """Eight of surplus over at the end, for five units that have shared three steps each."""
    return closed_but_for_the_end().finish(8, 15)


def last_out(rest: int) -> LogBuilder:
    """One, one and four of eight go back; rounding leaves two, which the sponsor may have."""
    return closed().withdraw("a", 70, 1).withdraw("b", 70, 1).withdraw("c", 210, 4, rest)


def last_out_without_sponsor(rebate: int) -> LogBuilder:
    """The last one has what rounding leaves."""
    builder = people(replace(ROLES, sponsor="")).mild_case().close().finish(8, 15)
    return builder.withdraw("a", 70, 1).withdraw("b", 70, 1).withdraw("c", 210, rebate)


def late(rebate: int) -> LogBuilder:
    """Who joined after all sharing was done has a part in nothing."""
    return people().mild_case().join("d", limit=45).close().finish(8, 15).withdraw("d", 80, rebate)


def went_in_the_closing(rebate: int) -> LogBuilder:
    """Who leaves a plan that is closing keeps their part of what is over."""
    return closed_but_for_the_end().leave("a").announce(dues=0, surplus=8).finish(8, 15).withdraw("a", 70, rebate)


def went_before_the_closing(rebate: int) -> LogBuilder:
    builder = people().mild_case().leave("a").announce(surplus=8).close()
    return builder.finish(8, 12).withdraw("a", 66, rebate)


LIES = [
    Lie("terms-unworkable", lambda units: LogBuilder(replace(TERMS, tiers=(Tier("one", units, 40),))), 1, 0),
    Lie("opened-twice", lambda again: people().say(*[(PlanOpened, bytes(32), "t", "d", "", TERMS, ROLES)] * again), 0, 1),
    Lie("unknown-member", lambda who: people().announce().say((LeaveRequested, who, 1)), "a", "z"),
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
    Lie("joined-twice", lambda is_out: (out() if is_out else gone()).join("a", limit=44), True, False),
    Lie("joined-though-replaced", replaced, True, False),
    Lie("rejoined-by-another", back_by, "a", "sponsor"),
    Lie("joined-after-benefit", lambda who: paid_benefit().withdraw("a", 80).join(who), "d", "a"),
    Lie("topped-up-closed", lambda end: top_up(closed() if end else closed_but_for_the_end()), False, True),
    Lie("topped-up-not-active", lambda who: top_up(people().announce().leave("b"), member=who), "a", "b"),
    Lie("reinstated-not-open", lambda end: come_back(lapsed().close() if end else lapsed()), False, True),
    Lie("reinstated-not-lapsed", lambda who: come_back(lapsed(), limit={"d": 30, "a": 50}[who], member=who), "d", "a"),
    Lie("reinstated-late", lambda late: come_back(lapsed().wait(10 * DAY - 20 + late)), -1, 0),
    Lie("reinstated-below-reserve", lambda amount: come_back(lapsed(), amount, 4, 20 + amount // 2), 12, 10),
    Lie("back-pay-differs", lambda back_pay: come_back(lapsed(), back_pay=back_pay), 4, 0),
    Lie("left-closed", lambda end: (closed() if end else closed_but_for_the_end()).leave("a"), False, True),
    Lie("left-not-active", lambda who: people().announce().leave("b").leave(who), "a", "b"),
    Lie("left-when-joined", lambda later: (people().announce() if later else people()).leave("a"), True, False),
    Lie("leaving-period-differs", lambda period: people().announce().say((LeaveRequested, "a", period)), 1, 0),
    Lie("withdrawn-without-right", lambda who: gone().withdraw(who, 72), "a", "b"),
    Lie("withdrawn-without-right", lambda twice: twice_out() if twice else out(), False, True),
    Lie("withdrawal-differs", lambda amount: gone().withdraw("a", amount), 72, 80),
    Lie("withdrawal-differs", lambda amount: lapsed().withdraw("d", amount), 32, 28),
    Lie("withdrawal-differs", lambda amount: paid_benefit().announce(units=4).withdraw("a", amount), 80, 76),
    Lie("rebate-differs", lambda rebate: closed().withdraw("a", 70, rebate), 1, 2),
    Lie("rebate-differs", lambda rebate: gone().withdraw("a", 72, rebate), 0, 3),
    Lie("rebate-differs", last_out_without_sponsor, 6, 4),
    Lie("rebate-differs", late, 0, 1),
    Lie("rebate-differs", went_in_the_closing, 1, 0),
    Lie("rebate-differs", went_before_the_closing, 0, 1),
    Lie("rebate-rest-differs", last_out, 2, 0),
    Lie("withdrawn-with-queue", out_with_queue, True, False),
    Lie("withdrawn-too-early", lambda made: (lapsed() if made == 2 else just_lapsed()).withdraw("d", 32), 2, 1),
    Lie("withdrawn-past-case", filed_and_out, 8 * DAY - 10, 8 * DAY - 11),
    Lie("ended-twice", lambda who: paid_benefit().say((BenefitEndedMembership, who, 80)), "b", "a"),
    Lie("ended-balance-differs", paid_benefit, 80, 79),
    Lie("ended-balance-differs", lambda balance: lapsed().say((BenefitEndedMembership, "d", balance)), 32, 28),
]  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_about_a_member_is_found_and_the_truth_is_not(lie: Lie) -> None:
    assert lie.story(lie.true).found() == []
    assert lie.story(lie.false).found() == [lie.check]
