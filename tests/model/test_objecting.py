"""Objections (rules, section 4): who can make one, what it holds up, and what each verdict does with the money."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import (
    CaseNotContestable,
    CaseNotPayable,
    CasesOpen,
    MayNotObject,
    OpenMutualError,
    OwnCase,
    UnknownCase,
)
from openmutual.records import CaseStatus, MemberStatus
from tests.model.play import Play
from tests.terms import DAY, TERMS

Court = Callable[..., Play]


def rewards(play: Play, names: tuple[str, ...]) -> list[int]:
    """What is credited to each of them."""
    return [play.ledger.credits.get(name, 0) for name in names]


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


def test_the_beneficiary_does_not_object(stage: Court) -> None:
    play = stage()
    play.join("ann", "child")
    play.approved("ann", beneficiary="child")
    play.announce(14)
    play.refuses(OwnCase("child"), play.ledger.object, "child", 0, b"")


def test_strangers_and_who_joined_with_or_after_the_announcement_do_not_object(court: Court) -> None:
    play = court()
    play.join("late")
    for name in ("stranger", "late"):
        play.refuses(MayNotObject(name), play.ledger.object, name, 0, b"")


def test_who_is_paid_by_an_ending_benefit_or_has_withdrawn_does_not_object(court: Court) -> None:
    play = court(notice=40 * DAY)
    play.approved("v0", "accident")
    play.ledger.leave("v1")
    play.announce(114)
    play.ledger.withdraw("v1")
    for name in ("v0", "v1"):
        play.refuses(MayNotObject(name), play.ledger.object, name, 0, b"")


def test_who_left_or_lapsed_before_the_announcement_does_not_object_and_who_lapsed_in_it_does(stage: Court) -> None:
    play = stage(dues=5, period_cap=20)
    play.join("ann", deposit=300)
    play.join("poor", "quits", deposit=34)
    play.join("own", deposit=39)
    play.announce(14)  # 5 for each: poor and quits lapse
    play.top_up("quits", 100)
    play.ledger.leave("quits")
    play.announce(28)
    play.approved("ann")
    play.announce(42)
    statuses = [play.status(name) for name in ("poor", "quits", "own")]
    assert statuses == [MemberStatus.LAPSED, MemberStatus.LEFT, MemberStatus.LAPSED]
    assert play.ledger.members["own"].cover_ended_at == play.at(42)
    for name in ("poor", "quits"):
        play.refuses(MayNotObject(name), play.ledger.object, name, 0, b"")
    play.object("own")


def test_who_leaves_with_the_announcement_objects(court: Court) -> None:
    play = court(notice=20 * DAY)
    play.ledger.leave("bo")
    play.announce(114)
    assert play.status("bo") == MemberStatus.LEFT
    play.object("bo")


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


# --- reasons of others -----------------------------------------------------------------------------------


def test_a_reason_is_added_only_while_a_case_is_contested(court: Court) -> None:
    play = court()
    play.refuses(UnknownCase(1), play.ledger.add_reason, "stranger", 1, b"")
    play.refuses(CaseNotContestable(0), play.ledger.add_reason, "ann", 0, b"")
    play.object("bo")
    play.refuses(OwnCase("ann"), play.ledger.add_reason, "ann", 0, b"")
    play.refuses(MayNotObject("stranger"), play.ledger.add_reason, "stranger", 0, b"")


def test_whoever_could_have_objected_adds_a_reason_without_a_bond_also_after_the_notice(contested: Play) -> None:
    contested.go(110)
    before = contested.everything()
    contested.ledger.add_reason("v1", 0, b"")
    contested.ledger.add_reason("bo", 0, b"")
    assert contested.everything() == before


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
    assert rewards(contested, jurors) == [2] * revealed + [0] * (5 - revealed)
    books = contested.ledger.snapshot().books
    assert (books.bonds, books.surplus, contested.wallet("bo")) == (0, 50 - 2 * revealed, 0)
    contested.approved("v7")
    contested.go(114)
    assert contested.ledger.announce().share == 0


def test_a_tie_upholds_and_the_bond_goes_back_less_rewards(contested: Play) -> None:
    jurors = contested.judge(0, True, False, True, False)
    assert (contested.case_status(), contested.ledger.cases[0].upheld) == (CaseStatus.ANNOUNCED, True)
    assert rewards(contested, jurors) == [2, 2, 2, 2, 0]
    assert (contested.wallet("bo"), contested.ledger.snapshot().books.surplus) == (42, 0)


# --- the objection succeeds ------------------------------------------------------------------------------


def test_a_successful_objector_gets_the_whole_bond_and_members_pay_the_jurors(contested: Play) -> None:
    jurors = contested.judge(0, False, False, True, False)
    assert contested.case_status() == CaseStatus.OVERTURNED
    assert rewards(contested, jurors) == [2, 2, 2, 2, 0]
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
    assert rewards(play, jurors[:revealed]) == [each] * revealed
    assert play.ledger.snapshot().books.surplus == 9 - revealed * each


def test_jurors_get_nothing_where_members_gave_nothing(court: Court) -> None:
    play = court()
    case = play.ledger.cases[0]
    play.ledger.surplus += case.from_members
    case.from_members = 0
    jurors = play.judge(play.object("bo"), False, False, False)
    assert (rewards(play, jurors), play.wallet("bo")) == ([0] * 5, 50)


def test_a_juror_s_wallet_holds_up_no_verdict(contested: Play) -> None:
    jurors = contested.vote(0, False, False, False)
    contested.world.block(jurors[0])
    contested.world.block("bo")
    contested.ledger.tally(0)
    assert contested.ledger.credits == {**dict.fromkeys(jurors[:3], 2), "bo": 50}
    assert contested.ledger.collect_credit(jurors[0], "elsewhere") == 2
    assert contested.wallet("elsewhere") == 2


# --- without a jury --------------------------------------------------------------------------------------


def without_jury(play: Play) -> None:
    """Nobody has made the draw in its time: there is no jury."""
    play.world.advance(play.ledger.dispute(len(play.ledger.disputes) - 1).ends)
    play.ledger.tally(len(play.ledger.disputes) - 1)


def test_without_a_jury_no_bond_is_lost_and_the_objection_counts_as_not_made(court: Court) -> None:
    play = court(notice=20 * DAY)
    play.object("bo")
    without_jury(play)
    assert (play.case_status(), play.wallet("bo")) == (CaseStatus.ANNOUNCED, 50)
    assert play.ledger.snapshot().books.surplus == 0
    play.judge(play.object("v1"), False, False, False)
    assert play.case_status() == CaseStatus.OVERTURNED


def test_an_accomplice_s_objection_without_a_jury_does_not_prolong_the_notice(court: Court) -> None:
    play = court()
    play.go(103, -1)
    play.object("bo")
    without_jury(play)
    play.refuses(CaseNotContestable(0), play.ledger.object, "v1", 0, b"")
    play.ledger.settle(0)


def test_a_free_objection_moves_no_money(court: Court) -> None:
    play = court(jury=replace(TERMS.jury, bond=0, reward=0))
    jurors = play.judge(play.object("bo"), False, False, False)
    assert rewards(play, (*jurors, "bo")) == [0] * 6
    assert play.ledger.credits == {}
    assert play.ledger.snapshot().books.surplus == 10
