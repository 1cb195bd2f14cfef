"""The backstop (rules, section 6)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    BackstopTooSmall,
    MoreThanNoticed,
    NoBackstopNotice,
    NotSponsor,
    PlanClosed,
    ZeroAmount,
)
from tests.model.play import Play

OPENS, CLOSES = 17, 31  # period + notice after day 0, and one period more


@pytest.fixture
def funded(play: Play) -> Play:
    play.join("ann")
    play.fund(100, payer="friend")
    return play


@pytest.fixture
def closed(stage: Callable[..., Play]) -> Play:
    play = stage(run_off=0)
    play.fund(100)
    play.ledger.close("operator")
    play.ledger.finish()
    return play


def test_a_closed_plan_takes_no_backstop_money(closed: Play) -> None:
    closed.refuses(PlanClosed(), closed.fund, 0)


def test_a_gift_of_nothing_is_refused(play: Play) -> None:
    play.refuses(ZeroAmount(), play.fund, 0)


def test_anyone_funds_the_backstop(funded: Play) -> None:
    assert funded.ledger.snapshot().books.backstop == 100
    assert funded.wallet("friend") == 0


def test_only_the_sponsor_gives_notice_and_takes(funded: Play) -> None:
    funded.refuses(NotSponsor("operator"), funded.ledger.notice_backstop, "operator", 1)
    funded.refuses(NotSponsor("friend"), funded.ledger.take_backstop, "friend", 0)


def test_taking_nothing_is_refused(funded: Play) -> None:
    funded.refuses(ZeroAmount(), funded.ledger.take_backstop, "sponsor", 0)


def test_without_notice_nothing_is_taken(funded: Play) -> None:
    funded.refuses(NoBackstopNotice(0, 0), funded.ledger.take_backstop, "sponsor", 101)


def test_a_notice_is_in_force_for_one_period(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 60)
    window = NoBackstopNotice(funded.at(OPENS), funded.at(CLOSES))
    funded.go(OPENS, -1)
    funded.refuses(window, funded.ledger.take_backstop, "sponsor", 1)
    funded.go(OPENS)
    funded.ledger.take_backstop("sponsor", 1)
    funded.go(CLOSES, -1)
    funded.ledger.take_backstop("sponsor", 1)
    funded.go(CLOSES)
    funded.refuses(window, funded.ledger.take_backstop, "sponsor", 1)


def test_no_more_is_taken_than_notice_was_given_of(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 60)
    funded.go(OPENS)
    funded.refuses(MoreThanNoticed(61, 60), funded.ledger.take_backstop, "sponsor", 61)
    funded.ledger.take_backstop("sponsor", 50)
    funded.refuses(MoreThanNoticed(11, 10), funded.ledger.take_backstop, "sponsor", 11)
    funded.ledger.take_backstop("sponsor", 10)
    funded.refuses(MoreThanNoticed(1, 0), funded.ledger.take_backstop, "sponsor", 1)
    assert (funded.wallet("sponsor"), funded.ledger.snapshot().books.backstop) == (60, 40)


def test_no_more_is_taken_than_there_is(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 200)
    funded.go(OPENS)
    funded.refuses(BackstopTooSmall(101, 100), funded.ledger.take_backstop, "sponsor", 101)
    funded.ledger.take_backstop("sponsor", 100)


def test_a_new_notice_replaces_the_old_and_starts_its_time_anew(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 60)
    funded.go(10)
    funded.ledger.notice_backstop("sponsor", 70)
    funded.go(OPENS)
    window = NoBackstopNotice(funded.at(10 + OPENS), funded.at(10 + CLOSES))
    funded.refuses(window, funded.ledger.take_backstop, "sponsor", 1)
    funded.go(10 + OPENS)
    funded.ledger.take_backstop("sponsor", 70)


def test_a_notice_of_nothing_takes_the_earlier_one_back(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 60)
    funded.ledger.notice_backstop("sponsor", 0)
    funded.go(OPENS)
    funded.refuses(NoBackstopNotice(0, 0), funded.ledger.take_backstop, "sponsor", 1)


def test_money_under_notice_still_serves_cases(funded: Play) -> None:
    funded.ledger.notice_backstop("sponsor", 100)
    funded.approved("ann", "accident")
    funded.go(14)
    assert funded.ledger.announce().backstop_used == 20
    funded.go(OPENS)
    funded.refuses(BackstopTooSmall(81, 80), funded.ledger.take_backstop, "sponsor", 81)


def test_what_is_left_in_a_closed_plan_is_taken_without_notice(closed: Play) -> None:
    closed.refuses(BackstopTooSmall(101, 100), closed.ledger.take_backstop, "sponsor", 101)
    closed.ledger.take_backstop("sponsor", 100)
    assert closed.wallet("sponsor") == 100
