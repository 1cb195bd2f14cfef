"""Filing a case, and taking it back (rules, section 4)."""

from collections.abc import Callable

import pytest

from openmutual.errors import (
    CaseAlreadyOpen,
    CaseNotFiled,
    DiagnosisInFuture,
    FilingTooLate,
    NotClaimant,
    NotCovered,
    PlanClosed,
    UnknownCase,
    UnknownLevel,
)
from openmutual.records import CaseState, CaseStatus, MemberStatus
from tests.model.play import Play

Stage = Callable[..., Play]


def case_status(play: Play, case: int) -> CaseStatus:
    return play.ledger.snapshot().cases[case].status


def test_a_closed_plan_takes_no_case(stage: Stage) -> None:
    play = stage(run_off=0)
    play.join("ann")
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.file, "ann", "no such level")


def test_an_unknown_level_is_refused(play: Play) -> None:
    play.refuses(UnknownLevel("slight"), play.file, "ann", "slight", day=9)


def test_a_diagnosis_in_the_future_is_refused(play: Play) -> None:
    play.join("ann")
    play.refuses(DiagnosisInFuture(play.at(1)), play.file, "ann", day=1)


def test_a_case_is_filed_within_the_time_to_file(play: Play) -> None:
    play.join("ann", "bo")
    play.go(1)
    diagnosed = play.at(0)
    play.go(365, -1)
    play.ledger.file("ann", "bruise", diagnosed, b"")
    play.go(365)
    play.refuses(FilingTooLate(play.at(365)), play.file, "bo", "bruise", day=0)


def test_after_the_run_off_no_case_is_filed(play: Play) -> None:
    play.join("ann", "bo")
    play.go(10)
    play.ledger.close("operator")
    play.go(190, -1)
    play.file("ann", "bruise", day=9)
    play.go(190)
    play.refuses(FilingTooLate(play.at(190)), play.file, "bo", "bruise", day=9)


def test_strangers_and_who_has_withdrawn_are_not_covered(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.ledger.withdraw("ann")
    for name in ("ann", "stranger"):
        play.refuses(NotCovered(name, play.at(3)), play.file, name, day=3)


def test_a_benefit_that_ended_the_membership_ended_all_cover(play: Play) -> None:
    play.join("ann", "bo")
    play.go(2)
    play.approved("ann", "accident")
    play.refuses(NotCovered("ann", play.at(1)), play.file, "ann", day=1)


def test_cover_begins_when_the_waiting_period_is_over(play: Play) -> None:
    play.join("ann")
    play.go(91)
    early, covered = play.at(90, -1), play.at(90)
    play.refuses(NotCovered("ann", early), play.ledger.file, "ann", "severe", early, b"")
    play.ledger.file("ann", "severe", covered, b"")


def test_a_level_may_have_its_own_waiting_period(play: Play) -> None:
    play.join("ann")
    play.refuses(NotCovered("ann", play.at(0)), play.file, "ann", "mild")
    play.file("ann", "accident")


def test_who_left_stays_covered_for_times_before_the_announcement(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.refuses(NotCovered("ann", play.at(28)), play.file, "ann", day=28)
    play.ledger.file("ann", "bruise", play.at(28, -1), b"")


def test_who_lapsed_stays_covered_for_times_before_the_announcement(play: Play) -> None:
    play.join("ann")
    for day in (14, 28, 42):
        play.period(day, claimant="ann")
    assert play.status("ann") == MemberStatus.LAPSED
    play.refuses(NotCovered("ann", play.at(42)), play.file, "ann", day=42)
    play.ledger.file("ann", "bruise", play.at(42, -1), b"")


def test_the_closing_ends_all_cover(play: Play) -> None:
    play.join("ann")
    play.go(10)
    play.ledger.close("operator")
    play.go(11)
    play.refuses(NotCovered("ann", play.at(10)), play.file, "ann", day=10)
    play.ledger.file("ann", "bruise", play.at(10, -1), b"")


def test_one_case_at_a_time(play: Play) -> None:
    play.join("ann", "bo")
    play.file("bo")
    play.file("ann")
    play.refuses(CaseAlreadyOpen(1), play.file, "ann")
    play.decide(1)
    play.refuses(CaseAlreadyOpen(1), play.file, "ann")
    play.go(14)
    play.ledger.announce()
    play.refuses(CaseAlreadyOpen(1), play.file, "ann")
    play.go(17)
    play.ledger.settle(1)
    assert play.file("ann") == 2


def test_a_case_that_came_to_nothing_makes_room_for_another(play: Play) -> None:
    play.join("ann")
    play.decide(play.file("ann"), approve=False)
    assert play.file("ann") == 1
    play.go(33, -1)
    play.refuses(CaseAlreadyOpen(1), play.file, "ann")
    play.go(33)
    assert play.file("ann") == 2


def test_filing_and_taking_back_without_end_floods_no_panel(play: Play) -> None:
    play.join("ann")
    play.go(1)
    play.ledger.withdraw_case("ann", play.file("ann"))
    play.go(31, -1)
    play.refuses(CaseAlreadyOpen(0), play.file, "ann")
    play.go(31)
    assert play.file("ann") == 1


def test_a_case_taken_back_still_counts_after_an_appeal_beside_it_was_lost(play: Play) -> None:
    play.join("ann", "bo")
    play.decide(play.file("ann"), approve=False)
    play.ledger.withdraw_case("ann", play.file("ann"))
    play.appeal("ann")
    play.refuses(CaseAlreadyOpen(0), play.file, "ann")
    play.go(2)
    play.ledger.tally(0)
    play.refuses(CaseAlreadyOpen(1), play.file, "ann")


def test_an_old_membership_s_open_case_keeps_the_new_one_from_filing(play: Play) -> None:
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.go(27)
    play.file("ann")
    play.announce(28)
    play.decide(0)
    play.ledger.withdraw("ann")
    play.join("ann")
    play.refuses(CaseAlreadyOpen(0), play.file, "ann")


def test_a_filed_case_has_a_number_and_no_money(play: Play) -> None:
    play.join("ann")
    assert play.file("ann", "accident") == 0
    assert play.ledger.snapshot().cases == {0: CaseState("ann", "accident", CaseStatus.FILED, 0, 0)}


def test_an_undecided_case_expires_a_notice_after_the_panel_s_time(play: Play) -> None:
    play.join("ann")
    case = play.file("ann")
    play.go(33, -1)
    assert case_status(play, case) == CaseStatus.FILED
    play.go(33)
    assert case_status(play, case) == CaseStatus.EXPIRED


# --- taking back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [-1, 1])
def test_an_unknown_case_cannot_be_taken_back(play: Play, number: int) -> None:
    play.join("ann")
    play.file("ann")
    play.refuses(UnknownCase(number), play.ledger.withdraw_case, "ann", number)


def test_only_the_claimant_takes_a_case_back(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann")
    play.refuses(NotClaimant("bo"), play.ledger.withdraw_case, "bo", 0)


def test_a_decided_or_expired_case_cannot_be_taken_back(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann")
    play.refuses(CaseNotFiled(0), play.ledger.withdraw_case, "ann", 0)
    play.file("bo")
    play.go(33)
    play.refuses(CaseNotFiled(1), play.ledger.withdraw_case, "bo", 1)


def test_between_the_panel_s_time_and_expiry_a_case_can_be_taken_back(play: Play) -> None:
    play.join("ann")
    play.file("ann")
    play.go(33, -1)
    play.ledger.withdraw_case("ann", 0)
    assert case_status(play, 0) == CaseStatus.WITHDRAWN
