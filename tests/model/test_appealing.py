"""Appeals (rules, section 4): a claimant whom the panel rejected, or did not answer, goes to the jury once."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from openmutual.errors import (
    CaseAlreadyOpen,
    CaseNotAppealable,
    CaseNotFiled,
    CasesOpen,
    MembershipEnded,
    MembershipOver,
    NotClaimant,
    OpenMutualError,
    QueueFull,
    UnknownCase,
)
from openmutual.model.panel import MOST_QUEUED
from openmutual.records import CaseStatus, MemberStatus
from tests.model.conftest import VOLUNTEERS
from tests.model.play import Play
from tests.terms import DAY

Stage = Callable[..., Play]


@pytest.fixture
def filed(play: Play) -> Play:
    """Ann's case, filed on day 100 before members of whom eight have volunteered."""
    play.join("ann", "bo", *VOLUNTEERS)
    play.volunteer(*VOLUNTEERS)
    play.go(100)
    play.file("ann", "accident")
    return play


@pytest.fixture
def rejected(filed: Play) -> Play:
    """Rejected on day 101."""
    filed.go(101)
    filed.decide(0, approve=False)
    return filed


# --- refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [-1, 1])
def test_an_unknown_case_is_not_appealed(rejected: Play, number: int) -> None:
    rejected.refuses(UnknownCase(number), rejected.ledger.appeal, "bo", number, b"")


def test_only_the_claimant_appeals(filed: Play) -> None:
    filed.refuses(NotClaimant("bo"), filed.ledger.appeal, "bo", 0, b"")


@pytest.mark.parametrize("fate", ["filed", "approved", "withdrawn"])
def test_a_case_that_was_not_rejected_is_not_appealed(filed: Play, fate: str) -> None:
    if fate == "approved":
        filed.decide(0, "accident")
    if fate == "withdrawn":
        filed.ledger.withdraw_case("ann", 0)
    filed.refuses(CaseNotAppealable(0), filed.ledger.appeal, "ann", 0, b"")


def test_a_rejection_can_be_appealed_for_as_long_as_a_notice(rejected: Play) -> None:
    rejected.go(104)
    rejected.refuses(CaseNotAppealable(0), rejected.ledger.appeal, "ann", 0, b"")


def test_the_last_second_is_early_enough(rejected: Play) -> None:
    rejected.go(104, -1)
    rejected.appeal("ann")
    assert rejected.case_status() == CaseStatus.APPEALED


def test_an_undecided_case_can_be_appealed_from_the_end_of_the_panel_s_time_until_it_expires(filed: Play) -> None:
    filed.go(130, -1)
    filed.refuses(CaseNotAppealable(0), filed.ledger.appeal, "ann", 0, b"")
    filed.go(133)
    filed.refuses(CaseNotAppealable(0), filed.ledger.appeal, "ann", 0, b"")


@pytest.mark.parametrize(("day", "seconds"), [(130, 0), (133, -1)])
def test_a_panel_s_silence_can_be_appealed(filed: Play, day: int, seconds: int) -> None:
    filed.go(day, seconds)
    filed.appeal("ann")
    assert filed.case_status() == CaseStatus.APPEALED


def test_whose_membership_a_benefit_has_ended_does_not_appeal(rejected: Play) -> None:
    rejected.approved("ann", "accident")
    rejected.refuses(MembershipEnded("ann"), rejected.ledger.appeal, "ann", 0, b"")


def test_nobody_appeals_beside_an_open_case(rejected: Play) -> None:
    rejected.file("ann")
    rejected.refuses(CaseAlreadyOpen(1), rejected.ledger.appeal, "ann", 0, b"")
    rejected.ledger.withdraw_case("ann", 1)
    rejected.appeal("ann")  # a case taken back counts as open for filing only


def test_nobody_appeals_after_withdrawing(rejected: Play) -> None:
    rejected.ledger.terms = replace(rejected.ledger.terms, notice=60 * DAY)
    rejected.announce(105)
    rejected.ledger.leave("ann")
    rejected.announce(119)
    rejected.ledger.withdraw("ann")
    rejected.refuses(MembershipOver("ann"), rejected.ledger.appeal, "ann", 0, b"")
    rejected.join("ann")
    rejected.refuses(MembershipOver("ann"), rejected.ledger.appeal, "ann", 0, b"")


def test_who_has_left_and_not_withdrawn_appeals(rejected: Play) -> None:
    rejected.ledger.terms = replace(rejected.ledger.terms, notice=60 * DAY)
    rejected.announce(105)
    rejected.ledger.leave("ann")
    rejected.announce(119)
    rejected.appeal("ann")
    rejected.judge(0, True, True, True)
    assert rejected.status("ann") == MemberStatus.CLAIMED


def test_nobody_appeals_without_the_bond(rejected: Play) -> None:
    before = rejected.everything()
    with pytest.raises(OpenMutualError, match="less than 50"):
        rejected.ledger.appeal("ann", 0, b"")
    assert rejected.everything() == before


