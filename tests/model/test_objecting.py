"""Objections (rules, section 4): who can make one, what it holds up, and what each verdict does with the money."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import (
    CaseNotContestable,
    CaseNotPayable,
    CasesOpen,
    NotActive,
    OpenMutualError,
    OwnCase,
    UnknownCase,
)
from openmutual.records import CaseStatus, MemberStatus
from tests.model.conftest import VOLUNTEERS
from tests.model.play import Play
from tests.terms import DAY, TERMS

Court = Callable[..., Play]


def wallets(play: Play, names: tuple[str, ...]) -> list[int]:
    return [play.wallet(name) for name in names]


# --- refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [-1, 1])
def test_nobody_objects_to_an_unknown_case(court: Court, number: int) -> None:
    play = court()
    play.refuses(UnknownCase(number), play.ledger.object, "stranger", number, b"")


def test_only_an_announced_case_is_contestable(play: Play) -> None:
    play.join("ann", "bo")
    play.file("ann")
    play.refuses(CaseNotContestable(0), play.ledger.object, "ann", 0, b"")
    play.decide(0)
    play.refuses(CaseNotContestable(0), play.ledger.object, "stranger", 0, b"")


def test_a_case_is_contestable_until_its_notice_ends(court: Court) -> None:
    play = court()
    play.go(103)
    play.refuses(CaseNotContestable(0), play.ledger.object, "ann", 0, b"")
    play.ledger.settle(0)
    play.refuses(CaseNotContestable(0), play.ledger.object, "bo", 0, b"")


def test_the_last_second_of_the_notice_is_early_enough(court: Court) -> None:
    play = court()
    play.go(103, -1)
    play.object("bo")
    assert play.case_status() == CaseStatus.CONTESTED


@pytest.mark.parametrize("level", ["bruise", "severe"])
def test_nobody_objects_to_their_own_case(court: Court, level: str) -> None:
    play = court(level)
    play.refuses(OwnCase("ann"), play.ledger.object, "ann", 0, b"")


def test_only_members_who_share_object(court: Court) -> None:
    play = court(dues=5)
    play.join("cy", "dee", "eve")
    play.ledger.leave("cy")
    play.approved("dee", "accident")
    play.go(114)
    play.ledger.announce()
    play.go(128)
    play.approved("eve")
    play.ledger.announce()
    statuses = [play.status(name) for name in ("cy", "dee", "v1")]
    assert statuses == [MemberStatus.LEFT, MemberStatus.CLAIMED, MemberStatus.LAPSED]
    for name in ("stranger", "cy", "dee", "v1"):
        play.refuses(NotActive(name), play.ledger.object, name, 2, b"")


def test_a_leaving_member_objects(court: Court) -> None:
    play = court()
    play.ledger.leave("bo")
    play.object("bo")
    assert play.ledger.dispute(0).case == 0


def test_nobody_objects_without_the_bond(court: Court) -> None:
    play = court()
    before = play.everything()
    with pytest.raises(OpenMutualError, match="less than 50"):
        play.ledger.object("bo", 0, b"")
    assert play.everything() == before


def test_a_case_is_contested_once(contested: Play) -> None:
    contested.refuses(CaseNotContestable(0), contested.ledger.object, "v1", 0, b"")


def test_an_upheld_case_is_not_contested_again(court: Court) -> None:
    play = court(notice=20 * DAY)
    play.judge(play.object("bo"), True, True, True)
    assert play.case_status() == CaseStatus.ANNOUNCED
    play.refuses(CaseNotContestable(0), play.ledger.object, "v1", 0, b"")


# --- while it is contested -------------------------------------------------------------------------------


def test_the_bond_leaves_the_objector_s_wallet_and_is_in_the_books(contested: Play) -> None:
    books = contested.ledger.snapshot().books
    assert (books.bonds, books.promised, contested.wallet("bo")) == (50, 10, 0)


def test_a_contested_case_is_neither_paid_nor_forgotten(contested: Play) -> None:
    contested.go(104)
    contested.refuses(CaseNotPayable(0), contested.ledger.settle, 0)
    contested.ledger.close("operator")
    contested.go(300)
    contested.refuses(CasesOpen(1), contested.ledger.finish)


# --- the objection fails ---------------------------------------------------------------------------------


def test_an_upheld_case_is_payable_at_once_when_its_notice_is_over(contested: Play) -> None:
    contested.judge(0, True, True, True, True, True)
    contested.ledger.settle(0)
    assert contested.wallet("ann") == 10


def test_an_upheld_case_is_payable_only_when_its_notice_is_over(court: Court) -> None:
    play = court(notice=20 * DAY)
    play.judge(play.object("bo"), True, True, True)
    play.go(120, -1)
    play.refuses(CaseNotPayable(0), play.ledger.settle, 0)
    play.go(120)
    play.ledger.settle(0)


@pytest.mark.parametrize("revealed", [3, 4, 5])
def test_a_lost_bond_pays_who_revealed_and_the_rest_lowers_the_next_share(contested: Play, revealed: int) -> None:
    jurors = contested.judge(0, *[True] * revealed)
    assert wallets(contested, jurors) == [2] * revealed + [0] * (5 - revealed)
    books = contested.ledger.snapshot().books
    assert (books.bonds, books.surplus, contested.wallet("bo")) == (0, 50 - 2 * revealed, 0)
    contested.approved("v7")
    contested.go(114)
    assert contested.ledger.announce().share == 0


def test_a_tie_upholds_and_costs_the_bond(contested: Play) -> None:
    jurors = contested.judge(0, True, False, True, False)
    assert contested.case_status() == CaseStatus.ANNOUNCED
    assert wallets(contested, jurors) == [2, 2, 2, 2, 0]
    assert contested.ledger.snapshot().books.surplus == 42


# --- the objection succeeds ------------------------------------------------------------------------------


def test_a_successful_objector_gets_the_whole_bond_and_members_pay_the_jurors(contested: Play) -> None:
    jurors = contested.judge(0, False, False, True, False)
    assert contested.case_status() == CaseStatus.OVERTURNED
    assert wallets(contested, jurors) == [2, 2, 2, 2, 0]
    books = contested.ledger.snapshot().books
    assert (contested.wallet("bo"), books.surplus, books.promised, books.operator_credit) == (50, 2, 0, 0)


def test_an_overturned_case_is_not_paid_nor_contested_nor_open(contested: Play) -> None:
    contested.judge(0, False, False, False)
    contested.refuses(CaseNotPayable(0), contested.ledger.settle, 0)
    contested.refuses(CaseNotContestable(0), contested.ledger.object, "v1", 0, b"")
    assert contested.file("ann") == 1


def test_what_the_backstop_gave_goes_back_to_it_whole(court: Court) -> None:
    play = court("severe", case_cap=1, backstop_cap=200)
    play.fund(500)
    play.go(114)
    play.approved("bo", "severe")
    play.ledger.announce()
    funded = play.ledger.cases[1]
    assert (funded.from_members, funded.from_backstop) == (8, 200)
    play.judge(play.object("v1", 1), False, False, False)
    books = play.ledger.snapshot().books
    assert (books.backstop, books.surplus) == (500, 8 - 3 * 2)
    assert play.status("bo") == MemberStatus.CLAIMED


@pytest.mark.parametrize(("revealed", "each"), [(3, 2), (4, 2), (5, 1)])
def test_jurors_share_what_members_gave_where_it_is_less_than_their_reward(
    court: Court, revealed: int, each: int
) -> None:
    play = court("severe", case_cap=1)
    assert play.ledger.cases[0].from_members == 9
    jurors = play.judge(play.object("bo"), *[False] * revealed)
    assert wallets(play, jurors[:revealed]) == [each] * revealed
    assert play.ledger.snapshot().books.surplus == 9 - revealed * each


def test_jurors_get_nothing_where_members_gave_nothing(court: Court) -> None:
    play = court(year_cap=10)
    play.period(114, "v1", "mild")
    play.period(128, "v2", "mild")
    play.approved("v3")
    play.go(142)
    assert play.ledger.announce().share == 0
    before = wallets(play, VOLUNTEERS)
    play.judge(play.object("bo", 3), False, False, False)
    assert (wallets(play, VOLUNTEERS), play.wallet("bo")) == (before, 50)


def test_a_juror_whom_the_token_refuses_has_a_credit(contested: Play) -> None:
    jurors = contested.vote(0, False, False, False)
    contested.world.block(jurors[0])
    contested.world.block("bo")
    contested.ledger.tally(0)
    assert contested.ledger.credits == {jurors[0]: 2, "bo": 50}


# --- without a jury --------------------------------------------------------------------------------------


def test_too_few_volunteers_leave_the_case_standing_and_the_whole_bond_to_all(contested: Play) -> None:
    for name in VOLUNTEERS[:4]:
        contested.ledger.resign(name)
    contested.ledger.draw(0)
    assert contested.case_status() == CaseStatus.ANNOUNCED
    assert contested.ledger.snapshot().books.surplus == 50


def test_a_free_objection_moves_no_money(court: Court) -> None:
    play = court(jury=replace(TERMS.jury, bond=0, reward=0))
    jurors = play.judge(play.object("bo"), False, False, False)
    assert wallets(play, (*jurors, "bo")) == [0] * 6
    assert play.ledger.snapshot().books.surplus == 10
