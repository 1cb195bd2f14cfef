"""Stopping joins, closing, finishing, and the rebate (rules, section 7)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import (
    CasesOpen,
    FinishTooEarly,
    NothingToWithdraw,
    NotSupervision,
    PlanNotClosing,
    PlanNotOpen,
)
from openmutual.model.closing import earliest_finish
from openmutual.records import MemberStatus, Stage, Tier
from tests.model.play import ROLES, Play
from tests.terms import DAY, terms


@pytest.mark.parametrize("verb", ["stop_joins", "close"])
def test_only_operator_and_supervisor_stop_or_close_and_only_an_open_plan(play: Play, verb: str) -> None:
    play.refuses(NotSupervision("sponsor"), getattr(play.ledger, verb), "sponsor")
    play.ledger.close("supervisor")
    play.refuses(NotSupervision("ann"), getattr(play.ledger, verb), "ann")
    play.refuses(PlanNotOpen(), getattr(play.ledger, verb), "operator")


def test_stopping_joins_twice_does_no_harm(play: Play) -> None:
    play.ledger.stop_joins("operator")
    play.ledger.stop_joins("supervisor")
    play.ledger.close("operator")


# --- finishing -------------------------------------------------------------------------------------------


def test_only_a_closing_plan_is_finished(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.refuses(PlanNotClosing(), play.ledger.finish)
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanNotClosing(), play.ledger.finish)


def test_the_run_off_is_waited_for(play: Play) -> None:
    play.go(5)
    play.ledger.close("operator")
    play.go(185, -1)
    play.refuses(FinishTooEarly(play.at(185)), play.ledger.finish)
    play.go(185)
    play.ledger.finish()
    assert play.ledger.snapshot().books.stage == Stage.CLOSED


def test_the_last_case_filed_has_its_time(play: Play) -> None:
    play.join("ann", "bo")
    play.go(5)
    play.file("ann")
    play.ledger.close("operator")
    play.go(180)
    play.ledger.withdraw_case("bo", play.file("bo", day=4))
    play.go(213, -1)
    play.refuses(FinishTooEarly(play.at(213)), play.ledger.finish)
    play.go(213)
    play.ledger.finish()


def test_cases_to_be_paid_hold_the_end_up(play: Play) -> None:
    play.join("ann", "bo", "cy")
    play.approved("ann")
    play.go(14)
    play.ledger.announce()
    play.approved("bo")
    play.decide(play.file("cy"), approve=False)
    play.ledger.close("operator")
    play.go(14 + 180)
    play.refuses(CasesOpen(2), play.ledger.finish)
    play.ledger.settle(0)
    play.refuses(CasesOpen(1), play.ledger.finish)
    play.ledger.announce()
    play.refuses(CasesOpen(1), play.ledger.finish)
    play.go(14 + 183)
    play.ledger.settle(1)
    play.ledger.finish()


# --- the rebate ------------------------------------------------------------------------------------------


def end(play: Play, surplus: int) -> None:
    """Let so much stand in the surplus, and finish the closing as soon as it can be."""
    more = surplus - play.ledger.surplus
    assert more >= 0
    play.ledger.surplus += more
    play.ledger.token.mint(play.ledger.account, more)
    play.world.advance(earliest_finish(play.ledger))
    play.ledger.finish()


def test_the_rebate_goes_by_what_each_has_shared(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann", tier="three", deposit=90)
    play.join("bo")
    play.period(14, claimant="bo")  # 3 a unit: 12 for a case of 10
    play.join("cy")
    play.period(28, claimant="bo")  # 2 a unit: 10, and 2 are over already
    play.ledger.close("operator")
    end(play, 100)
    books = play.ledger.snapshot().books
    # Shared: ann 3 x 5 = 15, bo 5, cy 2: 22 together.
    assert (books.surplus, books.rebate_pool, books.rebate_shared, books.backstop) == (0, 100, 22, 0)
    assert [play.balance(name) for name in ("ann", "bo", "cy")] == [75 + 68, 25 + 22, 28 + 9]


def test_who_joins_at_the_last_moment_gets_nothing_and_takes_from_nobody(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann", "bo")
    play.period(14, claimant="bo")
    play.join("puppet1", "puppet2", tier="three", deposit=90)
    play.ledger.close("operator")
    end(play, 7)
    assert [play.balance(name) for name in ("ann", "bo", "puppet1", "puppet2")] == [25 + 3, 25 + 3, 90, 90]


def test_an_operator_gains_no_rebate_by_paying_dues_to_itself(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0, dues=5)
    play.join("operator", tier="three", deposit=90)
    play.announce(14)
    play.join("ann", "bo", deposit=60)
    play.ledger.leave("operator")
    play.announce(28)
    play.period(42, claimant="bo")
    play.ledger.close("operator")
    end(play, 10)
    assert [play.ledger.withdraw(name) for name in ("ann", "bo")] == [60 - 10 - 5 + 5] * 2


@pytest.mark.parametrize("deposit", [39, 100])
def test_one_hard_announcement_in_a_closing_takes_nobody_s_part(stage: Callable[..., Play], deposit: int) -> None:
    play = stage(run_off=0, period_cap=30, tiers=(Tier("one", 1, 30),))
    play.join("ann", deposit=200)
    play.join("bo", deposit=deposit)
    play.announce(14)
    play.approved("ann", "accident")
    play.join("cy", deposit=200)
    if deposit == 100:
        play.ledger.leave("bo")
    play.ledger.close("operator")
    play.announce(28)  # 10 for each of bo and cy: bo lapses, or has left
    assert play.status("bo") == (MemberStatus.LAPSED if deposit == 39 else MemberStatus.LEFT)
    play.go(31)
    play.ledger.settle(0)
    end(play, 8)
    assert play.ledger.withdraw("bo") == deposit - 10 + 4
    assert play.ledger.withdraw("cy") == 200 - 10 + 4


@pytest.mark.parametrize("by_itself", [True, False])
def test_the_announcement_that_begins_a_closing_belongs_to_it(stage: Callable[..., Play], by_itself: bool) -> None:
    play = stage(run_off=0, min_members=3, grace=14 * DAY)
    play.join("ann", "bo", "cy")
    play.announce(14)
    play.period(28, claimant="ann")  # 4 a unit
    play.ledger.leave("cy")
    play.announce(42)
    play.ledger.leave("bo")
    play.go(56)
    if not by_itself:
        play.ledger.close("operator")
    play.ledger.announce()
    assert play.ledger.stage == Stage.CLOSING
    assert play.status("bo") == MemberStatus.LEFT
    end(play, 8)
    assert [play.balance(name) for name in ("ann", "bo", "cy")] == [26 + 4, 26 + 4, 26]


def test_who_lapsed_or_left_before_the_closing_has_no_part(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0, period_cap=20)
    play.join("ann", deposit=100)
    play.join("poor", deposit=30)
    play.join("quit", deposit=100)
    play.announce(14)
    play.ledger.leave("quit")
    play.period(28, claimant="ann", level="bruise")
    play.period(42, claimant="ann", level="accident")
    assert (play.status("poor"), play.status("quit")) == (MemberStatus.LAPSED, MemberStatus.LEFT)
    play.ledger.close("operator")
    end(play, 10)
    assert play.ledger.snapshot().books.rebate_shared == 0


def test_who_withdrew_before_the_end_or_was_paid_by_an_ending_benefit_has_no_part(stage: Callable[..., Play]) -> None:
    play = stage(run_off=30 * DAY)
    play.join("ann", "bo", "cy", "di")
    play.announce(14)
    play.period(28, claimant="ann", level="bruise")  # 3 a unit
    play.ledger.leave("bo")
    play.ledger.close("operator")
    play.announce(42)
    assert play.ledger.withdraw("bo") == 27
    play.decide(play.file("cy", "accident", day=27), "accident")
    play.announce(56)
    play.go(60)
    play.ledger.settle(1)
    paid = {name: play.paid(name) for name in ("ann", "di")}
    assert paid == {"ann": 3 + 9, "di": 3 + 9}
    end(play, 11)
    assert play.ledger.snapshot().books.rebate_shared == 24
    assert [play.ledger.withdraw(name) for name in ("cy", "ann", "di")] == [27, 18 + 5, 18 + 5]


def test_back_pay_counts_as_shared(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0, dues=1, period_cap=29)
    play.join("ann", deposit=30)
    play.join("bo", "cy", deposit=200)
    play.period(14, claimant="bo")  # shares of 4, and ann lapses
    play.period(28, claimant="bo")  # 4 again, which she misses
    play.top_up("ann", 30)
    play.ledger.close("operator")
    end(play, 24)
    assert play.ledger.snapshot().books.rebate_shared == 3 * 8
    assert play.balance("ann") == 30 - 5 - 5 + 30 + 8


def test_after_the_last_one_entitled_the_rounding_rest_is_backstop(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann", "bo", "cy")
    play.period(14, claimant="bo")
    play.join("late")
    play.ledger.close("operator")
    end(play, 11)
    for name in ("ann", "bo"):
        assert play.ledger.withdraw(name) == 26 + 3
    assert play.ledger.snapshot().books.rebate_pool == 5
    assert play.ledger.withdraw("cy") == 26 + 3
    books = play.ledger.snapshot().books
    assert (books.rebate_pool, books.backstop) == (0, 2)
    assert play.ledger.withdraw("late") == 30
    play.ledger.take_backstop("sponsor", 2)
    assert play.ledger.snapshot().books.token_balance == 0


def test_without_a_sponsor_members_get_the_backstop_back_and_the_last_of_them_the_rest(
    stage: Callable[..., Play],
) -> None:
    play = Play(terms(run_off=0), replace(ROLES, sponsor=""))
    play.join("ann", "bo", "cy")
    play.period(14, claimant="bo")
    play.fund(6, payer="donor")
    play.ledger.close("operator")
    end(play, 5)
    books = play.ledger.snapshot().books
    assert (books.rebate_pool, books.backstop) == (11, 0)
    assert [play.ledger.withdraw(name) for name in ("ann", "bo", "cy")] == [26 + 3, 26 + 3, 26 + 5]
    assert play.ledger.snapshot().books.token_balance == 0


@pytest.mark.parametrize("sponsor", ["sponsor", ""])
def test_a_surplus_to_which_nobody_is_entitled_becomes_backstop(sponsor: str) -> None:
    play = Play(terms(run_off=0), replace(ROLES, sponsor=sponsor))
    play.join("ann", "bo", "cy", deposit=100)
    play.announce(14)
    for name in ("ann", "bo", "cy"):
        play.ledger.leave(name)
    play.period(28, claimant="ann")  # 4 a unit for a case of 10
    play.ledger.close("operator")
    play.fund(3, payer="donor")
    end(play, 2)
    books = play.ledger.snapshot().books
    assert (books.surplus, books.rebate_pool, books.backstop) == (0, 0, 5)
    assert play.ledger.withdraw("ann") == 96


def test_leavers_withdraw_from_a_closed_plan_with_their_part(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann", "bo")
    play.period(14, claimant="bo")
    play.ledger.close("operator")
    play.ledger.leave("ann")
    end(play, 9)
    assert play.status("ann") == MemberStatus.LEAVING
    assert play.ledger.withdraw("ann") == 25 + 4
    assert play.status("ann") == MemberStatus.WITHDRAWN
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")
    assert play.balance("bo") == 25 + 4
