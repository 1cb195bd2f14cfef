"""Topping up, lapsing and coming back (rules, section 3)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    AmountNotWhole,
    AmountTooLarge,
    BelowReserve,
    EmptyBatch,
    GraceOver,
    LengthsDiffer,
    MembersNotSorted,
    NotActive,
    OnlyMemberReinstates,
    OpenMutualError,
    PlanClosed,
    PlanNotOpen,
    ZeroAmount,
)
from openmutual.records import MemberState, MemberStatus
from tests.model.play import Play

MOST = 2**48 - 1

Stage = Callable[..., Play]


@pytest.fixture
def lapsed(stage: Stage) -> Play:
    """Ann, who carries three units, lapsed on day 14: 57 are left of her 90, and the reserve of three units is 63."""
    play = stage(dues=1, period_cap=20)
    play.join("ann", tier="three", deposit=90)
    play.join("bo", "cy", "di", deposit=300)
    play.approved("cy", "accident")
    play.approved("di", "accident")
    play.go(14)
    play.ledger.announce()
    assert (play.status("ann"), play.balance("ann")) == (MemberStatus.LAPSED, 57)
    return play


# --- topping up ------------------------------------------------------------------------------------------


def test_a_closed_plan_takes_no_top_up(stage: Stage) -> None:
    play = stage(run_off=0)
    play.join("ann")
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.top_up, "ann", 0)


def test_a_top_up_of_nothing_is_refused(play: Play) -> None:
    play.refuses(ZeroAmount(), play.top_up, "nobody", 0)


def test_only_active_members_are_topped_up(play: Play) -> None:
    play.join("ann", "bo", "cy")
    play.announce(14)
    play.ledger.leave("ann")
    play.approved("bo", "accident")
    for name in ("ann", "bo", "stranger"):
        play.refuses(NotActive(name), play.top_up, name, 1)
    play.announce(28)
    play.refuses(NotActive("ann"), play.top_up, "ann", 1)
    play.ledger.withdraw("ann")
    play.refuses(NotActive("ann"), play.top_up, "ann", 1)


def test_a_top_up_is_a_whole_number_of_steps_for_every_unit(play: Play) -> None:
    play.join("ann", tier="three", deposit=90)
    play.refuses(AmountNotWhole(4, 3), play.top_up, "ann", 4)


def test_a_top_up_that_outgrows_the_ledger_is_refused(play: Play) -> None:
    play.join("ann", tier="three", deposit=90)
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.top_up, "ann", 3 * (MOST - 29))
    play.top_up("ann", 3 * (MOST - 30))


def test_anyone_tops_up_an_active_member(play: Play) -> None:
    play.join("ann")
    play.top_up("ann", 5, payer="stranger")
    play.ledger.close("operator")
    play.top_up("ann", 7)
    assert (play.balance("ann"), play.wallet("stranger")) == (42, 0)


# --- several at once -------------------------------------------------------------------------------------


def test_a_closed_plan_tops_up_nobody(stage: Stage) -> None:
    play = stage(run_off=0)
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.top_up_many, "ann", amounts=[])


def test_everybody_named_has_an_amount_of_their_own(play: Play) -> None:
    play.refuses(LengthsDiffer(2, 1), play.top_up_many, "ann", "bo", amounts=[5])
    play.refuses(LengthsDiffer(0, 1), play.top_up_many, amounts=[5])
    play.refuses(EmptyBatch(), play.top_up_many, amounts=[])


def test_several_top_ups_are_each_as_sound_as_one_alone(play: Play) -> None:
    play.join("ann", "bo", tier="three", deposit=90)
    play.refuses(MembersNotSorted("ann"), play.top_up_many, "ann", "bo", "ann", amounts=[3, 3, 3])
    play.refuses(ZeroAmount(), play.top_up_many, "ann", "bo", amounts=[3, 0])
    play.refuses(ZeroAmount(), play.top_up_many, "ann", "stranger", amounts=[3, 0])
    play.refuses(AmountNotWhole(4, 3), play.top_up_many, "ann", "bo", amounts=[3, 4])
    most = 3 * (MOST - 30)
    play.refuses(AmountTooLarge(MOST + 1, MOST), play.top_up_many, "ann", "bo", amounts=[3, most + 3])
    play.top_up_many("ann", "bo", amounts=[3, most])


def test_who_is_not_active_is_passed_over_and_costs_nothing(lapsed: Play) -> None:
    lapsed.world.give(lapsed.ledger, "payer", 12)
    names = ["stranger", "bo", "ann", "cy"]
    assert lapsed.ledger.top_up_many("payer", names, [4, 5, 1, 6]) == ["ann", "cy", "stranger"]
    assert (lapsed.status("ann"), lapsed.balance("ann"), lapsed.balance("bo")) == (MemberStatus.LAPSED, 57, 294)
    assert lapsed.wallet("payer") == 7


def test_where_all_are_passed_over_nothing_is_paid(lapsed: Play) -> None:
    assert lapsed.ledger.top_up_many("payer", ["ann"], [1]) == ["ann"]


# --- lapsing ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deposit", "status"), [(39, MemberStatus.LAPSED), (40, MemberStatus.ACTIVE), (41, MemberStatus.ACTIVE)]
)
def test_a_member_lapses_one_step_below_the_reserve(stage: Stage, deposit: int, status: MemberStatus) -> None:
    play = stage(dues=10, period_cap=20)
    play.join("ann", deposit=deposit)
    play.join("bo", deposit=300)
    play.go(14)
    report = play.ledger.announce()
    assert play.status("ann") == status
    assert play.balance("ann") == deposit - 10
    assert report.lapsed == (status == MemberStatus.LAPSED)


def test_every_unit_must_hold_the_reserve(stage: Stage) -> None:
    play = stage(dues=10, period_cap=20)
    play.join("ann", tier="three", deposit=117)
    play.join("bo", tier="three", deposit=120)
    play.go(14)
    play.ledger.announce()
    assert (play.status("ann"), play.status("bo")) == (MemberStatus.LAPSED, MemberStatus.ACTIVE)


def test_a_lapsed_member_is_charged_no_more_and_keeps_the_rest(lapsed: Play) -> None:
    lapsed.announce(28)
    assert lapsed.balance("ann") == 57
    assert lapsed.ledger.withdraw("ann") == 57


# --- coming back -----------------------------------------------------------------------------------------


def test_nobody_is_brought_back_by_a_stranger(lapsed: Play) -> None:
    lapsed.refuses(OnlyMemberReinstates("ann", "bo"), lapsed.top_up, "ann", 1, payer="bo")


def test_nobody_comes_back_to_a_closing_plan(lapsed: Play) -> None:
    lapsed.ledger.close("operator")
    lapsed.refuses(PlanNotOpen(), lapsed.top_up, "ann", 1)


def test_the_grace_is_half_open(lapsed: Play) -> None:
    lapsed.go(14 + 30, -1)
    lapsed.top_up("ann", 30)
    assert lapsed.status("ann") == MemberStatus.ACTIVE


def test_at_the_end_of_the_grace_it_is_too_late(lapsed: Play) -> None:
    lapsed.go(14 + 30)
    lapsed.refuses(GraceOver("ann", lapsed.at(44)), lapsed.top_up, "ann", 1)


def test_an_amount_to_come_back_with_is_whole_and_fits(lapsed: Play) -> None:
    lapsed.refuses(AmountNotWhole(4, 3), lapsed.top_up, "ann", 4)
    index = lapsed.ledger.snapshot().books.index
    most = 3 * (MOST - index) - 57
    lapsed.refuses(AmountTooLarge(MOST + 1, MOST), lapsed.top_up, "ann", most + 3)
    lapsed.top_up("ann", most)


@pytest.mark.parametrize("missed_periods", [0, 1, 2])
def test_the_least_amount_covers_what_was_missed_and_the_reserve(lapsed: Play, missed_periods: int) -> None:
    for period in range(missed_periods):
        lapsed.go(14 + 14 * (period + 1))
        lapsed.ledger.announce()
    least = 3 * 21 - 57 + 3 * missed_periods
    lapsed.refuses(BelowReserve(least - 3, least), lapsed.top_up, "ann", least - 3)
    paid = lapsed.paid("ann")
    surplus = lapsed.ledger.snapshot().books.surplus

    lapsed.top_up("ann", least)

    assert lapsed.ledger.snapshot().members["ann"] == MemberState(
        MemberStatus.ACTIVE, 3, 3 * 21, paid + 3 * missed_periods, lapsed.at(0)
    )
    assert lapsed.ledger.snapshot().books.surplus == surplus + 3 * missed_periods


def test_who_comes_back_is_charged_again_and_can_lapse_again(lapsed: Play) -> None:
    lapsed.period(28)
    lapsed.top_up("ann", 9)
    lapsed.period(42)
    assert (lapsed.status("ann"), lapsed.balance("ann")) == (MemberStatus.LAPSED, 60)
    lapsed.go(42 + 30)
    lapsed.refuses(GraceOver("ann", lapsed.at(72)), lapsed.top_up, "ann", 3)


def test_what_was_missed_is_paid_once(lapsed: Play) -> None:
    lapsed.period(28)
    lapsed.top_up("ann", 9)
    lapsed.period(42)
    lapsed.top_up("ann", 3)
    assert lapsed.balance("ann") == 63


def test_who_came_back_is_covered_as_if_never_gone(lapsed: Play) -> None:
    lapsed.go(20)
    lapsed.top_up("ann", 30)
    lapsed.file("ann", "accident", day=16)


def test_an_empty_wallet_brings_nobody_back(lapsed: Play) -> None:
    before = lapsed.ledger.snapshot()
    with pytest.raises(OpenMutualError):
        lapsed.ledger.top_up("ann", "ann", 30)
    assert lapsed.ledger.snapshot() == before
