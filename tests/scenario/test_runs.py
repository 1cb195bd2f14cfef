"""What a run promises besides its figures: every step goes as the file says, or the run stops and names the step."""

from pathlib import Path

import pytest

from openmutual.errors import StepFailed
from openmutual.model import ModelWorld
from openmutual.plans.document import parse_document
from openmutual.scenario import Result, Step, load_scenario, run
from openmutual.scenario.steps import read_scenario

HEAD = """\
name: story
plan: circle
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m12, tier: couple, deposit: 400}}
"""


def play(*steps: str, world: ModelWorld | None = None) -> Result:
    text = HEAD + "".join(f"  - {{{step}}}\n" for step in steps)
    return run(read_scenario(parse_document(text.encode(), "story.yaml"), Path()), world or ModelWorld())


def test_an_unexpected_refusal_stops_the_run() -> None:
    with pytest.raises(StepFailed, match=r"step 1: announce \(line 6, day 3\) was refused: AnnouncementTooEarly"):
        play("day: 3, announce: {}")


def test_a_step_that_must_be_refused_and_is_not_stops_the_run() -> None:
    with pytest.raises(StepFailed, match=r"step 2: leave .* had to be refused with NotActive, but was not"):
        play("day: 31, announce: {}", "day: 32, leave: {who: m1}, refused: NotActive")


def test_another_refusal_than_the_one_named_stops_the_run() -> None:
    with pytest.raises(StepFailed, match="had to be refused with NotActive, but was with: AnnouncementTooEarly"):
        play("day: 3, announce: {}, refused: NotActive")


def test_a_step_that_must_be_refused_must_be_for_everyone_it_names() -> None:
    with pytest.raises(StepFailed, match="but was not"):
        play(
            "day: 31, announce: {}",
            "day: 32, leave: {who: [m1, m2]}",
            "day: 32, leave: {who: [m1, m3]}, refused: true",
        )


def test_refused_steps_are_reported_once_with_their_error() -> None:
    result = play(
        "day: 3, leave: {who: [m1, m2]}, refused: true",
        "day: 3, settle: {case: never-filed}, refused: UnknownCase",
    )
    assert result.to_json()["refused"] == [{"step": 1, "error": "MinimumStay"}, {"step": 2, "error": "UnknownCase"}]


def test_many_who_were_members_before_join_again_one_by_one() -> None:
    result = play(
        "day: 31, announce: {}",
        "day: 32, leave: {who: m1..m8}",
        "day: 62, announce: {}",
        "day: 63, withdraw: {who: m1..m8}",
        "day: 64, join: {who: m1..m8, tier: couple, deposit: 400}",
    )
    assert result.books.members == 12


def test_one_payer_tops_many_up_in_one_step_and_passes_over_who_is_not_active() -> None:
    result = play(
        "day: 31, announce: {}",
        "day: 32, leave: {who: m2}",
        "day: 33, top_up_many: {who: [m10, m2, m1], amount: 10}",
        "day: 33, top_up_many: {who: [m1], amount: 0}, refused: ZeroAmount",
    )
    members = result.to_json()["members"]
    assert [members[name]["balance"] for name in ("m1", "m2", "m10")] == ["409", "399", "409"]  # dues of 1 each


def test_a_refused_batch_enrols_nobody() -> None:
    result = play("day: 3, join: {who: n1..n12, tier: couple, deposit: 1}, refused: DepositTooSmall")
    assert len(result.members) == 12


def test_one_by_one_and_in_a_batch_is_the_same() -> None:
    singles = play(*(f"day: 1, join: {{who: n{number}, tier: family, deposit: 800}}" for number in range(8)))
    batch = play("day: 1, join: {who: n0..n7, tier: family, deposit: 800}")
    assert singles.to_json() == batch.to_json()