def test_nobody_appeals_twice(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.refuses(CaseNotAppealable(0), rejected.ledger.appeal, "ann", 0, b"")
    rejected.judge(0, False, False, False)
    rejected.refuses(CaseNotAppealable(0), rejected.ledger.appeal, "ann", 0, b"")


# --- while it is appealed --------------------------------------------------------------------------------


def test_an_appealed_case_is_open(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.refuses(CaseAlreadyOpen(0), rejected.file, "ann")
    rejected.refuses(CaseNotFiled(0), rejected.decide, 0)
    rejected.refuses(CaseNotFiled(0), rejected.ledger.withdraw_case, "ann", 0)
    assert rejected.ledger.snapshot().books.bonds == 50


def test_an_appeal_holds_up_a_closing(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.ledger.close("operator")
    rejected.go(300)
    rejected.refuses(CasesOpen(1), rejected.ledger.finish)
    rejected.ledger.tally(0)
    rejected.ledger.finish()


def test_jurors_volunteered_before_the_case_was_filed(play: Play) -> None:
    play.join("ann", *VOLUNTEERS)
    play.go(100)
    play.volunteer(*VOLUNTEERS)
    play.file("ann")
    play.decide(0, approve=False)
    play.go(101)
    play.appeal("ann")
    play.ledger.draw(0)
    assert play.case_status() == CaseStatus.REJECTED


# --- won -------------------------------------------------------------------------------------------------


def test_a_won_appeal_approves_the_case_as_it_was_filed(rejected: Play) -> None:
    rejected.appeal("ann")
    jurors = rejected.judge(0, True, True, True, False)
    assert (rejected.case_status(), rejected.status("ann")) == (CaseStatus.APPROVED, MemberStatus.CLAIMED)
    assert rejected.ledger.credits == dict.fromkeys(jurors[:4], 2)
    assert (rejected.wallet("ann"), rejected.ledger.snapshot().books.surplus) == (50 - 8, 0)


def test_a_case_won_by_appeal_is_announced_contestable_and_paid_as_any_other(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.judge(0, True, True, True)
    rejected.go(115)
    assert rejected.ledger.announce().cases == {"accident": 1}
    rejected.object("bo")
    rejected.judge(1, True, True, True)
    rejected.ledger.settle(0)
    assert rejected.ledger.snapshot().cases[0].claimant_paid == 20


def test_a_won_appeal_waits_for_room_in_the_queue(rejected: Play) -> None:
    rejected.appeal("ann")
    filler = rejected.approved("bo", "accident")
    rejected.ledger.cases += [replace(rejected.ledger.cases[filler]) for _ in range(MOST_QUEUED - 1)]
    rejected.vote(0, True, True, True)
    rejected.refuses(QueueFull("accident"), rejected.ledger.tally, 0)
    rejected.go(115)
    rejected.ledger.announce()
    rejected.ledger.tally(0)
    assert rejected.case_status() == CaseStatus.APPROVED


# --- lost, or without a verdict --------------------------------------------------------------------------


@pytest.mark.parametrize("votes", [(False, False, False), (False, False, True, False, True)])
def test_a_lost_appeal_costs_the_bond(rejected: Play, votes: tuple[bool, ...]) -> None:
    rejected.appeal("ann")
    jurors = rejected.judge(0, *votes)
    assert (rejected.case_status(), rejected.status("ann")) == (CaseStatus.REJECTED, MemberStatus.ACTIVE)
    assert rejected.ledger.credits == dict.fromkeys(jurors[: len(votes)], 2)
    books = rejected.ledger.snapshot().books
    assert (books.bonds, books.surplus, rejected.wallet("ann")) == (0, 50 - 2 * len(votes), 0)


def test_a_tie_leaves_the_case_rejected_and_the_bond_goes_back_less_rewards(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.judge(0, True, True, False, False)
    assert rejected.case_status() == CaseStatus.REJECTED
    assert (rejected.wallet("ann"), rejected.ledger.snapshot().books.surplus) == (50 - 8, 0)


def test_without_a_jury_an_undecided_case_counts_as_rejected_and_the_bond_goes_back_whole(filed: Play) -> None:
    for name in VOLUNTEERS[:6]:
        filed.ledger.resign(name)
    filed.go(131)
    filed.appeal("ann")
    filed.ledger.draw(0)
    assert (filed.case_status(), filed.wallet("ann")) == (CaseStatus.REJECTED, 50)
    assert (filed.ledger.credits, filed.ledger.snapshot().books.surplus) == ({}, 0)
    filed.go(200)
    assert filed.case_status() == CaseStatus.REJECTED
    assert filed.file("ann") == 1


def test_an_appeal_without_a_jury_is_not_made_again(rejected: Play) -> None:
    rejected.appeal("ann")
    rejected.go(103)
    rejected.ledger.tally(0)
    rejected.refuses(CaseNotAppealable(0), rejected.ledger.appeal, "ann", 0, b"")


def test_an_own_appeal_ends_within_two_draws_and_two_votes_whoever_is_silent(rejected: Play) -> None:
    rejected.go(102)
    rejected.appeal("ann")
    rejected.go(104, -1)
    rejected.vote(0)
    rejected.ledger.tally(0)
    rejected.world.advance(rejected.ledger.dispute(0).ends - 1)
    rejected.vote(0)
    rejected.ledger.tally(0)
    assert rejected.case_status() == CaseStatus.REJECTED
    jury = rejected.ledger.terms.jury
    assert rejected.world.now() <= rejected.at(102) + 4 * jury.commit + 2 * jury.reveal
