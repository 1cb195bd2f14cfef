"""Who paid for whom by tier, from the log alone; by age only by signed counts, and else said why not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openmutual.audit.counts import Cell, TierCounts
from openmutual.audit.indicators import Assumptions, Figure, Judgement, figures
from openmutual.audit.indicators.solidarity import paid_by
from openmutual.audit.replay.state import ReplayedPlan
from openmutual.records import CaseStatus, MemberStatus, Roles
from openmutual.signing.typed_data import SigningDomain
from openmutual.statistics.incidence import MILLION, Sex, incidence
from tests.audit.log_builder import DAY, START
from tests.audit.plans import case, figure, member, period, plan
from tests.audit.scenario_replay import story_of

ATTESTOR = "0xabc"
NOW = START + 400 * DAY
DOMAIN = SigningDomain(1, "0xledger")
CELLS = (Cell("one", "20-29", 30), Cell("one", "50-59", 20), Cell("three", "50-59", 20))


def counts(*cells: Cell, signer: str = ATTESTOR) -> TierCounts:
    return TierCounts(DOMAIN, START, cells or CELLS, signer)


COUNTS = (counts(), counts(signer="0xdef"), counts(Cell("seven", "20-29", 20)))
"""Good ones, those of a stranger, and those of another plan."""


def two_tiers() -> ReplayedPlan:
    """Of tier one two people, of tier three one who was paid 60 for a severe case; each unit has paid 20."""
    people = [
        member("a", limit=40, brought=80),
        member("b", limit=40, brought=80),
        replace(member("c", units=3, limit=40, brought=240, status=MemberStatus.CLAIMED, end_index=10), tier=1),
    ]
    ill = case(0, "c", approved=True, settled=120, level=0, filed_level=0, benefit_paid=60)
    roles = Roles("operator", ("assessor",), attestor=ATTESTOR)
    ill.status = CaseStatus.SETTLED
    return plan(members=people, roles=roles, index=10, periods=[period(0, 110)], cases=[ill])


def solidarity_figures_of(told: TierCounts) -> list[Figure]:
    return figures(two_tiers(), [], NOW, Assumptions(counts=told))


@pytest.mark.parametrize(
    ("said", "paid"),
    [
        ({}, 20),
        ({"status": MemberStatus.LEFT, "end_index": 4}, 8),
        ({"status": MemberStatus.LAPSED, "end_index": 9}, 18),
        ({"status": MemberStatus.WITHDRAWN, "end_index": 10, "taken": 60, "is_emptied": True}, 20),
        ({"status": MemberStatus.WITHDRAWN, "end_index": 10, "taken": 60, "rebate": 5, "is_emptied": True}, 20),
        ({"status": MemberStatus.CLAIMED, "end_index": 10, "limit": 10, "taken": 60, "is_emptied": True}, 20),
    ],
)
def test_a_membership_paid_what_it_brought_less_what_it_took_and_has(said, paid):
    assert paid_by(plan(index=10), member("a", brought=80, **said)) == paid


@pytest.mark.parametrize("name", ["disputed-case", "circle", "lapse-and-return"])
def test_what_tiers_paid_is_what_all_announcements_took_and_what_was_paid_back(name):
    found = story_of(name).replayed()[0].plan
    charged = sum((each.share + each.dues) * each.units for each in found.periods)
    back_pay = sum(paid_by(found, each) for each in found.memberships()) - charged
    assert back_pay >= 0
    assert back_pay == 0 or name == "lapse-and-return"
    table = figure("paid-by-tier", found).table
    assert table is not None
    assert sum(row[2] for row in table.rows) == charged + back_pay
    assert sum(row[3] for row in table.rows) == sum(each.benefit_paid for each in found.cases)


def test_each_tier_is_told_with_what_it_paid_and_received():
    found = figure("paid-by-tier", two_tiers(), now=NOW)
    assert found.table is not None
    assert found.table.rows == [("one", 2, 40, 0, -40, 0), ("three", 1, 60, 60, 0, 1)]
    assert found.facts == {"paid": 100, "received": 60, "most": "three", "least": "one"}


def test_nobody_who_paid_nothing_paid_for_anybody():
    assert figure("paid-by-tier", plan()).wording == "empty"


def test_without_counts_nothing_is_said_of_ages_and_cases_are_set_against_time_alone():
    assert figure("paid-by-age", two_tiers()).judgement is Judgement.UNANSWERED
    found = figure("cases-by-tier", two_tiers(), now=NOW)
    assert (found.wording, found.judgement) == ("alike", Judgement.FINE)
    assert found.table is not None
    exposures = [row[1] for row in found.table.rows]
    assert [row[5] for row in found.table.rows] == [Fraction(each, sum(exposures)) for each in exposures]


@pytest.mark.parametrize(("told", "wording"), [(COUNTS[1], "unsigned"), (COUNTS[2], "foreign")])
def test_counts_of_a_stranger_or_of_another_plan_are_not_used(told, wording):
    found = figure("paid-by-age", two_tiers(), assumptions=Assumptions(counts=told))
    assert (found.wording, found.judgement) == (wording, Judgement.UNANSWERED)
    assert figure("cases-by-tier", two_tiers(), assumptions=Assumptions(counts=told)).wording == "alike"


def test_counts_that_leave_out_a_tier_with_members_are_not_used():
    told = counts(Cell("one", "20-29", 20))
    assert figure("paid-by-age", two_tiers(), assumptions=Assumptions(counts=told)).wording == "foreign"


def test_by_counts_what_a_tier_paid_is_split_among_its_bands():
    found = figure("paid-by-age", two_tiers(), now=NOW, assumptions=Assumptions(counts=counts()))
    assert found.table is not None
    young, old = found.table.rows
    assert (young[:3], old[:3]) == (("20-29", 30, 24), ("50-59", 40, 16 + 60))
    assert found.facts["least"] == "20-29"


def test_by_counts_what_was_received_is_split_by_the_table_and_by_covered_time():
    found = figure("paid-by-age", two_tiers(), now=NOW, assumptions=Assumptions(counts=counts()))
    young, old = (
        Fraction(sum(incidence()[age, sex] for age in ages for sex in Sex), 20 * MILLION)
        for ages in (range(20, 30), range(50, 60))
    )
    long, short = 2 * 400 * DAY, 0  # the claimant of the other tier was covered until since, which is the beginning
    asked = Fraction(3, 5) * long * young, Fraction(2, 5) * long * old + short
    assert found.table is not None
    assert found.table.rows[0][4] == 60 * asked[0] / sum(asked) / 24
    assert sum(row[3] for row in found.table.rows) == 60


def test_people_in_one_tier_paid_for_nobody_in_another():
    assert figure("paid-by-tier", plan(members=[member("a", limit=40, brought=80)], index=10)).wording == "single"


def test_a_tier_with_far_more_cases_than_its_ages_let_expect_is_worth_a_look():
    base = two_tiers()
    people = [member(f"m{number}") for number in range(400)]
    ill = [case(number, f"m{number}", approved=True, level=0, filed_level=0) for number in range(40)]
    old = [replace(member(f"o{number}", units=3), tier=1) for number in range(400)]
    crowded = plan(members=[*people, *old], roles=base.roles, periods=[period(0, 110)], cases=ill)
    found = figure("cases-by-tier", crowded, now=NOW, assumptions=Assumptions(counts=counts()))
    assert found.judgement is Judgement.WATCH
    assert found.facts["odd"] == ["one", "three"]
