"""Stories with a jury: who volunteers, how it comes to the verdict that the file asks for, and when it cannot."""

from pathlib import Path

import pytest

from openmutual.errors import StepFailed
from openmutual.model import ModelLedger, ModelWorld
from openmutual.plans.document import parse_document
from openmutual.records import Account
from openmutual.scenario import Result, load_scenario, run
from openmutual.scenario.steps import read_scenario

HEAD = """\
name: story
plan: circle
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m12, tier: couple, deposit: 400}}
"""
FILED = "day: 70, file: {who: m1, case: c1, diagnosed: 70, level: hospital}"
ANNOUNCED = (FILED, "day: 71, decide: {case: c1, verdict: approve}", "day: 72, announce: {}")
CONTESTED = (*ANNOUNCED, "day: 73, object: {who: m2, case: c1}")
REJECTED = (FILED, "day: 71, decide: {case: c1, verdict: reject}")
APPEALED = (*REJECTED, "day: 72, appeal: {case: c1}")


def play(*steps: str, head: str = HEAD, world: ModelWorld | None = None) -> Result:
    text = head + "".join(f"  - {{{step}}}\n" for step in steps)
    return run(read_scenario(parse_document(text.encode(), "story.yaml"), Path()), world or ModelWorld())


def model(result: Result) -> ModelLedger:
    assert isinstance(result.ledger, ModelLedger)
    return result.ledger


@pytest.mark.parametrize("verdict", ["uphold", "overturn"])
def test_a_case_that_nobody_disputes_has_no_jury(verdict: str) -> None:
    step = f"day: 73, jury: {{case: c1, verdict: {verdict}}}"
    assert play(*ANNOUNCED, f"{step}, refused: UnknownDispute").refused == ((4, "UnknownDispute"),)
    with pytest.raises(StepFailed, match=r"step 4: jury .* was refused: UnknownDispute"):
        play(*ANNOUNCED, step)


def test_a_dispute_is_tried_once() -> None:
    once = "jury: {case: c1, verdict: uphold}"
    result = play(*CONTESTED, f"day: 73, {once}", f"day: 80, {once}, refused: WrongStage")
    assert result.refused == ((6, "WrongStage"),)


def test_a_jury_does_not_run_into_the_next_step() -> None:
    trial, following = "day: 73, jury: {case: c1, verdict: uphold}", "settle: {case: c1}, refused: true"
    play(*CONTESTED, trial, f"day: 77, {following}")
    with pytest.raises(StepFailed, match="step 5: the jury needs 8640 seconds more"):
        play(*CONTESTED, trial, f"day: 76.9, {following}")


@pytest.mark.parametrize(("verdict", "status"), [("uphold", "announced"), ("overturn", "overturned")])
def test_a_contested_case_stands_or_falls_as_the_file_says(verdict: str, status: str) -> None:
    result = play(*CONTESTED, f"day: 73, jury: {{case: c1, verdict: {verdict}}}").to_json()
    assert (result["cases"]["c1"]["status"], result["ledger"]["bonds"]) == (status, "0")


@pytest.mark.parametrize(("verdict", "status"), [("uphold", "approved"), ("overturn", "rejected")])
def test_an_appealed_case_stands_or_falls_as_the_file_says(verdict: str, status: str) -> None:
    result = play(*APPEALED, f"day: 73, jury: {{case: c1, verdict: {verdict}}}").to_json()
    assert (result["cases"]["c1"]["status"], result["ledger"]["bonds"]) == (status, "0")


def test_the_bond_lies_there_until_the_verdict() -> None:
    assert play(*CONTESTED).to_json()["ledger"]["bonds"] == "50"
    assert play(*APPEALED).to_json()["cases"]["c1"]["status"] == "appealed"


FEW = HEAD.replace("m1..m12", "m1..m4")


@pytest.mark.parametrize("verdict", ["uphold", "overturn", "none"])
def test_a_jury_that_cannot_sit_is_a_refused_step(verdict: str) -> None:
    trial = f"day: 73, jury: {{case: c1, verdict: {verdict}}}"
    with pytest.raises(StepFailed, match=r"step 5: jury .* was refused: WrongStage"):
        play(*CONTESTED, trial, head=FEW)
    result = play(*CONTESTED, f"{trial}, refused: WrongStage", head=FEW).to_json()
    assert (result["cases"]["c1"]["status"], result["ledger"]["bonds"]) == ("announced", "0")


