"""Stopping joins, closing, finishing, and the rebate (rules, section 7)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    CasesOpen,
    FinishTooEarly,
    NothingToWithdraw,
    NotSupervision,
    PlanNotClosing,
    PlanNotOpen,
)
from openmutual.records import MemberStatus, Stage
from tests.model.play import Play
from tests.terms import DAY


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


@pytest.fixture
def closed(stage: Callable[..., Play]) -> Play:
    """A surplus of 14 over four active units is 3 a unit and 2 over; late has joined too late for theirs."""
    play = stage(filing=10 * DAY, run_off=0)
    play.join("ann", "gone", tier="three", deposit=300)
    play.join("out", "sick", deposit=30)
    play.approved("sick", "bruise")
    play.go(14)
    play.ledger.announce()
    play.go(17)
    play.ledger.settle(0)
    play.ledger.leave("gone")
    play.go(18, 1)
    play.join("late", deposit=30)
    play.go(28)
    play.ledger.close("operator")
    play.ledger.leave("out")
    play.ledger.leave("sick")
    play.ledger.surplus += 8
    play.ledger.token.mint(play.ledger.account, 8)
    assert play.ledger.snapshot().books.surplus == 14
    play.go(50)
    play.ledger.finish()
    return play


def test_the_surplus_is_divided_in_whole_base_units_and_the_rest_goes_to_the_backstop(closed: Play) -> None:
    books = closed.ledger.snapshot().books
    assert (books.units, books.surplus, books.rebate_pool, books.backstop) == (4, 0, 12, 2)


def test_a_balance_in_a_closed_plan_shows_the_rebate_of_who_is_entitled(closed: Play) -> None:
    assert closed.balance("ann") == 294 + 9
    assert closed.balance("late") == 30
    assert closed.balance("out") == 28


def test_an_active_member_withdraws_with_the_rebate(closed: Play) -> None:
    assert closed.ledger.withdraw("ann") == 294 + 9
    assert closed.status("ann") == MemberStatus.WITHDRAWN
    books = closed.ledger.snapshot().books
    assert (books.members, books.units, books.rebate_pool, books.backstop) == (1, 1, 3, 2)
    closed.refuses(NothingToWithdraw("ann"), closed.ledger.withdraw, "ann")


def test_the_rebate_of_who_joined_too_late_goes_to_the_backstop(closed: Play) -> None:
    assert closed.ledger.withdraw("late") == 30
    books = closed.ledger.snapshot().books
    assert (books.rebate_pool, books.backstop) == (9, 5)


def test_leavers_withdraw_without_a_rebate(closed: Play) -> None:
    assert closed.ledger.withdraw("gone") == 294
    assert closed.ledger.withdraw("out") == 28
    assert closed.ledger.snapshot().books.rebate_pool == 12


def test_when_all_have_gone_only_the_backstop_is_left(closed: Play) -> None:
    for name in ("ann", "gone", "out", "sick", "late"):
        closed.ledger.withdraw(name)
    closed.ledger.take_backstop("sponsor", 5)
    assert closed.ledger.snapshot().books.token_balance == 0


@pytest.mark.parametrize(("seconds", "rebate"), [(0, 6), (1, 0)])
def test_who_joined_just_in_time_gets_the_rebate(stage: Callable[..., Play], seconds: int, rebate: int) -> None:
    play = stage(filing=10 * DAY, run_off=0)
    play.go(0, seconds)
    play.join("ann")
    play.go(10)
    play.ledger.close("operator")
    play.ledger.surplus += 6
    play.ledger.token.mint(play.ledger.account, 6)
    play.ledger.finish()
    assert play.balance("ann") == 30 + rebate


def test_a_surplus_without_members_goes_to_the_backstop(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann", deposit=300)
    play.join("bo", "cy")
    play.approved("ann", "bruise")
    for name in ("ann", "bo", "cy"):
        play.ledger.leave(name)
    play.go(14)
    play.ledger.announce()
    play.go(33)
    play.ledger.settle(0)
    play.ledger.close("operator")
    play.ledger.finish()
    books = play.ledger.snapshot().books
    assert (books.surplus, books.rebate_pool, books.backstop) == (0, 0, 2)
