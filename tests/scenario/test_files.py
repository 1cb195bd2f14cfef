"""Scenario files: every kind of bad input says file, line and key; then what a good file becomes."""

from fractions import Fraction
from pathlib import Path

import pytest

from openmutual.errors import CaseNotPayable, FileError, Refusal
from openmutual.money import DAY
from openmutual.plans.document import parse_document
from openmutual.plans.terms import REQUIRED
from openmutual.scenario import Scenario, load_scenario, scenario_names
from openmutual.scenario.steps import read_scenario

GOOD = """\
name: story
plan: circle
start: 2026-01-01
steps:
  - {day: 0, join: {who: [ann, bo], tier: couple, deposit: 400}}
  - {day: 0, join: {who: m1..m3, tier: family, deposit: 800.0}}
  - {day: 70.5, file: {who: ann, case: c1, diagnosed: 69.9, level: grave}}
  - {day: 71, decide: {case: c1, verdict: approve}}
  - {day: 71, settle: {case: c1}, refused: CaseNotPayable}
  - {day: 72, top_up: {who: nobody, amount: 1}, refused: true}
  - {day: 73, close: {by: operator}}
"""


def story(text: str = GOOD) -> Scenario:
    return read_scenario(parse_document(text.encode(), "story.yaml"), Path())


