"""Leaving, and taking one's money out (rules, section 3; I6)."""

from collections.abc import Callable

from openmutual.errors import NotActive, NothingToWithdraw, PlanClosed
from openmutual.records import MemberStatus
from tests.model.play import Play


def test_nobody_leaves_a_closed_plan(stage: Callable[..., Play]) -> None:
    play = stage(run_off=0)
    play.join("ann")
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.ledger.leave, "ann")


def test_only_an_active_member_leaves(play: Play) -> None:
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.approved("bo", "accident")
    for name in ("ann", "bo", "stranger"):
        play.refuses(NotActive(name), play.ledger.leave, name)


def test_a_leaver_pays_once_more_and_has_then_left(play: Play) -> None:
    play.join("ann", "bo", "cy")
    play.ledger.leave("ann")
    books = play.ledger.snapshot().books
    assert (books.members, books.units, books.leaving_units) == (2, 2, 1)
    play.period(14, claimant="bo")
    assert play.ledger.snapshot().announcements[0].units == 3
    assert (play.status("ann"), play.balance("ann"), play.paid("ann")) == (MemberStatus.LEFT, 26, 4)
    play.period(28, claimant="bo")
    assert play.ledger.snapshot().announcements[1].units == 2
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
    play.ledger.close("operator")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    assert play.ledger.withdraw("ann") == 30


# --- withdrawing -----------------------------------------------------------------------------------------


def test_who_is_in_or_was_never_in_has_nothing_to_withdraw(play: Play) -> None:
    play.join("ann", "bo")
    play.ledger.leave("bo")
    for name in ("ann", "bo", "stranger"):
        play.refuses(NothingToWithdraw(name), play.ledger.withdraw, name)
    play.ledger.close("operator")
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")


def test_who_left_takes_out_everything_once(play: Play) -> None:
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    assert play.ledger.withdraw("ann") == 30
    assert (play.status("ann"), play.balance("ann"), play.wallet("ann")) == (MemberStatus.WITHDRAWN, 0, 30)
    play.refuses(NothingToWithdraw("ann"), play.ledger.withdraw, "ann")


def test_what_was_paid_stays_on_record_after_withdrawing(play: Play) -> None:
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.approved("bo")
    play.go(14)
    play.ledger.announce()
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