def test_after_a_jury_that_could_not_sit_somebody_else_objects() -> None:
    trial = "jury: {case: c1, verdict: uphold}, refused: true"
    again = ("day: 73.1, object: {who: m3, case: c1}", f"day: 73.2, {trial}")
    result = play(*CONTESTED, f"day: 73, {trial}", *again, head=FEW)
    assert [step for step, _ in result.refused] == [5, 7]


def test_an_appeal_for_which_no_jury_can_sit_has_no_verdict() -> None:
    few = HEAD.replace("m1..m12", "m1..m3")
    result = play(*APPEALED, "day: 73, jury: {case: c1, verdict: uphold}, refused: true", head=few).to_json()
    assert (result["cases"]["c1"]["status"], result["ledger"]["bonds"]) == ("rejected", "0")


@pytest.mark.parametrize(("steps", "status"), [(CONTESTED, "announced"), (APPEALED, "rejected")])
@pytest.mark.parametrize("people", ["m1..m12", "m1..m7"])
def test_a_jury_that_is_silent_twice_leaves_the_panel_s_word_standing(
    steps: tuple[str, ...], status: str, people: str
) -> None:
    head = HEAD.replace("m1..m12", people)
    result = play(*steps, "day: 73, jury: {case: c1, verdict: none}", "day: 81, refill: {who: m1}", head=head)
    assert (result.cases["c1"].status, result.books.bonds, result.books.credits) == (status, 0, 0)
    assert model(result).disputes[0].round == 1


def test_two_silent_juries_do_not_run_into_the_next_step() -> None:
    with pytest.raises(StepFailed, match="step 5: the jury needs 8640 seconds more"):
        play(*CONTESTED, "day: 73, jury: {case: c1, verdict: none}", "day: 80.9, refill: {who: m1}")


def test_everybody_volunteers_where_there_is_a_dispute_and_nobody_elsewhere() -> None:
    assert set(model(play(*CONTESTED)).volunteers) == {f"m{number}" for number in range(1, 13)}
    assert not model(play(*ANNOUNCED)).volunteers


def test_who_comes_back_need_not_volunteer_again() -> None:
    gone = ("day: 30, announce: {}", "day: 31, leave: {who: m12}", "day: 60, announce: {}")
    back = ("day: 61, withdraw: {who: m12}", "day: 61, join: {who: m12, tier: couple, deposit: 400}")
    later = tuple(step.replace("day: 72, announce", "day: 90, announce") for step in ANNOUNCED)
    contested = (*later, "day: 91, object: {who: m2, case: c1}")
    assert "m12" in model(play(*gone, *back, *contested)).volunteers


def test_who_changes_their_mind_resigns_and_volunteers_once_more_after_ninety_days() -> None:
    resigned = "day: 1, resign: {who: [m3, m4]}"
    volunteers = model(play(resigned, *CONTESTED)).volunteers
    assert {name for name, one in volunteers.items() if one.resigned_at} == {"m3", "m4"}
    play(resigned, "day: 2, volunteer: {who: m3}, refused: ResignedLately", *CONTESTED)
    play(resigned, *CONTESTED, "day: 91, volunteer: {who: m3}")
    play("day: 1, volunteer: {who: m3}, refused: AlreadyVolunteer", *CONTESTED)
    play(resigned, "day: 2, resign: {who: m3}, refused: NotVolunteer", *CONTESTED)


def test_every_juror_has_a_secret_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[Account, bytes]] = []
    reveal = ModelLedger.reveal

    def listen(self: ModelLedger, dispute: int, juror: Account, pays: bool, salt: bytes) -> None:
        seen.append((juror, salt))
        reveal(self, dispute, juror, pays, salt)

    monkeypatch.setattr(ModelLedger, "reveal", listen)
    for _ in range(2):
        play(*CONTESTED, "day: 73, jury: {case: c1, verdict: overturn}")
    assert seen[:5] == seen[5:]
    assert len({salt for _, salt in seen}) == 5
    assert {len(salt) for _, salt in seen} == {32}


def test_the_story_of_the_disputed_cases_comes_out_as_its_comments_say() -> None:
    result = run(load_scenario("disputed-case"), ModelWorld()).to_json()
    assert [case["status"] for case in result["cases"].values()] == ["settled", "overturned", "settled"]
    assert [(period["share"], period["surplus"]) for period in result["periods"]] == [("21.7", "1.6"), ("0", "1.6")]
    assert result["members"]["c5"] == {"status": "active", "balance": "354.6", "paid": "45.4"}
