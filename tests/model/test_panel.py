"""The panel's decision (rules, section 4)."""

from dataclasses import replace

import pytest

from openmutual.errors import (
    AssessorsNotSorted,
    CaseNotFiled,
    DecisionTooLate,
    LevelEndsMembership,
    NoQuorum,
    NotAssessor,
    NotCovered,
    QueueFull,
    UnknownCase,
    UnknownLevel,
)
from openmutual.model.panel import MOST_QUEUED
from openmutual.records import CaseStatus, MemberStatus, Roles
from tests.model.play import ROLES, Play
from tests.terms import TERMS


def decide(play: Play, case: int, level: str, signers: list[str], approve: bool = True) -> None:
    play.ledger.decide(case, approve, level, b"", signers)


@pytest.mark.parametrize("number", [-1, 0])
def test_an_unknown_case_is_not_decided(play: Play, number: int) -> None:
    play.refuses(UnknownCase(number), decide, play, number, "no such level", [])


def test_a_case_is_decided_once(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann")
    play.decide(play.file("bo"), approve=False)
    for case in (0, 1):
        play.refuses(CaseNotFiled(case), decide, play, case, "no such level", [])


def test_a_case_taken_back_is_not_decided(play: Play) -> None:
    play.join("ann")
    play.file("ann")
    play.ledger.withdraw_case("ann", 0)
    play.refuses(CaseNotFiled(0), play.decide, 0)


def test_the_panel_s_time_is_half_open(play: Play) -> None:
    play.join("ann", "bo")
    play.file("ann")
    play.file("bo")
    play.go(30, -1)
    play.decide(0)
    play.go(30)
    play.refuses(DecisionTooLate(play.at(30)), decide, play, 1, "no such level", [])
    play.go(33)
    play.refuses(CaseNotFiled(1), play.decide, 1)


def test_an_unknown_level_is_not_awarded_nor_rejected(play: Play) -> None:
    play.join("ann")
    play.file("ann")
    play.refuses(UnknownLevel("slight"), decide, play, 0, "slight", [])
    play.refuses(UnknownLevel("slight"), decide, play, 0, "slight", [], approve=False)


def test_a_membership_not_put_at_stake_is_not_ended(play: Play) -> None:
    play.join("ann")
    play.go(90)
    play.file("ann", "bruise", day=1)
    play.refuses(LevelEndsMembership("severe"), decide, play, 0, "severe", [])
    decide(play, 0, "severe", ["a1", "a2"], approve=False)


def test_a_level_is_awarded_only_if_the_claimant_was_covered_for_it(play: Play) -> None:
    play.join("ann", "bo")
    play.go(90)
    play.ledger.file("ann", "bruise", play.at(90, -1), b"")
    play.refuses(NotCovered("ann", play.at(90, -1)), decide, play, 0, "mild", [])
    play.ledger.file("bo", "bruise", play.at(90), b"")
    play.decide(1, "mild")
    assert play.ledger.snapshot().cases[1].level == "mild"


def test_a_level_that_ends_nothing_may_be_awarded_for_one_that_would(play: Play) -> None:
    play.join("ann")
    play.file("ann", "accident")
    play.decide(0, "bruise")
    assert play.status("ann") == MemberStatus.ACTIVE


@pytest.mark.parametrize("approve", [True, False])
def test_signers_are_enough_all_on_the_panel_and_distinct(play: Play, approve: bool) -> None:
    play.join("ann")
    play.file("ann")
    play.refuses(NoQuorum(0, 2), decide, play, 0, "bruise", [], approve)
    play.refuses(NoQuorum(1, 2), decide, play, 0, "bruise", ["stranger"], approve)
    play.refuses(AssessorsNotSorted("a1"), decide, play, 0, "bruise", ["a1", "a1"], approve)
    play.refuses(NotAssessor("ann"), decide, play, 0, "bruise", ["a1", "ann"], approve)


def test_signers_are_read_in_the_order_of_accounts(play: Play) -> None:
    play.join("ann")
    play.file("ann")
    play.refuses(AssessorsNotSorted("a1"), decide, play, 0, "bruise", ["b", "a1", "a1"])
    play.refuses(NotAssessor("0x0"), decide, play, 0, "bruise", ["0x9", "0x0", "a1"])
    play.refuses(NotAssessor("a0"), decide, play, 0, "bruise", ["a1", "a0", "a1"])
    decide(play, 0, "bruise", ["a3", "a1", "a2"])


def test_addresses_are_ordered_as_numbers() -> None:
    play = Play(roles=Roles("operator", ("0x0A", "0x9", "0xb")))
    play.join("ann")
    play.file("ann")
    play.refuses(NotAssessor("0x1"), decide, play, 0, "bruise", ["0x0C", "0x1"])
    decide(play, 0, "bruise", ["0x0A", "0x9"])


def test_a_level_s_queue_has_room_for_65535_cases(play: Play) -> None:
    play.join("ann", "bo", "cy")
    filler = play.ledger.cases
    play.approved("ann")
    filler += [replace(filler[0]) for _ in range(MOST_QUEUED - 2)]
    play.approved("bo")
    case = play.file("cy")
    play.refuses(QueueFull("bruise"), play.decide, case)
    play.decide(case, approve=False)
    case = play.file("cy", "accident")
    play.decide(case, "accident")


def test_a_rejected_case_keeps_its_level_and_changes_nothing_else(play: Play) -> None:
    play.join("ann")
    play.file("ann", "accident")
    play.decide(0, "bruise", approve=False)
    case = play.ledger.snapshot().cases[0]
    assert (case.status, case.level) == (CaseStatus.REJECTED, "accident")
    assert play.status("ann") == MemberStatus.ACTIVE


# --- a level that ends the membership --------------------------------------------------------------------


def test_the_claimant_does_not_pay_for_their_own_case(play: Play) -> None:
    play.join("ann", "bo", "cy")
    play.approved("ann", "accident")
    assert (play.status("ann"), play.balance("ann")) == (MemberStatus.CLAIMED, 30)
    assert play.ledger.snapshot().books.units == 2
    play.go(14)
    assert play.ledger.announce().units == 2
    assert (play.balance("ann"), play.balance("bo")) == (30, 20)


def test_a_leaving_claimant_pays_no_more_either(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.approved("ann", "accident")
    books = play.ledger.snapshot().books
    assert (books.units, books.leaving_units, play.status("ann")) == (1, 0, MemberStatus.CLAIMED)


def test_a_claimant_who_left_meanwhile_keeps_the_final_balance(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.go(27)
    play.file("ann", "accident")
    play.announce(28)
    play.decide(0, "accident")
    assert (play.status("ann"), play.balance("ann")) == (MemberStatus.CLAIMED, 30)


def test_a_quorum_of_one_needs_one_signature() -> None:
    play = Play(replace(TERMS, assessors=1, quorum=1), replace(ROLES, assessors=("a3",)))
    play.join("ann")
    play.file("ann")
    decide(play, 0, "bruise", ["a3"])
    assert play.ledger.snapshot().cases[0].status == CaseStatus.APPROVED
