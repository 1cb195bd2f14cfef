"""Leaving, and taking one's money out (rules, section 3; I6)."""

from collections.abc import Callable

import pytest

from openmutual.errors import CaseUndecided, MinimumStay, NotActive, NothingToWithdraw, PlanClosed
from openmutual.records import MemberStatus
from tests.model.play import Play


def test_nobody_leaves_a_closed_plan(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann")
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.ledger.leave, "ann")


def test_nobody_leaves_in_the_period_of_joining(play: Play) -> None:
    play.join("ann")
    play.refuses(MinimumStay("ann", 1), play.ledger.leave, "ann")
    play.announce(14)
    play.join("bo")
    play.refuses(MinimumStay("bo", 2), play.ledger.leave, "bo")
    play.ledger.leave("ann")
    play.ledger.close("operator")
    play.refuses(MinimumStay("bo", 2), play.ledger.leave, "bo")


def test_only_an_active_member_leaves(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.approved("bo", "accident")
    for name in ("ann", "bo", "stranger"):
        play.refuses(NotActive(name), play.ledger.leave, name)


def test_a_leaver_pays_once_more_and_has_then_left(play: Play) -> None:
    play.join("ann", "bo", "cy")
    play.announce(14)
    play.ledger.leave("ann")
    books = play.ledger.snapshot().books
    assert (books.members, books.units, books.leaving_units) == (2, 2, 1)
    play.period(28, claimant="bo")
    assert play.ledger.snapshot().announcements[1].units == 3
    assert (play.status("ann"), play.balance("ann"), play.paid("ann")) == (MemberStatus.LEFT, 26, 4)
    play.period(42, claimant="bo")
    assert play.ledger.snapshot().announcements[2].units == 2
    assert play.balance("ann") == 26
    assert play.ledger.snapshot().books.leaving_units == 0


def test_a_leaver_below_the_reserve_has_left_and_not_lapsed(play: Play) -> None:
    play.join("ann", "bo")
    for day in (14, 28, 42, 56):
        play.period(day, claimant="bo")
    play.ledger.leave("ann")
    play.period(70, claimant="bo")
    assert (play.status("ann"), play.balance("ann")) == (MemberStatus.LEFT, 5)
    assert play.status("bo") == MemberStatus.LAPSED


def test_leaving_is_possible_while_the_plan_closes(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.close("operator")
    play.ledger.leave("ann")
    play.announce(28)
    assert play.ledger.withdraw("ann") == 30


# --- withdrawing -----------------------------------------------------------------------------------------


def test_who_is_in_or_was_never_in_has_nothing_to_withdraw(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("bo")
    for name in ("ann", "bo", "stranger"):
        play.refuses(NothingToWithdraw(name), play.ledger.withdraw, name)
    play.ledger.close("operator")
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")


@pytest.fixture
def flash(stage: Callable[..., Play]) -> Play:
    """Flash joins with the least, and lapses in the first announcement by a case that costs each of three members 4."""
    play = stage(period_cap=30)
    play.join("ann", "bo", deposit=300)
    play.announce(14, 28)
    play.join("flash", deposit=30)
    play.period(42, claimant="bo")
    assert play.status("flash") == MemberStatus.LAPSED
    return play


def test_a_lapse_is_no_way_out_of_a_membership_on_borrowed_money(flash: Play) -> None:
    flash.refuses(MinimumStay("flash", 4), flash.ledger.withdraw, "flash")
    flash.announce(56)
    assert flash.ledger.withdraw("flash") == 26


def test_a_closing_does_not_end_the_stay_and_a_closed_plan_does(flash: Play) -> None:
    flash.ledger.close("operator")
    flash.refuses(MinimumStay("flash", 4), flash.ledger.withdraw, "flash")
    flash.go(45 + 180)
    flash.ledger.finish()
    assert flash.ledger.withdraw("flash") == 26


def test_nobody_withdraws_past_an_own_case_that_is_undecided(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    case = play.file("ann", "accident")
    play.ledger.leave("ann")
    play.announce(28)
    play.refuses(CaseUndecided(case), play.ledger.withdraw, "ann")
    play.decide(case, "accident")
    assert play.ledger.withdraw("ann") == 30
    assert play.status("ann") == MemberStatus.CLAIMED


def test_who_wants_out_at_once_takes_the_own_case_back_or_waits_until_it_expires(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    for name in ("ann", "bo"):
        play.file(name)
        play.ledger.leave(name)
    play.announce(28)
    play.ledger.withdraw_case("ann", 0)
    assert play.ledger.withdraw("ann") == 30
    play.go(14 + 33, -1)
    play.refuses(CaseUndecided(1), play.ledger.withdraw, "bo")
    play.go(14 + 33)
    assert play.ledger.withdraw("bo") == 30


def test_an_appeal_keeps_its_claimant_s_money_here_until_it_is_judged(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.go(26)
    play.decide(play.file("ann", "accident"), approve=False)
    play.appeal("ann")
    play.announce(28)
    play.refuses(CaseUndecided(0), play.ledger.withdraw, "ann")
    play.ledger.tally(0)
    assert play.ledger.withdraw("ann") == 30


def test_who_left_takes_out_everything_once(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    assert play.ledger.withdraw("ann") == 30
    assert (play.status("ann"), play.balance("ann"), play.wallet("ann")) == (MemberStatus.WITHDRAWN, 0, 30)
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")


def test_what_was_paid_stays_on_record_after_withdrawing(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.approved("bo")
    play.announce(28)
    play.ledger.withdraw("ann")
    assert play.paid("ann") == 5


def test_who_left_with_nothing_withdraws_nothing_and_is_free(play: Play) -> None:
    play.join("ann", deposit=30)
    for day in (14, 28):
        play.period(day, claimant="ann")
    play.ledger.leave("ann")
    play.period(42, claimant="ann")
    assert play.ledger.withdraw("ann") == 0
    assert play.status("ann") == MemberStatus.WITHDRAWN


def test_whose_membership_a_benefit_ended_takes_the_rest_out_once_and_stays_claimed(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann", "accident")
    assert play.ledger.withdraw("ann") == 30
    assert (play.status("ann"), play.balance("ann")) == (MemberStatus.CLAIMED, 0)
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")
