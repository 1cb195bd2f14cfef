"""Announcements and what follows from them (rules, section 5)."""

from collections.abc import Callable

import pytest

from openmutual.errors import AnnouncementTooEarly, CaseNotPayable, PlanClosed, UnknownCase
from openmutual.records import Announcement, CaseState, CaseStatus, MemberStatus, Stage
from tests.model.play import Play

Deploy = Callable[..., Play]


def test_a_closed_plan_announces_nothing(stage: Deploy) -> None:
    play = stage(run_off=0)
    play.ledger.close("operator")
    play.ledger.finish()
    play.refuses(PlanClosed(), play.ledger.announce)


def test_a_period_lasts_its_time(play: Play) -> None:
    play.join("ann")
    play.go(14, -1)
    play.refuses(AnnouncementTooEarly(play.at(14)), play.ledger.announce)
    play.go(15)
    play.ledger.announce()
    play.go(29, -1)
    play.refuses(AnnouncementTooEarly(play.at(29)), play.ledger.announce)
    play.go(29)
    play.ledger.announce()


def test_an_announcement_is_not_refused_for_want_of_members_or_cases(stage: Deploy) -> None:
    play = stage(dues=2)
    play.refuses(AnnouncementTooEarly(play.at(14)), play.ledger.announce)
    play.go(14)
    made = play.ledger.announce()
    assert (made.units, made.cases, made.share, made.dues) == (0, {}, 0, 0)
    assert play.ledger.snapshot().books.index == 0


def test_everybody_pays_by_units(stage: Deploy) -> None:
    play = stage(dues=2)
    play.join("ann", deposit=60)
    play.join("bo", tier="three", deposit=180)
    play.approved("ann", "bruise")
    play.go(14)
    assert play.ledger.announce() == Announcement(
        period=0,
        at=play.at(14),
        units=4,
        cases={"bruise": 1},
        waiting={},
        share=3,
        dues=2,
        collected=12,
        payout={"bruise": 10},
        backstop_used=0,
        surplus=2,
        lapsed=0,
    )
    assert (play.balance("ann"), play.balance("bo")) == (55, 165)
    assert (play.paid("ann"), play.paid("bo")) == (5, 15)
    books = play.ledger.snapshot().books
    assert (books.index, books.shares, books.surplus, books.operator_credit, books.promised) == (5, 3, 2, 8, 10)


def test_cases_of_several_levels_are_counted_by_level(play: Play) -> None:
    play.join("ann", "bo", "cy", "di")
    play.approved("ann", "bruise")
    play.approved("bo", "bruise")
    play.approved("cy", "accident")
    play.go(14)
    report = play.ledger.announce()
    assert report.cases == {"bruise": 2, "accident": 1}
    assert report.share == 10  # 40 asked of three units is 14 each: the cap cuts all cases by a quarter
    assert report.payout == {"bruise": 7, "accident": 15}
    assert report.surplus == 1


def test_a_case_is_charged_in_the_period_in_which_it_was_approved(play: Play) -> None:
    play.join("ann", "bo")
    play.file("ann")
    play.go(14)
    assert play.ledger.announce().cases == {}
    play.decide(0)
    play.go(28)
    assert play.ledger.announce().cases == {"bruise": 1}
    play.go(42)
    assert play.ledger.announce().cases == {}


def test_a_closing_plan_charges_shares_but_no_dues(stage: Deploy) -> None:
    play = stage(dues=2)
    play.join("ann", "bo", deposit=60)
    play.approved("ann")
    play.ledger.close("operator")
    play.go(14)
    report = play.ledger.announce()
    assert (report.share, report.dues, play.balance("ann")) == (5, 0, 55)
    assert play.ledger.snapshot().books.operator_credit == 0


def test_without_payers_surplus_and_backstop_pay_the_queue(play: Play) -> None:
    play.join("ann")
    play.fund(7)
    play.approved("ann", "accident")
    play.go(14)
    report = play.ledger.announce()
    assert (report.units, report.share, report.payout, report.backstop_used) == (0, 0, {"accident": 7}, 7)


def test_without_payers_and_money_a_case_is_announced_at_nothing(play: Play) -> None:
    play.join("ann")
    play.approved("ann", "accident")
    play.go(14)
    assert play.ledger.announce().payout == {"accident": 0}
    play.go(17)
    play.ledger.settle(0)
    assert play.ledger.snapshot().cases[0].status == CaseStatus.SETTLED


# --- the year's cap --------------------------------------------------------------------------------------


