"""What is due, at every stage and on both sides of every end; no chain is asked."""

from __future__ import annotations

from typing import Any

import pytest

from openmutual.chain.queries import Calendar, CaseFile
from openmutual.keeper.tasks import Dispute, PlanState, Task, Verb, due, of_case, of_dispute
from openmutual.records import CaseStatus, DisputeStage, DisputeState, Stage
from tests.terms import DAY, TERMS

NOW = 1_000 * DAY
NEXT = NOW + 10


def case(status: CaseStatus, number: int = 7, **dates: Any) -> CaseFile:
    known = {"filed_at": NOW - 40 * DAY, "decided_at": NOW - 20 * DAY, "announced_at": NOW - DAY}
    nothing = {"commitment": bytes(32), "report": b"", "payout": 0, "disputes": ()}
    words = known | nothing | {"contested": False, "appealed": False, "diagnosed_at": 0} | dates
    return CaseFile(number=number, claimant="0xa", beneficiary="0xa", level="mild", status=status, **words)


def dispute(stage: DisputeStage, ends: int, drawable: bool = True) -> Dispute:
    return Dispute(3, DisputeState(7, stage, ends, 0, ("0xb",), 0, 0), drawable)


def plan(stage: Stage = Stage.OPEN, *cases: CaseFile, closing_at: int = 0, **more: Any) -> PlanState:
    return PlanState(TERMS, Calendar(stage, 5, NEXT, closing_at), more.pop("last", 0), cases, **{"disputes": ()} | more)


def verbs(state: PlanState, now: int) -> list[tuple[str, int]]:
    return [(task.verb.value, task.about) for task in due(state, now)]


def test_nothing_is_due_in_a_closed_plan() -> None:
    assert verbs(plan(Stage.CLOSED, refillable=("0xa",)), NEXT + 10**9) == []


def test_an_announcement_is_due_when_its_period_is_over_with_or_without_cases() -> None:
    for state in (plan(), plan(Stage.OPEN, case(CaseStatus.APPROVED)), plan(Stage.CLOSING, closing_at=NOW)):
        assert verbs(state, NEXT - 1) == []
        assert verbs(state, NEXT) == [("announce", -1)]


def test_a_case_is_paid_when_its_notice_is_over() -> None:
    state = plan(Stage.OPEN, case(CaseStatus.ANNOUNCED, announced_at=NOW - TERMS.notice))
    assert verbs(state, NOW - 1) == []
    assert verbs(state, NOW) == [("settle", 7)]


@pytest.mark.parametrize("status", [CaseStatus.FILED, CaseStatus.REJECTED, CaseStatus.CONTESTED, CaseStatus.SETTLED])
def test_no_other_case_asks_for_anybody(status: CaseStatus) -> None:
    assert verbs(plan(Stage.OPEN, case(status)), NOW) == []


def test_jurors_are_drawn_once_the_block_is_there_and_within_the_window() -> None:
    ends = NOW + 1_000
    assert verbs(plan(disputes=(dispute(DisputeStage.DRAWING, ends, drawable=False),)), NOW) == []
    assert verbs(plan(disputes=(dispute(DisputeStage.DRAWING, ends),)), NOW) == [("draw", 3)]


def test_votes_are_counted_when_their_time_is_over() -> None:
    assert verbs(plan(disputes=(dispute(DisputeStage.COMMITTING, NOW + 5),)), NOW) == []
    assert verbs(plan(disputes=(dispute(DisputeStage.REVEALING, NOW + 5),)), NOW) == []
    assert verbs(plan(disputes=(dispute(DisputeStage.COUNTING, NOW - 5),)), NOW) == [("tally", 3)]


def test_a_vote_is_opened_only_where_its_secret_is_at_hand() -> None:
    opening = dispute(DisputeStage.REVEALING, NOW + 5)
    assert verbs(plan(disputes=(opening,), sealed=frozenset({4})), NOW) == []
    assert verbs(plan(disputes=(opening,), sealed=frozenset({3})), NOW) == [("reveal", 3)]
    assert verbs(plan(disputes=(opening,), sealed=frozenset({3})), NOW + 5) == [("tally", 3)]


