"""Joining, alone or in a batch (rules, section 3)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    AlreadyMember,
    AmountNotWhole,
    AmountTooLarge,
    DepositTooSmall,
    EmptyBatch,
    JoinsStopped,
    MembershipEnded,
    OpenMutualError,
    PlanNotOpen,
    UnknownTier,
    WasMember,
)
from openmutual.records import MemberState, MemberStatus
from tests.model.play import Play

MOST = 2**48 - 1


def test_a_closing_plan_takes_nobody(play: Play) -> None:
    play.ledger.stop_joins("operator")
    play.ledger.close("operator")
    play.refuses(PlanNotOpen(), play.join, "ann", tier="no such tier", deposit=1)


def test_a_plan_that_stopped_joins_takes_nobody(play: Play) -> None:
    play.ledger.stop_joins("supervisor")
    play.refuses(JoinsStopped(), play.join, "ann", tier="no such tier")


def test_an_unknown_tier_is_refused(play: Play) -> None:
    play.refuses(UnknownTier("two"), play.join, "ann", tier="two", deposit=1)


def test_a_deposit_that_is_not_whole_steps_for_every_unit_is_refused(play: Play) -> None:
    play.refuses(AmountNotWhole(31, 3), play.join, "ann", tier="three", deposit=31)


def test_a_deposit_below_the_least_is_refused(play: Play) -> None:
    play.refuses(DepositTooSmall(87, 90), play.join, "ann", tier="three", deposit=87)


def test_a_deposit_that_outgrows_the_ledger_is_refused(play: Play) -> None:
    play.join("ann")
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.join, "ann", tier="three", deposit=3 * (MOST + 1))
    play.join("bo", tier="three", deposit=3 * MOST)


def test_the_bound_of_a_deposit_falls_as_the_index_rises(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann")
    play.go(14)
    play.ledger.announce()
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.join, "cy", deposit=MOST - 5 + 1)
    play.join("cy", deposit=MOST - 5)


def test_money_per_unit_comes_in_whole_steps(stage: Callable[..., Play]) -> None:
    play = stage(step=5)
    play.refuses(AmountNotWhole(99, 15), play.join, "ann", tier="three", deposit=99)
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.join, "ann", tier="three", deposit=15 * (MOST + 1))
    play.join("ann", tier="three", deposit=105)
    play.join("bo", deposit=60)
    play.period(14, claimant="ann")
    assert [play.balance(name) for name in ("ann", "bo")] == [90, 55]
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.top_up, "ann", 15 * (MOST - 6))
    play.top_up("ann", 15 * (MOST - 7))


def test_a_member_cannot_join_twice(play: Play) -> None:
    play.join("ann")
    play.refuses(AlreadyMember("ann"), play.join, "ann")
    play.announce(14)
    play.ledger.leave("ann")
    play.refuses(AlreadyMember("ann"), play.join, "ann")


def test_who_left_can_join_anew_only_after_withdrawing(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.refuses(AlreadyMember("ann"), play.join, "ann")
    play.ledger.withdraw("ann")
    play.go(30)
    play.join("ann", deposit=40)
    assert play.ledger.snapshot().members["ann"] == MemberState(MemberStatus.ACTIVE, 1, 40, 0, play.at(30))


def test_who_lapsed_can_join_anew_only_after_withdrawing(play: Play) -> None:
    play.join("ann", deposit=30)
    for day in (14, 28, 42):
        play.period(day, claimant="ann")
    assert play.status("ann") == MemberStatus.LAPSED
    play.refuses(AlreadyMember("ann"), play.join, "ann")


def test_whose_membership_a_benefit_ended_never_joins_again(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann", "accident")
    play.ledger.withdraw("ann")
    play.refuses(MembershipEnded("ann"), play.join, "ann")


def test_an_empty_wallet_joins_nothing(play: Play) -> None:
    with pytest.raises(OpenMutualError, match="less than 30"):
        play.ledger.join("ann", "one", 30)
    assert play.ledger.snapshot().members == {}


def test_a_joiner_is_active_at_once_and_holds_the_deposit(play: Play) -> None:
    play.go(3)
    play.join("ann", tier="three", deposit=99)
    snapshot = play.ledger.snapshot()
    assert snapshot.members == {"ann": MemberState(MemberStatus.ACTIVE, 3, 99, 0, play.at(3))}
    assert (snapshot.books.members, snapshot.books.units, snapshot.books.token_balance) == (1, 3, 99)


# --- a batch ---------------------------------------------------------------------------------------------


def batch(play: Play, names: list[str], deposit: int = 30, tier: str = "one") -> None:
    play.world.give(play.ledger, "payer", deposit * len(names))
    play.ledger.join_many("payer", names, tier, deposit)


def test_a_batch_is_refused_as_a_single_joiner_would_be(play: Play) -> None:
    play.refuses(UnknownTier("two"), batch, play, [], tier="two")
    play.refuses(EmptyBatch(), batch, play, [], deposit=1)
    play.refuses(AmountNotWhole(31, 3), batch, play, ["ann"], deposit=31, tier="three")
    play.refuses(DepositTooSmall(29, 30), batch, play, ["ann"], deposit=29)
    play.ledger.stop_joins("operator")
    play.refuses(JoinsStopped(), batch, play, [])
    play.ledger.close("operator")
    play.refuses(PlanNotOpen(), batch, play, [])


def test_a_batch_that_names_somebody_twice_enrols_nobody(play: Play) -> None:
    play.refuses(AlreadyMember("ann"), batch, play, ["ann", "bo", "ann"])


def test_a_batch_brings_back_nobody_who_was_ever_a_member(play: Play) -> None:
    play.join("bo", "cy", "di")
    play.approved("cy", "accident")
    play.announce(14)
    play.ledger.leave("di")
    play.announce(28)
    play.ledger.withdraw("di")
    for name in ("bo", "cy", "di"):
        play.refuses(WasMember(name), batch, play, ["ann", name])
    play.ledger.close("operator")
    play.refuses(WasMember("bo"), batch, play, ["ann", "bo", "cy"])


def test_a_batch_is_paid_by_one_and_owned_by_each(play: Play) -> None:
    batch(play, ["ann", "bo", "cy"], deposit=40)
    assert [play.balance(name) for name in ("ann", "bo", "cy")] == [40, 40, 40]
    assert play.wallet("payer") == 0