def test_a_used_up_year_lets_the_whole_queue_wait_instead_of_cutting_it(stage: Deploy) -> None:
    play = stage(year_cap=12)
    play.join("ann", "bo", deposit=300)
    play.period(14, "ann", "accident")
    play.join("cy", deposit=300)
    play.approved("bo")  # asks 5 of each of two units, and 2 are left
    play.fund(100)
    play.go(28)
    made = play.ledger.announce()
    assert (made.cases, made.waiting, made.share, made.payout, made.backstop_used) == ({}, {"bruise": 1}, 0, {}, 0)
    assert (play.case_status(1), play.balance("bo")) == (CaseStatus.APPROVED, 290)


def test_a_queue_that_the_year_still_has_room_for_does_not_wait(stage: Deploy) -> None:
    play = stage(year_cap=12)
    play.join("ann", "bo", deposit=300)
    play.period(14, "ann", "accident")
    play.join("cy", "di", "eve", "fay", deposit=300)
    play.approved("bo")  # asks 2 of each of five units, and 2 are left
    play.go(28)
    made = play.ledger.announce()
    assert (made.cases, made.waiting, made.share) == ({"bruise": 1}, {}, 2)


def test_what_is_approved_meanwhile_waits_with_the_queue_and_shares_one_period_of_the_new_year(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", deposit=300)
    play.period(14, claimant="ann")
    play.join("bo", "cy", deposit=300)
    play.approved("bo", "bruise")
    play.announce(28)
    play.approved("cy", "accident")
    play.announce(351)
    play.go(365)
    made = play.ledger.announce()
    assert (made.cases, made.share, made.payout) == ({"bruise": 1, "accident": 1}, 10, {"bruise": 6, "accident": 13})
    assert play.ledger.cases[1].announced_at == play.at(365)


def test_the_surplus_can_pay_a_queue_when_the_year_is_used_up(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", deposit=300)
    play.period(14, claimant="ann")
    play.ledger.surplus += 10
    play.ledger.token.mint(play.ledger.account, 10)
    play.approved("ann")
    play.go(28)
    assert play.ledger.announce().payout == {"bruise": 10}


def test_the_first_announcement_of_a_plan_year_never_waits(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", deposit=300)
    for day in (14, 365):
        play.period(day, claimant="ann")
    assert [made.share for made in play.ledger.snapshot().announcements] == [10, 10]


def test_who_leaves_an_open_plan_whose_queue_waits_does_not_pay_for_it(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", "bo", deposit=300)
    play.period(14, "ann", "accident")
    play.approved("bo")
    play.ledger.leave("bo")
    play.announce(28)
    assert (play.status("bo"), play.balance("bo")) == (MemberStatus.LEFT, 290)


def test_who_leaves_a_closing_plan_whose_queue_waits_does_not_escape_it(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", "bo", deposit=300)
    play.period(14, "ann", "accident")
    play.join("cy", deposit=300)
    play.approved("cy")
    play.ledger.close("operator")
    play.ledger.leave("bo")
    play.announce(28)
    assert play.status("bo") == MemberStatus.LEAVING
    play.announce(365)
    assert (play.status("bo"), play.balance("bo")) == (MemberStatus.LEFT, 285)


def test_dues_do_not_count_towards_the_year(stage: Deploy) -> None:
    play = stage(year_cap=10, dues=5)
    play.join("ann", deposit=300)
    play.go(14)
    play.ledger.announce()
    play.approved("ann", "bruise")
    play.go(28)
    assert play.ledger.announce().share == 10


def test_one_second_before_the_new_year_the_old_cap_counts(stage: Deploy) -> None:
    play = stage(year_cap=10)
    play.join("ann", deposit=300)
    play.period(14, claimant="ann")
    play.approved("ann", "bruise")
    play.go(365, -1)
    made = play.ledger.announce()
    assert (made.share, made.waiting) == (0, {"bruise": 1})


# --- paying ----------------------------------------------------------------------------------------------


def test_an_unknown_case_is_not_paid(play: Play) -> None:
    play.refuses(UnknownCase(0), play.ledger.settle, 0)


def test_a_case_is_paid_once_and_not_before_its_notice_is_over(play: Play) -> None:
    play.join("ann", "bo")
    play.file("ann")
    play.refuses(CaseNotPayable(0), play.ledger.settle, 0)
    play.decide(0)
    play.refuses(CaseNotPayable(0), play.ledger.settle, 0)
    play.go(14)
    play.ledger.announce()
    play.go(17, -1)
    play.refuses(CaseNotPayable(0), play.ledger.settle, 0)
    play.go(17)
    play.ledger.settle(0)
    assert play.wallet("ann") == 10
    play.refuses(CaseNotPayable(0), play.ledger.settle, 0)


@pytest.mark.parametrize(
    ("backstop", "to_patient", "to_operator"), [(29, 49, 0), (30, 50, 0), (31, 50, 1), (34, 50, 4)]
)
def test_the_operator_earns_only_what_is_left_once_the_patient_is_paid_in_full(
    play: Play, backstop: int, to_patient: int, to_operator: int
) -> None:
    play.join("ann", "bo")
    play.fund(backstop)
    play.go(90)
    play.period(104, claimant="ann", level="mild")
    snapshot = play.ledger.snapshot()
    assert snapshot.cases[0] == CaseState("ann", "mild", CaseStatus.SETTLED, to_patient, to_operator)
    assert snapshot.books.operator_credit == to_operator
    assert play.wallet("ann") == to_patient


def test_a_named_beneficiary_is_paid_instead_of_the_claimant(play: Play) -> None:
    play.join("ann", "bo")
    play.approved("ann", "accident", beneficiary="child")
    play.go(14)
    play.ledger.announce()
    play.go(17)
    play.ledger.settle(0)
    assert (play.wallet("ann"), play.wallet("child")) == (0, 10)


# --- too few members -------------------------------------------------------------------------------------


def stage_of(play: Play) -> Stage:
    return play.ledger.snapshot().books.stage


def reached(stage: Deploy, least: int = 2, **changes: int) -> Play:
    """A plan that has had its minimum, ann and bo, after two announcements in a row, on days 14 and 28."""
    play = stage(min_members=least, **changes)
    play.join("ann", "bo")
    play.announce(14, 28)
    return play


def test_members_of_a_moment_do_not_reach_a_minimum(stage: Deploy) -> None:
    play = stage(min_members=2, grace=0)
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)  # one announcement only has seen two active members
    play.announce(42, 56, 70)
    assert stage_of(play) == Stage.OPEN


def test_announcements_that_are_not_in_a_row_do_not_reach_a_minimum(stage: Deploy) -> None:
    play = stage(min_members=2, grace=0)
    play.join("ann", "bo")
    play.announce(14)
    play.ledger.leave("ann")
    play.announce(28)
    play.join("cy")
    play.announce(42)
    play.ledger.leave("bo")
    play.announce(56, 70, 84)
    assert stage_of(play) == Stage.OPEN


def test_a_plan_below_its_minimum_for_the_grace_closes_itself(stage: Deploy) -> None:
    play = reached(stage)
    play.ledger.leave("ann")
    play.announce(42)
    play.go(72, -1)
    play.ledger.announce()
    assert stage_of(play) == Stage.OPEN
    play.announce(86)
    assert stage_of(play) == Stage.CLOSING
    assert play.ledger.closing_at == play.at(86)


def test_at_the_end_of_the_grace_itself_the_plan_closes(stage: Deploy) -> None:
    play = reached(stage)
    play.ledger.leave("ann")
    play.announce(42, 72)
    assert stage_of(play) == Stage.CLOSING


def test_without_a_grace_the_announcement_that_finds_too_few_does_not_close_the_plan_yet(stage: Deploy) -> None:
    play = reached(stage, grace=0)
    play.ledger.leave("ann")
    play.announce(42)
    assert stage_of(play) == Stage.OPEN
    play.announce(56)
    assert stage_of(play) == Stage.CLOSING


def test_enough_members_at_an_announcement_start_the_grace_anew(stage: Deploy) -> None:
    play = reached(stage)
    play.ledger.leave("ann")
    play.announce(42)
    play.join("cy")
    play.announce(56)
    play.ledger.leave("cy")
    play.announce(72, 86)
    assert stage_of(play) == Stage.OPEN


def test_a_plan_that_never_reached_its_minimum_waits(stage: Deploy) -> None:
    play = stage(min_members=3)
    play.join("ann", "bo")
    play.announce(14, 28, 60, 100)
    assert stage_of(play) == Stage.OPEN


def test_without_a_minimum_one_member_is_enough(stage: Deploy) -> None:
    play = stage(min_members=0, grace=0)
    play.join("ann")
    play.announce(14, 28)
    play.ledger.leave("ann")
    play.announce(42, 56)
    assert (stage_of(play), play.status("ann")) == (Stage.CLOSING, MemberStatus.LEFT)


def test_the_minimum_counts_members_and_not_units(stage: Deploy) -> None:
    play = stage(min_members=3, grace=0)
    play.join("ann", "bo", tier="three", deposit=90)
    play.announce(14, 28)
    assert play.ledger.enough == 0