def with_last(step: str) -> str:
    return GOOD.replace("  - {day: 73, close: {by: operator}}\n", f"  - {step}\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "problem"),
    [
        ("name: story", "name: My Story", 1, "name", "a-z, 0-9 and -"),
        ("plan: circle", "plan: cirle", 0, "", "neither a file nor a preset; did you mean circle?"),
        ("plan: circle", "plan: [circle]", 2, "plan", "must be text, but is a list"),
        ("plan: circle", "plan: {name: x}", 2, "plan", "the key currency is missing"),
        ("plan: circle", "plan: circle\nseed: 1", 3, "seed", "unknown key"),
        ("2026-01-01", "2026-13-01", 3, "start", "no day of the calendar"),
        ("2026-01-01", "tomorrow", 3, "start", "a date, such as 2026-01-01"),
        ("2026-01-01", "1969-12-31", 3, "start", "1970 or later"),
        ("tier: couple", "tier: cuple", 5, "steps[0].join.tier", "did you mean couple?"),
        ("deposit: 400}", "deposit: 400.001}", 5, "steps[0].join.deposit", "finer than the currency allows"),
        ("deposit: 400}", "deposit: 4e2}", 5, "steps[0].join.deposit", "plain decimal number"),
        ("tier: couple, ", "", 5, "steps[0].join", "the key tier is missing"),
        ("tier: couple", "teir: couple", 5, "steps[0].join.teir", "did you mean tier?"),
        ("[ann, bo]", "[ann, ann]", 5, "steps[0].join.who", "twice"),
        ("[ann, bo]", "[]", 5, "steps[0].join.who", "names nobody"),
        ("[ann, bo]", "[1, 2]", 5, "steps[0].join.who[0]", "must be text, but is a number"),
        ("[ann, bo]", "a b", 5, "steps[0].join.who", "a name of letters"),
        ("m1..m3", "m3..m1", 6, "steps[1].join.who", "no range"),
        ("m1..m3", "m1..n3", 6, "steps[1].join.who", "no range"),
        ("m1..m3", "m1..m999999999", 6, "steps[1].join.who", "no range"),
        ("m1..m3", "m01..m3", 6, "steps[1].join.who", "no range"),
        ("m1..m3", "[m1..m999999, n1..n999999]", 6, "steps[1].join.who", "at most 1000000 people in all"),
        ("day: 70.5", "day: -1", 7, "steps[2].day", "negative"),
        ("day: 70.5", "day: 70.0000001", 7, "steps[2].day", "whole number of seconds"),
        ("day: 70.5", "day: '70.5'", 7, "steps[2].day", "a number of days"),
        ("day: 70.5, ", "", 7, "steps[2]", "a step has a day and one thing"),
        ("{day: 71, decide", "{day: 70, decide", 8, "steps[3].day", "the day goes back"),
        ("who: ann,", "who: [ann, bo],", 7, "steps[2].file.who", "one person"),
        ("who: ann,", "who: carl,", 7, "steps[2].file.who", "carl has not joined before"),
        (
            "level: grave",
            "level: heavy",
            7,
            "steps[2].file.level",
            "'heavy' is not defined; known are: hospital, grave",
        ),
        ("decide: {case: c1", "decide: {case: c2", 8, "steps[3].decide.case", "no step before files c2"),
        ("verdict: approve", "verdict: yes", 8, "steps[3].decide.verdict", "known are: approve, reject"),
        ("refused: CaseNotPayable", "refused: CaseNotPayble", 9, "steps[4].refused", "did you mean CaseNotPayable?"),
        ("refused: true", "refused: [true]", 10, "steps[5].refused", "must be text, but is a list"),
        ("close: {by: operator}", "close: {by: anyone}", 11, "steps[6].close.by", "known are: operator, supervisor"),
        ("close: {by: operator}", "closed: {by: operator}", 11, "steps[6].closed", "did you mean close?"),
        ("close: {by: operator}", "announce: ", 11, "steps[6].announce", "must be a mapping"),
        ("close: {by: operator}", "announce: {now: true}", 11, "steps[6].announce.now", "known are: none"),
        ("close: {by: operator}", "announce: {}, finish: {}", 11, "steps[6]", "one thing that happens"),
        ("close: {by: operator}", "leave: {who: m4}", 11, "steps[6].leave.who", "m4 has not joined before"),
        (
            "close: {by: operator}",
            "jury: {case: c1, verdict: approve}",
            11,
            "steps[6].jury.verdict",
            "uphold, overturn",
        ),
        (
            "close: {by: operator}",
            "file: {who: bo, case: c1, diagnosed: 70, level: grave}",
            11,
            "steps[6].file.case",
            "c1 is a case already",
        ),
    ],
)
def test_a_bad_file_says_where_and_what_to_do(old: str, new: str, line: int, key: str, problem: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(FileError) as caught:
        story(GOOD.replace(old, new))
    assert (caught.value.line, caught.value.key) == (line, key)
    assert problem in caught.value.problem


def test_a_broken_plan_inside_a_scenario_is_found_at_its_line() -> None:
    inline = "plan:\n  name: x\n  currency: {symbol: CNY, decimals: 60}\n"
    text = GOOD.replace("plan: circle\n", inline + "".join(f"  {key}: 1\n" for key in REQUIRED[2:]))
    with pytest.raises(FileError, match=r"story.yaml:4: plan.currency.decimals: must be from 0 to 18, but is 60"):
        story(text)


def test_steps_are_exact() -> None:
    steps = story().steps
    assert [step.number for step in steps] == list(range(7))
    assert steps[0].who == ("ann", "bo")
    assert steps[1].who == ("m1", "m2", "m3")
    assert (steps[1].tier, steps[1].amount) == ("family", 80_000)
    assert steps[2].day == Fraction(141, 2)
    assert steps[2].at == 70 * DAY + DAY // 2
    assert steps[2].diagnosed == 6_039_360
    assert steps[4].refused is CaseNotPayable
    assert steps[5].refused is Refusal
    assert steps[6].by == "operator"
    assert steps[6].refused is None
    assert steps[6].line == 11


def test_the_start_is_midnight_of_the_world_clock() -> None:
    assert story().start == 1_767_225_600


def test_refused_false_is_a_step_that_must_succeed() -> None:
    assert story(with_last("{day: 73, announce: {}, refused: false}")).steps[6].refused is None


def test_a_case_name_is_free_again_after_a_refused_filing() -> None:
    first = "{day: 70, file: {who: bo, case: c1, diagnosed: 69, level: grave}, refused: true}"
    text = GOOD.replace("  - {day: 70.5, file", f"  - {first}\n  - {{day: 70.5, file")
    assert story(text).steps[3].case == "c1"


@pytest.mark.parametrize(
    "step",
    [
        "object: {who: bo, case: c1}",
        "jury: {case: c1, verdict: uphold}",
        "jury: {case: c1, verdict: overturn}",
        "withdraw_case: {case: c1}",
        "decide: {case: c1, verdict: reject, level: hospital}",
        "file: {who: bo, case: c2, diagnosed: 70, level: grave, beneficiary: clinic}",
        "fund_backstop: {amount: 0.5}",
        "fund_backstop: {amount: 5, who: donor}",
        "notice_backstop: {amount: 5}",
        "take_backstop: {amount: 5}",
        "collect_fee: {}",
        "stop_joins: {by: supervisor}",
        "withdraw: {who: m1..m3}",
        "leave: {who: [m1, m2..m3]}",
        "finish: {}",
    ],
)
def test_every_step_is_known(step: str) -> None:
    assert story(with_last(f"{{day: 73, {step}}}")).steps[6].verb == step.partition(":")[0]


def test_a_plan_is_found_beside_its_scenario(tmp_path: Path) -> None:
    plan = (Path(__file__).parents[2] / "pyclient/openmutual/data/plans/circle.yaml").read_text(encoding="utf-8")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "ours.yaml").write_text(plan.replace("name: circle", "name: ours"), encoding="utf-8")
    (tmp_path / "story.yaml").write_text(GOOD.replace("plan: circle", "plan: plans/ours.yaml"), encoding="utf-8")
    assert load_scenario(tmp_path / "story.yaml").plan.name == "ours"


@pytest.mark.parametrize("name", scenario_names())
def test_presets_are_sound(name: str) -> None:
    preset = load_scenario(name)
    assert preset.name == name
    assert preset.about
