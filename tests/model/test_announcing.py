"""Announcements and what follows from them (rules, section 5)."""

from collections.abc import Callable

import pytest

from openmutual.errors import AnnouncementTooEarly, CaseNotPayable, NothingToAnnounce, PlanClosed, UnknownCase
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


def test_with_nobody_to_pay_and_no_case_there_is_nothing_to_announce(play: Play) -> None:
    play.refuses(AnnouncementTooEarly(play.at(14)), play.ledger.announce)
    play.go(14)
    play.refuses(NothingToAnnounce(), play.ledger.announce)


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
    assert (books.index, books.surplus, books.operator_credit, books.promised) == (5, 2, 8, 10)


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


def test_a_plan_year_has_365_days_from_the_deployment(stage: Deploy) -> None:
    play = stage(year_cap=12)
    play.join("ann", deposit=300)
    for day in (14, 28, 351, 365):
        play.period(day, claimant="ann")
    assert [made.share for made in play.ledger.snapshot().announcements] == [10, 2, 0, 10]


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
    assert play.ledger.announce().share == 0


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


def test_a_plan_below_its_minimum_for_the_grace_closes_itself(stage: Deploy) -> None:
    play = stage(min_members=2)
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    play.go(44, -1)
    play.ledger.announce()
    assert stage_of(play) == Stage.OPEN
    play.go(58)
    play.ledger.announce()
    assert stage_of(play) == Stage.CLOSING
    assert play.ledger.closing_at == play.at(58)


def test_at_the_end_of_the_grace_itself_the_plan_closes(stage: Deploy) -> None:
    play = stage(min_members=2)
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    play.go(44)
    play.ledger.announce()
    assert stage_of(play) == Stage.CLOSING


def test_enough_members_at_an_announcement_start_the_grace_anew(stage: Deploy) -> None:
    play = stage(min_members=2)
    play.join("ann", "bo")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    play.join("cy")
    play.go(28)
    play.ledger.announce()
    play.ledger.leave("cy")
    play.go(44)
    play.ledger.announce()
    play.go(58)
    play.ledger.announce()
    assert stage_of(play) == Stage.OPEN


def test_a_plan_that_never_reached_its_minimum_waits(stage: Deploy) -> None:
    play = stage(min_members=3)
    play.join("ann", "bo")
    for day in (14, 28, 60):
        play.go(day)
        play.ledger.announce()
    assert stage_of(play) == Stage.OPEN


def test_a_return_can_bring_a_plan_to_its_minimum(stage: Deploy) -> None:
    play = stage(min_members=3, dues=1, period_cap=29)
    play.join("ann", deposit=30)
    play.join("bo", deposit=300)
    play.go(14)
    play.ledger.announce()
    play.join("cy", deposit=300)
    assert not play.ledger.reached
    play.top_up("ann", 1)
    assert play.ledger.reached


def test_without_a_minimum_one_member_is_enough(stage: Deploy) -> None:
    play = stage(min_members=0, grace=0)
    play.join("ann")
    play.ledger.leave("ann")
    play.go(14)
    play.ledger.announce()
    assert (stage_of(play), play.status("ann")) == (Stage.CLOSING, MemberStatus.LEFT)


def test_the_minimum_counts_members_and_not_units(stage: Deploy) -> None:
    play = stage(min_members=3, grace=0)
    play.join("ann", "bo", tier="three", deposit=90)
    assert not play.ledger.reached