def test_a_world_whose_clock_is_ahead_makes_its_now_day_zero() -> None:
    steps = ("day: 70, file: {who: m1, case: c1, diagnosed: 70, level: grave}", "day: 71, announce: {}")
    assert play(*steps, world=ModelWorld(start=4_000_000_000)).to_json() == play(*steps).to_json()


def test_a_run_repeats_itself_exactly() -> None:
    story = load_scenario("circle")
    assert run(story, ModelWorld()).to_json() == run(story, ModelWorld()).to_json()


def test_progress_hears_of_every_step_before_it_is_taken() -> None:
    heard: list[Step] = []
    story = load_scenario("circle")
    run(story, ModelWorld(), heard.append)
    assert tuple(heard) == story.steps


class LateWorld(ModelWorld):
    """A world whose blocks take longer than a story can stand."""

    def now(self) -> int:
        return super().now() + 3_601


def test_a_clock_that_runs_too_far_ahead_stops_the_run() -> None:
    world = LateWorld()
    with pytest.raises(StepFailed, match="3601 seconds late"):
        play(world=world)


def test_money_of_the_sponsor_goes_in_by_anyone_and_out_by_notice() -> None:
    result = play(
        "day: 1, fund_backstop: {amount: 20, who: m1}",
        "day: 1, fund_backstop: {amount: 30}",
        "day: 2, notice_backstop: {amount: 45}",
        "day: 3, take_backstop: {amount: 45}, refused: NoBackstopNotice",
        "day: 40, take_backstop: {amount: 45}",
    )
    assert result.to_json()["ledger"]["backstop"] == "5"


def test_a_case_taken_back_is_withdrawn() -> None:
    filed = "file: {who: m1, case: c1, diagnosed: 70, level: grave, beneficiary: clinic}"
    result = play(f"day: 70, {filed}", "day: 71, withdraw_case: {case: c1}")
    assert result.to_json()["cases"]["c1"] == {"status": "withdrawn", "claimant_paid": "0", "fee_paid": "0"}


def test_the_supervisor_stops_joins() -> None:
    late = "join: {who: late, tier: couple, deposit: 400}"
    result = play("day: 1, stop_joins: {by: supervisor}", f"day: 2, {late}, refused: JoinsStopped")
    assert "late" not in result.members


def test_the_day_of_a_period_is_the_day_of_its_step() -> None:
    result = play("day: 30.5, announce: {}", "day: 61, announce: {}")
    assert [period["day"] for period in result.to_json()["periods"]] == [30.5, 61]


def test_the_story_of_the_circle_comes_out_as_its_comments_say() -> None:
    result = run(load_scenario("circle"), ModelWorld()).to_json()
    assert [period["share"] for period in result["periods"]] == ["0", "9", "33.6", "0"]
    assert [period["surplus"] for period in result["periods"]] == ["0", "3", "1", "1"]
    assert result["members"]["c7"] == {"status": "withdrawn", "balance": "0", "paid": "88.2"}
    assert result["ledger"]["operator_paid"] == "76"


def test_the_first_period_of_xianghubao_comes_out_as_published() -> None:
    first = run(load_scenario("xianghubao-first-period"), ModelWorld()).to_json()["periods"][0]
    assert (first["units"], first["share"], first["surplus"]) == (23_000_000, "0.03", "42000")


def test_one_payer_fewer_and_the_cap_cuts_the_fee_before_the_patient() -> None:
    full = run(load_scenario("full-at-3240000"), ModelWorld()).to_json()["cases"]["full"]
    cut = run(load_scenario("cut-at-3239999"), ModelWorld()).to_json()["cases"]["cut"]
    assert full == {"status": "settled", "claimant_paid": "300000", "fee_paid": "24000"}
    assert cut == {"status": "settled", "claimant_paid": "300000", "fee_paid": "23999.9"}


@pytest.mark.parametrize("name", ["cut-and-filled-up", "lapse-and-return"])
def test_stories_run_as_told(name: str) -> None:
    assert run(load_scenario(name), ModelWorld()).refused
