"""What happens next, at every stage and on both sides of every end; no chain is asked."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from openmutual.chain.queries import Calendar, CaseFile, Duty, Membership
from openmutual.cli.output import Page
from openmutual.cli.views.membership import of_membership
from openmutual.cli.views.next_steps import NextStep, of_case, of_dispute, of_duty, tell
from openmutual.plans.terms import load_plan
from openmutual.records import CaseStatus, DisputeStage, DisputeState, MemberStatus, Stage

TERMS = load_plan("circle").terms
FILED = 1_000_000
DECIDED = FILED + 100
ANNOUNCED = FILED + 1_000
NEXT = ANNOUNCED + TERMS.period
CALENDAR = Calendar(Stage.OPEN, 3, NEXT, 0)


def case(status, contested=False, appealed=False):
    return CaseFile(
        number=7,
        claimant="0xa",
        beneficiary="0xa",
        level="hospital",
        status=status,
        diagnosed_at=FILED - 10,
        filed_at=FILED,
        commitment=bytes(32),
        decided_at=DECIDED,
        report=b"",
        announced_at=ANNOUNCED,
        payout=0,
        contested=contested,
        appealed=appealed,
        disputes=(),
    )


def commands(found, now):
    return [(each.command.split("  ")[0], each.since, each.until) for each in of_case(found, TERMS, CALENDAR, now)]


def test_a_filed_case_waits_for_the_panel_then_for_its_claimant():
    decide_by = FILED + TERMS.decision
    expires = decide_by + TERMS.notice
    back = ("case withdraw 7", FILED, expires)
    assert commands(case(CaseStatus.FILED), decide_by - 1) == [("panel submit SEAL SEAL…", FILED, decide_by), back]
    assert commands(case(CaseStatus.FILED), decide_by) == [("appeal 7 --reason FILE", decide_by, expires), back]


def test_an_approved_case_waits_for_the_calendar():
    assert commands(case(CaseStatus.APPROVED), DECIDED) == [("announce", NEXT, 0)]


def test_a_rejected_case_can_be_appealed_once_within_the_notice():
    until = DECIDED + TERMS.notice
    assert commands(case(CaseStatus.REJECTED), until - 1) == [("appeal 7 --reason FILE", DECIDED, until)]
    assert commands(case(CaseStatus.REJECTED), until) == [("", 0, 0)]
    assert commands(case(CaseStatus.REJECTED, appealed=True), until - 1) == [("", 0, 0)]


def test_an_announced_case_can_be_objected_to_once_within_the_notice():
    ends = ANNOUNCED + TERMS.notice
    pay = ("case settle 7", ends, 0)
    assert commands(case(CaseStatus.ANNOUNCED), ends - 1) == [("object 7 --reason FILE", ANNOUNCED, ends), pay]
    assert commands(case(CaseStatus.ANNOUNCED), ends) == [pay]
    assert commands(case(CaseStatus.ANNOUNCED, contested=True), ends - 1) == [pay]


@pytest.mark.parametrize(
    "status", [CaseStatus.WITHDRAWN, CaseStatus.EXPIRED, CaseStatus.SETTLED, CaseStatus.OVERTURNED]
)
def test_an_ended_case_waits_for_nothing(status):
    assert [each.what for each in of_case(case(status), TERMS, CALENDAR, 0)] == [
        f"Nothing: the case is {status} for good"
    ]


@pytest.mark.parametrize("status", [CaseStatus.CONTESTED, CaseStatus.APPEALED])
def test_before_a_jury_the_dispute_says_it(status):
    assert of_case(case(status), TERMS, CALENDAR, 0) == []


def dispute(stage):
    return DisputeState(case=7, stage=stage, ends=500, round=0, jurors=(), pays=0, refuses=0)


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        (DisputeStage.DRAWING, [("jury draw 2", 500 - TERMS.jury.commit, 500), ("jury tally 2", 500, 0)]),
        (
            DisputeStage.COMMITTING,
            [
                ("jury commit 2 pays|refuses", 500 - TERMS.jury.commit, 500),
                ("jury reveal 2", 500, 500 + TERMS.jury.reveal),
            ],
        ),
        (DisputeStage.REVEALING, [("jury reveal 2", 500 - TERMS.jury.reveal, 500), ("jury tally 2", 500, 0)]),
        (DisputeStage.COUNTING, [("jury tally 2", 0, 0)]),
        (DisputeStage.DECIDED, [("", 0, 0)]),
    ],
)
def test_a_dispute_goes_on_by_the_clock(stage, steps):
    found = of_dispute(2, dispute(stage), TERMS, draw_block=12)
    assert [(each.command, each.since, each.until) for each in found] == steps


@pytest.mark.parametrize(
    ("stage", "committed", "revealed", "step"),
    [
        (DisputeStage.COMMITTING, False, False, ("jury commit 2 pays|refuses", 500 - TERMS.jury.commit, 500)),
        (DisputeStage.COMMITTING, True, False, ("jury reveal 2", 500, 500 + TERMS.jury.reveal)),
        (DisputeStage.REVEALING, False, False, ("", 0, 0)),
        (DisputeStage.REVEALING, True, False, ("jury reveal 2", 500 - TERMS.jury.reveal, 500)),
        (DisputeStage.REVEALING, True, True, ("jury tally 2", 500, 0)),
        (DisputeStage.COUNTING, True, True, ("jury tally 2", 0, 0)),
    ],
)
def test_a_juror_has_one_thing_to_do(stage, committed, revealed, step):
    (found,) = of_duty(Duty(2, dispute(stage), committed, revealed), TERMS)
    assert (found.command, found.since, found.until) == step


@pytest.mark.parametrize(
    ("status", "steps"),
    [
        (MemberStatus.NONE, []),
        (MemberStatus.LEAVING, ["announce", "withdraw"]),
        (MemberStatus.LAPSED, ["reinstate", "withdraw"]),
        (MemberStatus.LEFT, ["withdraw"]),
        (MemberStatus.CLAIMED, ["withdraw"]),
        (MemberStatus.WITHDRAWN, []),
    ],
)
def test_a_membership_says_how_to_get_the_money_out(status, steps):
    found = of_membership(Membership(status, 2, 100, FILED, 0, FILED), TERMS, CALENDAR, FILED)
    assert [each.command for each in found] == steps


@pytest.mark.parametrize("calendar", [CALENDAR, Calendar(Stage.CLOSING, 3, NEXT, FILED)])
def test_there_is_no_way_back_once_the_grace_is_over_or_the_plan_is_closing(calendar):
    lapsed = Membership(MemberStatus.LAPSED, 2, 100, FILED, 0, FILED)
    until = FILED + TERMS.grace
    assert [each.command for each in of_membership(lapsed, TERMS, calendar, until)] == ["withdraw"]
    last = [(each.command, each.until) for each in of_membership(lapsed, TERMS, calendar, until - 1)]
    is_open = calendar.stage == Stage.OPEN
    assert last == [*([("reinstate", until)] if is_open else []), ("withdraw", 0)]


def test_cover_begins_after_the_waiting_period():
    covered = FILED + TERMS.waiting
    active = Membership(MemberStatus.ACTIVE, 2, 100, FILED, 2**63, 0)
    first = of_membership(active, TERMS, CALENDAR, covered - 1)[0]
    assert (first.what, first.since) == ("Diagnoses are covered for hospital, grave", covered)
    assert of_membership(active, TERMS, CALENDAR, covered)[0].what == "You are covered"


def test_once_a_plan_is_closing_nobody_is_told_to_be_covered_from_now_on():
    ends = FILED + TERMS.waiting + 1
    active = Membership(MemberStatus.ACTIVE, 2, 100, FILED, 2**63, 0)
    first = of_membership(active, TERMS, Calendar(Stage.CLOSING, 3, NEXT, ends), ends)[0]
    assert (first.what, first.until) == ("Diagnoses were covered for hospital, grave", ends)
    waiting = of_membership(active, TERMS, Calendar(Stage.CLOSING, 3, NEXT, ends - 1), ends)
    assert [each.command for each in waiting] == ["announce"]


@pytest.mark.parametrize("status", [MemberStatus.ACTIVE, MemberStatus.LEAVING])
def test_once_a_plan_is_closed_there_is_only_money_to_take_out(status):
    held = Membership(status, 2, 100, FILED, 2**63, 0)
    found = of_membership(held, TERMS, Calendar(Stage.CLOSED, 3, NEXT, FILED), NEXT)
    assert [each.command for each in found] == ["withdraw"]


def test_the_next_command_names_the_plan():
    out = io.StringIO()
    tell([NextStep("withdraw", "withdraw")], 0, Page(Console(file=out, width=110)), "en", " --ledger mine")
    assert "openmutual withdraw --ledger mine\n" in out.getvalue()