def test_reserves_are_refilled_where_an_order_would_do_something() -> None:
    assert verbs(plan(refillable=("0xa", "0xb")), NOW) == [("refill", -1)]


def test_a_plan_is_finished_when_its_run_off_and_its_last_hearing_are_over() -> None:
    closing_at = NOW - TERMS.run_off
    assert ("finish", -1) not in verbs(plan(Stage.CLOSING, closing_at=closing_at), NOW - 1)
    assert ("finish", -1) in verbs(plan(Stage.CLOSING, closing_at=closing_at), NOW)
    heard = NOW + 1_000
    late = plan(Stage.CLOSING, closing_at=closing_at, last=heard - TERMS.decision - TERMS.notice)
    assert ("finish", -1) not in verbs(late, heard - 1)
    assert ("finish", -1) in verbs(late, heard)


@pytest.mark.parametrize(
    "status", [CaseStatus.APPROVED, CaseStatus.ANNOUNCED, CaseStatus.CONTESTED, CaseStatus.APPEALED]
)
def test_no_plan_is_finished_over_an_open_case(status: CaseStatus) -> None:
    state = plan(Stage.CLOSING, case(status), closing_at=NOW - TERMS.run_off)
    assert Verb.FINISH not in {task.verb for task in due(state, NOW + 10**9)}


def test_what_ends_first_comes_first() -> None:
    state = plan(
        Stage.OPEN, case(CaseStatus.ANNOUNCED, announced_at=0), disputes=(dispute(DisputeStage.DRAWING, NEXT + 9),)
    )
    assert verbs(state, NEXT) == [("draw", 3), ("announce", -1), ("settle", 7)]


FILED, DECIDED, ANNOUNCED = NOW - 40 * DAY, NOW - 20 * DAY, NOW - DAY
LATEST = FILED + TERMS.decision + TERMS.notice
CASES: list[tuple[CaseFile, dict[str, tuple[int, int]]]] = [
    (
        case(CaseStatus.FILED),
        {
            "decide": (FILED, FILED + TERMS.decision),
            "appeal": (FILED + TERMS.decision, LATEST),
            "take_back": (FILED, LATEST),
        },
    ),
    (case(CaseStatus.APPROVED), {"announce": (NEXT, 0)}),
    (case(CaseStatus.REJECTED), {"appeal": (DECIDED, DECIDED + TERMS.notice)}),
    (case(CaseStatus.REJECTED, appealed=True), {}),
    (
        case(CaseStatus.ANNOUNCED),
        {"object": (ANNOUNCED, ANNOUNCED + TERMS.notice), "settle": (ANNOUNCED + TERMS.notice, 0)},
    ),
    (case(CaseStatus.ANNOUNCED, contested=True), {"settle": (ANNOUNCED + TERMS.notice, 0)}),
]


def windows(found: list[Task]) -> dict[str, tuple[int, int]]:
    return {task.verb.value: (task.since, task.until) for task in found}


@pytest.mark.parametrize(("about", "expected"), CASES, ids=lambda value: getattr(value, "status", None))
def test_what_can_be_done_about_a_case_has_its_window(about: CaseFile, expected: dict[str, tuple[int, int]]) -> None:
    assert windows(of_case(about, TERMS, plan().calendar)) == expected


COMMIT, REVEAL = TERMS.jury.commit, TERMS.jury.reveal


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        (DisputeStage.DRAWING, {"draw": (NOW - COMMIT, NOW), "tally": (NOW, 0)}),
        (
            DisputeStage.COMMITTING,
            {"commit": (NOW - COMMIT, NOW), "grant": (NOW - COMMIT, NOW), "reveal": (NOW, NOW + REVEAL)},
        ),
        (DisputeStage.REVEALING, {"reveal": (NOW - REVEAL, NOW), "tally": (NOW, 0)}),
        (DisputeStage.COUNTING, {"tally": (0, 0)}),
        (DisputeStage.DECIDED, {}),
    ],
)
def test_what_can_be_done_about_a_dispute_has_its_window(
    stage: DisputeStage, expected: dict[str, tuple[int, int]]
) -> None:
    assert windows(of_dispute(3, dispute(stage, NOW).state, TERMS)) == expected
