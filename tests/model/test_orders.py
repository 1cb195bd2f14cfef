"""Standing orders: reserves refilled from wallets, never more than was ordered."""

from __future__ import annotations

import pytest

from openmutual.records import MemberStatus, StandingOrder
from tests.model.play import Play


def member_with(play: Play, wallet: int, balance: int = 30) -> None:
    play.join("ann", "bo", deposit=balance)
    play.world.stock(play.ledger, "ann", wallet)


def test_nobody_is_touched_without_an_order(play: Play) -> None:
    member_with(play, 100)
    assert play.ledger.refill(["ann", "bo", "stranger"]) == 0


@pytest.mark.parametrize("nothing", [None, StandingOrder(0, 50)], ids=["called off", "no target"])
def test_an_order_called_off_holds_no_more(play: Play, nothing: StandingOrder | None) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(50, 50))
    play.ledger.place_order("ann", nothing)
    assert play.ledger.refill(["ann"]) == 0


def test_who_cannot_pay_is_passed_over_and_holds_up_nobody(play: Play) -> None:
    member_with(play, 19)
    play.world.stock(play.ledger, "bo", 20)
    for name in ("ann", "bo"):
        play.ledger.place_order(name, StandingOrder(50, 50))
    assert play.ledger.refill(["ann", "bo"]) == 1
    assert (play.balance("ann"), play.balance("bo")) == (30, 50)


def test_whom_the_token_does_not_serve_is_passed_over(play: Play) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(50, 50))
    play.world.block("ann")
    assert play.ledger.refill(["ann"]) == 0


@pytest.mark.parametrize("way", ["leaving", "lapsed", "claimed"])
def test_only_active_members_are_refilled(play: Play, way: str) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(500, 500))
    if way == "leaving":
        play.announce(14)
        play.ledger.leave("ann")
    elif way == "claimed":
        play.approved("ann", "accident")
    else:
        for day in (14, 28, 42, 56, 70):
            play.period(day, "bo")
        assert play.ledger.snapshot().members["ann"].status == MemberStatus.LAPSED
    assert play.ledger.refill(["ann"]) == 0


def test_a_closed_plan_takes_nothing(play: Play) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(50, 50))
    play.ledger.close("operator")
    play.go(400)
    play.ledger.finish()
    assert play.ledger.refill(["ann"]) == 0


def test_a_reserve_is_filled_up_to_the_target_and_no_further(play: Play) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(50, 50))
    assert play.ledger.refill(["ann", "ann"]) == 1
    assert play.balance("ann") == 50
    assert play.ledger.token.balance("ann") == 80


def test_a_period_takes_no_more_than_was_allowed(play: Play) -> None:
    member_with(play, 100)
    play.ledger.place_order("ann", StandingOrder(60, 12))
    assert play.ledger.refill(["ann"]) == 1
    assert play.ledger.refill(["ann"]) == 0
    play.ledger.place_order("ann", StandingOrder(60, 15))
    assert play.ledger.refill(["ann"]) == 1
    assert play.balance("ann") == 45
    play.go(14)
    play.ledger.announce()
    assert play.ledger.refill(["ann"]) == 1
    assert play.balance("ann") == 60


def test_only_whole_steps_of_all_units_are_taken(play: Play) -> None:
    play.join("ann", tier="three", deposit=90)
    play.world.stock(play.ledger, "ann", 100)
    play.ledger.place_order("ann", StandingOrder(100, 8))
    assert play.ledger.refill(["ann"]) == 1
    assert play.balance("ann") == 96
